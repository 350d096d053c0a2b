"""The worked examples of docs/methods/disclosure.md, in the order they appear there, and what the rules refuse."""

import re
from dataclasses import replace
from typing import Any

import pytest

from feedback.campaign.blocks import Block, partition
from feedback.disclosure.rules import Answers, Codebook, Coded, Rules, code, codebook, half_up, printable, release
from tests.disclosure.method_page import rows_under

ONE_TO_FIVE = Rules(scale_min=1, scale_max=5)
ONE_TO_SIX = Rules(scale_min=1, scale_max=6)


WORDS = {"mean": "", "at_most": " or below", "at_least": " or above"}


def in_words(coded: Coded) -> str:
    if coded.tenths is None:
        return "too few ratings"
    return f"{coded.tenths / 10:.1f}{WORDS[coded.kind]}"


def layout(peers: str, reports: str, others: str, rules: Rules) -> tuple[str, str]:
    shown = partition({"peers": int(peers), "reports": int(reports), "others": int(others)}, rules)
    blocks = ", ".join(f"{block.label} ({block.n})" for block in shown.blocks)
    return blocks or "none", ", ".join(shown.left_out) or "none"


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in rows_under("Worked examples of blocks")])
def test_who_is_shown_together(row: list[str]) -> None:
    peers, reports, others, shown_as, left_out, _ = row

    assert layout(peers, reports, others, ONE_TO_FIVE) == (shown_as, left_out)


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=row[-1]) for row in rows_under("Worked examples of the other two merge policies")],
)
def test_who_is_shown_together_under_the_other_policies(row: list[str]) -> None:
    policy, peers, reports, others, shown_as, left_out, _ = row

    assert layout(peers, reports, others, Rules.from_dict({**ONE_TO_FIVE.as_dict(), "merge": policy})) == (
        shown_as,
        left_out,
    )


def test_a_block_is_named_after_its_groups_in_one_order_whatever_the_order_of_counting() -> None:
    counts = {"partners": 1, "others": 1, "councillors": 1, "peers": 1, "reports": 1}

    (block,) = partition(counts, ONE_TO_FIVE).blocks

    assert block == Block(
        "peers+reports+others+councillors+partners", ("peers", "reports", "others", "councillors", "partners"), 5
    )


@pytest.mark.parametrize(
    ("counts", "label"),
    [
        pytest.param({"peers": 5, "others": 5, "partners": 1}, "others+partners", id="others before peers"),
        pytest.param({"peers": 5, "councillors": 5, "zone": 1}, "peers+zone", id="peers before a group of its own"),
        pytest.param({"b": 5, "a": 5, "zone": 1}, "a+zone", id="groups of its own by id"),
        pytest.param({"peers": 4, "others": 5, "zone": 1}, "peers+zone", id="size before all"),
    ],
)
def test_ties_are_settled_by_kind_of_group(counts: dict[str, int], label: str) -> None:
    assert label in [block.label for block in partition(counts, ONE_TO_FIVE).blocks]


@pytest.mark.parametrize("k", range(3, 11))
def test_a_group_of_exactly_k_stands_alone_and_one_below_does_not(k: int) -> None:
    rules = replace(ONE_TO_FIVE, group_min_n=k)

    assert [block.n for block in partition({"reports": k}, rules).blocks] == [k]
    assert partition({"reports": k - 1}, rules).left_out == ("reports",)


@pytest.mark.parametrize("group", ["self", "manager", "all_shown", "peers+others", ""])
def test_groups_that_are_not_anonymous_cannot_be_counted_among_them(group: str) -> None:
    with pytest.raises(ValueError, match="cannot be an anonymous rater group"):
        partition({group: 4}, ONE_TO_FIVE)


def test_counts_of_people_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        partition({"peers": -1}, ONE_TO_FIVE)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row[0]} ratings") for row in rows_under("Printed ends")])
def test_the_printed_ends_of_both_scales_and_modes(row: list[str]) -> None:
    n, *ends = row
    strict = [replace(rules, mode="strict") for rules in (ONE_TO_FIVE, ONE_TO_SIX)]
    books = [codebook(int(n), rules) for rules in (ONE_TO_FIVE, ONE_TO_FIVE, ONE_TO_SIX, ONE_TO_SIX, *strict)]

    printed = [
        "too few ratings" if book is None else f"{getattr(book, kind) / 10}{WORDS[kind]}"
        for book, kind in zip(
            books, ["at_most", "at_least", "at_most", "at_least", "at_least", "at_least"], strict=True
        )
    ]

    assert printed == ends


