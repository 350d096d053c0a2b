"""Does what is said of marks leave every choice of everybody open, for every possible set of marks?

Nothing is sampled. For each number of raters every composition of choices goes through the real rule, and a reader's
knowledge is all compositions that print the same. A choice (a whole set of marks, or none) stays open for a rater if
one of those allows it. The same again with the insiders' own choices taken out, whatever they chose.

Competencies are few here, because choices multiply: why that is enough is in docs/methods/importance.md.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, combinations_with_replacement
from typing import Any

from feedback.disclosure.importance import marked_by_many

Choice = tuple[int, ...]  # the competencies that one rater marked, by number
Printed = Callable[[Sequence[Choice]], Hashable]


@dataclass(frozen=True)
class Row:
    """What stays open, at worst, of the ``choices`` that one of ``n`` raters has.

    ``data_sets`` compositions were tried and printed ``labels`` different things; ``outsider`` and ``insider`` are the
    fewest choices of another rater left open to somebody who marked nothing themself, and to the insiders.
    """

    n: int
    data_sets: int
    labels: int
    choices: int
    outsider: int
    insider: int

    @property
    def holds(self) -> bool:
        """True when nothing that anybody could have chosen can be ruled out."""
        return self.outsider == self.insider == self.choices


@dataclass(frozen=True)
class Proof:
    """One row for each number of raters."""

    competencies: int
    most: int
    insiders: int
    rows: tuple[Row, ...]

    @property
    def holds(self) -> bool:
        """True when every row does."""
        return all(row.holds for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """The proof for JSON."""
        return asdict(self) | {"holds": self.holds}


def prove(
    numbers: Iterable[int], *, competencies: int, most: int, insiders: int = 1, printed: Printed | None = None
) -> Proof:
    """Attack every number of raters.

    Args:
        numbers: how many raters to try; each must leave somebody beside the insiders.
        competencies: how many could be marked.
        most: how many of them by one rater.
        insiders: how many colluding raters there are.
        printed: what is attacked in place of the shipped rule, as a function of all choices.

    Raises:
        ValueError: no number was given, one with nobody to attack, or marks that choose nothing.
    """
    asked = sorted(set(numbers))
    if not asked or asked[0] <= insiders or insiders < 1:
        raise ValueError(f"numbers of raters must start above the number of insiders, {insiders}")
    if not 1 <= most < competencies:
        raise ValueError("raters must be able to mark at least one competency, and not all of them")
    shipped = _what_is_printed(competencies, most, insiders)
    return Proof(
        competencies, most, insiders, tuple(attack(n, competencies, most, insiders, printed or shipped) for n in asked)
    )


def attack(n: int, competencies: int, most: int, insiders: int, printed: Printed) -> Row:
    """The fewest choices that stay open of ``n`` raters' marks."""
    choices = every_choice(competencies, most)
    outsider: dict[Hashable, set[Choice]] = defaultdict(set)
    insider: dict[Hashable, set[Choice]] = defaultdict(set)
    data_sets = 0
    for world in combinations_with_replacement(choices, n):
        data_sets += 1
        seen = printed(world)
        outsider[seen].update(world)
        for own in set(combinations(world, insiders)):  # in order, as the world is
            others = list(world)
            for mine in own:
                others.remove(mine)
            insider[seen, own].update(others)
    return Row(
        n, data_sets, len(outsider), len(choices), min(map(len, outsider.values())), min(map(len, insider.values()))
    )


def every_choice(competencies: int, most: int) -> list[Choice]:
    """Every set of marks that a rater can leave, none among them."""
    return [choice for size in range(most + 1) for choice in combinations(range(competencies), size)]


def _what_is_printed(competencies: int, most: int, insiders: int) -> Printed:
    asked = [str(number) for number in range(competencies)]
    names = {choice: frozenset(asked[number] for number in choice) for choice in every_choice(competencies, most)}
    return lambda world: marked_by_many([names[choice] for choice in world], asked, most=most, insiders=insiders)
