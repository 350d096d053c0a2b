"""The one door between who may answer and what is answered: a token in, a slot out, no identity.

``response`` comes through here to read and write one slot; ``disclosure`` comes once, at closing, to empty them all.
"""

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, or_, select, update

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Subject
from feedback.extensions import Base, db
from feedback.foundations import outbox, sealing
from feedback.invitation.models import DECLINED, DRAFT, INVITED, SUBMITTED, Invitation, InvitationToken

TAKES_ANSWERS = (State.NOMINATING, State.COLLECTING)


# Made once, and of tables rather than of mapped classes: every page of a rater asks for them, and what the mapper does
# around a statement takes longer than the statement itself (docs/performance/0003-answering.md).
_INVITATION, _TOKEN = Base.metadata.tables["invitation"], Base.metadata.tables["invitation_token"]
_SUBJECT, _CAMPAIGN = Base.metadata.tables["subject"], Base.metadata.tables["campaign"]
_COACH_SHARE = Base.metadata.tables["coach_share"]
_TAKES_NOW = or_(*(_CAMPAIGN.c.state == state for state in TAKES_ANSWERS))  # a list would be written out each time
_OPENED = (
    select(
        _INVITATION.c.id, _TOKEN.c.place, _INVITATION.c.subject_id, _INVITATION.c.grp, _INVITATION.c.state,
        _SUBJECT.c.seal_public, _INVITATION.c.slot, _INVITATION.c.wrap_dev, _INVITATION.c.wrap_phrase,
        _COACH_SHARE.c.public,
    )
    .join_from(_TOKEN, _INVITATION, _INVITATION.c.id == _TOKEN.c.invitation_id)
    .join(_SUBJECT, _SUBJECT.c.id == _INVITATION.c.subject_id)
    .join(_CAMPAIGN, _CAMPAIGN.c.id == _SUBJECT.c.campaign_id)
    .outerjoin(_COACH_SHARE, _COACH_SHARE.c.subject_id == _SUBJECT.c.id)
    .where(_TOKEN.c.token_hash == bindparam("digest"), _TAKES_NOW)
    .where(_SUBJECT.c.seal_public.is_not(None))
    .where(or_(_CAMPAIGN.c.coach_key.is_(False), _COACH_SHARE.c.public.is_not(None)))
    .order_by(_TOKEN.c.place)
)  # fmt: skip
# Two tabs saving at once must not lose each other's page (SQLite locks the whole file already).
_OPENED_TO_WRITE = _OPENED.with_for_update(of=_INVITATION)
_PERSON = Base.metadata.tables["person"]
_NAMES = (
    select(_PERSON.c.name)
    .join_from(_INVITATION, _PERSON, _PERSON.c.id == _INVITATION.c.person_id)
    .where(_INVITATION.c.subject_id == bindparam("about"))
)
_WRITTEN = frozenset({"state", "slot", "wrap_dev", "wrap_phrase", "wrap_sub", "decline_reason"})
_WRITE = (
    update(_INVITATION)
    .where(
        _INVITATION.c.id == bindparam("to"),
        _INVITATION.c.subject_id.in_(
            select(_SUBJECT.c.id)
            .join(_CAMPAIGN, _CAMPAIGN.c.id == _SUBJECT.c.campaign_id)
            .where(_TAKES_NOW, _SUBJECT.c.closed.is_(False), _SUBJECT.c.id == bindparam("about"))
            # Raters share this lock until their save is safe; only a stop, its undoing and the closing wait for it.
            # Closing takes it before the slots, but never while a campaign takes answers: nobody waits in a circle.
            .with_for_update(read=True, of=_CAMPAIGN)
        ),
    )
    .values({column: bindparam(f"new_{column}") for column in _WRITTEN})
    .returning(_INVITATION.c.id)
)


class LinkUnusable(Exception):
    """The link is unknown, mangled, withdrawn, or its campaign takes no answers: all look alike."""


