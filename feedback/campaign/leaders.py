"""The verbs of putting leaders into a draft campaign and taking them out."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from feedback.campaign import coach_keys, questionnaire, service
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations import audit, outbox
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
        raise SubjectRefused("level", f"Choose one of these levels: {', '.join(levels)}")
    if manager.id == person.id:
        raise SubjectRefused("manager_email", "A leader cannot be their own manager")
    _check_coach(coach, person.id, manager.id)
    unknown = set(competencies) - {competency.id for competency in framework.competencies}
    if unknown:
        raise SubjectRefused("competencies", f"The framework has no {', '.join(sorted(unknown))}")
    already = select(Subject.id).where(Subject.campaign_id == campaign.id, Subject.person_id == person.id)
    if db.session.scalar(already):
        raise SubjectRefused("email", "This leader is in the campaign already")


def _check_coach(coach: Person, person_id: uuid.UUID, manager_id: uuid.UUID) -> None:
    if coach.id in (person_id, manager_id):
        raise SubjectRefused("coach_email", "The coach must be neither the leader nor their manager")
    if coach.manager_id == person_id:
        raise SubjectRefused("coach_email", gettext("The coach must not be a direct report of the leader"))
    if not coach.is_coach:
        raise SubjectRefused("coach_email", "This person is not set up as a coach")


def change_coach(leader: Subject, coach: Person, *, by: uuid.UUID | None, now: datetime) -> None:
    """Give a leader another coach.

    Where the coach's passphrase locks the answers: before the list of raters is approved nothing can be locked yet, so
    the new coach is asked for a passphrase of their own. From then on the key stays as it is, and the new coach needs
    the old one's passphrase, which they can change once they have it.

    Raises:
        SubjectRefused: this person cannot coach this leader.
        NotAllowedNow: the round is closed: its report is with the coach it was made for.
    """
    if leader.closed:
        raise NotAllowedNow("a leader's coach can change until feedback is closed")
    _check_coach(coach, leader.person_id, leader.manager_id)
    before, leader.coach_id = leader.coach_id, coach.id
    if leader.campaign.coach_key and leader.campaign.state != State.DRAFT and leader.list_state != "approved":
        coach_keys.erase(leader.id)
        outbox.enqueue("coach_key", to=coach.id, about=leader.id)
    elif leader.campaign.coach_key and coach_keys.states([leader])[leader.id] == coach_keys.WANTED:
        outbox.enqueue("passphrase", to=coach.id, about=leader.id)
    if leader.campaign.state != State.DRAFT:
        for person_id in (leader.person_id, before, coach.id):
            outbox.enqueue("who_is_who", to=person_id, about=leader.id)
    audit.record("subject.coach_changed", by=by, about=leader.id, now=now)


def remove_subject(leader: Subject, *, by: uuid.UUID | None, now: datetime) -> None:
    """Take a leader out of a draft campaign.

    Raises:
        NotAllowedNow: the campaign has been launched.
    """
    if leader.campaign.state != State.DRAFT:
        raise NotAllowedNow("leaders are removed before launch")
    audit.record("subject.removed", by=by, about=leader.id, now=now)
    db.session.delete(leader)
