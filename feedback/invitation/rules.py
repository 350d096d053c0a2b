"""Will a group of raters be large enough to be shown, and what would help? And what may its leader know of that?"""

from dataclasses import dataclass

ENOUGH, SHORT, TOO_FEW = "enough", "short", "too_few"
WORST_FIRST = (TOO_FEW, SHORT, ENOUGH)


@dataclass(frozen=True)
class GroupProgress:
    """How far one group of a leader's raters is, in people. ``waiting`` have neither answered nor declined."""

    group: str
    invited: int
    answered: int
    waiting: int
    needed: int

    @property
    def standing(self) -> str:
        """``ENOUGH`` have answered; it is ``SHORT`` but can get there; or those asked are ``TOO_FEW`` to get there."""
        if self.answered >= self.needed:
            return ENOUGH
        return SHORT if self.answered + self.waiting >= self.needed else TOO_FEW


def step(answered: int, *, asked: int, smallest: int) -> int:
    """How many replies a leader may know of: the count rounded down to a multiple of the smallest group, so 0, 4, 8.

    A count that goes up by one tells that somebody has answered just now, and a leader may know whom they met today.
    No step is as high as the number asked: it would tell of each of them that they answered.
    """
    return min(answered // smallest * smallest, highest_step(asked, smallest=smallest))


def highest_step(asked: int, *, smallest: int) -> int:
    """The largest multiple of the smallest group that is below the number asked; 0 where no step is left."""
    return max(0, asked - 1) // smallest * smallest
