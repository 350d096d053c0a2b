"""How far do the ratings of a block spread, in two phrases?  An optional extra, off unless the rules turn it on.

With it two values rather than three stay open to an outsider, so it is below the line the product promises by
default.  No closer measure can be offered: a standard deviation, a histogram and even a flag "ratings agree"
give single ratings away at every size.  Source: the anonymity design, section 2.4, "Spread, optional".
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from feedback.campaign.blocks import Block
from feedback.disclosure.rules import Answers, Coded, Rules, code_of_sum, codebook, ratings_in

FEWEST_FOR_SPREAD_WORDS = 5
LowShare = Literal["fewer than a third", "a third or more"]
HighShare = Literal["fewer than a third", "a third to two thirds", "more than two thirds"]


@dataclass(frozen=True)
class SpreadWords:
    """What share of a block gave low ratings, and what share high ones.

    Low is below the middle of the scale: 1 and 2 of 1-5; 1, 2 and 3 of 1-6.  High is above the first value that
    is not low: 4 and 5 of 1-5; 5 and 6 of 1-6.
    """

    low: LowShare
    high: HighShare


def spread_words(ratings: Sequence[int], rules: Rules) -> SpreadWords | None:
    """Two phrases about one block's ratings of one item, or None where they may not be said.

    Never said unless the rules turn them on, of fewer than five answers, or beside a figure that is not shown.
    """
    n = len(ratings)
    if not rules.spread_words or n < FEWEST_FOR_SPREAD_WORDS or codebook(n, rules) is None:
        return None
    high = sum(rating > _neither_low_nor_high(rules) for rating in ratings)
    return _words(n, low=sum(map(rules.is_low, ratings)), high=high)


def printable_with_words(n: int, rules: Rules) -> frozenset[tuple[Coded, SpreadWords]]:
    """Every figure and words that ``n`` ratings can print together; nothing where the words may not be said."""
    book, middle = codebook(n, rules), _neither_low_nor_high(rules)
    if not rules.spread_words or n < FEWEST_FOR_SPREAD_WORDS or book is None:
        return frozenset()
    sums: dict[SpreadWords, set[int]] = defaultdict(set)
    for low, high in product(range(n + 1), repeat=2):
        if low + high > n:
            continue
        between = (n - low - high) * middle
        least = low * rules.scale_min + between + high * (middle + 1)
        most = low * (middle - 1) + between + high * rules.scale_max
        sums[_words(n, low=low, high=high)].update(range(least, most + 1))
    return frozenset((code_of_sum(total, book), words) for words, totals in sums.items() for total in totals)


def low_and_high(points: range) -> tuple[list[int], list[int]]:
    """The ratings that the words call low, and those that they call high, on a scale with these points."""
    rules = Rules(scale_min=points[0], scale_max=points[-1])
    high = [point for point in points if point > _neither_low_nor_high(rules)]
    return [point for point in points if rules.is_low(point)], high


def release_spread(
    answers: Answers, items: Sequence[str], blocks: Sequence[Block], rules: Rules
) -> dict[tuple[str, str], SpreadWords]:
    """The words for each (block label, item id) that may have them; empty unless the rules turn them on.

    Args:
        answers: as given to ``release``, which has checked them.
        items: ids of every item asked.
        blocks: the blocks that ``release`` returned for these answers.
        rules: as frozen at launch.
    """
    if not rules.spread_words:  # most campaigns: nothing is gathered for nothing
        return {}
    said = {
        (block.label, item): spread_words(ratings_in(block, item, answers), rules) for block in blocks for item in items
    }
    return {place: words for place, words in said.items() if words is not None}


def _neither_low_nor_high(rules: Rules) -> int:
    """The first value outside the lower half, which is what the low end keeps open.

    Were it counted as high, a reader told "few high marks" could rule it out, and on scales without a middle prove
    a low rating.
    """
    return min(point for point in rules.points if not rules.is_low(point))


def _words(n: int, *, low: int, high: int) -> SpreadWords:
    low_share: LowShare = "a third or more" if 3 * low >= n else "fewer than a third"
    many_high: HighShare = "a third to two thirds" if 3 * high <= 2 * n else "more than two thirds"
    return SpreadWords(low_share, "fewer than a third" if 3 * high < n else many_high)
