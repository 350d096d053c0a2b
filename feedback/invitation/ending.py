"""How does one leader's feedback end without a report? Erased unread, and everybody who was asked is told.

What is locked, is locked in one order: the round, its invitations, the campaign. A rater who saves takes the last two
in the same order, so nobody waits in a circle.
"""

import uuid
from datetime import datetime

from sqlalchemy import or_, select

from feedback.campaign import coach_keys, ending
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations import audit, erasing, outbox
from feedback.foundations.outbox import Outgoing
from feedback.invitation import handover
from feedback.invitation.models import DECLINED, Invitation, ReplyStep
from feedback.nomination.models import ListLink, Nomination


def may_end(leader: Subject) -> bool:
    """True while a leader's feedback can be called off: it is launched, and nothing of it has been opened."""
    return leader.campaign.state in ending.CAN_BE_CANCELLED and not leader.closed


def end_round(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Call one leader's feedback off, because they leave for example. With the last leader the campaign ends too.

    Raises:
        NotAllowedNow: it has been opened, or is over.
    """
    db.session.refresh(leader, with_for_update={"key_share": True, "of": Subject})
    handover.lock_round(leader.id)
    db.session.refresh(leader.campaign, with_for_update={"key_share": True})
    if not may_end(leader):
        raise NotAllowedNow("a leader's feedback can be called off until it is opened")
    _call_off(leader)
    audit.record("round.called_off", by=by, about=leader.id, now=now)
    _cancel_without_leaders(leader, by=by, now=now)


def erase_called_off(*, now: datetime) -> int:
    """Erase one round of a cancelled campaign, and tell its people; 0 if there is none. One in a transaction."""
    leader = db.session.scalar(
        select(Subject)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(Campaign.state == State.CANCELLED, Subject.closed.is_(False))
        .order_by(Subject.id)
        .limit(1)
        .with_for_update(of=Subject, key_share=True)
    )
    if leader is None:
        return 0
    handover.lock_round(leader.id)
    _call_off(leader)
    audit.record("round.called_off", by=None, about=leader.id, now=now)
    return 1


def end_lost(leader: Subject, *, now: datetime) -> None:
    """A backup has brought back a round that was opened since: nothing can open it again, so nobody may answer in it.

    Nobody is written to: those who were asked have done what they were asked for, and know.
    """
    _call_off(leader, tell=False)
    leader.lost = True
    audit.record("round.lost_in_restore", by=None, about=leader.id, now=now)
    _cancel_without_leaders(leader, by=None, now=now)


def _cancel_without_leaders(leader: Subject, *, by: uuid.UUID | None, now: datetime) -> None:
    going_on = select(Subject.id).where(Subject.campaign_id == leader.campaign_id, Subject.ended.is_(False))
    if db.session.scalar(going_on.limit(1)) is None:
        ending.cancel(leader.campaign, by=by, now=now)


def _call_off(leader: Subject, *, tell: bool = True) -> None:
    """Leave nothing of a round but that there was one. Nobody's answers are looked at, not even whether there are any.

    Who said no is not written to again, nor is anybody whose first letter had not left yet.
    """
    unsent = select(Outgoing.about_id).where(Outgoing.kind == "invitation")
    asked = select(Invitation.person_id).where(
        Invitation.subject_id == leader.id, Invitation.state != DECLINED, Invitation.id.not_in(unsent)
    )
    told = {*db.session.scalars(asked), leader.person_id, leader.manager_id, leader.coach_id}
    ids = select(Invitation.id).where(Invitation.subject_id == leader.id)
    erasing.delete_rows(Outgoing, or_(Outgoing.about_id.in_(ids), Outgoing.about_id == leader.id))
    for table in (Invitation, Nomination, ReplyStep, ListLink):  # links and codes on paper go with the invitations
        erasing.delete_rows(table, table.subject_id == leader.id)
    coach_keys.erase(leader.id)
    leader.closed = leader.ended = True
    for person_id in told if tell else ():
        outbox.enqueue("called_off", to=person_id, about=leader.id)
    erasing.wipe("invitation", "nomination")
