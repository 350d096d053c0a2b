"""What was marked as mattering most in the role, and how was it rated?

From the released report alone. How others rate a competency is said in one word, and only where the whole range of what
its figures stand for allows it: a coded figure is never taken for a point. Worked examples: docs/methods/importance.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from feedback.analysis import rules
from feedback.campaign.blocks import ALL_SHOWN

LOW, HIGH, BETWEEN, UNCLEAR = "low", "high", "neither high nor low", "not certain"
TOGETHER: Final = ALL_SHOWN
"""Stands for all raters who are not named: of no part of them is anything said."""


@dataclass(frozen=True)
class Importance:
    """A competency that somebody marked.

    ``marked_by``: of "self", "manager" and ``TOGETHER``, those who did. ``rated``: how the view that the leader's own
    is compared with rates it: LOW, HIGH, BETWEEN, UNCLEAR where the figures allow several of these, or "too few
    ratings".
    """

    competency: str
    marked_by: tuple[str, ...]
    rated: str


def was_asked(report: rules.Report) -> bool:
    """Return whether the campaign asked what matters most."""
    return "importance" in report


def says_what_many_marked(report: rules.Report) -> bool:
    """Return whether enough raters are shown for anything to be said of their marks."""
    return was_asked(report) and TOGETHER in report["importance"]["marked"]


def marked(report: rules.Report) -> list[Importance]:
    """Return what anybody marked, as far as it may be told: first what most of the three did, ties in the order asked.

    A competency is rated low, high or between by the middle of its behaviours: the plain mean of the lowest they can
    be, and of the highest. At least half of them must have a figure.
    """
    if not was_asked(report):
        return []
    part = report["importance"]
    found = []
    for competency in dict.fromkeys(part["of"].values()):
        by = tuple(who for who, names in part["marked"].items() if competency in names)
        if by:
            items = [item for item, its in part["of"].items() if its == competency]
            found.append(Importance(competency, by, _rated(report, items)))
    return sorted(found, key=lambda one: -len(one.marked_by))


def marked_and_low(report: rules.Report) -> list[Importance]:
    """Return what was marked, and rated low for certain, by those whose view the leader's own is compared with."""
    return [one for one in marked(report) if one.rated == LOW]


def _rated(report: rules.Report, items: Sequence[str]) -> str:
    table = rules.figures(report).dropna(subset=["value"])
    view = rules.compared_with(report)
    theirs = table[(table["kind"] == "item") & (table["group"] == view) & table["id"].isin(items)]
    if theirs.empty or 2 * len(theirs) < len(items):
        return rules.TOO_FEW
    lowest, highest = (round(float(theirs[end].mean()), 6) for end in ("low", "high"))  # 3.4, not 3.4000000000000004
    if highest <= rules.line(report, rules.LOW):
        return LOW
    if lowest >= rules.line(report, rules.HIGH):
        return HIGH
    between = lowest > rules.line(report, rules.LOW) and highest < rules.line(report, rules.HIGH)
    return BETWEEN if between else UNCLEAR
