"""Comments: words untouched, everything around them evened out, and no order or label that leads to a person."""

import math
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.campaign.blocks import Block
from feedback.disclosure.comments import FURTHER, Remark, normalise, release_comments
from feedback.disclosure.rules import Rules

RULES = Rules(scale_min=1, scale_max=5)
LABELLED = replace(RULES, label_comments=True)


def as_written(remarks: list[Any]) -> None:
    """A shuffle that leaves the order alone, to see which lists are mixed and which are not."""


def peers(*texts: str, question: str = "q1") -> list[dict[str, str]]:
    return [{question: text} for text in texts]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("  Listens well.  \n", "Listens well.", id="blanks at the ends"),
        pytest.param("Two  spaces\tand\u00a0more", "Two spaces and more", id="blanks within"),
        pytest.param("One  \r\n\r\n\r\n\r\nTwo\rThree", "One\n\nTwo\nThree", id="line ends and empty lines"),
        pytest.param("\u201cYes\u201d, they\u2019d say \u2018no\u2019", "\"Yes\", they'd say 'no'", id="curly quotes"),
        pytest.param("\u00abOui\u00bb \u201eJa\u201c", '"Oui" "Ja"', id="quotes of other languages"),
        pytest.param("fast\u2014too fast", "fast - too fast", id="long dash"),
        pytest.param("fast -- too fast", "fast - too fast", id="typed dash"),
        pytest.param("fast \u2013 too fast", "fast - too fast", id="short dash between words"),
        pytest.param("from 9\u20135, co\u2011operative", "from 9-5, co-operative", id="dashes within"),
        pytest.param("Well\u2026", "Well...", id="ellipsis"),
        pytest.param("cafe\u0301", "caf\u00e9", id="accents in one form"),
        pytest.param("a\u200bb\ufeffc\u00add", "abcd", id="invisible marks"),
        pytest.param("a\x00b\x0bc\ud800", "abc", id="what no file can hold"),
        pytest.param(" \n\t ", "", id="nothing at all"),
        pytest.param("I\u2019m SURE it's gr8, innit", "I'm SURE it's gr8, innit", id="words are left alone"),
    ],
)
def test_the_marks_of_a_keyboard_are_evened_out(typed: str, shown: str) -> None:
    assert normalise(typed) == shown


@pytest.mark.parametrize(
    "closing",
    [
        "Best, A.",
        "Best,\nA",
        "Regards, Sam",
        "Regards Sam Smith",
        "Kind regards,\n\nSam",
        "kind regards",
        "With best wishes,\nSam O\u2019Neill-Jones",
        "Many thanks,\n\u00c9lodie",
        "Thanks, Sam.",
        "Cheers\nJ.B.",
        "Thank you,\nSam",
        "Yours sincerely\nSam",
        "All the best!",
        "Sent from my iPhone",
        "Regards\nSam\n\nSent from my phone",
    ],
)
def test_a_closing_is_taken_off(closing: str) -> None:
    assert normalise(f"Explains decisions well.\n\n{closing}") == "Explains decisions well."
    assert normalise(f"Explains decisions well.\n{closing}\n") == "Explains decisions well."


def test_a_closing_on_the_same_line_is_taken_off_after_a_full_stop() -> None:
    assert normalise("Listens. Best, A.") == "Listens."


@pytest.mark.parametrize(
    "typed",
    [
        "Does their best",
        "Shares best practice. Best Practice Group is well led",
        "Always says thanks, Sam",
        "Good work. Thank you, Sam.",
        "We need more staff. Best wishes to all",
        "Sends regards",
        "All the best",
        "Delegate more.\n- Planning\n- Budgets",
        "Best\nidea of the year",
    ],
)
def test_words_that_only_look_like_a_closing_stay(typed: str) -> None:
    assert normalise(typed) == typed


@given(st.text())
def test_evening_out_twice_changes_nothing_more(typed: str) -> None:
    assert normalise(normalise(typed)) == normalise(typed)


@given(st.lists(st.text(st.sampled_from("abcdefghijklmnop"), min_size=3, max_size=9), min_size=1, max_size=20))
def test_plain_words_are_never_touched(words: list[str]) -> None:
    assert normalise("  ".join(words)) == " ".join(words)


@given(st.text(st.characters(categories=["L", "M", "N"])))
def test_letters_survive_in_any_script(typed: str) -> None:
    assert normalise(typed) == unicodedata.normalize("NFC", typed)


def test_no_comments_when_fewer_than_k_answered_at_all() -> None:
    written = {"peers": peers("a", "b", "c")}

    assert release_comments(written, answered=3, rules=RULES) == []
    assert len(release_comments(written, answered=4, rules=RULES)) == 3
    assert release_comments(written, answered=4, rules=replace(RULES, group_min_n=5)) == []


def test_a_question_with_fewer_than_three_writers_goes_to_the_pooled_list() -> None:
    written = {"peers": [{"q1": "a", "q2": "b"}, {"q1": "c", "q2": "d"}, {"q1": "e", "q3": "f"}, {}]}

    remarks = release_comments(written, answered=4, rules=RULES)

    assert Counter(remark.question for remark in remarks) == {"q1": 3, FURTHER: 3}
    assert {remark.text for remark in remarks if remark.question == FURTHER} == {"b", "d", "f"}
    assert [remark.question for remark in remarks][-3:] == [FURTHER] * 3


