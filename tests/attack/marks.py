"""Which marks could have printed what was printed, and what do they leave open for each rater?

Every set of marks is counted, none sampled. Raters who are shown together are exchangeable, so marks matter only by how
many each competency has; any totals can be reached if none is larger than the number of raters, and all together are
no more than these may make. A choice is a whole set of marks: to lose a single one is to be found out a little.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product

from tests.attack.breaches import Finding

Choice = frozenset[int]  # the competencies that one rater marked, by number
Totals = tuple[int, ...]  # how many marked each
Prints = Callable[[int, int, Totals], Hashable]  # raters, most marks of each, totals -> what is printed
FEWEST, NOTHING_SAID = 5, None


def promised(n: int, most: int, totals: Totals) -> Hashable:
    """What we promise to print: those that half have marked, if they are among the most frequent; nothing of a few."""
    if n < FEWEST:
        return NOTHING_SAID
    half = {place: total for place, total in enumerate(totals) if total >= n / 2}
    return frozenset(place for place, total in half.items() if sum(o >= total for o in half.values()) <= most)


@lru_cache(maxsize=64)
def choices(competencies: int, most: int) -> tuple[Choice, ...]:
    """Every set of marks that a rater can leave, none among them."""
    return tuple(frozenset(some) for size in range(most + 1) for some in combinations(range(competencies), size))


def totals_of(marks: Iterable[Choice], competencies: int) -> Totals:
    """How many of these raters marked each competency."""
    given = list(marks)
    return tuple(sum(place in choice for choice in given) for place in range(competencies))


@lru_cache(maxsize=256)
def worlds(prints: Prints, n: int, competencies: int, most: int) -> dict[Hashable, list[Totals]]:
    """All totals that n raters can reach, by what they print."""
    found: dict[Hashable, list[Totals]] = defaultdict(list)
    for totals in product(range(n + 1), repeat=competencies):
        if sum(totals) <= most * n:
            found[prints(n, most, totals)].append(totals)
    return found


@lru_cache(maxsize=100_000)
def left_open(
    prints: Prints, n: int, competencies: int, most: int, label: Hashable, own: Choice | None
) -> frozenset[Choice]:
    """Every choice another rater may have made, to an outsider, or to a rater whose own choice is known."""
    others = n - 1 - (own is not None)
    possible = worlds(prints, n, competencies, most)[label]
    return frozenset(
        choice for choice in choices(competencies, most) if any(_rest(t, choice, own, others, most) for t in possible)
    )


def attack(
    prints: Prints, marks: Sequence[Choice], printed: Hashable, *, competencies: int, most: int
) -> Iterator[Finding]:
    """What an outsider and every rater in turn can rule out of another's choice, by what is printed of these marks."""
    n, all_choices = len(marks), frozenset(choices(competencies, most))
    if prints(n, most, totals_of(marks, competencies)) != printed:
        yield Finding("anybody", printed, "is not what the rules say of these marks")
        return
    for own in [None, *set(marks)]:
        if n > 1 and (shut := all_choices - left_open(prints, n, competencies, most, printed, own)):
            yield Finding("outsider" if own is None else "insider", printed, f"rules out {sorted(map(sorted, shut))}")


def _rest(totals: Totals, choice: Choice, own: Choice | None, others: int, most: int) -> bool:
    """True if the other raters can have left what these two did not."""
    whole = 0
    for place, total in enumerate(totals):
        left = total - (place in choice) - (own is not None and place in own)
        if not 0 <= left <= others:
            return False
        whole += left
    return whole <= most * others
