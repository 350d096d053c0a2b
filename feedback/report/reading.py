"""What does a reader need to know to read the figures rightly?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.analysis import rules
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Scale


def how_to_read(report: rules.Report, scale: Scale) -> tuple[tuple[str, str], ...]:
    """Return what each kind of figure and word in the report means, as pairs of term and meaning."""
    few, on_one = report["rules"]["group_min_n"], report["rules"]["item_min_n"]
    points = ", ".join(f"{point} {scale.label(point).lower()}" for point in scale.points)
    high, low = rules.line(report, rules.HIGH), rules.line(report, rules.LOW)
    return (
        ("The scale", f"{points}. An answer of \u201cI can\u2019t say\u201d is in no average."),
        (
            "Groups",
            f"People who are not named are shown only in groups of at least {few}, as one average. A smaller group is "
            "combined with another or left out. Your own rating and your manager\u2019s are shown as they were given.",
        ),
        ("3.9", "The average of the group, to one decimal."),
        (
            "4.6 or above, or 2.2 or below",
            "The average lies somewhere from there to the end of the scale. Nothing closer is shown, so that nobody "
            "can work out a person\u2019s own rating. In a chart it is a bar over all it may be, marked in the middle.",
        ),
        ("About 2.9", "An average made from at least one figure of that kind. Its bar shows all that it may be."),
        ("Too few ratings", f"Fewer than {on_one} of the group rated this, so there is no average."),
        ("All raters shown", "The groups together, each counted by how many answered, without you and your manager."),
        (
            "More than chance",
            f"The gap is at least {SMALLEST_GAP_WORTH_SAYING} of a point, and wider than the average would move, "
            "nineteen times in twenty, if other people of the same kind and number had answered. It is judged from who "
            "answered and how many, never from how far their ratings differ.",
        ),
        ("High and low", f"High is {high:.1f} and above; low is {low:.1f} and below."),
    )
