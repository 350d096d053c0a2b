"""How many raters must, should and may a leader have in each group? Pure; a campaign can differ from what is usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from flask_babel import gettext, ngettext

MOST = 20  # people in a group; beyond this a list costs more working hours than it tells
MANY_REQUESTS, TOO_MANY_REQUESTS = 5, 8  # open requests of other leaders at which we warn, and at which we stop


@dataclass(frozen=True)
class Limits:
    """How many raters a group must, should and may have. A group that may have none is not asked."""

    least: int
    recommended: int
    most: int

    @classmethod
    def of(cls, kept: Sequence[int]) -> Self:
        """As a campaign keeps them: three numbers."""
        return cls(*kept)

    @property
    def kept(self) -> list[int]:
        """As a campaign keeps them."""
        return [self.least, self.recommended, self.most]


USUAL = {"peers": Limits(4, 8, 12), "reports": Limits(0, 12, 12), "others": Limits(0, 8, 8)}


def limits_of(kept: Mapping[str, Sequence[int]]) -> dict[str, Limits]:
    """The limits of each anonymous group, from what a campaign keeps; what it does not say is as usual."""
    return {group: Limits.of(kept[group]) if group in kept else usual for group, usual in USUAL.items()}


def contradiction(limits: Limits) -> str | None:
    """What is wrong with the three numbers of a group, as a sentence; None if nothing is."""
    words: str | None = None
    if limits.least > limits.most:
        words = gettext("“At least” must not be more than “at most”")
    elif not limits.least <= limits.recommended <= limits.most:
        words = gettext("“Recommended” must lie between “at least” and “at most”")
    return words


def too_few_for(limits: Mapping[str, Limits], *, group_min_n: int) -> str | None:
    """Why no report of a campaign could show anything, as a sentence; None if one could."""
    together = sum(one.most for one in limits.values())
    if together >= group_min_n:
        return None
    words: str = ngettext(
        "Let leaders ask more raters: %(num)s in all is too few, as nothing is shown before %(smallest)s answer.",
        "Let leaders ask more raters: %(num)s in all is too few, as nothing is shown before %(smallest)s answer.",
        together, smallest=group_min_n,
    )  # fmt: skip
    return words


def recommended(group: str, limits: Limits) -> str:
    """How many of a group make a trustworthy figure, in words."""
    some = max(limits.least, limits.recommended - 2)
    number = (
        str(limits.recommended)
        if some in (0, limits.recommended)
        else gettext("%(some)s to %(number)s", some=some, number=limits.recommended)
    )
    words: dict[str, str] = {
        "peers": number,
        "reports": gettext("all of them, up to %(number)s", number=limits.recommended),
        "others": gettext("any who know the work well, up to %(number)s", number=limits.recommended),
    }
    return words[group]
