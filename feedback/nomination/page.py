"""What does the page of one leader's list show? All of it in a number of queries that does not grow with the list."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from feedback.campaign.access import roles_towards
from feedback.campaign.blocks import Merge
from feedback.campaign.limits import Limits, limits_of, recommended
from feedback.campaign.models import Campaign, Subject
from feedback.identity.models import Person
from feedback.nomination import competencies, directory, prospects, rules, service
from feedback.nomination.directory import OPEN_STATES, Swap
from feedback.nomination.models import Nomination
from feedback.nomination.prospects import Prospects
from feedback.nomination.rules import Listed, Outlook


@dataclass(frozen=True)
class Promised:
    """The part of a campaign's promise that decides who is shown together."""

    group_min_n: int
    merge: Merge


@dataclass(frozen=True)
class Row:
    """Somebody on the list: how many other leaders ask them where that is many, and who could be asked instead."""

    proposal: Nomination
    is_known: bool
    open_requests: int | None
    swap: Swap | None


@dataclass(frozen=True)
class Forecast:
    """What will probably become of a list with so many of each group."""

    counts: Mapping[str, int]
    prospects: Prospects
    outlooks: Mapping[str, Outlook]
    percents: tuple[int, ...]
    missing: Sequence[str]


def forecast(run: Campaign, counts: Mapping[str, int], people: Sequence[Listed], *, team: str) -> Forecast:
    """What becomes of a list with so many of each group, if as many answer as the campaign expects."""
    limits = limits_asked(run, counts)
    invited = {group: counts.get(group, 0) for group in limits}
    promised = Promised(run.group_min_n, cast("Merge", run.merge))
    found = prospects.prospects(invited, promised, response_rate=run.response_percent / 100)
    outlooks = {
        group: rules.outlook(invited[group], chances, group_min_n=run.group_min_n)
        for group, chances in found.groups.items()
    }
    percents = tuple(round(100 * chance) for chance in found.blocks)
    return Forecast(
        invited, found, outlooks, percents, rules.who_is_missing(people, team=team, others="others" in limits)
    )


def limits_asked(run: Campaign, counts: Mapping[str, int]) -> dict[str, Limits]:
    """The limits of the groups that a campaign asks, or that have somebody on the list."""
    found = limits_of(run.rater_limits).items()
    return {group: limit for group, limit in found if limit.most or counts.get(group)}


def show(leader: Subject, *, by: uuid.UUID) -> dict[str, Any]:
    """Everything the template needs besides its forms, for the leader or the manager."""
    is_manager = "manager" in roles_towards(by, leader)
    is_open = leader.campaign.state in OPEN_STATES
    may_change = is_open and (is_manager or leader.list_state == "choosing")
    on_list = [one for one in service.nominations(leader.id) if one.group in rules.NOMINATED_GROUPS]
    counts = Counter(one.group for one in on_list)
    limits = limits_asked(leader.campaign, counts)
    themes = competencies.themes_of(leader) if competencies.may_choose(leader) and may_change else []
    return {
        "leader": leader,
        "is_manager": is_manager,
        "is_open": is_open,
        "may_change": may_change,
        "may_send": is_open and not is_manager and leader.list_state == "choosing",
        "may_decide": is_open and is_manager and leader.list_state == "with_manager",
        "rows": _rows(leader, on_list, helping=may_change),
        "counts": counts,
        "limits": limits,
        "recommended": {group: recommended(group, limit) for group, limit in limits.items()},
        "forecast": forecast(leader.campaign, counts, _listed(on_list), team=leader.person.team),
        "smallest": leader.campaign.group_min_n,
        "percent": leader.campaign.response_percent,
        "missing": service.list_problems(leader),
        "direct_reports": _direct_reports(leader, counts) if may_change else 0,
        "themes": themes,
    }


def what_if(leader: Subject, *, group: str, people: Sequence[Person]) -> Forecast:
    """The forecast as it would be with these people of the directory in a group as well."""
    on_list = [one for one in service.nominations(leader.id) if one.group in rules.NOMINATED_GROUPS]
    counts = Counter(one.group for one in on_list)
    known = [person for person in people if directory.is_known(person)]
    counts[group] = min(counts[group] + len(known), limits_of(leader.campaign.rater_limits)[group].most)
    more = [Listed(group, person.name, person.job_title, person.team, known=True) for person in known]
    return forecast(leader.campaign, counts, [*_listed(on_list), *more], team=leader.person.team)


def _listed(on_list: Sequence[Nomination]) -> list[Listed]:
    return [
        Listed(one.group, one.person.name, one.person.job_title, one.person.team, directory.is_known(one.person))
        for one in on_list
    ]


def _rows(leader: Subject, on_list: Sequence[Nomination], *, helping: bool) -> list[Row]:
    asked = directory.open_requests([one.person_id for one in on_list], besides=leader.id) if helping else Counter()
    often = {
        one.person_id: one.person.team for one in on_list if rules.asked_often(asked[one.person_id], group=one.group)
    }
    swaps = directory.swaps(often, besides=leader.id, leave_out=service.cannot_be_added(leader)) if often else {}
    return [
        Row(
            one,
            directory.is_known(one.person),
            asked[one.person_id] if one.person_id in often else None,
            swaps.get(one.person_id) if one.state == "proposed" else None,
        )
        for one in on_list
    ]


def _direct_reports(leader: Subject, counts: Mapping[str, int]) -> int:
    """How many direct reports one button adds."""
    free = max(0, limits_of(leader.campaign.rater_limits)["reports"].most - counts.get("reports", 0))
    return min(free, len(service.missing_direct_reports(leader)))
