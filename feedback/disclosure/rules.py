"""Which raters are shown together, and what may be printed of their ratings?

Everything here is exact integer arithmetic over the standard library.  What is shown, and
what is left out, depends only on how many people answered; the ratings themselves can move
a figure only within a code book that is the same for every set of answers of that size.
Source of every rule: the anonymity design, sections 2.4 and 2.5; worked examples: docs/methods/disclosure.md.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self, get_args

from feedback.campaign.blocks import Block, Merge, partition

Mode = Literal["default", "strict"]
Kind = Literal["mean", "at_most", "at_least", "few"]
Answers = Mapping[str, Sequence[Mapping[str, int | None]]]  # group -> raters -> item -> rating

FEWEST_IN_A_BLOCK, MOST_ASKED_OF_A_BLOCK = 3, 10  # the floor is what the proof covers; no setting goes below it
FEWEST_ON_AN_ITEM, FEWEST_POINTS, MOST_POINTS = 3, 3, 10


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a campaign promised its raters, frozen at launch and hashed into every report.

    Units: scale points, people.  ``group_min_n`` is K, the fewest people in a block; ``item_min_n`` the fewest
    of them who rated an item; ``insiders`` how many colluding raters the low end withstands.  ``merge`` says
    where a group too small to be shown goes: "combine" (with other groups, never diluting direct reports),
    "merge" (with direct reports too, when there is no other group) or "drop" (always left out).

    Raises:
        ValueError: a value that the proof does not cover, with the range that it does.
    """

    scale_min: int
    scale_max: int
    group_min_n: int = 4
    item_min_n: int = FEWEST_ON_AN_ITEM
    mode: Mode = "default"
    merge: Merge = "combine"
    insiders: int = 1
    spread_words: bool = False
    label_comments: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be kept, before anything is promised."""
        for rule in fields(self):
            given = getattr(self, rule.name)
            if rule.type in (int, bool) and type(given) is not rule.type:  # true is not a number, nor 4.0
                raise ValueError(f"{rule.name} must be {rule.type.__name__}, got {given!r}")
            if (choices := get_args(rule.type)) and given not in choices:
                raise ValueError(f"{rule.name} must be one of {', '.join(choices)}, got {given!r}")
        _within("a scale's number of points", len(self.points), FEWEST_POINTS, MOST_POINTS)
        _within("group_min_n", self.group_min_n, FEWEST_IN_A_BLOCK, MOST_ASKED_OF_A_BLOCK)
        _within("item_min_n", self.item_min_n, FEWEST_ON_AN_ITEM, self.group_min_n)
        _within("insiders", self.insiders, 1, self.group_min_n - 2)  # somebody must be left for a target to hide behind
        if self.spread_words and self.mode == "strict":
            raise ValueError("spread_words cannot be kept in strict mode: they would let an insider prove top marks")

    @property
    def points(self) -> range:
        """Every rating the scale allows, lowest first."""
        return range(self.scale_min, self.scale_max + 1)

    def is_low(self, rating: int) -> bool:
        """True below the middle of the scale: 1 and 2 of 1-5; 1, 2 and 3 of 1-6."""
        return 2 * rating < self.scale_min + self.scale_max

    def as_dict(self) -> dict[str, Any]:
        """Every rule by name, ready for JSON; ``from_dict`` gives the same rules back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """The rules that ``as_dict`` wrote down.

        Raises:
            ValueError: a rule is missing (today's default must not stand in for a promise made then), unknown or wrong.
        """
        names = {rule.name for rule in fields(cls)}
        if wrong := names.symmetric_difference(stored):
            raise ValueError(f"stored rules must name each rule once; missing or unknown: {', '.join(sorted(wrong))}")
        return cls(**stored)

    def hash(self) -> str:
        """SHA-256 (64 hex digits) of the rules as JSON with sorted keys and no blanks."""
        canonical = json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Coded:
    """What may be printed of one item for one block.

    ``tenths`` of a scale point: the mean, or the printed end of "2.2 or below" (at_most) or "4.6 or above"
    (at_least); None for "few", which prints no figure.
    """

    kind: Kind
    tenths: int | None


@dataclass(frozen=True)
class Codebook:
    """For ``n`` answers: sums up to ``low`` print "at_most/10 or below", sums from ``high`` "at_least/10 or above"."""

    n: int
    low: int
    high: int
    at_most: int
    at_least: int


