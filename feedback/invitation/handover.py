"""The one door between who may answer and what is answered: a token in, a slot out, no identity.

``response`` comes through here to read and write one slot, by a link or by the code on a paper copy; ``disclosure``
comes once, at closing, to empty them all.
"""

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.rounds import ROUND, Round
from feedback.extensions import db
from feedback.foundations import outbox, sealing
from feedback.invitation import codes, no_check_ins, parts
from feedback.invitation.models import DECLINED, DRAFT, INVITED, SUBMITTED, Invitation, InvitationToken, PaperCode
from feedback.invitation.statements import (
    CANCEL_PAPER,
    NAMES,
    ON_PAPER,
    ON_PAPER_TO_WRITE,
    OPENED,
    OPENED_TO_WRITE,
    WRITE,
    WRITTEN,
)


class LinkUnusable(Exception):
    """The link is unknown, mangled, withdrawn, or its campaign takes no answers: all look alike."""


@dataclass(frozen=True)
class Slot:
    """What answering may know of an invitation: about whom, from which group, and the sealed content. Not who.

    ``round`` is what the pages tell of it; None where no page is made.
    """

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
    round: Round | None = None

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
    digest = sealing.digest(token)
    rows = OPENED_TO_WRITE.run(digest=digest) if to_write else OPENED.read(digest=digest)
    found = sorted(map(_slot, rows), key=lambda slot: slot.place)
    if not found:
        raise LinkUnusable
    return found


def paper_digest(code: str, *, secret: str) -> bytes:
    """What is kept of a code on paper, under the installation's secret (32 bytes)."""
    return sealing.keyed_digest(code, secret=secret)


def paper_slot(typed: str, *, secret: str, to_write: bool) -> Slot:
    """The slot that the code on a paper copy fills; locked against other writers where ``to_write``.

    Raises:
        LinkUnusable: no such code, or nothing can be answered with it any more; nobody is told why.
    """
    code = codes.tidied(typed)
    if code is not None:
        opened = ON_PAPER_TO_WRITE if to_write else ON_PAPER
        row = db.session.execute(opened, {"digest": paper_digest(code, secret=secret)}).one_or_none()
        if row is not None:
            return _slot(row)
    raise LinkUnusable


def _slot(row: Sequence[Any]) -> Slot:
    return Slot(*(*row[: -len(ROUND)], Round(*row[-len(ROUND) :])))


def has_a_part(person_id: uuid.UUID, subject_id: uuid.UUID) -> bool:
    """True for whoever is part of a leader's feedback: the leader, manager or coach, or anybody asked to answer.

    Asked about the person who keys paper in, never about the one who answered.
    """
    return bool(db.session.scalar(parts.rounds_with_a_part(person_id).where(Subject.id == subject_id)))


def save(slot: Slot, sealed: Sealed) -> None:
    """Put sealed answers into a slot: one UPDATE, whatever was there. Sent answers are those with ``wrap_sub``.

    Answers that are sent spend the code of a paper copy, whichever way they came.

    Raises:
        LinkUnusable: the campaign stopped taking answers meanwhile, or somebody wrote to a slot read without a lock.
    """
    _write(
        slot,
        state=SUBMITTED if sealed.wrap_sub is not None else DRAFT, slot=sealed.content, decline_reason=None,
        wrap_dev=sealed.wrap_dev, wrap_phrase=sealed.wrap_phrase, wrap_sub=sealed.wrap_sub,
    )  # fmt: skip
    if sealed.wrap_sub is not None:
        _cancel_paper(slot)


def clear(slot: Slot, *, declined: bool = False, reason: int | None = None) -> None:
    """Empty a slot, so that the rater may start again, or has said no, perhaps with a reason.

    Raises:
        LinkUnusable: the campaign stopped taking answers in the meantime.
    """
    state = DECLINED if declined else INVITED
    _write(slot, state=state, slot=None, wrap_dev=None, wrap_phrase=None, wrap_sub=None, decline_reason=reason)
    if declined:
        _cancel_paper(slot)


def ask_no_more(slot: Slot, *, wanted: bool) -> None:
    """Ask the rater of a slot in no later check-in about its leader; or, unless that is wanted, ask them again."""
    no_check_ins.keep(slot.id, wanted=wanted)


