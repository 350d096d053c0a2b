"""What is an answer? Pages read field by field, and put together without loss."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.response.rules import (
    COACH_ONLY,
    LONGEST_COMMENT,
    PARAPHRASE,
    Answers,
    Fault,
    PageRefused,
    read_page,
    tidy,
)

ITEMS, QUESTIONS, POINTS = ["a", "b"], ["q"], range(1, 6)
values = st.sampled_from(["1", "5", "cant_say", "", "6", "x", "verbatim", "coach_only"]) | st.text(max_size=8)
fields = st.sampled_from(
    ["i.a", "i.b", "i.z", "c.q", "c.z", "t.q", "t.z", "i.", "c.", "t.", "then", "csrf_token"]
) | st.text(max_size=6)


@given(st.dictionaries(fields, values))
@settings(deadline=None)
def test_a_page_is_read_or_refused_and_never_half_read(typed: dict[str, str]) -> None:
    faults: dict[str, Fault] = {}
    try:
        read = read_page(typed, items=ITEMS, questions=QUESTIONS, points=POINTS)
    except PageRefused as refused:
        faults, read = refused.faults, Answers()
    assert set(faults) <= set(typed)
    assert all(faults.values())
    if faults:
        return
    assert set(read.ratings) == {name[2:] for name in typed if name.startswith("i.")} <= set(ITEMS)
    assert set(read.ratings.values()) <= {1, 2, 3, 4, 5, None}
    assert set(read.travels) <= set(read.comments) <= set(QUESTIONS)
    assert set(read.travels.values()) <= {PARAPHRASE, COACH_ONLY}


@given(st.text(st.characters()))
@settings(deadline=None)
def test_tidy_text_can_be_shown_and_is_tidy_already(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert not [mark for mark in once if unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t"]
    once.encode()


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs", "Cf"])))
@settings(deadline=None)
def test_tidying_takes_nothing_from_ordinary_words(text: str) -> None:
    assert tidy(text) == text


def test_blank_comments_are_no_comments() -> None:
    assert read_page({"c.q": " \r\n\t "}, items=ITEMS, questions=QUESTIONS, points=POINTS) == Answers()


@pytest.mark.parametrize(("length", "fine"), [(LONGEST_COMMENT, True), (LONGEST_COMMENT + 1, False)])
def test_the_length_of_a_comment_counts_what_a_person_typed(length: int, fine: bool) -> None:
    typed = {"c.q": "  " + "\N{TWO HEARTS}" * (length - 2) + "\r\nx  "}
    if fine:
        assert len(read_page(typed, items=ITEMS, questions=QUESTIONS, points=POINTS).comments["q"]) == length
    else:
        with pytest.raises(PageRefused, match=r"c\.q"):
            read_page(typed, items=ITEMS, questions=QUESTIONS, points=POINTS)


def test_a_page_answered_anew_replaces_that_page_alone() -> None:
    before = Answers({"a": 1, "b": 2, "elsewhere": 3}, {"q": "old", "other": "stays"})
    after = before.with_page(Answers({"a": None}), items=ITEMS, questions=QUESTIONS)
    assert after == Answers({"a": None, "elsewhere": 3}, {"other": "stays"})


@pytest.mark.parametrize(
    ("answers", "empty"),
    [(Answers(), True), (Answers({"a": None}), False), (Answers({}, {"q": "words"}), False)],
    ids=["nothing", "even I can't say", "a comment alone"],
)
def test_what_is_nothing(answers: Answers, empty: bool) -> None:
    assert answers.is_empty is empty
