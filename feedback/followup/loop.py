"""How do raters hear back? The leader's thanks to everybody who was asked, and the conversation with the team.

Nobody is told who answered, so everybody who was asked is thanked, whether or not they did; only who said no is left in
peace.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext
from sqlalchemy import select

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.followup import service
from feedback.followup.models import TeamConversation, Thanks
from feedback.foundations import audit, outbox
from feedback.identity.models import Person
from feedback.invitation.models import DECLINED, Invitation


class NotHeld(Exception):
    """The conversation cannot have been held on this day; the message says the cure."""


@dataclass(frozen=True)
class Thanked:
    """A letter of thanks: whose, when it was asked for, and the behaviours that it names, in the words for raters."""

    leader: str
    day: date
    behaviours: tuple[str, ...]


def thank(leader: Subject, *, naming: Collection[str], by: uuid.UUID, now: datetime) -> None:
    """Have everybody who was asked thanked by mail, once; ``naming`` are behaviours of the plan to be told of.

    Raises:
        NotAllowedNow: the leader has not read the report yet, or has thanked already.
        NoSuchBehaviour: the plan has no such behaviour.
    """
    _check_released(leader)
    planned = [action.item_id for action in service.actions_of(leader)]
    if not set(naming) <= set(planned):
        raise service.NoSuchBehaviour(", ".join(naming))
    if db.session.get(Thanks, leader.id, with_for_update=True) is not None:
        raise NotAllowedNow("raters are thanked once")
    told = [item for item in planned if item in naming]
    db.session.add(Thanks(subject_id=leader.id, day=now.date(), items=told))
    db.session.flush()
    asked = (
        select(Invitation.person_id)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.subject_id == leader.id, Invitation.group != "self", Invitation.state != DECLINED)
        .where(Person.left_on.is_(None))
    )
    for person_id in db.session.scalars(asked.order_by(Invitation.person_id)).all():
        outbox.enqueue("thanks", to=person_id, about=leader.id)
    audit.record("raters.thanked", by=by, about=leader.id, now=now, behaviours=len(told))


def thanks_of(subject_id: uuid.UUID) -> Thanked | None:
    """How a leader thanked the raters, or None."""
    kept, leader = db.session.get(Thanks, subject_id), campaigns.subject(subject_id)
    if kept is None or leader is None:
        return None
    words = {item.id: item.rater for item in campaigns.questionnaire_for(leader).items}
    return Thanked(leader.person.name, kept.day, tuple(words[item] for item in kept.items if item in words))


def note_conversation(leader: Subject, day: date, *, by: uuid.UUID, now: datetime) -> None:
    """Note that the leader talked with the team about the feedback. Noting it twice for a day is noting it once.

    Raises:
        NotAllowedNow: the leader has not read the report yet.
        NotHeld: the day is still to come, or was before the report could be read.
    """
    _check_released(leader)
    since = disclosure.report_of(leader.id).released_on
    if day > now.date():
        raise NotHeld(gettext("Enter a day that is not in the future"))
    if since is not None and day < since:
        raise NotHeld(gettext("Enter the day on which your report was released to you, or a later one"))
    if db.session.get(TeamConversation, (leader.id, day)) is None:
        db.session.add(TeamConversation(subject_id=leader.id, day=day))
        audit.record("team_conversation.noted", by=by, about=leader.id, now=now, day=day.isoformat())


def forget_conversation(leader: Subject, day: date, *, by: uuid.UUID, now: datetime) -> None:
    """Take back a day that was noted by mistake."""
    noted = db.session.get(TeamConversation, (leader.id, day))
    if noted is not None:
        db.session.delete(noted)
        audit.record("team_conversation.taken_back", by=by, about=leader.id, now=now, day=day.isoformat())


def conversations_of(leader: Subject) -> Sequence[date]:
    """The days on which a leader talked with the team, the first one first."""
    noted = select(TeamConversation.day).where(TeamConversation.subject_id == leader.id)
    return db.session.scalars(noted.order_by(TeamConversation.day)).all()


def _check_released(leader: Subject) -> None:
    if not service.is_released(leader):
        raise NotAllowedNow("raters hear back when the leader has read the report")
