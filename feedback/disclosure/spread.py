"""How far do the ratings of a block spread, in two phrases?  An optional extra, off unless the rules turn it on.

With it two values rather than three stay open to an outsider, so it is below the line the product promises by
default.  No closer measure can be offered: a standard deviation, a histogram and even a flag "ratings agree"
give single ratings away at every size.  Source: the anonymity design, section 2.4, "Spread, optional".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from feedback.disclosure.rules import Answers, Block, Rules, codebook, ratings_in

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
    # The first value outside the lower half is what the low end keeps open: were it counted as high, a reader
    # told "few high marks" could rule it out, and on scales without a middle prove a low rating.
    kept_open = min(point for point in rules.points if not rules.is_low(point))
    low, high = sum(rules.is_low(rating) for rating in ratings), sum(rating > kept_open for rating in ratings)
    low_share: LowShare = "a third or more" if 3 * low >= n else "fewer than a third"
    many_high: HighShare = "a third to two thirds" if 3 * high <= 2 * n else "more than two thirds"
    return SpreadWords(low_share, "fewer than a third" if 3 * high < n else many_high)


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
    said = {
        (block.label, item): spread_words(ratings_in(block, item, answers), rules) for block in blocks for item in items
    }
    return {place: words for place, words in said.items() if words is not None}
