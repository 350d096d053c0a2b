"""Is this list of raters good enough, who is missing from it, and whom should it spare? Pure decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from feedback.campaign.limits import MANY_REQUESTS, TOO_MANY_REQUESTS, USUAL, Limits
from feedback.nomination.prospects import GroupProspects

SHORTEST_SEARCH = 2  # characters; one letter would leaf through the directory
NOMINATED_GROUPS = ("peers", "reports", "others")
COUNTED_GROUPS = ("peers", "others")  # a manager hears every direct report, and a report their manager: no favour
ALMOST_CERTAIN = 97  # per cent; beyond this a figure would promise more than the estimate holds
COUNCILLOR = ("councillor", "cllr", "elected member")


class ListIncomplete(Exception):
    """The list cannot be sent to the manager yet; ``problems`` says what is missing."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Listed:
    """What is known of somebody on the list. ``known`` tells whether the council's directory has them."""

    group: str
    name: str
    job_title: str
    team: str
    known: bool


@dataclass(frozen=True)
class Outlook:
    """How likely enough of a group answer: in whole per cent, and in words for the people who choose."""

    percent: int
    words: str


def too_short(typed: str) -> bool:
    """True for what nobody is searched for in the directory."""
    return len("".join(typed.split())) < SHORTEST_SEARCH


def outlook(invited: int, chances: GroupProspects, *, group_min_n: int) -> Outlook:
    """The outlook of a group of ``invited`` raters where ``group_min_n`` must answer to be shown on their own."""
    percent = round(100 * chances.reaches)
    if invited == 0:
        return Outlook(0, gettext("Nobody yet"))
    if invited < group_min_n:
        return Outlook(
            0, gettext("Too few to be shown on its own: add %(number)s or more", number=group_min_n - invited)
        )
    if percent >= ALMOST_CERTAIN:
        return Outlook(percent, gettext("Almost certain that at least %(number)s answer", number=group_min_n))
    return Outlook(
        percent, gettext("%(percent)s%% likely that at least %(number)s answer", percent=percent, number=group_min_n)
    )


def who_is_missing(people: Sequence[Listed], *, team: str, others: bool = True) -> list[str]:
    """Whose view the list lacks, as sentences: advice, never a reason to refuse it.

    Args:
        people: everybody on the list.
        others: whether anybody but peers and direct reports is asked in this campaign.
        team: the leader's own team, or nothing where the directory does not say.
    """
    missing = []
    if others and not any(word in f"{one.name} {one.job_title}".lower() for one in people for word in COUNCILLOR):
        missing.append(gettext("No councillor is on the list."))
    if others and all(one.known for one in people if one.group == "others"):
        missing.append(gettext("No partner from outside the council is on the list."))
    if team and not any(one.team and one.team != team for one in people):
        missing.append(gettext("Nobody from another team is on the list."))
    return missing


def list_problems(
    counts: Mapping[str, int], *, limits: Mapping[str, Limits] = USUAL, coach_on_list: str = ""
) -> list[str]:
    """What keeps the list from being sent or approved, as sentences.

    Args:
        counts: how many of each group are on it.
        limits: how many each group must and may have in this campaign.
        coach_on_list: the name of the leader's coach where the coach is on the list, who came to the leader later.
    """
    problems = []
    for group, limit in limits.items():
        count = counts.get(group, 0)
        if count < limit.least:
            problems.append(_too_few(group, limit.least, count))
        if count > limit.most:
            problems.append(_too_many(group, limit.most, count))
    if coach_on_list:
        problems.append(
            gettext("Remove %(name)s: the coach reads the answers first and cannot give any.", name=coach_on_list)
        )
    return problems


def asked_too_often(open_requests: int, *, group: str) -> bool:
    """True if somebody with so many open requests of other leaders must not be asked once more, in this group."""
    return group in COUNTED_GROUPS and open_requests >= TOO_MANY_REQUESTS


def asked_often(open_requests: int, *, group: str) -> bool:
    """True if whoever chooses should be told how many requests of other leaders this person has."""
    return group in COUNTED_GROUPS and open_requests >= MANY_REQUESTS


def competency_problems(chosen: Collection[str], themes: Mapping[str, Collection[str]], *, about: int) -> list[str]:
    """What is wrong with a choice of competencies, as sentences.

    Args:
        chosen: their ids.
        themes: name of each theme -> the ids of its competencies.
        about: how many the framework says are chosen; two more or fewer will do.
    """
    problems = []
    if not about - 2 <= len(chosen) <= about + 2:
        problems.append(
            ngettext(
                "Choose about %(about)s: from %(least)s to %(most)s. You chose %(num)s.",
                "Choose about %(about)s: from %(least)s to %(most)s. You chose %(num)s.",
                len(chosen), about=about, least=max(1, about - 2), most=about + 2,
            )
        )  # fmt: skip
    problems += [
        gettext("Choose at least one of “%(theme)s”.", theme=theme)
        for theme, competencies in themes.items()
        if not set(competencies).intersection(chosen)
    ]
    return problems


def _too_few(group: str, least: int, count: int) -> str:
    words: dict[str, str] = {
        "peers": gettext("Add at least %(least)s peers: the list has %(count)s.", least=least, count=count),
        "reports": gettext("Add at least %(least)s direct reports: the list has %(count)s.", least=least, count=count),
        "others": gettext("Add at least %(least)s others: the list has %(count)s.", least=least, count=count),
    }
    return words[group]


def _too_many(group: str, most: int, count: int) -> str:
    words: dict[str, str] = {
        "peers": gettext("Remove some peers: at most %(most)s, the list has %(count)s.", most=most, count=count),
        "reports": gettext(
            "Remove some direct reports: at most %(most)s, the list has %(count)s.", most=most, count=count
        ),
        "others": gettext("Remove some others: at most %(most)s, the list has %(count)s.", most=most, count=count),
    }
    return words[group]