def test_blanks_and_signatures_are_not_comments() -> None:
    remarks = release_comments({"peers": peers("a", "b", " \n ", "Regards, Sam")}, answered=4, rules=RULES)

    assert {remark.question for remark in remarks} == {FURTHER}
    assert len(remarks) == 2


def test_writers_of_all_anonymous_groups_count_together_and_none_is_named() -> None:
    written = {"peers": peers("a"), "reports": peers("b"), "others": peers("c")}

    assert set(release_comments(written, answered=9, rules=RULES)) == {Remark("q1", text, None) for text in "abc"}


def test_questions_come_in_the_order_of_their_ids_whoever_wrote_first() -> None:
    early_on_q2 = {"peers": [{"q2": "x"}] * 3 + [{"q1": "y"}] * 3}

    remarks = release_comments(early_on_q2, answered=6, rules=RULES, shuffle=as_written)

    assert [remark.question for remark in remarks] == ["q1"] * 3 + ["q2"] * 3


def test_each_list_is_shuffled_once_and_on_its_own() -> None:
    mixed: list[set[str]] = []
    written = {
        "peers": [
            {"q1": f"a{i}", "q2": f"b{i}", "q3": "c"} if i < 1 else {"q1": f"a{i}", "q2": f"b{i}"} for i in range(4)
        ]
    }

    def backwards(pool: list[Any]) -> None:
        mixed.append({remark.text for remark in pool})
        pool.reverse()

    remarks = release_comments(written, answered=4, rules=RULES, shuffle=backwards)

    assert sorted(map(len, mixed)) == [1, 4, 4]
    assert [remark.text for remark in remarks] == ["a3", "a2", "a1", "a0", "b3", "b2", "b1", "b0", "c"]


def test_no_order_of_raters_survives_the_default_shuffle() -> None:
    """Over 600 releases each rater's comment stands at each place about equally often, for each question alone."""
    written = {"peers": [{"q1": f"q1 {i}", "q2": f"q2 {i}"} for i in range(4)]}
    places: Counter[tuple[str, int]] = Counter()
    aligned = 0
    for _ in range(600):
        texts = [remark.text for remark in release_comments(written, answered=4, rules=RULES)]
        places.update((text, place % 4) for place, text in enumerate(texts))
        aligned += [text[-1] for text in texts[:4]] == [text[-1] for text in texts[4:]]

    expected, six_sigma = 150, 6 * math.sqrt(600 * 0.25 * 0.75)
    assert len(places) == 32
    assert all(abs(times - expected) < six_sigma for times in places.values())
    assert aligned < 600 / 24 + 6 * math.sqrt(600 / 24)


def test_labels_are_never_given_unless_the_rules_allow_them() -> None:
    remarks = release_comments(
        {"peers": peers("a", "b", "c")}, answered=5, rules=RULES, blocks=[Block("peers", ("peers",), 5)]
    )

    assert {remark.label for remark in remarks} == {None}


@pytest.mark.parametrize(
    ("written", "people", "labels"),
    [
        pytest.param({"peers": 3}, {"peers": 5}, {"peers"}, id="five answered and three wrote"),
        pytest.param({"peers": 3}, {"peers": 4}, {None}, id="four answered"),
        pytest.param(
            {"peers": 3, "reports": 3}, {"peers": 5, "reports": 5}, {"peers", "reports"}, id="two large blocks"
        ),
        pytest.param({"peers": 3, "reports": 2}, {"peers": 5, "reports": 5}, {None}, id="one block wrote too little"),
        pytest.param({"peers": 3, "others": 1}, {"peers": 5}, {None}, id="the one left would be the other group's"),
    ],
)
def test_a_question_has_labels_for_all_its_comments_or_for_none(
    written: dict[str, int], people: dict[str, int], labels: set[str | None]
) -> None:
    remarks = release_comments(
        {group: peers(*"abcdef"[:number]) for group, number in written.items()},
        answered=12,
        rules=LABELLED,
        blocks=[Block(group, (group,), n) for group, n in people.items()],
    )

    assert {remark.label for remark in remarks} == labels


def test_somebody_in_no_named_block_keeps_all_labels_away_though_they_wrote_nothing() -> None:
    """Else a question without labels, beside one that has them, would tell that the one other rater wrote there."""
    blocks = [Block("peers", ("peers",), 5)]

    remarks = release_comments(
        {"peers": peers("a", "b", "c"), "others": [{}]}, answered=6, rules=LABELLED, blocks=blocks
    )

    assert {remark.label for remark in remarks} == {None}


def test_a_merged_block_is_named_as_a_whole_and_the_pooled_list_never() -> None:
    blocks = [Block("peers+others", ("peers", "others"), 6)]
    written = {"peers": [{"q1": "a", "q2": "d"}, {"q1": "b"}], "others": peers("c")}

    remarks = release_comments(written, answered=6, rules=LABELLED, blocks=blocks)

    assert {(remark.question, remark.label) for remark in remarks} == {("q1", "peers+others"), (FURTHER, None)}


@pytest.mark.parametrize(
    ("written", "answered", "because"),
    [
        pytest.param({"peers": peers("a", "b")}, 1, "more raters wrote", id="more wrote than answered"),
        pytest.param({"peers": peers("a", question=FURTHER)}, 4, "pooled list", id="a question named as the pool"),
        pytest.param({"manager": peers("a")}, 4, "anonymous rater group", id="a named rater"),
    ],
)
def test_what_cannot_be_is_refused(written: dict[str, list[dict[str, str]]], answered: int, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        release_comments(written, answered=answered, rules=RULES)