@dataclass(frozen=True)
class Slot:
    """What answering may know of an invitation: about whom, from which group, and the sealed content. Not who."""

    id: uuid.UUID
    place: int
    subject_id: uuid.UUID
    group: str
    state: int
    seal_public: bytes
    content: bytes | None
    wrap_dev: bytes | None
    wrap_phrase: bytes | None
    coach_public: bytes | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing has been saved."""
        return self.content is None

    @property
    def is_submitted(self) -> bool:
        """True when the answers have been sent."""
        return self.state == SUBMITTED

    @property
    def is_declined(self) -> bool:
        """True when the rater has said no."""
        return self.state == DECLINED


@dataclass(frozen=True)
class Sealed:
    """What is written into a slot: only ciphertext. ``wrap_sub`` makes it count at closing."""

    content: bytes
    wrap_dev: bytes
    wrap_phrase: bytes | None
    wrap_sub: bytes | None


def slots(token: str, *, to_write: bool) -> list[Slot]:
    """The slots that a link opens, in the order of the link; locked against other writers where ``to_write``.

    Raises:
        LinkUnusable: there is none that takes answers now.
    """
    opened = _OPENED_TO_WRITE if to_write else _OPENED
    rows = db.session.connection().execute(opened, {"digest": sealing.digest(token)})
    found = [Slot(*tuple(row)) for row in rows]
    if not found:
        raise LinkUnusable
    return found


def save(slot: Slot, sealed: Sealed) -> None:
    """Put sealed answers into a slot: one UPDATE, whatever was there. Sent answers are those with ``wrap_sub``.

    Raises:
        LinkUnusable: the campaign stopped taking answers in the meantime.
    """
    _write(
        slot,
        state=SUBMITTED if sealed.wrap_sub is not None else DRAFT,
        slot=sealed.content,
        wrap_dev=sealed.wrap_dev,
        wrap_phrase=sealed.wrap_phrase,
        wrap_sub=sealed.wrap_sub,
        decline_reason=None,
    )


def clear(slot: Slot, *, declined: bool = False, reason: int | None = None) -> None:
    """Empty a slot, so that the rater may start again, or has said no, perhaps with a reason.

    Raises:
        LinkUnusable: the campaign stopped taking answers in the meantime.
    """
    state = DECLINED if declined else INVITED
    _write(slot, state=state, slot=None, wrap_dev=None, wrap_phrase=None, wrap_sub=None, decline_reason=reason)


def notify_replaced(slot: Slot) -> None:
    """Ask for the notice, without content, that answers were replaced or withdrawn from another browser."""
    person_id = db.session.scalar(select(Invitation.person_id).where(Invitation.id == slot.id))
    if person_id is not None:
        outbox.enqueue("replaced", to=person_id, about=slot.id)


def names_around(subject_id: uuid.UUID) -> tuple[str, ...]:
    """The names of everybody invited about a leader, so that a rater can be warned of names in a comment."""
    return tuple(db.session.connection().scalars(_NAMES, {"about": subject_id}))


def _write(to: Slot, /, **columns: object) -> None:
    if columns.keys() != _WRITTEN:  # a name that the statement does not know would be left out without a word
        raise TypeError(f"a write says what becomes of each of {sorted(_WRITTEN)}")
    new = {f"new_{column}": value for column, value in columns.items()}
    if db.session.connection().execute(_WRITE, {"to": to.id, "about": to.subject_id, **new}).first() is None:
        raise LinkUnusable


@dataclass(frozen=True)
class SentSlot:
    """One rater's sent answers, still sealed, with the group they count in. In random order, with no identity."""

    binding: bytes
    group: str
    content: bytes
    wrap_sub: bytes


def rounds_with_answers(campaign_id: uuid.UUID) -> set[uuid.UUID]:
    """The leaders of a campaign about whom somebody has sent answers; for the closing step alone."""
    return set(
        db.session.scalars(
            select(Invitation.subject_id)
            .join(Subject, Subject.id == Invitation.subject_id)
            .where(Subject.campaign_id == campaign_id, Invitation.state == SUBMITTED)
            .distinct()
        )
    )


def sent_slots(subject_id: uuid.UUID) -> list[SentSlot]:
    """Every sent slot of a leader's round, shuffled; for the closing step alone."""
    rows = db.session.execute(
        select(Invitation.id, Invitation.group, Invitation.slot, Invitation.wrap_sub).where(
            Invitation.subject_id == subject_id, Invitation.state == SUBMITTED
        )
    )
    found = [SentSlot(row[0].bytes, *row[1:]) for row in rows]  # type: ignore[arg-type]  # sent slots are full
    secrets.SystemRandom().shuffle(found)
    return found


def invited_counts(subject_id: uuid.UUID) -> dict[str, int]:
    """How many people of each group were invited."""
    groups: Sequence[str] = db.session.scalars(
        select(Invitation.group).where(Invitation.subject_id == subject_id)
    ).all()
    return {group: groups.count(group) for group in set(groups)}


def erase_slots(subject_id: uuid.UUID) -> None:
    """Erase all content, links and waiting letters of a leader's round; for the closing step alone.

    Reasons for saying no are added to the campaign's counts, where they belong to nobody.
    """
    _count_reasons(subject_id)
    ids = select(Invitation.id).where(Invitation.subject_id == subject_id)
    db.session.execute(
        update(Invitation)
        .where(Invitation.subject_id == subject_id)
        .values(slot=None, wrap_dev=None, wrap_phrase=None, wrap_sub=None, decline_reason=None)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(InvitationToken).where(InvitationToken.invitation_id.in_(ids)))
    db.session.execute(delete(outbox.Outgoing).where(outbox.Outgoing.about_id.in_(ids)))


def _count_reasons(subject_id: uuid.UUID) -> None:
    given = db.session.scalars(
        select(Invitation.decline_reason).where(
            Invitation.subject_id == subject_id, Invitation.decline_reason.is_not(None)
        )
    )
    run = db.session.get_one(Subject, subject_id).campaign
    run.decline_reasons = dict(Counter(run.decline_reasons) + Counter(map(str, given)))
