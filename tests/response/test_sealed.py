"""Answers in a slot: what went in comes out, with the right key and in the right place only."""

import json
import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.foundations import sealing
from feedback.foundations.sealing import CannotOpen, TooLargeToSeal
from feedback.invitation.handover import Slot
from feedback.response import sealed, service
from feedback.response.rules import COACH_ONLY, LONGEST_COMMENT, PARAPHRASE, Answers

unhurried = settings(deadline=None)  # a busy machine is no fault
PAIR = sealing.new_key_pair()
DEVICE = b"d" * 32
PHRASE = "correct horse battery staple yo-yo"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
names = st.text(st.characters(codec="ascii"), max_size=12)


@st.composite
def written(draw: st.DrawFn) -> Answers:
    """Any answers, their comments travelling in any way."""
    comments = draw(st.dictionaries(names, texts, max_size=5))
    ways = {question: draw(st.sampled_from([None, PARAPHRASE, COACH_ONLY])) for question in comments}
    travels = {question: way for question, way in ways.items() if way}
    return Answers(draw(st.dictionaries(names, st.none() | st.integers(0, 10))), comments, travels)


answers = written()


def _slot(**given: object) -> Slot:
    empty = Slot(uuid.UUID(int=7), 1, uuid.UUID(int=8), "peers", 0, PAIR.public, None, None, None)
    return replace(empty, **given)  # type: ignore[arg-type]


def _filled(slot: Slot, given: Answers, *, sent: bool = False, device: bytes = DEVICE) -> tuple[Slot, bytes | None]:
    made = sealed.sealed_for(slot, given, device=device, sent=sent)
    return replace(slot, content=made.content, wrap_dev=made.wrap_dev), made.wrap_sub


@given(answers)
@unhurried
def test_the_same_browser_reads_what_it_saved(given: Answers) -> None:
    slot, _ = _filled(_slot(), given)
    assert sealed.open_on_device(slot, DEVICE) == given


@given(answers)
@unhurried
def test_closing_reads_what_was_sent(given: Answers) -> None:
    slot, wrap_sub = _filled(_slot(), given, sent=True)
    assert slot.content is not None
    assert wrap_sub is not None
    opened = sealed.open_at_closing(slot.content, wrap_sub, private=PAIR.private, binding=slot.id.bytes)
    assert opened == given


def test_a_draft_from_before_comments_could_travel_still_opens() -> None:
    """The very bytes that earlier versions sealed, of which some may lie in slots when the product is brought up."""
    assert sealed.from_bytes(b'{"ratings":{"i":3,"j":null},"comments":{"q1":"Words"}}') == Answers(
        {"i": 3, "j": None}, {"q1": "Words"}
    )
    assert sealed.to_bytes(Answers({"i": 3}, {"q1": "Words"})) == b'{"ratings":{"i":3},"comments":{"q1":"Words"}}'


def test_a_version_that_knows_of_no_ways_finds_no_text_that_it_could_show() -> None:
    kept = json.loads(sealed.to_bytes(Answers({}, {"q1": "Words"}, {"q1": COACH_ONLY})))
    assert kept == {"ratings": {}, "comments": {"q1": ["Words", COACH_ONLY]}}


def test_a_draft_has_nothing_that_closing_could_open() -> None:
    assert _filled(_slot(), Answers({"i": 1}))[1] is None


def test_another_browser_and_another_round_read_nothing() -> None:
    slot, wrap_sub = _filled(_slot(), Answers({"i": 1}), sent=True)
    assert sealed.open_on_device(slot, b"e" * 32) is None
    assert sealed.open_on_device(slot, None) is None
    assert slot.content is not None
    assert wrap_sub is not None
    for private, binding in [(sealing.new_key_pair().private, slot.id.bytes), (PAIR.private, uuid.uuid4().bytes)]:
        with pytest.raises(CannotOpen):
            sealed.open_at_closing(slot.content, wrap_sub, private=private, binding=binding)


def test_what_was_saved_in_one_slot_opens_in_no_other() -> None:
    slot, _ = _filled(_slot(), Answers({"i": 1}))
    assert sealed.open_on_device(replace(slot, id=uuid.uuid4()), DEVICE) is None


def test_an_empty_slot_holds_no_answers_for_anybody() -> None:
    assert sealed.open_on_device(_slot(), None) == Answers()


def test_every_save_has_a_key_of_its_own() -> None:
    first, second = (_filled(_slot(), Answers({"i": 1})) for _ in range(2))
    assert first[0].content != second[0].content
    assert first[0].wrap_dev != second[0].wrap_dev


@given(
    st.integers(0, LONGEST_COMMENT),
    st.integers(0, 5),
    st.dictionaries(st.sampled_from([f"item.{n}" for n in range(60)]), st.none() | st.integers(1, 6)),
)
@settings(max_examples=40, deadline=None)
def test_r3_only_two_lengths_whatever_was_answered(length: int, comments: int, ratings: dict[str, int | None]) -> None:
    given = Answers(ratings, {f"q{n}": "w" * length for n in range(comments)})
    made = sealed.sealed_for(_slot(), given, device=DEVICE, sent=True)
    assert len(made.content) - 40 in sealing.PADDED_SIZES
    assert (len(made.wrap_dev), len(made.wrap_sub or b"")) == (72, 80)


def test_more_than_the_largest_slot_is_refused() -> None:
    with pytest.raises(TooLargeToSeal):
        sealed.sealed_for(_slot(), Answers({}, {"q": "x" * 70_000}), device=DEVICE, sent=False)


@pytest.mark.parametrize(
    "spoken",
    [
        PHRASE,
        "Correct Horse Battery Staple Yo-Yo",
        "  correct-horse-battery-staple-yo-yo\n",
        "CORRECT. HORSE. BATTERY. STAPLE. YO YO.",
        "correct horse batterystaple yoyo",
        "correct\u00a0horse, battery \u2013 staple; yo\u2011yo",
    ],
)
def test_five_words_may_be_typed_as_people_type(spoken: str) -> None:
    slot = _slot()
    locked = replace(slot, wrap_phrase=sealed.wrap_for_phrase(slot, PHRASE, device=DEVICE))
    assert sealed.device_from_phrase(locked, spoken) == DEVICE


@pytest.mark.parametrize("wrong", ["", "correct horse battery staple", f"the {PHRASE}", "\0", "漢"])
def test_other_words_open_nothing(wrong: str) -> None:
    slot = _slot()
    locked = replace(slot, wrap_phrase=sealed.wrap_for_phrase(slot, PHRASE, device=DEVICE))
    with pytest.raises(CannotOpen):
        sealed.device_from_phrase(locked, wrong)
    with pytest.raises(CannotOpen):
        sealed.device_from_phrase(slot, PHRASE)
    with pytest.raises(CannotOpen):
        sealed.device_from_phrase(replace(locked, id=uuid.uuid4()), PHRASE)


def test_of_several_secrets_the_one_that_fits_is_taken() -> None:
    slot, _ = _filled(_slot(), Answers({"i": 1}))
    assert service.device_for(slot, [b"a" * 32, DEVICE, b"b" * 32]) == DEVICE
    assert service.device_for(slot, [b"a" * 32]) == b"a" * 32
    assert service.device_for(_slot(), [b"a" * 32, DEVICE]) == b"a" * 32
    assert service.device_for(slot, []) is None
