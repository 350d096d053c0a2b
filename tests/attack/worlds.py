"""Which answers could have printed what was printed, and what do they leave open for each rater?

Every set of answers is counted, none sampled.  Raters of a block are exchangeable, so a set of answers matters only
by what the printing looks at (the sum; for some designs the sum of squares too), and all reachable sums are listed.
Figures that tie several places together (a total, a theme) strike out what cannot be part of any joint set of answers.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tests.attack.promise import Label, Promise

Moments = tuple[int, ...]
Place = Hashable  # a block (or group) and an item


@dataclass(frozen=True)
class View:
    """How a design prints n ratings of one item: what it ``sees`` and adds up of each rating, what the sums print."""

    points: range
    prints: Callable[[int, Moments], Label]
    sees: Callable[[int], Moments] = lambda rating: (rating,)

    def looks_at(self, rating: int) -> Moments:
        """What one rating adds to the sums."""
        return self.sees(rating)

    @property
    def nothing(self) -> Moments:
        """The sums of no ratings."""
        return (0,) * len(self.looks_at(self.points[0]))

    def of(self, ratings: Iterable[int]) -> Moments:
        """The sums of several ratings."""
        return tuple(map(sum, zip(*map(self.looks_at, ratings), strict=True)))


@dataclass(frozen=True)
class Tie:
    """A figure printed of several places together: their sums, added up, must print ``label``."""

    places: tuple[Place, ...]
    label: Label
    prints: Callable[[int, Moments], Label]


@lru_cache(maxsize=64)
def promised_view(promise: Promise) -> View:
    """The view that the promise allows."""
    if not promise.spread:
        return View(promise.points, lambda n, sums: promise.printed(n, sums[0]))
    return View(
        promise.points,
        lambda n, sums: promise.printed(n, sums[0]) + promise.words(n, sums[1], sums[2]),
        lambda rating: (rating, int(promise.is_low(rating)), int(promise.is_high(rating))),
    )


@lru_cache(maxsize=4096)
def reachable(view: View, n: int) -> frozenset[Moments]:
    """Every sum that n ratings can have; nothing for fewer than none."""
    if n <= 0:
        return frozenset({view.nothing} if n == 0 else ())
    steps = [view.looks_at(point) for point in view.points]
    return frozenset(_add(before, step) for before in reachable(view, n - 1) for step in steps)


@lru_cache(maxsize=4096)
def printing(view: View, n: int) -> dict[Label, frozenset[Moments]]:
    """Every label that n ratings can print, and the sums that print it."""
    found: dict[Label, set[Moments]] = {}
    for sums in reachable(view, n):
        found.setdefault(view.prints(n, sums), set()).add(sums)
    return {label: frozenset(those) for label, those in found.items()}


def consistent(view: View, n: int, label: Label | None) -> frozenset[Moments]:
    """Every sum of n ratings that prints this label; all of them where nothing is printed (None)."""
    return reachable(view, n) if label is None else printing(view, n).get(label, frozenset())


@lru_cache(maxsize=65536)
def left_open(view: View, n: int, possible: frozenset[Moments], own: int | None = None) -> frozenset[int]:
    """Every rating that somebody else may have given, to an outsider, or to a rater whose own rating is ``own``."""
    known = view.looks_at(own) if own is not None else view.nothing
    rest = reachable(view, n - 1 - (own is not None))
    return frozenset(
        point
        for point in view.points
        if any(_take(_take(sums, known), view.looks_at(point)) in rest for sums in possible)
    )


def late_rating_left_open(view: View, before: frozenset[Moments], after: frozenset[Moments]) -> frozenset[int]:
    """What the one rater may have given by whom a report issued again differs from the first."""
    return frozenset(
        point for point in view.points if any(_take(sums, view.looks_at(point)) in before for sums in after)
    )


def narrowed(
    possible: Mapping[Place, frozenset[Moments]], sizes: Mapping[Place, int], ties: Sequence[Tie]
) -> dict[Place, frozenset[Moments]]:
    """What of each place's sums is part of a joint set of answers; exact when no two ties share two places.

    Ties are gone through until nothing more is struck out.
    """
    kept, changed = dict(possible), True
    while changed:
        changed = False
        for tie in ties:
            for place, sums in _through(tie, kept, sum(sizes[place] for place in tie.places)).items():
                changed |= sums != kept[place]
                kept[place] = sums
    return kept


def _through(tie: Tie, kept: Mapping[Place, frozenset[Moments]], n: int) -> dict[Place, frozenset[Moments]]:
    """The sums of each place of one tie that can be completed by the other places to print its label."""
    zero = {(0,) * len(next(iter(kept[tie.places[0]]), (0,)))}
    before = [zero]
    for place in tie.places:
        before.append({_add(total, sums) for total in before[-1] for sums in kept[place]})
    wanted = {total for total in before[-1] if tie.prints(n, total) == tie.label}
    found = {}
    for number, place in reversed(list(enumerate(tie.places))):
        found[place] = frozenset(
            sums for sums in kept[place] if any(_take(total, sums) in before[number] for total in wanted)
        )
        wanted = {rest for total in wanted for sums in found[place] if (rest := _take(total, sums)) in before[number]}
    return found


def _add(one: Moments, other: Moments) -> Moments:
    return tuple(first + second for first, second in zip(one, other, strict=True))


def _take(one: Moments, other: Moments) -> Moments:
    return tuple(first - second for first, second in zip(one, other, strict=True))