def no_reminders_code(token: str) -> str:
    """What a letter's heading may carry to stop reminders: the token's digest, which opens nothing (64 hex digits)."""
    return sealing.digest(token).hex()


def stop_reminders(*, token: str = "", code: str = "") -> None:
    """Send no more reminders about anybody whom a link asks about; what was or will be answered is left alone.

    Args:
        token: the link's own code; or else
        code: what ``no_reminders_code`` makes of it.

    Raises:
        LinkUnusable: there is no such link.
    """
    digest = sealing.digest(token) if token else _bytes_of(code)
    opened = db.session.scalars(select(InvitationToken.invitation_id).where(InvitationToken.token_hash == digest)).all()
    if not opened:
        raise LinkUnusable
    still_asked = (
        select(Subject.id).join(Subject.campaign).where(Campaign.state.in_([State.NOMINATING, State.COLLECTING]))
    )
    db.session.execute(
        update(Invitation)
        .where(Invitation.id.in_(opened), Invitation.subject_id.in_(still_asked))
        .values(no_reminders=True)
        .execution_options(synchronize_session=False)
    )


def _bytes_of(code: str) -> bytes:
    try:
        return bytes.fromhex(code)
    except ValueError:
        raise LinkUnusable from None


def notify_replaced(slot: Slot) -> None:
    """Ask for the notice, without content, that answers were replaced or withdrawn from another browser."""
    person_id = db.session.scalar(select(Invitation.person_id).where(Invitation.id == slot.id))
    if person_id is not None:
        outbox.enqueue("replaced", to=person_id, about=slot.id)


def names_around(subject_id: uuid.UUID) -> tuple[str, ...]:
    """The names of everybody invited about a leader, so that a rater can be warned of names in a comment."""
    return tuple(name for (name,) in NAMES.read(about=subject_id))


def _cancel_paper(slot: Slot) -> None:
    CANCEL_PAPER.run(of=slot.id)


def _write(to: Slot, /, **columns: object) -> None:
    if columns.keys() != WRITTEN:  # a name that the statement does not know would be left out without a word
        raise TypeError(f"a write says what becomes of each of {sorted(WRITTEN)}")
    new = {f"new_{column}": value for column, value in columns.items()}
    if not WRITE.run(to=to.id, was_state=to.state, was_wrap_dev=to.wrap_dev, **new):
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


def lock_round(subject_id: uuid.UUID) -> None:
    """Let nobody else change a leader's round until the transaction ends; before anything is asked of its campaign.

    Whoever saves holds their slot before they ask for the campaign, and nobody may wait in a circle.
    """
    for table, of in ((Subject, Subject.id), (Invitation, Invitation.subject_id)):
        rows = select(table.id).where(of == subject_id).order_by(table.id)
        db.session.execute(rows.with_for_update(key_share=table is Subject)).all()


def invited_counts(subject_id: uuid.UUID) -> dict[str, int]:
    """How many people of each group were invited."""
    return Counter(db.session.scalars(select(Invitation.group).where(Invitation.subject_id == subject_id)))


def erase_slots(subject_id: uuid.UUID) -> None:
    """Erase all content, links, codes and waiting letters of a leader's round; for the closing step alone.

    Reasons for saying no are added to the campaign's counts, where they belong to nobody.
    """
    _count_reasons(subject_id)
    ids = select(Invitation.id).where(Invitation.subject_id == subject_id)
    db.session.execute(
        update(Invitation)
        .where(Invitation.subject_id == subject_id)
        .values(slot=None, wrap_dev=None, wrap_phrase=None, wrap_sub=None, decline_reason=None, no_reminders=False)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(InvitationToken).where(InvitationToken.invitation_id.in_(ids)))
    db.session.execute(delete(PaperCode).where(PaperCode.invitation_id.in_(ids)))
    db.session.execute(delete(outbox.Outgoing).where(outbox.Outgoing.about_id.in_(ids)))


def _count_reasons(subject_id: uuid.UUID) -> None:
    given = db.session.scalars(
        select(Invitation.decline_reason).where(
            Invitation.subject_id == subject_id, Invitation.decline_reason.is_not(None)
        )
    )
    run = db.session.get_one(Subject, subject_id).campaign
    run.decline_reasons = dict(Counter(run.decline_reasons) + Counter(map(str, given)))
