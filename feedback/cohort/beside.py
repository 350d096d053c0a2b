"""What is usual here, beside a leader's own report? Their figures by theme, and our averages of earlier campaigns.

Nothing is read but the leader's released report and the reports on leaders together that were frozen before it closed.
So nothing follows from the two side by side that does not follow from those, and later campaigns change nothing.
Docs: docs/methods/norms.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from feedback.analysis.figure import Report, figure
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.cohort import norms, pool
from feedback.cohort.norms import Norm, Place
from feedback.disclosure import service as disclosure
from feedback.disclosure.rules import half_up
from feedback.foundations.pages import group_name
from feedback.report.parts import Cell, Row, Table

FEWEST: Final = 10
"""Leaders behind an average that other leaders read: twice as many as in a report that is not written for them."""


@dataclass(frozen=True)
class Usual:
    """The mean of the averages of a theme's behaviours for one group, and the fewest leaders behind any of them."""

    mean: float
    leaders: int


def of_report(leader: Subject) -> Table | None:
    """A leader's figures by theme and group, each with what is usual; None where nothing is known to be usual.

    Raises:
        NotClosed: the leader has no report yet.
    """
    closed_on = disclosure.report_of(leader.id).closed_on
    framework = campaigns.framework_of(leader.campaign)
    known = pool.ours_before((framework.id, framework.version, leader.campaign.scale), closed_on)
    report = disclosure.figures_of([leader.id])[leader.id]
    usual = usual_of(report["items"], known)
    groups = [
        group for group in norms.GROUPS if any(group == one for _theme, one in usual) and group in report["groups"]
    ]
    cells = {(cell["theme"], cell["group"]): cell for cell in report["cells"] if "theme" in cell}
    rows = []
    for theme in framework.themes:
        if any((theme.id, group) in usual and (theme.id, group) in cells for group in groups):
            rows.append(Row(theme.name, tuple(_cell(report, cells, usual, theme.id, group) for group in groups)))
    if not rows:
        return None
    return Table(_("Your figures, and what is usual here"), (_("Theme"), *map(group_name, groups)), tuple(rows))


def usual_of(items: Mapping[str, str], known: Sequence[Norm]) -> dict[tuple[str, str], Usual]:
    """For each theme and group what is usual, where at least half of the theme's behaviours have an average.

    Args:
        items: behaviour -> theme, as this leader's raters were asked.
        known: our averages, of which those over fewer than ten leaders are left out.
    """
    averages: dict[Place, Norm] = {(norm.behaviour, norm.group): norm for norm in known if norm.leaders >= FEWEST}
    found = {}
    for theme in dict.fromkeys(items.values()):
        asked = [item for item in items if items[item] == theme]
        for group in norms.GROUPS:
            rated = [averages[item, group] for item in asked if (item, group) in averages]
            if rated and 2 * len(rated) >= len(asked):
                mean = half_up(sum(round(10 * norm.mean) for norm in rated), len(rated)) / 10
                found[theme, group] = Usual(mean, min(norm.leaders for norm in rated))
    return found


def _cell(
    report: Report,
    cells: Mapping[tuple[str, str], Mapping[str, object]],
    usual: Mapping[tuple[str, str], Usual],
    theme: str,
    group: str,
) -> Cell:
    own, here = cells.get((theme, group)), usual.get((theme, group))
    words = figure(report, own)["text"] if own else _("not shown")
    told = _("usually %(mean)s", mean=f"{here.mean:.1f}") if here else _("not known here")
    return Cell(f"{words}, {told}", faint=own is None or here is None)
