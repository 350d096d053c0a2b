"""What must hold of the disclosure rules whatever the people and the answers, not only in our examples."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feedback.campaign.blocks import partition
from feedback.disclosure.report_format import released_report
from feedback.disclosure.rules import Coded, Rules, code, codebook, printable, release

GROUPS = ("peers", "reports", "others", "councillors")
ITEMS = ("i1", "i2", "i3")
NEVER_PRINTED = {"sd", "std", "variance", "min", "max", "median", "histogram", "distribution", "item_n", "ratings"}


@st.composite
def rules_of_any_campaign(draw: st.DrawFn) -> Rules:
    least = draw(st.integers(-3, 3))
    k = draw(st.integers(3, 10))
    return Rules(
        scale_min=least,
        scale_max=least + draw(st.integers(2, 9)),
        group_min_n=k,
        item_min_n=draw(st.integers(3, k)),
        mode=draw(st.sampled_from(["default", "strict"])),
        merge=draw(st.sampled_from(["combine", "merge", "drop"])),
        insiders=draw(st.integers(1, min(2, k - 2))),
    )


any_rules = rules_of_any_campaign()
any_counts = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 14))


@st.composite
def answers_under_rules(draw: st.DrawFn) -> tuple[dict[str, list[dict[str, int | None]]], Rules]:
    rules = draw(any_rules)
    rating = st.one_of(st.none(), st.sampled_from(rules.points))
    rater = st.fixed_dictionaries({}, optional=dict.fromkeys(ITEMS, rating))
    return draw(st.dictionaries(st.sampled_from(GROUPS), st.lists(rater, max_size=8), min_size=1)), rules


@st.composite
def ratings_under_rules(draw: st.DrawFn) -> tuple[list[int], Rules]:
    rules = draw(any_rules)
    return draw(st.lists(st.sampled_from(rules.points), max_size=16)), rules


@given(any_counts, any_rules)
def test_blocks_share_nobody_and_hold_at_least_k(counts: dict[str, int], rules: Rules) -> None:
    shown = partition(counts, rules)

    placed = [group for block in shown.blocks for group in block.groups]
    assert all(block.n >= rules.group_min_n for block in shown.blocks)
    assert all(block.n == sum(counts[group] for group in block.groups) for block in shown.blocks)
    assert sorted([*placed, *shown.left_out]) == sorted(group for group, n in counts.items() if n > 0)


@given(any_counts, any_rules)
def test_a_group_that_is_large_enough_is_never_left_out(counts: dict[str, int], rules: Rules) -> None:
    assert all(counts[group] < rules.group_min_n for group in partition(counts, rules).left_out)


@given(any_counts, any_rules)
def test_direct_reports_are_diluted_only_by_the_policy_that_says_so(counts: dict[str, int], rules: Rules) -> None:
    if counts.get("reports", 0) >= rules.group_min_n and rules.merge != "merge":
        assert "reports" in [block.label for block in partition(counts, rules).blocks]


@given(any_counts, any_rules, st.data())
def test_the_layout_does_not_depend_on_the_order_of_counting(
    counts: dict[str, int], rules: Rules, data: st.DataObject
) -> None:
    reordered = dict(data.draw(st.permutations(list(counts.items()))))

    assert partition(reordered, rules) == partition(counts, rules)


@given(any_counts, any_rules)
def test_a_stricter_k_never_shows_a_smaller_block(counts: dict[str, int], rules: Rules) -> None:
    if rules.group_min_n == 10:
        return
    stricter = replace(rules, group_min_n=rules.group_min_n + 1)

    def smallest(under: Rules) -> float:
        return min((block.n for block in partition(counts, under).blocks), default=float("inf"))

    assert smallest(stricter) >= smallest(rules)


@given(answers_under_rules(), st.data())
def test_blocks_and_gaps_depend_on_counts_of_answers_only(
    given_answers: tuple[dict[str, list[dict[str, int | None]]], Rules], data: st.DataObject
) -> None:
    answers, rules = given_answers
    other = {
        group: [
            {item: None if was is None else data.draw(st.sampled_from(rules.points)) for item, was in rater.items()}
            for rater in raters
        ]
        for group, raters in answers.items()
    }

    released, otherwise = release(answers, ITEMS, rules), release(other, ITEMS, rules)

    assert (released.blocks, released.left_out) == (otherwise.blocks, otherwise.left_out)
    hidden = [place for place, coded in released.cells.items() if coded.kind == "few"]
    assert hidden == [place for place, coded in otherwise.cells.items() if coded.kind == "few"]


@given(answers_under_rules(), st.data())
def test_who_gave_which_answer_within_a_block_changes_nothing(
    given_answers: tuple[dict[str, list[dict[str, int | None]]], Rules], data: st.DataObject
) -> None:
    """Each item's ratings are dealt anew to the raters of a block, even across its groups."""
    answers, rules = given_answers
    released = release(answers, ITEMS, rules)
    dealt = {group: [dict(rater) for rater in raters] for group, raters in answers.items()}
    for block in released.blocks:
        for item in ITEMS:
            raters = [rater for group in block.groups for rater in dealt[group]]
            for rater, rating in zip(raters, data.draw(st.permutations([r.get(item) for r in raters])), strict=True):
                rater[item] = rating

    assert release(dealt, ITEMS, rules) == released


