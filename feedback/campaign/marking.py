"""Which competencies may somebody mark as mattering most in the leader's role, and how many of them?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_MARKS: Final = 3
FEWEST_MARKS: Final = 2
SECONDS_TO_MARK: Final = 30


@dataclass(frozen=True)
class Marking:
    """What may be marked: id and name of each competency, in order; and how many of them by one person."""

    competencies: tuple[tuple[str, str], ...]
    most: int

    @property
    def ids(self) -> tuple[str, ...]:
        """What may be marked, by id."""
        return tuple(one for one, _ in self.competencies)

    @property
    def names(self) -> dict[str, str]:
        """What may be marked, id to name."""
        return dict(self.competencies)


def marking_of(competencies: Iterable[tuple[str, str]]) -> Marking | None:
    """What may be marked of the competencies asked about, given as (id, name) once for each item.

    At most half of them, and at most three: who marks more than half of what there is says little by it. None where
    that leaves fewer than two, since most would then mark the same one.
    """
    found = tuple(dict(competencies).items())
    most = min(MOST_MARKS, len(found) // 2)
    return Marking(found, most) if most >= FEWEST_MARKS else None