@dataclass(frozen=True)
class Release:
    """All the numbers that leave closing: one cell for each (block label, item id), in that order."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]
    cells: Mapping[tuple[str, str], Coded]


def codebook(n: int, rules: Rules) -> Codebook | None:
    """Where the low and the high code begin for ``n`` answers, or None when no figure may be shown.

    The low end keeps one value outside the lower half of the scale open for everybody, even to insiders who
    all gave the top mark; the high end keeps three values open to an outsider (strict: to insiders too).
    """
    if n < rules.item_min_n:
        return None
    margin = rules.insiders * (rules.scale_max - rules.scale_min)
    values_open = max(3, len(rules.points) // 2 + 1)
    low = n * rules.scale_min + margin + values_open - 1
    high = n * rules.scale_max - 2 - (margin if rules.mode == "strict" else 0)
    if low >= high:
        return None
    # Ends are printed outwards of the sums they stand for (up for low, down for high), so that they are true.
    return Codebook(n, low, high, at_most=-(-10 * low // n), at_least=10 * high // n)


def code(ratings: Sequence[int], rules: Rules) -> Coded:
    """What may be printed of the ratings that one block gave on one item.

    Args:
        ratings: one whole number on the scale for each rater who could say; their order has no effect.
        rules: scale, fewest on an item, insiders and mode.
    Returns:
        "few" without a figure, a coded end, or the mean to one decimal, half up.
    Raises:
        ValueError: a rating is not a whole number on the scale.
    """
    for rating in ratings:
        _check_rating(rating, rules)
    book = codebook(len(ratings), rules)
    return Coded("few", None) if book is None else code_of_sum(sum(ratings), book)


def printable(n: int, rules: Rules) -> frozenset[Coded]:
    """Every code that ``n`` answers can give, whatever they are: what a reader may expect to see, and no more."""
    book = codebook(n, rules)
    if book is None:
        return frozenset({Coded("few", None)})
    return frozenset(code_of_sum(total, book) for total in range(book.low, book.high + 1))


def release(answers: Answers, items: Sequence[str], rules: Rules) -> Release:
    """Turn the answers of one subject's anonymous raters into the only numbers that may leave closing.

    Args:
        answers: anonymous group id -> one mapping for each rater who answered at all, item id -> rating, or
            None for "I can't say".  An item missing from a mapping was not rated.
        items: ids of every item asked, in the order of the questionnaire.
        rules: as frozen at launch.
    Returns:
        Blocks, groups left out, and one coded cell for every block and item.  It holds no count per item.
    Raises:
        ValueError: an item listed twice or never asked, a rating not on the scale, or a group that is not anonymous.
    """
    if len(set(items)) != len(items):
        raise ValueError("an item is listed twice")
    for rater in (rater for raters in answers.values() for rater in raters):
        if unknown := rater.keys() - set(items):
            raise ValueError(f"an answer to an item that was never asked: {min(unknown)}")
        for rating in rater.values():
            if rating is not None:  # those of groups left out too: a wrong answer is a fault, shown or not
                _check_rating(rating, rules)
    parts = partition({group: len(raters) for group, raters in answers.items()}, rules)
    cells = {
        (block.label, item): code(ratings_in(block, item, answers), rules) for block in parts.blocks for item in items
    }
    return Release(parts.blocks, parts.left_out, cells)


def ratings_in(block: Block, item: str, answers: Answers) -> list[int]:
    """The ratings of a block on an item, without those of raters who could not say."""
    raters = (rater for group in block.groups for rater in answers[group])
    return [rating for rater in raters if (rating := rater.get(item)) is not None]


def half_up(total: int, count: int) -> int:
    """``total / count`` to the nearest whole number, halves up, also below zero."""
    return (2 * total + count) // (2 * count)


def code_of_sum(total: int, book: Codebook) -> Coded:
    """What ratings with this sum print."""
    if total <= book.low:
        return Coded("at_most", book.at_most)
    if total >= book.high:
        return Coded("at_least", book.at_least)
    return Coded("mean", half_up(10 * total, book.n))


def _check_rating(rating: object, rules: Rules) -> None:
    if type(rating) is not int or rating not in rules.points:  # the rating itself must not reach a log
        raise ValueError(f"a rating must be a whole number from {rules.scale_min} to {rules.scale_max}")


def _within(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ValueError(f"{name} must be from {least} to {most}, got {number}")