@given(ratings_under_rules(), st.data())
def test_the_order_of_ratings_changes_nothing(given_ratings: tuple[list[int], Rules], data: st.DataObject) -> None:
    ratings, rules = given_ratings

    assert code(data.draw(st.permutations(ratings)), rules) == code(ratings, rules)


@given(ratings_under_rules())
def test_what_is_printed_is_true_and_never_finer_than_the_codes(given_ratings: tuple[list[int], Rules]) -> None:
    ratings, rules = given_ratings
    coded = code(ratings, rules)
    if coded.tenths is None:
        assert len(ratings) < rules.item_min_n or codebook(len(ratings), rules) is None
        return

    mean, printed = Fraction(sum(ratings), len(ratings)), Fraction(coded.tenths, 10)
    assert len(ratings) >= rules.item_min_n
    assert coded in printable(len(ratings), rules)
    if coded.kind == "at_most":
        assert mean <= printed
    elif coded.kind == "at_least":
        assert mean >= printed
    else:
        assert -Fraction(1, 20) <= mean - printed < Fraction(1, 20)
        # No mean is printed unless at least three values are open to an outsider, and to insiders at the low end.
        room = rules.insiders * (rules.scale_max - rules.scale_min)
        assert sum(ratings) - len(ratings) * rules.scale_min >= room + 3
        assert len(ratings) * rules.scale_max - sum(ratings) >= 3


@given(st.integers(3, 40), any_rules)
def test_each_code_stands_for_at_least_three_sums(n: int, rules: Rules) -> None:
    book = codebook(n, rules)
    if book is not None:
        assert book.low - n * rules.scale_min >= 2
        assert n * rules.scale_max - book.high >= 2


@given(st.integers(0, 40), any_rules)
def test_strict_mode_never_prints_a_mean_that_the_default_codes(n: int, rules: Rules) -> None:
    def means(under: Rules) -> set[Coded]:
        return {coded for coded in printable(n, under) if coded.kind == "mean"}

    assert means(replace(rules, mode="strict")) <= means(replace(rules, mode="default"))


@given(answers_under_rules())
def test_no_report_holds_a_measure_of_spread_or_a_number_of_ratings_of_an_item(
    given_answers: tuple[dict[str, list[dict[str, int | None]]], Rules],
) -> None:
    answers, rules = given_answers
    released = release(answers, ITEMS, rules)
    report = released_report(
        rules=rules,
        items=dict.fromkeys(ITEMS, "T1"),
        counts={group: (len(raters), len(raters)) for group, raters in answers.items()},
        blocks=released.blocks,
        cells=released.cells,
        named={},
        comments=[],
    )

    assert set(report.pop("scale")) == {"min", "max"}
    keys = list(_keys(report))
    assert keys
    assert NEVER_PRINTED.isdisjoint(keys)
    assert all("n" not in cell for cell in report["cells"])
    assert json.loads(json.dumps(report)) == report


def _keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, inner in part.items():
            yield key
            yield from _keys(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _keys(inner)
