"""The verbs of choosing cohorts while a campaign is a draft."""

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import insert, select

from feedback.campaign import cohorts, service
from feedback.campaign.cuts import FEWEST_LEADERS, MOST_COHORTS
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Cohort, CohortMember, Subject
from feedback.extensions import db
from feedback.foundations import audit

LONGEST_NAME = 60


class CohortRefused(Exception):
    """The cohort cannot be added like this; ``field`` says which answer is at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def add_by(campaign: Campaign, by: str, values: Collection[str], *, who: uuid.UUID, now: datetime) -> int:
    """Make a cohort of each of these teams, or levels, that is not one yet; return how many.

    Raises:
        NotAllowedNow: the campaign has been launched.
        CohortRefused: no such team or level among the leaders, or too many cohorts.
    """
    _hold_draft(campaign)
    known = cohorts.sizes_by(campaign, by)
    names = {level.id: level.name for level in service.framework_of(campaign).levels}
    there = {(cohort.by, cohort.value) for cohort in cohorts.cohorts_of(campaign.id)}
    new = [value for value in values if (by, value) not in there]
    if not new or not set(new) <= set(known):
        raise CohortRefused(by, gettext("Select at least one that has leaders and is not a cohort yet"))
    for value in new:
        _add(campaign, by, names.get(value, value) if by == "level" else value, value=value, who=who, now=now)
    return len(new)


def add_picked(campaign: Campaign, name: str, leaders: Collection[uuid.UUID], *, who: uuid.UUID, now: datetime) -> None:
    """Make a cohort of the leaders that were ticked.

    Raises:
        NotAllowedNow: the campaign has been launched.
        CohortRefused: it has no name, or another one's, too few leaders, or there are too many cohorts.
    """
    _hold_draft(campaign)
    known = select(Subject.id).where(Subject.campaign_id == campaign.id, Subject.id.in_(set(leaders)))
    inside = db.session.scalars(known).all()
    if len(inside) < FEWEST_LEADERS:
        raise CohortRefused("leaders", gettext("Tick at least %(few)s leaders", few=FEWEST_LEADERS))
    made = _add(campaign, "picked", " ".join(name.split()), value="", who=who, now=now)
    db.session.execute(insert(CohortMember), [{"cohort_id": made.id, "subject_id": leader} for leader in inside])


def remove(campaign: Campaign, cohort_id: uuid.UUID, *, who: uuid.UUID, now: datetime) -> None:
    """Take a cohort out; its leaders stay in the campaign. Nothing happens if it is not there.

    Raises:
        NotAllowedNow: the campaign has been launched.
    """
    _hold_draft(campaign)
    found = db.session.get(Cohort, cohort_id)
    if found is not None and found.campaign_id == campaign.id:
        db.session.delete(found)
        audit.record("cohort.removed", by=who, about=campaign.id, now=now)


def _add(campaign: Campaign, by: str, name: str, *, value: str, who: uuid.UUID, now: datetime) -> Cohort:
    present = cohorts.cohorts_of(campaign.id)
    if not name or len(name) > LONGEST_NAME:
        raise CohortRefused("name", gettext("Enter a name of at most %(most)s characters", most=LONGEST_NAME))
    if name.casefold() in {cohort.name.casefold() for cohort in present}:
        raise CohortRefused("name", gettext("There is a cohort “%(name)s” already. Choose another name", name=name))
    if len(present) == MOST_COHORTS:
        raise CohortRefused("name", gettext("A campaign can have %(most)s cohorts at most", most=MOST_COHORTS))
    taken = {cohort.mark for cohort in present}
    mark = next(1 << place for place in range(MOST_COHORTS) if 1 << place not in taken)
    made = Cohort(campaign_id=campaign.id, mark=mark, name=name, by=by, value=value)
    db.session.add(made)
    db.session.flush()
    audit.record("cohort.added", by=who, about=campaign.id, now=now, kind=by)
    return made


def _hold_draft(campaign: Campaign) -> None:
    service.hold(campaign)
    if campaign.state != State.DRAFT:
        raise NotAllowedNow("cohorts are chosen before launch")
