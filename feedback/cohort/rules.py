"""What may be said of leaders together, so that no leader's own figure follows from it? Pure, in whole numbers.

Leaders who are in exactly the same cohorts make a part. A figure is made for each part of at least five leaders who
have one, and coded at the ends; every figure of a cohort is then made from the figures of its parts as they are
printed, and themes and totals from those. So cohorts can be subtracted from each other as one likes: nothing comes of
it that the parts do not say already. Which figures there are depends on counts alone.
Worked examples: docs/methods/cohort.md.

Units: ``low`` and ``high`` are tenths of a scale point, between which a figure lies; their sum is twice the middle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask_babel import gettext

from feedback.campaign.blocks import ALL_SHOWN, NAMED
from feedback.campaign.cuts import FEWEST_LEADERS
from feedback.disclosure.rules import FEWEST_ON_AN_ITEM, Codebook, Mode, Rules, codebook, half_up
from feedback.foundations.figures import in_words

INSIDERS: Final = 1
"""How many leaders may lay their own reports beside this one: even they cannot prove that another was rated low."""
OPEN_AT_THE_TOP: Final = 10
"""Tenths of a point that stay open for each leader where nearly everything was rated high."""
MANY_FOR_FIFTHS, MANY_FOR_TENTHS = 20, 50

Cell = Mapping[str, Any]
Place = tuple[str, str]  # group, item


@dataclass(frozen=True)
class Scale:
    """The ends of a campaign's scale, and how strictly it shows high ratings."""

    min: int
    max: int
    mode: Mode = "default"


@dataclass(frozen=True)
class Sums:
    """The figures of some leaders added up: how many leaders, and the sums of both ends of their figures in tenths.

    ``hidden`` is how many more leaders were asked about, of whom too few could say for a figure.
    """

    leaders: int
    low: int
    high: int
    hidden: int = 0


@dataclass(frozen=True)
class Figure:
    """A printed figure as it takes part in others: both ends in tenths, and whether it is only about right."""

    leaders: int
    low: int
    high: int
    middle: int  # in twentieths
    about: bool


