"""What did a check-in find about each behaviour of a plan? From released cells alone, in words and figures.

For each group that is shown: whether people noticed a change, how it is now, and how it was in the campaign's report
where the two may be laid side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.campaign import check_in
from feedback.campaign.blocks import ALL_SHOWN, NAMED
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.disclosure.report_format import Report
from feedback.followup.check_ins import Held
from feedback.foundations import figures
from feedback.foundations.pages import group_name

MORE, LESS = 3.5, 2.5  # halfway from "the same" to the point beside it


@dataclass(frozen=True)
class Noticed:
    """What one group says of a behaviour: whether it changed, how it is now, and how it was; "" where there is none."""

    group: str
    change: str
    now: str
    before: str


@dataclass(frozen=True)
class Finding:
    """What one check-in found about one behaviour; no rows where too few answered."""

    months: int
    rows: tuple[Noticed, ...]


def findings(leader: Subject, held: Sequence[Held], items: Sequence[str]) -> dict[str, list[Finding]]:
    """What the finished check-ins of a leader's plan found about each of its behaviours.

    A behaviour that a check-in did not ask about, because it came into the plan later, has no finding of it.
    """
    finished = [one for one in held if one.is_finished]
    reports = disclosure.figures_of([leader.id, *(one.subject_id for one in finished)]) if finished else {}
    found: dict[str, list[Finding]] = {item: [] for item in items}
    for one in finished:
        report = reports[one.subject_id]
        for item in items:
            if item in report["items"]:
                found[item].append(Finding(one.months, _rows(report, reports[leader.id], item)))
    return found


def _rows(report: Report, campaign: Report, item: str) -> tuple[Noticed, ...]:
    change, now = _by_group(report, check_in.change_of(item)), _by_group(report, item)
    before = _by_group(campaign, item) if campaign["scale"] == report["scale"] else {}
    comparable = {group for group in before if _made_of(campaign, group) == _made_of(report, group)}
    return tuple(
        Noticed(
            group_name(group),
            change_in_words(change.get(group), report["scale"]),
            in_words(now.get(group), group),
            in_words(before[group], group) if group in comparable else "",
        )
        for group in _groups(report)
        if group in change or group in now
    )


def _groups(report: Report) -> list[str]:
    """The groups with figures of their own, those who are named last: what others noticed is what counts."""
    blocks = report["groups"].get(ALL_SHOWN, {}).get("of", [])
    return [*blocks, *NAMED]


def _made_of(report: Report, group: str) -> list[str] | None:
    return report["groups"][group].get("of", [group]) if group in report["groups"] else None


def _by_group(report: Report, item: str) -> dict[str, Mapping[str, object]]:
    return {cell["group"]: cell for cell in report["cells"] if cell.get("item") == item and "derived" not in cell}


def in_words(cell: Mapping[str, object] | None, group: str) -> str:
    """A figure as a report prints it: "3.9", "4.6 or above", "too few ratings"; "" where there is no such cell."""
    if cell is None:
        return ""
    return figures.in_words(cell, whole=group in NAMED) or str(_("too few ratings"))


def change_in_words(cell: Mapping[str, object] | None, scale: Mapping[str, int]) -> str:
    """Whether there is a change, of the whole range that a figure stands for: "more", "the same or less"."""
    if cell is None or "hidden" in cell:
        return "" if cell is None else str(_("too few ratings"))
    low = float(str(cell.get("mean", cell.get("at_least", scale["min"]))))
    high = float(str(cell.get("mean", cell.get("at_most", scale["max"]))))
    if low >= MORE:
        words = _("more than before")
    elif high <= LESS:
        words = _("less than before")
    elif low > LESS and high < MORE:
        words = _("about the same")
    else:
        words = _("the same or less") if high < MORE else _("the same or more")
    return str(words)
