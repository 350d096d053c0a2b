"""Which behaviours tell little, and what would the next campaign save without them? From released figures alone.

What is measured is said as it is: "too few could say" is the share of groups of raters for whom a behaviour has no
figure, since how often somebody chose "I can't say" is printed nowhere. Nothing is said of fewer than twenty leaders:
that a behaviour hardly differs between a few leaders would tell what each of them was rated.
Docs: docs/methods/cohort.md, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from feedback.campaign.questionnaire import SECONDS_AN_ITEM

if TYPE_CHECKING:
    import pandas as pd

    from feedback.cohort.cells import LeaderFigure
    from feedback.cohort.rules import Scale

FEWEST_LEADERS: Final = 20
UNHEARD: Final = 0.25
"""Of the groups of raters, from which share without a figure a behaviour counts as hard to see."""
AT_THE_TOP: Final = 0.875
"""Share of the way up the scale from which a leader's figure is at the top: 4.5 on a scale from 1 to 5."""
MOST_AT_THE_TOP: Final = 2 / 3
LITTLE_SPREAD: Final = 0.08
"""Standard deviation between leaders, as a share of the scale's length: 0.32 on a scale from 1 to 5."""
SAME_ORDER: Final = 0.9
"""Correlation between two behaviours over the leaders from which one of them tells what the other does."""
MOST_DROPPED: Final = 5
FEWEST_LEFT: Final = 2
"""Behaviours that a theme keeps, whatever they tell."""

Finding = dict[str, Any]


def findings(
    figures: Sequence[LeaderFigure],
    items: Mapping[str, str],
    scale: Scale,
    *,
    unheard: Mapping[str, tuple[int, int]],
    leaders: int,
    raters: int,
) -> Finding | None:
    """What each behaviour tells, and which might be left out; None of fewer than twenty leaders.

    Args:
        figures: what all unnamed raters of each leader together say of each item.
        items: item -> theme, in the order asked.
        scale: the campaign's.
        unheard: item -> groups of raters without a figure, groups asked.
        leaders: how many the report shows.
        raters: how many answers were given about them.

    Returns:
        ``items``, in the order asked: ``id``, ``unheard`` (a share to the nearest twentieth), and whether it is
        ``hard_to_see``, ``at_the_top``, ``alike``; ``like`` is an item asked before it that puts leaders in the same
        order. ``drop`` names at most five to leave out, ``seconds`` is what each answer then saves, ``hours`` all.
    """
    if leaders < FEWEST_LEADERS or not figures:
        return None
    table = _table(figures, items)
    told = table.count() >= FEWEST_LEADERS
    length = scale.max - scale.min
    top = (table / 20 >= scale.min + AT_THE_TOP * length).sum() / table.count()
    spread = table.std(ddof=0) / 20
    like = _like(table.loc[:, told])
    rows = []
    for item in items:
        hidden, asked = unheard.get(item, (0, 0))
        share = round(20 * hidden / asked) / 20 if asked else None
        known = item in table and bool(told[item])
        rows.append(
            {
                "id": item,
                "unheard": share,
                "hard_to_see": share is not None and share >= UNHEARD,
                "at_the_top": known and bool(top[item] > MOST_AT_THE_TOP),
                "alike": known and bool(spread[item] < LITTLE_SPREAD * length),
                "like": like.get(item),
            }
        )
    dropped = _worth_dropping(rows, items)
    seconds = SECONDS_AN_ITEM * len(dropped)
    return {"items": rows, "drop": dropped, "seconds": seconds, "hours": round(seconds * raters / 3600, 1)}


def reasons(row: Mapping[str, Any]) -> list[str]:
    """By which of the four signs a behaviour tells little."""
    return [sign for sign in ("hard_to_see", "at_the_top", "alike", "like") if row[sign]]


def _worth_dropping(rows: Sequence[Finding], items: Mapping[str, str]) -> list[str]:
    """At most five with the most signs against them, such that every theme keeps two."""
    left = {theme: list(items.values()).count(theme) for theme in items.values()}
    dropped: list[str] = []
    for row in sorted(rows, key=lambda row: (-len(reasons(row)), -(row["unheard"] or 0))):
        theme = items[row["id"]]
        twin_went = row["like"] in dropped and reasons(row) == ["like"]
        if not reasons(row) or twin_went or left[theme] <= FEWEST_LEFT or len(dropped) == MOST_DROPPED:
            continue
        dropped.append(row["id"])
        left[theme] -= 1
    return [item for item in items if item in dropped]


def _table(figures: Sequence[LeaderFigure], items: Mapping[str, str]) -> pd.DataFrame:
    """Leaders by items, in the order asked, in twentieths of a point."""
    import pandas as pd

    figures = [one for one in figures if one.middle is not None]
    frame = pd.DataFrame({"leader": [one.leader for one in figures], "item": [one.item for one in figures],
                          "middle": [one.middle for one in figures]})  # fmt: skip
    table = frame.pivot(index="leader", columns="item", values="middle")
    return table[[item for item in items if item in table]]


def _like(table: pd.DataFrame) -> dict[str, str]:
    """For each item the first one before it that puts the leaders in the same order, if there is one."""
    close = table.corr(min_periods=FEWEST_LEADERS) >= SAME_ORDER
    found = {}
    for place, item in enumerate(table.columns):
        before = [other for other in table.columns[:place] if close.loc[other, item]]
        if before:
            found[str(item)] = str(before[0])
    return found