def part_cell(sums: Sums, scale: Scale) -> Cell | None:
    """What is printed of one part: a mean, "x or below", "y or above"; None of fewer than five leaders.

    The ends are drawn so that, whoever the leader, a figure outside the lower half stays possible for them even to
    another leader who knows their own; and at the top a whole point stays open.
    """
    n = sums.leaders
    if n < FEWEST_LEADERS:
        return None
    low, high = ends(n, scale)
    total = sums.low + sums.high  # of the middles, in twentieths
    if total <= low:
        return {"leaders": n, "at_most": -(-low // (2 * n)) / 10}
    if total >= high:
        return {"leaders": n, "at_least": (high // (2 * n)) / 10}
    cell = {"leaders": n, "mean": half_up(total, 2 * n) / 10}
    if sums.low == sums.high:
        return cell
    return {**cell, "about": True, "low": (sums.low // n) / 10, "high": -(-sums.high // n) / 10}


def ends(n: int, scale: Scale) -> tuple[int, int]:
    """The sums of middles, in twentieths, up to which "or below" and from which "or above" is printed for n leaders."""
    book = _coarsest(scale)
    lowest, highest = 10 * scale.min + book.at_most, 10 * scale.max + book.at_least
    middle, top = 10 * (scale.min + scale.max), 20 * scale.max
    return (n - 1 - INSIDERS) * lowest + INSIDERS * top + middle, n * highest - 2 * OPEN_AT_THE_TOP


def together(cells: Sequence[Cell], scale: Scale) -> Cell | None:
    """The figure of leaders in several parts, from the parts' figures as printed, each by its number of leaders."""
    if len(cells) < 2:
        return cells[0] if cells else None
    return _mean([figure(cell, scale) for cell in cells], weigh=True)


def figures_of_cut(parts: Sequence[Mapping[Place, Cell]], items: Mapping[str, str], scale: Scale) -> list[Cell]:
    """Every figure of a cohort, in reading order: each item of each group, all raters together, and the themes.

    Args:
        parts: what is printed of each part of the cohort.
        items: item -> theme, in the order asked.
        scale: its ends.
    """
    groups = sorted({group for part in parts for group, _ in part}, key=_reading_order)
    known: dict[Place, Cell] = {}
    for group in groups:
        for item in items:
            if found := together([part[group, item] for part in parts if (group, item) in part], scale):
                known[group, item] = found
    unnamed = [group for group in groups if group not in NAMED]
    for item in items:
        if beside := [figure(known[group, item], scale) for group in unnamed if (group, item) in known]:
            known[ALL_SHOWN, item] = _mean(beside, weigh=True)
    cells: list[Cell] = [{"group": group, "item": item, **cell} for (group, item), cell in known.items()]
    for group in (*groups, ALL_SHOWN):
        for theme in dict.fromkeys(items.values()):
            of_theme = [item for item in items if items[item] == theme]
            rated = [figure(known[group, item], scale) for item in of_theme if (group, item) in known]
            if rated and 2 * len(rated) >= len(of_theme):
                cells.append({"group": group, "theme": theme, **_mean(rated, weigh=False)})
    return cells


def figure(cell: Cell, scale: Scale) -> Figure:
    """A printed figure, as it takes part in others: "or below" and "or above" by the middle of their ranges."""
    n = cell["leaders"]
    if "mean" in cell:
        mean = tenths(cell["mean"])
        if "about" in cell:
            return Figure(n, tenths(cell["low"]), tenths(cell["high"]), 2 * mean, about=True)
        return Figure(n, mean, mean, 2 * mean, about=False)
    low = tenths(cell.get("at_least", scale.min))
    high = tenths(cell.get("at_most", scale.max))
    return Figure(n, low, high, low + high, about=True)


def text_of(cell: Cell | None) -> str:
    """A figure in words: "3.9", "about 2.9", "2.4 or below"; "not shown" where there is none."""
    return str(gettext("not shown")) if cell is None else in_words(cell)


def counted_about(count: int, n: int, *, low: bool) -> tuple[int, int]:
    """Between which numbers a count of leaders is said to lie: by thirds, of many leaders by fifths or tenths.

    Both ends of what can be said leave two numbers open at least, so no leader is told to be in, or not to be in. Of
    five leaders who were rated ``low`` it is only said whether a third or more were: one of them who was not could
    otherwise tell that all others were.
    """
    steps = 3 if n < MANY_FOR_FIFTHS else 5 if n < MANY_FOR_TENTHS else 10
    step = min(count * steps // n, steps - 1)
    least = -(-step * n // steps)
    most = n if step == steps - 1 else -(-(step + 1) * n // steps) - 1
    if low and n == FEWEST_LEADERS and step:
        return -(-n // 3), n
    return least, most


def added(ranges: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Several such ranges, added up."""
    both = list(ranges)
    return sum(least for least, _ in both), sum(most for _, most in both)


def tenths(printed: float) -> int:
    """A printed figure in tenths: exact again, since one decimal was printed."""
    return round(10 * printed)


@cache
def _coarsest(scale: Scale) -> Codebook:
    """The code book of the fewest answers that have a figure: whoever has more can be coded still lower, or higher."""
    rules = Rules(scale_min=scale.min, scale_max=scale.max, mode=scale.mode)
    books = (codebook(n, rules) for n in range(FEWEST_ON_AN_ITEM, 2 * FEWEST_ON_AN_ITEM + 1))
    return next(book for book in books if book is not None)


def _mean(figures: Sequence[Figure], *, weigh: bool) -> Cell:
    weights = [one.leaders if weigh else 1 for one in figures]
    total = sum(weights)
    leaders = sum(weights) if weigh else max(one.leaders for one in figures)
    middle = sum(one.middle * weight for one, weight in zip(figures, weights, strict=True))
    cell = {"leaders": leaders, "mean": half_up(middle, 2 * total) / 10}
    if not any(one.about for one in figures):
        return cell
    low = sum(one.low * weight for one, weight in zip(figures, weights, strict=True)) // total
    high = -(-sum(one.high * weight for one, weight in zip(figures, weights, strict=True)) // total)
    return {**cell, "about": True, "low": low / 10, "high": high / 10}


def _reading_order(group: str) -> tuple[int, str]:
    first = group.split("+")[0]
    known = (*NAMED, "peers", "reports", "others")
    return (known.index(first) + (0 if first == group else len(known)) if first in known else 2 * len(known), group)
