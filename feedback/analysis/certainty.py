"""How much would an average have moved if other people of the same kind had answered?

Told from the number of raters and their kind alone, never from the spread of their answers,
because the spread gives answers away. The method and its worked examples are in docs/methods/analysis.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

SINGLE_RATER_RELIABILITY: Mapping[str, float] = {"manager": 0.50, "peers": 0.37, "reports": 0.30, "others": 0.30}
"""Correlation between two raters of one kind (Conway and Huffcutt 1997, Human Performance 10, 331-360).

They give none for people outside the line, so everybody else takes the lowest.
"""
LOWEST_RELIABILITY = min(SINGLE_RATER_RELIABILITY.values())

SPREAD_OF_ONE_RATING = 0.2
"""Standard deviation of a single rating, as a share of the scale's length: 0.8 on one from 1 to 5. Our assumption."""

NINETEEN_IN_TWENTY = 1.96
"""Standard errors either side of a mean that hold it nineteen times in twenty."""

SMALLEST_GAP_WORTH_SAYING = 0.5
"""In scale points. A smaller gap is not flagged however many people answered."""

_PLAIN_WORDS = (
    (0.8, _("a firm guide")),
    (0.7, _("a fair guide")),
    (0.6, _("a rough guide")),
    (0.0, _("only a first hint")),
)


@dataclass(frozen=True)
class Certainty:
    """How far one group's averages can be trusted.

    ``reliability`` runs from 0 to 1, ``noise`` is in scale points, ``words`` complete "This average is ...".
    """

    people: int
    reliability: float
    noise: float
    words: str


def people_behind(report: Mapping[str, Any], group: str) -> dict[str, int]:
    """Return how many people of each kind answered in a group, following combined groups down to their parts."""
    described = report["groups"].get(group, {})
    if "of" not in described:
        return {group: int(described.get("n", 0))}
    people: dict[str, int] = {}
    for part in described["of"]:
        for kind, number in people_behind(report, part).items():
            people[kind] = people.get(kind, 0) + number
    return people


def certainty(report: Mapping[str, Any], group: str) -> Certainty:
    """Return how far the averages of a group can be trusted, from who answered and nothing else.

    The reliability of one rater is averaged over the people in the group and stepped up to the mean of
    all of them by Spearman-Brown; the noise is the half-width that holds such a mean 19 times in 20.

    Raises:
        ValueError: nobody in the group answered, so there is no average to trust.
    """
    people = people_behind(report, group)
    total = sum(people.values())
    if total == 0:
        raise ValueError(f"nobody in {group!r} answered, so its averages have no certainty")

    of_one = {kind: SINGLE_RATER_RELIABILITY.get(kind, LOWEST_RELIABILITY) for kind in people}
    single = sum(of_one[kind] * number for kind, number in people.items()) / total
    reliability = total * single / (1 + (total - 1) * single)
    spread = SPREAD_OF_ONE_RATING * (report["scale"]["max"] - report["scale"]["min"])
    noise = NINETEEN_IN_TWENTY * spread * math.sqrt((1 - single) / total)
    words = next(str(words) for least, words in _PLAIN_WORDS if reliability >= least)
    return Certainty(people=total, reliability=reliability, noise=noise, words=words)
