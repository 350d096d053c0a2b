"""What does a reader need to know to read the figures rightly?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from feedback.analysis import rules
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING
from feedback.disclosure.spread import FEWEST_FOR_SPREAD_WORDS, low_and_high

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Scale


def how_to_read(report: rules.Report, scale: Scale) -> tuple[tuple[str, str], ...]:
    """Return what each kind of figure and word in the report means, as pairs of term and meaning."""
    few, on_one = report["rules"]["group_min_n"], report["rules"]["item_min_n"]
    small = "left out" if report["rules"]["merge"] == "drop" else "combined with another or left out"
    points = ", ".join(f"{point} {scale.label(point).lower()}" for point in scale.points)
    high, low = rules.line(report, rules.HIGH), rules.line(report, rules.LOW)
    return (
        ("The scale", f"{points}. An answer of \u201cI can\u2019t say\u201d is in no average."),
        (
            "Groups",
            f"People who are not named are shown only in groups of at least {few}, as one average. A smaller group is "
            f"{small}. Your own rating and your manager\u2019s are shown as they were given.",
        ),
        ("3.9", "The average of the group, to one decimal."),
        (
            "4.6 or above, or 2.2 or below",
            "The average lies somewhere from there to the end of the scale. Nothing closer is shown, so that nobody "
            "can prove that anybody rated low. In a chart it is a bar over all it may be, marked in the middle.",
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
        *_about_spread(report, scale),
    )


def _about_spread(report: rules.Report, scale: Scale) -> tuple[tuple[str, str], ...]:
    """What the words about spread mean, where the campaign has them."""
    if not report["rules"]["spread_words"]:
        return ()
    low, high = low_and_high(scale.points)
    return (
        (
            "Spread of ratings",
            f"How many of the group\u2019s own ratings were low ({_named(low, scale)}) and how many high "
            f"({_named(high, scale)}), in thirds. Said only where at least {FEWEST_FOR_SPREAD_WORDS} of the group "
            "gave a rating. It tells a middling average of people who agree from one of people who do not.",
        ),
    )


def _named(points: Sequence[int], scale: Scale) -> str:
    return " or ".join(scale.label(point).lower() for point in points)
