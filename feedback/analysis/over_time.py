"""How did a leader's figures move over many rounds of feedback?

Each round's report is as it was released, with the ids of the newest, so what is said here follows from pages that the
reader may lay side by side. What is compared with what is as in ``trend``: a group only where it stands under one label
and is made of the same, the manager only where it is the same person, and a theme or a competency only where all of it
was asked both times. Worked examples: docs/methods/analysis.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.analysis.certainty import certainty
from feedback.analysis.figure import Report, figure
from feedback.analysis.ranges import difference
from feedback.campaign.blocks import ALL_SHOWN, NAMED
from feedback.disclosure.report_format import mean_of_items


@dataclass(frozen=True)
class Round:
    """One round as the newest sees it.

    Attributes:
        report: the released report, with the ids of the newest; None where nothing of it may be compared.
        items: those that may be compared.
        parts: item -> the competency that it was part of then.
        same_manager: whether the manager is the newest report's.
    """

    report: Report | None
    items: frozenset[str]
    parts: Mapping[str, str]
    same_manager: bool


@dataclass(frozen=True)
class Line:
    """A theme, competency or behaviour over the rounds: a figure (``figure.figure``) for each, or None.

    ``change`` is the last figure against the one before it (``ranges.difference``); None where there is only one.
    """

    id: str
    figures: tuple[Mapping[str, Any] | None, ...]
    change: Mapping[str, Any] | None


def groups_over_time(newest: Report) -> tuple[str, ...]:
    """Return the groups of the newest report, all raters shown first, then each block, the manager and the leader."""
    with_figures = {cell["group"] for cell in newest["cells"] if "hidden" not in cell}
    blocks = newest["groups"].get(ALL_SHOWN, {}).get("of", [])
    several = [ALL_SHOWN] if len(blocks) > 1 else []
    return tuple(group for group in (*several, *blocks, *reversed(NAMED)) if group in with_figures)


def lines(
    rounds: Sequence[Round], newest: Report, wholes: Mapping[str, Collection[str]], *, group: str, kind: str
) -> list[Line]:
    """Return what became of each whole for one group, in the order given; those without any figure are left out.

    Args:
        rounds: the first one first.
        newest: the report of that round whose ids the others have.
        wholes: id -> its items in the newest round: a theme's, a competency's, or one behaviour itself.
        group: one of ``groups_over_time``.
        kind: "theme", "competency" or "item".
    """
    found = []
    for name, items in wholes.items():
        figures = tuple(_figure(one, newest, items, group=group, kind=kind) for one in rounds)
        if any(figures):
            found.append(Line(name, figures, _change(rounds, figures, group)))
    return found


def _figure(one: Round, newest: Report, items: Collection[str], *, group: str, kind: str) -> Mapping[str, Any] | None:
    if one.report is None or not set(items) <= one.items or not _same_group(one, newest, group):
        return None
    if kind != "item" and not _asked_whole(one, newest, items, kind):
        return None
    if kind == "item":
        cell = next(
            (cell for cell in one.report["cells"] if cell["group"] == group and cell.get("item") in items), None
        )
    else:
        cell = mean_of_items(dict(one.report), group, items)
    if cell is None or "hidden" in cell:
        return None
    return figure(one.report, {"item": "", **cell} if kind != "item" else cell)


def _same_group(one: Round, newest: Report, group: str) -> bool:
    if one.report is newest:
        return True
    if group == "manager" and not one.same_manager:
        return False
    groups, now = (one.report or {"groups": {}})["groups"], newest["groups"]
    return group in groups and sorted(groups[group].get("of", [])) == sorted(now[group].get("of", []))


def _asked_whole(one: Round, newest: Report, items: Collection[str], kind: str) -> bool:
    """True if what these items are in the newest report was just these items in that round too."""
    if one.report is None or one.report is newest:
        return one.report is newest
    of: Mapping[str, str] = one.report["items"] if kind == "theme" else one.parts
    places = {of.get(item) for item in items}
    return len(places) == 1 and {item for item, place in of.items() if place in places} == set(items)


def _change(
    rounds: Sequence[Round], figures: Sequence[Mapping[str, Any] | None], group: str
) -> Mapping[str, Any] | None:
    known = [(one, what) for one, what in zip(rounds, figures, strict=True) if what is not None]
    if len(known) < 2:
        return None
    (then, before), (now, last) = known[-2:]
    return difference(last, before, noise=_noise(now, then, group))


def _noise(now: Round, then: Round, group: str) -> float:
    if group == "self":
        return 0.0
    return math.hypot(*(certainty(one.report or {}, group).noise for one in (now, then)))
