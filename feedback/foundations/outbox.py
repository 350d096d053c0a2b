"""Which letters are still to be sent? A row says what to write and to whom; words and link exist only in sending.

A row is added in the transaction that gives reason for the letter and deleted when the mail server has accepted it, so
a crash may repeat a letter but never lose one.
"""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db, new_id
from feedback.foundations.database import UtcDateTime, one_transaction
from feedback.foundations.mail import Letter, NotAccepted, Transport

ATTEMPTS = 13
FIRST_WAIT = timedelta(minutes=1)  # doubled after each refusal: a mail server may be away from Friday to Monday

log = logging.getLogger("feedback.outbox")


class Outgoing(Model):
    """A letter to be written: its kind, the person, and what it is about. No link and no words."""

    __tablename__ = "outbox"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    about_id: Mapped[uuid.UUID]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)  # set only after a refusal
    given_up: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Written:
    """A letter ready to go, and how to forget the link in it should the mail server refuse it."""

    letter: Letter
    forget: Callable[[], None] = field(default=lambda: None)


Writer = Callable[[uuid.UUID, Sequence[uuid.UUID]], Written | None]
"""Given the person and what the letter is about (several things make one letter): the letter, or None if it lapsed."""


@dataclass
class Delivery:
    """What one sweep of the outbox did, in letters."""

    accepted: int = 0
    refused: int = 0
    lapsed: int = 0


def enqueue(kind: str, *, to: uuid.UUID, about: uuid.UUID) -> None:
    """Ask, in the present transaction, for a letter to be written and sent."""
    db.session.add(Outgoing(kind=kind, person_id=to, about_id=about))


def deliver_due(*, writers: Mapping[str, Writer], transport: Transport, now: datetime) -> Delivery:
    """Send every letter that is due, one by one; letters of a kind to one person become one.

    Each letter is its own transaction: links are minted before, rows deleted after the mail server accepted it.
    """
    delivery = Delivery()
    due = db.session.execute(
        select(Outgoing.person_id, Outgoing.kind, Outgoing.id, Outgoing.about_id)
        .where(Outgoing.given_up.is_(False), or_(Outgoing.not_before.is_(None), Outgoing.not_before <= now))
        .order_by(Outgoing.id)
    ).all()
    db.session.rollback()
    letters: dict[tuple[uuid.UUID, str], list[tuple[uuid.UUID, uuid.UUID]]] = {}
    for person_id, kind, row_id, about_id in due:
        letters.setdefault((person_id, kind), []).append((row_id, about_id))
    for (person_id, kind), rows in letters.items():
        _deliver(writers, kind, transport, person_id, rows, now, delivery)
    return delivery


def _deliver(
    writers: Mapping[str, Writer],
    kind: str,
    transport: Transport,
    person_id: uuid.UUID,
    rows: Sequence[tuple[uuid.UUID, uuid.UUID]],
    now: datetime,
    delivery: Delivery,
) -> None:
    row_ids = [row_id for row_id, _ in rows]
    try:
        with one_transaction():
            written = writers[kind](person_id, [about_id for _, about_id in rows])
            if written is None:
                _delete(row_ids)
                delivery.lapsed += 1
                return
    except Exception as fault:  # one letter that cannot be written must not hold up everybody else's
        log.error("a letter could not be written and will be tried again: %s", type(fault).__name__)
        _put_off(row_ids, now, delivery, for_good=False)
        return
    try:
        transport.send(written.letter)
    except NotAccepted as refusal:
        _put_off(row_ids, now, delivery, for_good=refusal.final, forget=written.forget)
    else:
        with one_transaction():
            _delete(row_ids)
        delivery.accepted += 1


def _put_off(
    row_ids: Sequence[uuid.UUID],
    now: datetime,
    delivery: Delivery,
    *,
    for_good: bool,
    forget: Callable[[], None] = lambda: None,
) -> None:
    with one_transaction():
        forget()
        for row in db.session.scalars(select(Outgoing).where(Outgoing.id.in_(row_ids))):
            row.attempts += 1
            row.not_before = now + FIRST_WAIT * 2 ** (row.attempts - 1)
            row.given_up = for_good or row.attempts >= ATTEMPTS
    delivery.refused += 1


def _delete(row_ids: Sequence[uuid.UUID]) -> None:
    for row in db.session.scalars(select(Outgoing).where(Outgoing.id.in_(row_ids))):
        db.session.delete(row)
