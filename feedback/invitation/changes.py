"""What changes around a leader while raters answer: manager, coach, an address, a group that is too small."""

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select

from feedback.campaign import coach_keys
from feedback.campaign.leaders import SubjectRefused, check_coach
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import audit, erasing, outbox
from feedback.foundations.outbox import MailedToday, Outgoing
from feedback.identity import service as identity
from feedback.identity.models import Person, SignInLink
from feedback.invitation.models import DECLINED, Invitation, InvitationToken
from feedback.nomination import links
from feedback.nomination import service as nomination
from feedback.nomination.directory import LIVING
from feedback.nomination.models import Nomination

OPEN_STATES = (State.NOMINATING, State.COLLECTING)


def may_change(leader: Subject) -> bool:
    """True while raters can be chosen and answer about a leader."""
    return leader.campaign.state in OPEN_STATES and not leader.closed


def change_manager(leader: Subject, manager: Person, *, by: uuid.UUID, now: datetime) -> None:
    """Give a leader another line manager, who approves the list and rates as the manager.

    What the manager before has sent is erased unread: it would be shown as the new one's. So is what the new manager
    has sent as a colleague: it was given without a name, and must not appear under one. Both may answer anew, the new
    manager as the manager.

    Raises:
        NotAllowedNow: no raters are chosen or answering.
        SubjectRefused: this person cannot be the leader's manager.
    """
    nomination.hold(leader)  # whoever approves the list at this moment is waited for
    _check_open(leader)
    if manager.id == leader.person_id:
        raise SubjectRefused("email", _("A leader cannot be their own manager"))
    if manager.id == leader.coach_id:
        raise SubjectRefused("email", _("This person is the leader’s coach. Change the coach first"))
    if manager.id == leader.manager_id:
        raise SubjectRefused("email", _("This person is the leader’s manager already"))
    before, leader.manager_id = leader.manager_id, manager.id
    erasing.delete_rows(Outgoing, Outgoing.about_id == leader.id, Outgoing.kind.in_(["approve", "nudge_manager"]))
    links.end(leader.id)
    leader.manager_told_on = None  # the new one's silence counts from a letter of their own
    _take_out(leader, {before, manager.id})
    if leader.list_state == "approved":
        db.session.add(Nomination(subject_id=leader.id, person_id=manager.id, group="manager", state="approved"))
    elif leader.list_state == "with_manager":
        outbox.enqueue("approve", to=manager.id, about=leader.id)
    for person_id in (leader.person_id, before, manager.id):
        outbox.enqueue("who_is_who", to=person_id, about=leader.id)
    audit.record("subject.manager_changed", by=by, about=leader.id, now=now)


def change_coach(leader: Subject, coach: Person, *, by: uuid.UUID | None, now: datetime) -> None:
    """Give a leader another coach.

    Where the coach's passphrase locks the answers: before the list of raters is approved nothing can be locked yet, so
    the new coach is asked for a passphrase of their own. From then on the key stays as it is, and the new coach needs
    the old one's passphrase, which they can change once they have it.

    Raises:
        SubjectRefused: this person cannot coach this leader: for example, they are on the list of raters.
        NotAllowedNow: the round is closed: its report is with the coach it was made for.
    """
    nomination.hold(leader)  # nobody can nominate the new coach meanwhile
    if leader.closed:
        raise NotAllowedNow("a leader's coach can change until feedback is closed")
    check_coach(coach, leader.person_id, leader.manager_id)
    if _is_asked(leader, coach.id):
        raise SubjectRefused(
            "coach_email", _("The coach must have no other part in this feedback. Choose another coach")
        )
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


def mend_address(leader: Subject, person_id: uuid.UUID, email: str, *, by: uuid.UUID, now: datetime) -> None:
    """Put the address of one of a leader's raters right, as ``correct_address`` does.

    Raises:
        NotAllowedNow: the person is not asked about this leader, or answers are no longer taken.
        NotAnAddress: ``email`` cannot be one.
        AddressTaken: somebody else has it.
    """
    _check_open(leader)
    invited = select(Invitation.id).where(Invitation.subject_id == leader.id, Invitation.person_id == person_id)
    if db.session.scalar(invited) is None:
        raise NotAllowedNow("only the address of somebody who was asked can be put right here")
    correct_address(person_id, email, by=by, now=now)
    audit.record("rater.address_mended", by=by, about=leader.id, now=now)


def correct_address(person_id: uuid.UUID, email: str, *, by: uuid.UUID, now: datetime) -> None:
    """Put somebody's address right and send everything that they are asked to answer again, with a fresh link.

    Links that went to the wrong address are dead from now on; what was answered stays.

    Raises:
        NotAnAddress: ``email`` cannot be one.
        AddressTaken: somebody else has it.
    """
    identity.correct_address(person_id, email, by=by, now=now)
    theirs = select(Invitation.id).where(Invitation.person_id == person_id)
    erasing.delete_rows(InvitationToken, InvitationToken.invitation_id.in_(theirs))
    erasing.delete_rows(SignInLink, SignInLink.person_id == person_id)
    erasing.delete_rows(MailedToday, MailedToday.person_id == person_id)  # today's letter went to the wrong address
    erasing.delete_rows(Outgoing, Outgoing.person_id == person_id, Outgoing.kind.in_(["invitation", "reminder"]))
    # All that was asked and not declined, so that the letter does not tell what was answered.
    for invitation_id in db.session.scalars(theirs.where(Invitation.state != DECLINED)):
        outbox.enqueue("invitation", to=person_id, about=invitation_id)  # lapses by itself where it is over


def ask_for_more(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Ask the manager to add raters, because a group may turn out too small to be shown.

    Raises:
        NotAllowedNow: the list is not approved yet, or answers are no longer taken.
    """
    _check_open(leader)
    if leader.list_state != "approved":
        raise NotAllowedNow("raters are still being chosen")
    outbox.enqueue("more_raters", to=leader.manager_id, about=leader.id)
    audit.record("raters.more_asked_for", by=by, about=leader.id, now=now)


def _check_open(leader: Subject) -> None:
    if not may_change(leader):
        raise NotAllowedNow("this can be changed while raters are chosen and answer")


def _is_asked(leader: Subject, person_id: uuid.UUID) -> bool:
    """Whether somebody is on a leader's list or has been asked; not whether they answered."""
    on_list = select(Nomination.id).where(
        Nomination.subject_id == leader.id, Nomination.person_id == person_id, Nomination.state.in_(LIVING)
    )
    invited = select(Invitation.id).where(Invitation.subject_id == leader.id, Invitation.person_id == person_id)
    return db.session.scalar(select(or_(on_list.exists(), invited.exists()))) is True


def _take_out(leader: Subject, people: Collection[uuid.UUID]) -> None:
    """Erase what was asked of people about a leader, and what they sent, unread."""
    theirs = (Invitation.subject_id == leader.id, Invitation.person_id.in_(people))
    erasing.delete_rows(Outgoing, Outgoing.about_id.in_(select(Invitation.id).where(*theirs)))
    erasing.delete_rows(Invitation, *theirs)
    erasing.delete_rows(Nomination, Nomination.subject_id == leader.id, Nomination.person_id.in_(people))
    erasing.wipe("invitation", "nomination")
