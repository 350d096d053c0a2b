"""The verbs of putting leaders into a draft campaign and taking them out."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from feedback.campaign import questionnaire, service
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations import audit
from feedback.framework.format import Framework
from feedback.identity.models import Person


class SubjectRefused(Exception):
    """The leader cannot be added like this; ``field`` says which answer is at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def add_subject(
    campaign: Campaign,
    *,
    person: Person,
    manager: Person,
    coach: Person,
    level: str,
    senior: bool = False,
    competencies: Sequence[str] = (),
    by: uuid.UUID | None,
    now: datetime,
) -> Subject:
    """Put a leader into a draft campaign.

    Raises:
        NotAllowedNow: the campaign has been launched.
        SubjectRefused: an answer does not fit; it names the field.
    """
    if campaign.state != State.DRAFT:
        raise NotAllowedNow("leaders are added before launch")
    framework = service.framework_of(campaign)
    _check_subject(campaign, framework, person, manager, coach, level, competencies)
    leader = Subject(
        campaign_id=campaign.id,
        person_id=person.id,
        manager_id=manager.id,
        coach_id=coach.id,
        level=level,
        senior=senior and framework.senior is not None,
        competencies=list(competencies or questionnaire.suggested_competencies(framework)),
    )
    db.session.add(leader)
    db.session.flush()
    audit.record("subject.added", by=by, about=leader.id, now=now)
    return leader


def _check_subject(
    campaign: Campaign,
    framework: Framework,
    person: Person,
    manager: Person,
    coach: Person,
    level: str,
    competencies: Sequence[str],
) -> None:
    levels = {known.id: known.name for known in framework.levels if known.assignable}
    if level not in levels:
        raise SubjectRefused("level", gettext("Choose one of these levels: %(levels)s", levels=", ".join(levels)))
    if manager.id == person.id:
        raise SubjectRefused("manager_email", gettext("A leader cannot be their own manager"))
    check_coach(coach, person.id, manager.id)
    unknown = set(competencies) - {competency.id for competency in framework.competencies}
    if unknown:
        raise SubjectRefused(
            "competencies", gettext("The framework has no %(competencies)s", competencies=", ".join(sorted(unknown)))
        )
    already = select(Subject.id).where(Subject.campaign_id == campaign.id, Subject.person_id == person.id)
    if db.session.scalar(already):
        raise SubjectRefused("email", gettext("This leader is in the campaign already"))


def check_coach(coach: Person, person_id: uuid.UUID, manager_id: uuid.UUID) -> None:
    """Do nothing if this person can coach that leader.

    Raises:
        SubjectRefused: they are the leader, the manager or a direct report, or no coach.
    """
    if coach.id in (person_id, manager_id):
        raise SubjectRefused("coach_email", gettext("The coach must be neither the leader nor their manager"))
    if coach.manager_id == person_id:
        raise SubjectRefused("coach_email", gettext("The coach must not be a direct report of the leader"))
    if not coach.is_coach:
        raise SubjectRefused("coach_email", gettext("This person is not set up as a coach"))


def remove_subject(leader: Subject, *, by: uuid.UUID | None, now: datetime) -> None:
    """Take a leader out of a draft campaign.

    Raises:
        NotAllowedNow: the campaign has been launched.
    """
    if leader.campaign.state != State.DRAFT:
        raise NotAllowedNow("leaders are removed before launch")
    audit.record("subject.removed", by=by, about=leader.id, now=now)
    db.session.delete(leader)
