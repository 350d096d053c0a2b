"""What has changed since an earlier report of the same leader?

Both reports are as they were released, so what is said here follows from two pages that the reader may lay side by
side. A group is compared only where it stood under the same label in both: were small groups combined once and shown
alone the other time, the difference would speak of those who joined or left. Worked examples: docs/methods/analysis.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import pandas as pd

from feedback.analysis.certainty import certainty
from feedback.analysis.ranges import difference
from feedback.analysis.rules import Report, figures, groups_in_order, rows_of
from feedback.campaign.blocks import ALL_SHOWN

_TEXTS = ("kind", "id", "theme", "group", "before", "now", "direction", "text")
_NUMBERS = ("before_low", "before_value", "before_high", "now_low", "now_value", "now_high",
            "low", "value", "high", "noise")  # fmt: skip
_COLUMNS = (*_TEXTS, *_NUMBERS, "flagged")


def groups_in_both(report: Report, earlier: Report, *, same_manager: bool) -> tuple[str, ...]:
    """Return the groups that may be compared, in reading order: those with one label, and one make-up, in both reports.

    The manager is one person and is compared with nobody else; all raters shown are, where their blocks are the same.
    """
    before = set(groups_in_order(earlier))
    return tuple(
        group
        for group in groups_in_order(report)
        if group in before
        and (group != "manager" or same_manager)
        and (group != ALL_SHOWN or _blocks(report) == _blocks(earlier))
    )


def changes(report: Report, earlier: Report, *, items: Collection[str], same_manager: bool) -> pd.DataFrame:
    """Return how each group's figures changed, as ranges, the widest change first.

    A change is the later figure minus the earlier one. It is flagged when its nearest end is at least 0.5 and larger
    than the noise of both figures together; what the leader said of themself has no noise.

    Args:
        report: the released report.
        earlier: an earlier one of the same leader.
        items: those asked in both, in the same words and for the same. A theme is compared only if all of its items
            are among them, in both reports.
        same_manager: whether the manager is the same person.

    Returns:
        One row for each item or theme and each group that has a figure for it in both reports: ``kind``, ``id``,
        ``theme``, ``group``; ``before`` and ``now`` as printed, with ``before_low``, ``now_low`` and so on in scale
        points; and what ``ranges.difference`` says of the two. Empty where the scales differ.
    """
    if report["scale"] != earlier["scale"]:
        return _frame([])
    groups = groups_in_both(report, earlier, same_manager=same_manager)
    themes = {theme for theme in report["items"].values() if _of(report, theme) == _of(earlier, theme) <= set(items)}
    old, new = (
        {
            (row["group"], row["kind"], row["id"]): row
            for row in rows_of(figures(one).dropna(subset=["value"]))
            if row["group"] in groups and row["id"] in (themes if row["kind"] == "theme" else items)
        }
        for one in (earlier, report)
    )
    found = [
        {
            **{name: now[name] for name in ("kind", "id", "theme", "group")},
            "before": old[place]["text"], "now": now["text"],
            **{f"before_{end}": old[place][end] for end in ("low", "value", "high")},
            **{f"now_{end}": now[end] for end in ("low", "value", "high")},
            **difference(now, old[place], noise=_noise(report, earlier, now["group"])),
        }
        for place, now in new.items()
        if place in old
    ]  # fmt: skip
    order = [*dict.fromkeys(report["items"].values()), *report["items"]]
    found.sort(key=lambda row: (-abs(row["value"]), order.index(row["id"]), groups.index(row["group"])))
    return _frame(found)


def most_telling(found: pd.DataFrame, groups: Collection[str]) -> str | None:
    """Return whose changes say most: all raters together, else the first block, else the manager; None if nobody's do.

    Args:
        found: as ``changes`` gives it.
        groups: those compared, in reading order.
    """
    with_changes = [group for group in groups if group != "self" and (found["group"] == group).any()]
    unnamed = [group for group in with_changes if group not in {"manager", ALL_SHOWN}]
    return next(iter([*(group for group in with_changes if group == ALL_SHOWN), *unnamed, *with_changes]), None)


def _noise(report: Report, earlier: Report, group: str) -> float:
    if group == "self":
        return 0.0
    return math.hypot(certainty(report, group).noise, certainty(earlier, group).noise)


def _blocks(report: Report) -> list[str]:
    blocks: list[str] = report["groups"].get(ALL_SHOWN, {}).get("of", [])
    return sorted(blocks)


def _of(report: Report, theme: str) -> set[str]:
    return {item for item, its_theme in report["items"].items() if its_theme == theme}


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(dict.fromkeys(_NUMBERS, "float64") | {"flagged": "bool"})
