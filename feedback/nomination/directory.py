"""Whom can be asked, and how often are they asked already? What the directory and the other lists tell.

How many requests somebody has is counted from the lists alone, whether or not they have answered or declined: a number
that went down with an answer would tell who answered.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from feedback.campaign.lifecycle import State
from feedback.campaign.limits import MANY_REQUESTS
from feedback.campaign.models import CAMPAIGN, Campaign, Subject
from feedback.extensions import db
from feedback.identity.models import Person
from feedback.nomination import rules
from feedback.nomination.models import Nomination

OPEN_STATES = (State.NOMINATING, State.COLLECTING)
LIVING = ("proposed", "approved")
MOST_FOUND = 8
MOST_WORDS = 5
SWAPS_A_TEAM = 3


@dataclass(frozen=True)
class Found:
    """People that a search found, and whether there are more."""

    people: Sequence[Person]
    more: bool


NOBODY = Found((), more=False)


@dataclass(frozen=True)
class Swap:
    """Somebody of the same team who could be asked instead, and how many requests they have."""

    person_id: uuid.UUID
    name: str
    open_requests: int


def in_directory() -> ColumnElement[bool]:
    """Whether a person is in the council's directory; outsiders whom another leader typed in are nobody's to find."""
    return or_(Person.team != "", Person.level != "", Person.manager_id.is_not(None))


def is_known(person: Person) -> bool:
    """As ``in_directory``, of one person."""
    return bool(person.team or person.level or person.manager_id)


def is_empty() -> bool:
    """True where nobody has filled the directory: there is nothing to search."""
    return db.session.scalar(select(Person.id).where(in_directory()).limit(1)) is None


def search(typed: str, *, leave_out: Collection[uuid.UUID]) -> Found:
    """People of the directory whose name, address, job title or team hold every word that was typed, by name.

    At most ``MOST_FOUND`` of them, and nobody for fewer than two characters: nobody gets the directory listed.
    """
    if rules.too_short(typed):
        return NOBODY
    words = typed.split()[:MOST_WORDS]
    everything = Person.name + " " + Person.email + " " + Person.job_title + " " + Person.team  # read once, not by four
    holds = [everything.icontains(word, autoescape=True) for word in words]
    found = db.session.scalars(
        select(Person)
        .where(in_directory(), Person.id.not_in(leave_out), *holds)
        .order_by(func.lower(Person.name), Person.id)
        .limit(MOST_FOUND + 1)
    ).all()
    return Found(found[:MOST_FOUND], more=len(found) > MOST_FOUND)


def direct_reports(manager_id: uuid.UUID, *, leave_out: Collection[uuid.UUID]) -> Sequence[Person]:
    """Everybody whose line manager this is, by name, as far as the directory knows."""
    return db.session.scalars(
        select(Person)
        .where(Person.manager_id == manager_id, Person.id.not_in(leave_out))
        .order_by(func.lower(Person.name), Person.id)
    ).all()


def open_requests(person_ids: Collection[uuid.UUID], *, besides: uuid.UUID) -> Counter[uuid.UUID]:
    """How many leaders in open campaigns, besides one, ask each of these people as a peer or as another colleague."""
    rows = db.session.execute(
        select(Nomination.person_id, func.count())
        .where(_counted(besides), Nomination.person_id.in_(person_ids))
        .group_by(Nomination.person_id)
    ).all()
    return Counter({row[0]: row[1] for row in rows})


def swaps(
    overloaded: Mapping[uuid.UUID, str], *, besides: uuid.UUID, leave_out: Collection[uuid.UUID]
) -> dict[uuid.UUID, Swap]:
    """For people who are asked often (id -> team): somebody else of the same team who is asked least, if there is one.

    No two of them are given the same person. ``leave_out`` are those who cannot be asked, or are on the list.
    """
    teams = {team for team in overloaded.values() if team}
    if not teams:
        return {}
    other = aliased(Person)
    asked = (
        select(Nomination.person_id, func.count().label("number"))
        .join(other, other.id == Nomination.person_id)
        .where(_counted(besides), other.team.in_(teams))
        .group_by(Nomination.person_id)
        .subquery()
    )
    number = func.coalesce(asked.c.number, 0)
    place = func.row_number().over(partition_by=Person.team, order_by=(number, func.lower(Person.name), Person.id))
    least_asked = (
        select(Person.id, Person.name, Person.team, number.label("number"), place.label("place"))
        .outerjoin(asked, asked.c.person_id == Person.id)
        .where(Person.team.in_(teams), Person.id.not_in(leave_out))
        .subquery()
    )
    rows = db.session.execute(
        select(least_asked)
        .where(least_asked.c.place <= SWAPS_A_TEAM, least_asked.c.number < MANY_REQUESTS)
        .order_by(least_asked.c.team, least_asked.c.place)
    ).all()
    waiting: dict[str, list[Swap]] = {team: [] for team in teams}
    for row in rows:
        waiting[row.team].append(Swap(row.id, row.name, row.number))
    return {person_id: waiting[team].pop(0) for person_id, team in overloaded.items() if waiting.get(team)}


def _counted(besides: uuid.UUID) -> ColumnElement[bool]:
    """The nominations that make a request: living ones of other leaders, in groups that count, in open campaigns."""
    open_rounds = (
        select(Subject.id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(Campaign.state.in_(OPEN_STATES), Campaign.kind == CAMPAIGN, Subject.id != besides)
    )
    return and_(
        Nomination.state.in_(LIVING),
        Nomination.group.in_(rules.COUNTED_GROUPS),
        Nomination.subject_id.in_(open_rounds),
    )
