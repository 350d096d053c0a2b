"""Will this list of raters do? Limits per group, and the chance that each group is large enough to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

NOMINATED_GROUPS = ("peers", "reports", "others")
ALMOST_CERTAIN = 97  # per cent; beyond this a figure would promise more than the estimate holds
EXPECTED_RESPONSE_RATE = 0.65  # shared default of the design; a campaign of one's own may do better or worse


class ListIncomplete(Exception):
    """The list cannot be sent to the manager yet; ``problems`` says what is missing."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Limits:
    """How many raters a group may have, and how many make a trustworthy figure."""

    least: int
    most: int
    recommended: str


LIMITS = {
    "peers": Limits(4, 12, "6 to 8"),
    "reports": Limits(0, 12, "all of them, up to 12"),
    "others": Limits(0, 8, "any who know the work well, up to 8"),
}


def chance_to_be_shown(invited: int, *, group_min_n: int, response_rate: float = EXPECTED_RESPONSE_RATE) -> float:
    """The chance that at least ``group_min_n`` of ``invited`` raters answer, each with the same likelihood (binomial).

    Inviting 3 for a smallest group of 3 gives 0.27, 5 gives 0.76, 6 gives 0.88 at a response rate of 0.65.
    """
    return sum(
        comb(invited, answered) * response_rate**answered * (1 - response_rate) ** (invited - answered)
        for answered in range(group_min_n, invited + 1)
    )


@dataclass(frozen=True)
class Outlook:
    """How likely a group is to be shown on its own: in whole per cent, and in words for the people who choose."""

    percent: int
    words: str


def outlook(invited: int, *, group_min_n: int) -> Outlook:
    """The outlook of a group of ``invited`` raters where ``group_min_n`` must answer to be shown on their own."""
    percent = round(100 * chance_to_be_shown(invited, group_min_n=group_min_n))
    if invited == 0:
        return Outlook(0, "Nobody yet")
    if invited < group_min_n:
        return Outlook(0, f"Too few to be shown on its own: add {group_min_n - invited} or more")
    if percent >= ALMOST_CERTAIN:
        return Outlook(percent, "Almost certain to be shown on its own")
    return Outlook(percent, f"{percent}% likely to be shown on its own")


def list_problems(counts: Mapping[str, int]) -> list[str]:
    """What keeps the list from being sent to the manager, as sentences."""
    problems = []
    for group, limits in LIMITS.items():
        count = counts.get(group, 0)
        if count < limits.least:
            problems.append(f"Add at least {limits.least} {_WORDS[group]}: the list has {count}.")
        if count > limits.most:
            problems.append(f"Remove some {_WORDS[group]}: at most {limits.most}, the list has {count}.")
    return problems


def check_list(counts: Mapping[str, int]) -> None:
    """Do nothing if the list may go to the manager.

    Raises:
        ListIncomplete: with what is missing.
    """
    problems = list_problems(counts)
    if problems:
        raise ListIncomplete(problems)


_WORDS = {"peers": "peers", "reports": "direct reports", "others": "others"}
