"""Which behaviours does a released report suggest working on, and why?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext

from feedback.analysis import rules as analysis

MOST_SUGGESTIONS: Final = 6

WHY: Final = {
    analysis.AGREED_NEED: lazy_gettext("You and others both rate this low"),
    analysis.BLIND_SPOT: lazy_gettext("You rate this higher than others do"),
    analysis.HIDDEN_STRENGTH: lazy_gettext("Others rate this higher than you do: a strength to use more"),
}
AMONG_THE_LOWEST: Final = lazy_gettext("Among the lowest rated by others")


@dataclass(frozen=True)
class Suggestion:
    """A behaviour that the report draws attention to, and why."""

    item_id: str
    why: str


def suggested_by(report: Mapping[str, Any]) -> list[Suggestion]:
    """The behaviours a report points to, at most six: shared needs, blind spots, the lowest rated, hidden strengths.

    Made from the released report alone; where it shows nobody but the leader, there is nothing to suggest.
    """
    found: dict[str, str] = {}
    seen = analysis.rows_of(analysis.patterns(report))
    _, lowest = analysis.highest_and_lowest(report, at_most=3)
    for pattern in (analysis.AGREED_NEED, analysis.BLIND_SPOT):
        found |= {row["id"]: WHY[pattern] for row in seen if row["pattern"] == pattern}
    for row in analysis.rows_of(lowest):
        found.setdefault(row["id"], AMONG_THE_LOWEST)
    for row in seen:
        if row["pattern"] == analysis.HIDDEN_STRENGTH:
            found.setdefault(row["id"], WHY[analysis.HIDDEN_STRENGTH])
    return [Suggestion(item, why) for item, why in found.items()][:MOST_SUGGESTIONS]
