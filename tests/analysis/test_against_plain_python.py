"""The analysis once more, in plain Python from the printed cells alone, on random reports: both must say the same."""

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest

from feedback.analysis import rules, trend
from tests.report.samples import a_questionnaire, a_report

CORRELATION = {"manager": 0.5, "peers": 0.37}
Range = tuple[float, float]


def a_random_report(seed: int) -> dict[str, Any]:
    """A report of some groups of any size, on either scale."""
    dice = random.Random(seed)
    groups = {group: dice.randint(0, 9) for group in ("peers", "reports", "others")}
    groups |= {"self": dice.randint(0, 4) and 1, "manager": dice.randint(0, 4) and 1}
    asked = a_questionnaire(scale=dice.choice(["frequency-5", "frequency-6"]))
    return a_report(asked, answered=groups, seed=seed, unable=dice.choice([0.0, 0.1, 0.4]))


def ranges(report: dict[str, Any]) -> dict[tuple[str, str], Range]:
    """(group, item or theme) -> the two ends between which its figure must lie."""
    least, most = report["scale"]["min"], report["scale"]["max"]
    found = {}
    for cell in report["cells"]:
        if "hidden" not in cell:
            low = cell.get("low", cell.get("at_least", least if "at_most" in cell else cell.get("mean")))
            high = cell.get("high", cell.get("at_most", most if "at_least" in cell else cell.get("mean")))
            found[cell["group"], cell.get("item") or cell["theme"]] = (float(low), float(high))
    return found


def heads(report: dict[str, Any], group: str) -> list[float]:
    """The single-rater correlation of each person in a group."""
    said = report["groups"][group]
    if "of" in said:
        return [one for part in said["of"] for one in heads(report, part)]
    return [CORRELATION.get(group, 0.3)] * said["n"]


def noise(report: dict[str, Any], group: str) -> float:
    """Half the width that holds such a mean nineteen times in twenty."""
    people = heads(report, group)
    spread = (report["scale"]["max"] - report["scale"]["min"]) / 5
    return 1.96 * spread * math.sqrt((1 - sum(people) / len(people)) / len(people))


def minus(one: Range, other: Range) -> Range:
    """The ends of a difference."""
    return round(one[0] - other[1], 1), round(one[1] - other[0], 1)


def sure(ends: Range, chance: float) -> bool:
    """Whether a difference is at least half a point and larger than chance, all along its range."""
    nearest = max(ends[0], -ends[1])
    return nearest >= 0.5 and nearest > chance


def shown_groups(report: dict[str, Any]) -> Iterator[str]:
    """The groups besides self that stand in a report; all together only where there are two blocks with figures."""
    blocks = {group for group, _ in ranges(report)} - {"self", "manager", "all_shown"}
    yield from blocks | ({"manager"} & {group for group, _ in ranges(report)})
    if len(blocks) > 1:
        yield "all_shown"


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("of", ["self", "manager"])
def test_gaps(seed: int, of: str) -> None:
    report = a_random_report(seed)
    figures = ranges(report)
    expected = {}
    for group in set(shown_groups(report)) - {of}:
        chance = math.hypot(noise(report, of) if of == "manager" and report["groups"][of]["n"] else 0,
                            noise(report, group))  # fmt: skip
        for (whose, name), theirs in figures.items():
            if whose == group and (of, name) in figures:
                ends = minus(figures[of, name], theirs)
                expected[group, name] = (*ends, sure(ends, chance))

    found = rules.rows_of(rules.gaps(report, of=of))

    assert {(gap["against"], gap["id"]): (gap["low"], gap["high"], gap["flagged"]) for gap in found} == expected
    assert [abs(gap["value"]) for gap in found] == sorted((abs(gap["value"]) for gap in found), reverse=True)


@pytest.mark.parametrize("seed", range(25))
def test_patterns(seed: int) -> None:
    report = a_random_report(seed)
    figures, scale = ranges(report), report["scale"]
    groups = set(shown_groups(report))
    blocks = groups - {"manager", "all_shown"}
    view = "all_shown" if "all_shown" in groups else next(iter(blocks), "manager")
    high, low = {5: (4.0, 3.4), 6: (4.8, 4.0)}[scale["max"]]
    expected = set()
    for item in report["items"]:
        if ("self", item) in figures and (view, item) in figures:
            own, theirs = figures["self", item], figures[view, item]
            apart = sure(minus(own, theirs), noise(report, view))
            if own[0] >= high and theirs[0] >= high:
                expected.add((item, "agreed strength"))
            elif own[1] <= low and theirs[1] <= low:
                expected.add((item, "agreed need"))
            elif apart and own[0] >= high > theirs[1]:
                expected.add((item, "blind spot"))
            elif apart and own[1] < high <= theirs[0]:
                expected.add((item, "hidden strength"))

    found = rules.patterns(report)

    assert set(zip(found["id"], found["pattern"], strict=True)) == expected


@pytest.mark.parametrize("seed", range(25))
def test_changes(seed: int) -> None:
    now, before = a_random_report(seed), a_random_report(seed + 1000)
    items = set(random.Random(seed).sample(sorted(now["items"]), 9))
    whole = {theme for theme in now["items"].values() if {i for i, t in now["items"].items() if t == theme} <= items}
    new, old = ranges(now), ranges(before)
    both = (set(shown_groups(now)) | {"self"}) & (set(shown_groups(before)) | {"self"})
    if set(now["groups"].get("all_shown", {}).get("of", [])) != set(
        before["groups"].get("all_shown", {}).get("of", [])
    ):
        both -= {"all_shown"}
    expected = {}
    for (group, name), later in new.items():
        same = now["scale"] == before["scale"] and name in items | whole
        if same and group in both - {"manager"} and (group, name) in old:
            ends = minus(later, old[group, name])
            chance = 0.0 if group == "self" else math.hypot(noise(now, group), noise(before, group))
            expected[group, name] = (*ends, sure(ends, chance))

    found = rules.rows_of(trend.changes(now, before, items=items, same_manager=False))

    assert {(one["group"], one["id"]): (one["low"], one["high"], one["flagged"]) for one in found} == expected


def test_random_reports_have_something_to_compare() -> None:
    reports = [a_random_report(seed) for seed in range(25)]

    assert sum(len(rules.gaps(report)) for report in reports) > 500
    assert set().union(*(rules.patterns(report)["pattern"] for report in reports)) == {
        rules.BLIND_SPOT, rules.HIDDEN_STRENGTH, rules.AGREED_STRENGTH, rules.AGREED_NEED,
    }  # fmt: skip
    pairs = [(a_random_report(seed), a_random_report(seed + 1000)) for seed in range(25)]
    assert sum(len(trend.changes(one, two, items=set(one["items"]), same_manager=True)) for one, two in pairs) > 200
