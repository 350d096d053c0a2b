"""The verbs of the conversation: when it is, that it was held, and the coach's own notes."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from feedback.campaign.models import Subject
from feedback.coaching.models import Debrief
from feedback.extensions import db
from feedback.foundations import audit, sealing


class NotYetPossible(Exception):
    """What was asked cannot be; the message says the cure."""


class NotesUnreadable(Exception):
    """There are notes, which the present secret does not open; they stay until others are saved over them."""


def debrief_of(leader: Subject) -> Debrief:
    """When coach and leader meet about a report; an empty one that is not stored yet, if nothing is known."""
    return db.session.get(Debrief, leader.id) or Debrief(subject_id=leader.id)


def meetings_of(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, date]:
    """The days on which these leaders meet their coaches, those with no day left out."""
    booked = select(Debrief.subject_id, Debrief.meets_on).where(Debrief.subject_id.in_(subject_ids))
    return {row.subject_id: row.meets_on for row in db.session.execute(booked) if row.meets_on is not None}


def debriefs_of(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Debrief]:
    """What is known of the conversations with these leaders; those of whom nothing is known are left out."""
    found = db.session.scalars(select(Debrief).where(Debrief.subject_id.in_(subject_ids)))
    return {debrief.subject_id: debrief for debrief in found}


def book(leader: Subject, on: date, *, by: uuid.UUID, now: datetime) -> None:
    """Write down the day of the conversation.

    Raises:
        NotYetPossible: the day is over.
    """
    if on < now.date():
        raise NotYetPossible(_("The day must be today or later"))
    debrief = _stored(leader)
    debrief.meets_on, debrief.held_on = on, None
    audit.record("debrief.booked", by=by, about=leader.id, now=now)


def hold(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Write down that the conversation took place today."""
    _stored(leader).held_on = now.date()
    audit.record("debrief.held", by=by, about=leader.id, now=now)


def save_notes(leader: Subject, text: str, *, secret: str, by: uuid.UUID) -> None:
    """Keep the coach's notes, encrypted for this coach. Not audited: they are nobody else's business."""
    debrief = _stored(leader)
    debrief.notes_by = by
    debrief.notes = _locked(text, leader, secret, by) if text else None


def notes_of(leader: Subject, *, secret: str, by: uuid.UUID) -> str:
    """The coach's own notes; empty if there are none or another coach wrote them.

    Raises:
        NotesUnreadable: they were kept under another secret.
    """
    debrief = debrief_of(leader)
    if debrief.notes is None or debrief.notes_by != by:
        return ""
    try:
        return sealing.unlock(_key(secret, by), debrief.notes, bound_to=leader.id.bytes).decode()
    except sealing.CannotOpen:
        raise NotesUnreadable from None


def _locked(text: str, leader: Subject, secret: str, by: uuid.UUID) -> bytes:
    return sealing.lock(_key(secret, by), text.encode(), bound_to=leader.id.bytes)


def _key(secret: str, by: uuid.UUID) -> bytes:
    """A key for one coach's notes: a stolen database does not have the secret, which lies outside it."""
    return sealing.derive(sealing.digest(secret), b"coach-notes/" + by.bytes)


def _stored(leader: Subject) -> Debrief:
    debrief = debrief_of(leader)
    db.session.add(debrief)
    return debrief