@pytest.mark.parametrize(
    ("n", "rules", "low", "high"),
    [
        pytest.param(3, ONE_TO_FIVE, 9, 13, id="n + 6 on 1-5"),
        pytest.param(12, ONE_TO_FIVE, 18, 58, id="n + 6 on 1-5, many"),
        pytest.param(5, ONE_TO_SIX, 13, 28, id="n + 8 on 1-6"),
        pytest.param(5, replace(ONE_TO_FIVE, mode="strict"), 11, 19, id="strict takes one insider off the top"),
        pytest.param(6, replace(ONE_TO_FIVE, insiders=2), 16, 28, id="two insiders add to the low end"),
        pytest.param(4, Rules(scale_min=0, scale_max=4), 6, 14, id="a scale from nought"),
        pytest.param(4, Rules(scale_min=-2, scale_max=2), -2, 6, id="a scale below nought"),
    ],
)
def test_the_sums_at_which_the_codes_begin(n: int, rules: Rules, low: int, high: int) -> None:
    book = codebook(n, rules)

    assert book is not None
    assert (book.low, book.high) == (low, high)


def test_no_code_book_where_the_ends_would_meet() -> None:
    assert codebook(3, Rules(scale_min=1, scale_max=3)) is None
    assert codebook(4, Rules(scale_min=1, scale_max=3)) == Codebook(4, low=8, high=10, at_most=20, at_least=25)


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in rows_under("Worked examples of figures")])
def test_what_is_printed_of_ratings(row: list[str]) -> None:
    ratings, printed, _ = row

    assert in_words(code([int(rating) for rating in ratings.split(",")], ONE_TO_FIVE)) == printed


@pytest.mark.parametrize(
    ("ratings", "tenths"),
    [
        pytest.param([-1, 0, 0, 0], -2, id="-0.25 is nearer -0.3 and -0.2 alike, so up"),
        pytest.param([0, 0, 0, 1], 3, id="0.25 up"),
        pytest.param([0, 0, 0, 0], 0, id="nought"),
    ],
)
def test_half_up_means_up_below_nought_too(ratings: list[int], tenths: int) -> None:
    assert code(ratings, Rules(scale_min=-2, scale_max=2)) == Coded("mean", tenths)


def test_ends_are_printed_outwards_below_nought_too() -> None:
    book = codebook(7, Rules(scale_min=-2, scale_max=2))

    assert book == Codebook(7, low=-8, high=12, at_most=-11, at_least=17)  # -1.14 up, 1.71 down


@pytest.mark.parametrize("rating", [0, 6, 4.0, True, "4", None])
def test_a_rating_off_the_scale_is_refused_without_repeating_it(rating: Any) -> None:
    with pytest.raises(ValueError, match=r"^a rating must be a whole number from 1 to 5$"):
        code([3, 3, 3, rating], ONE_TO_FIVE)


def test_printable_holds_every_code_that_ratings_can_give_and_no_other() -> None:
    assert {in_words(coded) for coded in printable(3, ONE_TO_FIVE)} == {
        "3.0 or below", "3.3", "3.7", "4.0", "4.3 or above",
    }  # fmt: skip
    assert printable(2, ONE_TO_FIVE) == {Coded("few", None)}


def test_release_codes_each_item_for_each_block() -> None:
    answers: Answers = {
        "peers": [{"i1": 4, "i2": None}, {"i1": 4}, {"i1": 3, "i2": 4}, {"i1": 5, "i2": 4}],
        "reports": [{"i1": 1, "i2": 2}] * 4,
        "others": [{"i1": 2, "i2": 3}],
    }

    released = release(answers, ["i1", "i2"], ONE_TO_FIVE)

    assert [(block.label, block.n) for block in released.blocks] == [("peers+others", 5), ("reports", 4)]
    assert released.left_out == ()
    assert {place: in_words(coded) for place, coded in released.cells.items()} == {
        ("peers+others", "i1"): "3.6",
        ("peers+others", "i2"): "3.7",
        ("reports", "i1"): "2.5 or below",
        ("reports", "i2"): "2.5 or below",
    }
    assert next(iter(released.cells)) == ("peers+others", "i1")


def test_an_item_that_too_few_of_a_block_could_rate_is_few() -> None:
    answers: Answers = {"peers": [{"i1": 4}, {"i1": 4}, {"i1": None}, {}]}

    assert release(answers, ["i1"], ONE_TO_FIVE).cells == {("peers", "i1"): Coded("few", None)}


