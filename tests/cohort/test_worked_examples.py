"""The tables of docs/methods/cohort.md, in the order they appear there."""

import re

import pytest

from feedback.campaign.cuts import Cut, problems
from feedback.cohort import rules
from feedback.cohort.rules import Scale, Sums
from feedback.disclosure.rules import half_up
from tests.disclosure.method_page import rows_under

FIVE = Scale(1, 5)


def rows(heading: str) -> list[list[str]]:
    return rows_under(heading, page="cohort")


@pytest.mark.parametrize(("leaders", "may"), rows("Worked examples: cohorts"))
def test_cohorts(leaders: str, may: str) -> None:
    inside: list[set[str]] = []
    for one in leaders.split(", "):
        count, _, names = one.partition(" in ")
        inside += [set() if names == "none" else set(names.split(" and "))] * int(count)
    names_of = sorted(set().union(*inside))
    cuts = [Cut(name, {number for number, mine in enumerate(inside) if name in mine}) for name in names_of]

    assert (not problems(range(len(inside)), cuts)) == (may == "yes")


@pytest.mark.parametrize(("leaders", "low", "high"), rows("Worked examples: the ends"))
def test_the_ends(leaders: str, low: str, high: str) -> None:
    n = int(leaders)
    printed = [rules.text_of(rules.part_cell(Sums(n, n * tenths, n * tenths), FIVE)) for tenths in (10, 50)]
    assert printed == [low, high]


@pytest.mark.parametrize(("figures", "printed"), rows("Worked examples: one part"))
def test_one_part(figures: str, printed: str) -> None:
    ends = [_ends(figure) for figure in figures.split(", ")]
    sums = Sums(len(ends), sum(low for low, _ in ends), sum(high for _, high in ends))
    assert rules.text_of(rules.part_cell(sums, FIVE)) == printed


@pytest.mark.parametrize(("leaders", "count", "low", "high"), rows("Worked examples: how many"))
def test_how_many(leaders: str, count: str, low: str, high: str) -> None:
    for said, is_low in ((low, True), (high, False)):
        least, most = rules.counted_about(int(count), int(leaders), low=is_low)
        assert f"{least} to {most}" == said


def test_the_mean_of_parts_is_made_from_what_is_printed() -> None:
    parts = [rules.part_cell(Sums(5, 175, 175), FIVE), rules.part_cell(Sums(10, 380, 380), FIVE)]
    assert rules.together([part for part in parts if part], FIVE) == {
        "leaders": 15,
        "mean": half_up(5 * 35 + 380, 15) / 10,
    }


def _ends(figure: str) -> tuple[int, int]:
    tenths = int(re.sub(r"\D", "", figure))
    if "below" in figure:
        return 10, tenths
    return (tenths, 50) if "above" in figure else (tenths, tenths)
