"""What were raters promised, and how is it kept?  Written from the anonymity design alone, apart from the product.

A reader is assumed to know the rules as well as we do, so the attacker has them too: which raters form a block, and
what a block's ratings of one item print.  Labels are plain tuples: ("mean", 39), ("at_most", 22) or ("hidden",);
words about spread stand behind them: ("mean", 39, "fewer than a third", "more than two thirds").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Label = tuple[str | int, ...]
HIDDEN: Label = ("hidden",)
VALUES_LEFT_TO_AN_OUTSIDER, WITH_WORDS_ABOUT_SPREAD = 3, 2
VALUES_LEFT_TO_AN_INSIDER_IN_STRICT_MODE = 3
NAMED = ("self", "manager")
KINDS = ("peers", "reports", "others")


@dataclass(frozen=True)
class Promise:
    """The rules of one campaign: scale points, fewest in a block and on an item, mode, where small groups go, words."""

    least: int
    most: int
    k: int = 4
    on_an_item: int = 3
    strict: bool = False
    merge: str = "combine"
    spread: bool = False

    @property
    def left_to_an_outsider(self) -> int:
        """The fewest values of a rating that must stay open to somebody who did not rate."""
        return WITH_WORDS_ABOUT_SPREAD if self.spread else VALUES_LEFT_TO_AN_OUTSIDER

    @property
    def points(self) -> range:
        """Every rating there is."""
        return range(self.least, self.most + 1)

    def is_low(self, rating: int) -> bool:
        """True below the middle of the scale."""
        return rating < Fraction(self.least + self.most, 2)

    def is_high(self, rating: int) -> bool:
        """True above the first value that is not low."""
        return rating - 1 >= Fraction(self.least + self.most, 2)

    def ends(self, n: int) -> tuple[int, int] | None:
        """The sums at which the low and the high code begin for n ratings, one insider; None if nothing is printed."""
        if n < self.on_an_item:
            return None
        span = self.most - self.least
        kept_open = max(3, (span + 1) // 2 + 1)
        low = n * self.least + span + kept_open - 1
        high = n * self.most - 2 - (span if self.strict else 0)
        return (low, high) if low < high else None

    def printed(self, n: int, total: int) -> Label:
        """What n ratings with this sum print."""
        ends = self.ends(n)
        if ends is None:
            return HIDDEN
        low, high = ends
        if total <= low:
            return ("at_most", -(-10 * low // n))
        if total >= high:
            return ("at_least", 10 * high // n)
        return ("mean", tenths(Fraction(total, n)))

    def words(self, n: int, low: int, high: int) -> Label:
        """What is said of the spread of n ratings of which so many were low and so many high."""
        if not self.spread or n < 5 or self.ends(n) is None:
            return ()
        lows = "a third or more" if Fraction(low, n) >= Fraction(1, 3) else "fewer than a third"
        if Fraction(high, n) > Fraction(2, 3):
            return lows, "more than two thirds"
        return lows, "a third to two thirds" if Fraction(high, n) >= Fraction(1, 3) else "fewer than a third"

    def blocks(self, counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
        """Which groups are shown together, by the number of people of each who answered; label -> groups."""
        order = [kind for kind in KINDS if kind in counts] + sorted(set(counts) - set(KINDS))
        big = [(group,) for group in order if counts[group] >= self.k]
        small = [group for group in order if 0 < counts[group] < self.k]
        if small and self.merge != "drop":
            if sum(counts[group] for group in small) >= self.k:
                big.append(tuple(small))
            elif (host := self._host(big, counts)) is not None:
                together = tuple(group for group in order if group in (*host, *small))
                big = [together if block is host else block for block in big]
        return {"+".join(block): block for block in big}

    def _host(self, big: Sequence[tuple[str, ...]], counts: Mapping[str, int]) -> tuple[str, ...] | None:
        ties = ("others", "peers")
        hosts = [block for block in big if block != ("reports",)] or (list(big) if self.merge == "merge" else [])
        rank = {block: ties.index(block[0]) if block[0] in ties else len(ties) for block in hosts}
        return min(hosts, key=lambda block: (counts[block[0]], rank[block], block), default=None)


def tenths(value: Fraction) -> int:
    """To one decimal, half up, in tenths."""
    return (20 * value.numerator + value.denominator) // (2 * value.denominator)


def words_of(label: Label) -> Label:
    """The words about spread in a label, if any."""
    return label[2:] if all(isinstance(part, str) for part in label[2:]) else ()


def worth(label: Label, promise: Promise) -> tuple[Fraction, Fraction, Fraction]:
    """Low end, value and high end that a printed figure takes part with in figures derived from it, in points.

    A figure that is itself derived and "about" is ("about", mean, low, high).
    """
    kind, *numbers = label
    shown = [Fraction(number, 10) for number in numbers if isinstance(number, int)]
    if kind == "about":
        return shown[1], shown[0], shown[2]
    low, high = {
        "mean": (shown[0], shown[0]),
        "at_most": (Fraction(promise.least), shown[0]),
        "at_least": (shown[0], Fraction(promise.most)),
    }[str(kind)]
    return low, (low + high) / 2, high


def derived(parts: Sequence[tuple[Label, int]], promise: Promise) -> Label:
    """The weighted mean of printed figures, as it must itself be printed."""
    weight = sum(n for _, n in parts)
    low, value, high = (
        sum((worth(label, promise)[end] * n for label, n in parts), Fraction(0)) / weight for end in range(3)
    )
    if all(label[0] == "mean" for label, _ in parts):
        return ("mean", tenths(value))
    return ("about", tenths(value), 10 * low // 1, -(-10 * high // 1))