def test_people_who_could_say_nothing_still_count_as_having_answered() -> None:
    released = release({"peers": [{"i1": 4}, {"i1": 4}, {"i1": 4}, {"i1": None}]}, ["i1"], ONE_TO_FIVE)

    assert released.blocks[0].n == 4
    assert in_words(released.cells["peers", "i1"]) == "4.0"


def test_a_group_left_out_reaches_no_cell() -> None:
    released = release({"reports": [{"i1": 4}] * 4, "others": [{"i1": 1}]}, ["i1"], ONE_TO_FIVE)

    assert released.left_out == ("others",)
    assert in_words(released.cells["reports", "i1"]) == "4.0"


@pytest.mark.parametrize(
    ("answers", "items", "because"),
    [
        pytest.param({"peers": [{"i9": 4}]}, ["i1"], "never asked: i9", id="an item nobody was asked"),
        pytest.param({"peers": [{"i1": 9}]}, ["i1"], "from 1 to 5", id="a wrong rating, though its group is left out"),
        pytest.param({"peers": []}, ["i1", "i1"], "listed twice", id="an item twice"),
        pytest.param({"manager": [{"i1": 4}]}, ["i1"], "anonymous rater group", id="a named rater"),
    ],
)
def test_release_refuses_what_cannot_be(answers: dict[str, Any], items: list[str], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        release(answers, items, ONE_TO_FIVE)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        pytest.param({"group_min_n": 2}, "from 3 to 10", id="K below the floor"),
        pytest.param({"group_min_n": 11}, "from 3 to 10", id="K above the ceiling"),
        pytest.param({"item_min_n": 2}, "item_min_n must be from 3 to 4", id="an item rated by two"),
        pytest.param({"item_min_n": 5}, "item_min_n must be from 3 to 4", id="a full block that could not be shown"),
        pytest.param({"insiders": 0}, "insiders must be from 1 to 2", id="nobody is an insider"),
        pytest.param({"insiders": 3}, "insiders must be from 1 to 2", id="everybody is an insider"),
        pytest.param({"scale_max": 2}, "from 3 to 10, got 2", id="two points"),
        pytest.param({"scale_max": 11}, "from 3 to 10, got 11", id="eleven points"),
        pytest.param({"scale_max": -5}, "from 3 to 10", id="upside down"),
        pytest.param({"scale_max": 5.0}, "scale_max must be int", id="a fraction"),
        pytest.param({"group_min_n": True}, "group_min_n must be int", id="a truth for a number"),
        pytest.param({"spread_words": 1}, "spread_words must be bool", id="a number for a truth"),
        pytest.param({"mode": "loose"}, "mode must be one of default, strict", id="an unknown mode"),
        pytest.param({"merge": "split"}, "merge must be one of", id="an unknown policy"),
        pytest.param({"mode": "strict", "spread_words": True}, "strict mode", id="words that break strict mode"),
    ],
)
def test_rules_refuse_what_cannot_be_kept(change: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        Rules(**{"scale_min": 1, "scale_max": 5, **change})


def test_rules_survive_storage_and_any_change_changes_the_hash() -> None:
    stored = ONE_TO_FIVE.as_dict()
    assert Rules.from_dict(stored) == ONE_TO_FIVE
    others: list[dict[str, Any]] = [
        {"scale_min": 2}, {"scale_max": 6}, {"group_min_n": 5}, {"group_min_n": 5, "item_min_n": 4}, {"mode": "strict"},
        {"merge": "drop"}, {"insiders": 2}, {"spread_words": True}, {"label_comments": True},
    ]  # fmt: skip

    hashes = {Rules.from_dict({**stored, **other}).hash() for other in others} | {ONE_TO_FIVE.hash()}

    assert len(hashes) == len(others) + 1
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in hashes)


def test_the_hash_of_the_default_rules_stays_what_reports_already_carry() -> None:
    assert ONE_TO_FIVE.hash() == "1d1cbe49542a340c266a57be9d93d8de441ca7707696c9aaa9d752348f227dda"
    assert Rules.from_dict(dict(reversed(ONE_TO_FIVE.as_dict().items()))).hash() == ONE_TO_FIVE.hash()


@pytest.mark.parametrize("stored", [{"scale_min": 1, "scale_max": 5}, {**ONE_TO_FIVE.as_dict(), "floor": 1}])
def test_stored_rules_must_be_complete_and_known(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="missing or unknown"):
        Rules.from_dict(stored)


def test_half_up_rounds_halves_up() -> None:
    assert [half_up(total, 2) for total in (-3, -2, -1, 0, 1, 2, 3)] == [-1, -1, 0, 0, 1, 1, 2]
