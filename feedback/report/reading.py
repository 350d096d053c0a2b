"""What does a reader need to know to read the figures rightly?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.analysis import rules
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING
from feedback.disclosure.spread import FEWEST_FOR_SPREAD_WORDS, low_and_high

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Scale


def how_to_read(report: rules.Report, scale: Scale) -> tuple[tuple[str, str], ...]:
    """Return what each kind of figure and word in the report means, as pairs of term and meaning."""
    few, on_one = report["rules"]["group_min_n"], report["rules"]["item_min_n"]
    if report["rules"]["merge"] == "drop":
        groups = _(
            "People who are not named are shown only in groups of at least %(few)s, as one average. A smaller group is "
            "left out. Your own rating and your manager’s are shown as they were given.",
            few=few,
        )
    else:
        groups = _(
            "People who are not named are shown only in groups of at least %(few)s, as one average. A smaller group is "
            "combined with another or left out. Your own rating and your manager’s are shown as they were given.",
            few=few,
        )
    points = ", ".join(f"{point} {scale.label(point).lower()}" for point in scale.points)
    high, low = rules.line(report, rules.HIGH), rules.line(report, rules.LOW)
    return (
        (_("The scale"), _("%(points)s. An answer of “I can’t say” is in no average.", points=points)),
        (_("Groups"), groups),
        ("3.9", _("The average of the group, to one decimal.")),
        (
            _("4.6 or above, or 2.2 or below"),
            _(
                "The average lies somewhere from there to the end of the scale. Nothing closer is shown, so that "
                "nobody can prove that anybody rated low. In a chart it is a bar over all it may be, marked in "
                "the middle."
            ),
        ),
        (
            _("About %(figure)s", figure="2.9"),
            _("An average made from at least one figure of that kind. Its bar shows all that it may be."),
        ),
        (
            _("Too few ratings"),
            _("Fewer than %(least)s of the group rated this, so there is no average.", least=on_one),
        ),
        (
            _("All raters shown"),
            _("The groups together, each counted by how many answered, without you and your manager."),
        ),
        (
            _("More than chance"),
            _(
                "The gap is at least %(gap)s of a point, and wider than the average would "
                "move, nineteen times in twenty, if other people of the same kind and number had answered. It is "
                "judged from who answered and how many, never from how far their ratings differ.",
                gap=SMALLEST_GAP_WORTH_SAYING,
            ),
        ),
        (
            _("High and low"),
            _("High is %(high)s and above; low is %(low)s and below.", high=f"{high:.1f}", low=f"{low:.1f}"),
        ),
        *_about_spread(report, scale),
    )


def _about_spread(report: rules.Report, scale: Scale) -> tuple[tuple[str, str], ...]:
    """What the words about spread mean, where the campaign has them."""
    if not report["rules"]["spread_words"]:
        return ()
    low, high = low_and_high(scale.points)
    return (
        (
            _("Spread of ratings"),
            _(
                "How many of the group’s own ratings were low (%(low)s) and how many high (%(high)s), in "
                "thirds. Said only where at least %(least)s of the group gave a rating. It "
                "tells a middling average of people who agree from one of people who do not.",
                low=_named(low, scale),
                high=_named(high, scale),
                least=FEWEST_FOR_SPREAD_WORDS,
            ),
        ),
    )


def _named(points: Sequence[int], scale: Scale) -> str:
    return str(_(" or ")).join(scale.label(point).lower() for point in points)
