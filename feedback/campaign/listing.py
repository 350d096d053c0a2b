"""Which leaders does a page about a campaign show, and how many are there of each kind?"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.identity.models import Person


def page_of_subjects(campaign_id: uuid.UUID, *, page: int, size: int) -> Sequence[Subject]:
    """So many of the leaders of a campaign, by name; ``page`` counts from 1."""
    return db.session.scalars(
        select(Subject)
        .join(Subject.person)
        .where(Subject.campaign_id == campaign_id)
        .order_by(func.lower(Person.name), Subject.id)
        .offset((page - 1) * size)
        .limit(size)
    ).all()


def tally(campaign_id: uuid.UUID) -> Counter[str]:
    """How many leaders of a campaign have a list in each state, and how many rounds were ``ended``."""
    rows = db.session.execute(
        select(Subject.list_state, Subject.ended, func.count())
        .where(Subject.campaign_id == campaign_id)
        .group_by(Subject.list_state, Subject.ended)
    )
    found = Counter[str]()
    for list_state, ended, count in rows:
        found["ended" if ended else list_state] += count
    return found


def names(campaign_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """The name of each leader of a campaign, by name: for a list to choose from, of thousands perhaps."""
    rows = db.session.execute(
        select(Subject.id, Person.name)
        .join(Person, Person.id == Subject.person_id)
        .where(Subject.campaign_id == campaign_id)
        .order_by(func.lower(Person.name), Subject.id)
    )
    return {row[0]: row[1] for row in rows}


def rounds_with_a_part(campaign_id: uuid.UUID, person_id: uuid.UUID | None) -> frozenset[uuid.UUID]:
    """Those leaders of a campaign whose feedback a person has a part in, as leader, manager or coach; none for nobody.

    Numbers about their raters are left out of every page that this person reads, from totals too: whoever knows a
    total and all its other parts knows the one that is missing.
    """
    if person_id is None:
        return frozenset()
    part = or_(Subject.person_id == person_id, Subject.manager_id == person_id, Subject.coach_id == person_id)
    return frozenset(db.session.scalars(select(Subject.id).where(Subject.campaign_id == campaign_id, part)))


def leaders_and_closed() -> Mapping[uuid.UUID, tuple[int, int]]:
    """For each campaign: how many leaders it has, and how many of their rounds are closed."""
    rows = db.session.execute(
        select(Subject.campaign_id, func.count(), func.count().filter(Subject.closed)).group_by(Subject.campaign_id)
    )
    found: defaultdict[uuid.UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for campaign_id, leaders, closed in rows:
        found[campaign_id] = (leaders, closed)
    return found
