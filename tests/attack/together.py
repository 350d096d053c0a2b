"""Can one leader's figure be worked out from what is printed of leaders together? Knows nothing of the product's code.

The adversary knows who is in which cohort, who of them has a figure, how many answered about each, and reads every
report. Whatever is printed says between which numbers the sum over some leaders lies; sums are added and subtracted in
every way, and each leader's figure is narrowed with what is left for the others, until nothing changes any more.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

Leader = int
Interval = tuple[float, float]
ROUNDED, NEARLY = 0.05, 1e-9
MIDDLE = 3.0
WHOLE_POINT = 1.0


@dataclass(frozen=True)
class Told:
    """What one printed figure says: the sum over these leaders lies between two numbers."""

    leaders: frozenset[Leader]
    low: float
    high: float


@dataclass(frozen=True)
class Found:
    """What should not have been found out, about whom, and by whom."""

    who: str
    about: Leader
    left: Interval


def told(printed: str, leaders: Sequence[Leader]) -> Told | None:
    """What "3.9", "about 3.9", "2.4 or below" or "4.6 or above" says of the leaders it is about."""
    number = re.search(r"\d\.\d+", printed)
    if number is None:
        return None
    n, value = len(leaders), float(number[0])
    rounded = ROUNDED if len(number[0]) == 3 else ROUNDED / 10
    low = n if "below" in printed else n * (value - rounded * ("above" not in printed))
    high = 5.0 * n if "above" in printed else n * (value + rounded * ("below" not in printed))
    return Told(frozenset(leaders), low, high)


def attack(printed: Sequence[Told], possible: Mapping[Leader, Interval], truth: Mapping[Leader, float]) -> list[Found]:
    """Whatever an outsider, or a leader who lays their own report beside these, finds out about another.

    Args:
        printed: one place, such as "peers on item 1", in every report.
        possible: between which ends a leader's figure can lie at all, from how many answered.
        truth: what it is.
    """
    return [*_found("outsider", printed, possible, None), *_by_insiders(printed, possible, truth)]


def _by_insiders(
    printed: Sequence[Told], possible: Mapping[Leader, Interval], truth: Mapping[Leader, float]
) -> Iterator[Found]:
    for insider in possible:
        known = {**possible, insider: (truth[insider], truth[insider])}
        yield from _found(f"leader {insider}", printed, known, insider)


def _found(
    who: str, printed: Sequence[Told], possible: Mapping[Leader, Interval], insider: Leader | None
) -> Iterator[Found]:
    for leader, (low, high) in left_open(printed, possible).items():
        before = possible[leader]
        if leader == insider or low > high + NEARLY:
            continue
        proved_low = high < MIDDLE - NEARLY and before[1] >= MIDDLE
        pinned = insider is None and high - low < WHOLE_POINT - NEARLY
        if proved_low or pinned:
            yield Found(who, leader, (low, high))


def left_open(printed: Sequence[Told], possible: Mapping[Leader, Interval]) -> dict[Leader, Interval]:
    """What is left for each leader's figure."""
    left = dict(possible)
    equations = list(_combined(printed))
    for _ in range(4):
        for weights, low, high in equations:
            _narrow(left, weights, low, high)
    return left


def _combined(printed: Sequence[Told]) -> Iterator[tuple[dict[Leader, int], float, float]]:
    """Every sum and difference of what is printed."""
    for signs in product((-1, 0, 1), repeat=len(printed)):
        if next((sign for sign in signs if sign), 0) < 1:
            continue  # the same turned round, or nothing
        weights: dict[Leader, int] = {}
        low = high = 0.0
        for sign, one in zip(signs, printed, strict=True):
            low += sign * (one.low if sign > 0 else one.high)
            high += sign * (one.high if sign > 0 else one.low)
            for leader in one.leaders if sign else ():
                weights[leader] = weights.get(leader, 0) + sign
        yield {leader: weight for leader, weight in weights.items() if weight}, low, high


def _narrow(left: dict[Leader, Interval], weights: Mapping[Leader, int], low: float, high: float) -> None:
    ends = {leader: sorted(weight * end for end in left[leader]) for leader, weight in weights.items()}
    least, most = sum(end[0] for end in ends.values()), sum(end[1] for end in ends.values())
    for leader, weight in weights.items():
        own = sorted(bound / weight for bound in (low - (most - ends[leader][1]), high - (least - ends[leader][0])))
        left[leader] = (max(left[leader][0], own[0]), min(left[leader][1], own[1]))
