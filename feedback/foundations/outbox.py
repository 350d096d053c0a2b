"""Which letters are still to be sent? A row says what to write and to whom; words and link exist only in sending.

A row is added in the transaction that gives reason for the letter and deleted when the mail server has accepted it, so
a crash may repeat a letter but never lose one. Whoever sends a letter has claimed it, so any number may send at once.
"""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db, new_id
from feedback.foundations import waking
from feedback.foundations.claims import claiming
from feedback.foundations.database import UtcDateTime, one_transaction
from feedback.foundations.mail import LETTER, SERVER, Letter, NotAccepted, Transport

ATTEMPTS = 13
AWAY = 3  # letters in a row that cannot be handed over because nobody answers: then the others wait too
LONG = 4  # attempts, in a quarter of an hour
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
    refusal: Mapped[str] = mapped_column(default="", server_default="")  # what the last refusal was about


class MailedToday(Model):
    """Who has had today's letter, of the kinds of which people get one a day. Each sweep deletes yesterday's rows."""

    __tablename__ = "mailed_today"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date]


@dataclass(frozen=True)
class Written:
    """A letter ready to go, and how to forget the link in it should the mail server refuse it."""

    letter: Letter
    forget: Callable[[], None] = field(default=lambda: None)


Writer = Callable[[uuid.UUID, Sequence[uuid.UUID]], Written | None]
"""Given the person and what the letter is about (several things make one letter): the letter, or None if it lapsed."""

Row = tuple[uuid.UUID, str, uuid.UUID]  # of one waiting request: its id, its kind, and what it is about


@dataclass(frozen=True)
class Manners:
    """When letters go, and which of them go together.

    ``is_open`` is whether it is a good hour for mail; ``at_once`` are the kinds that go at any. ``together`` maps kinds
    to the letter that they are written into, and ``once_a_day`` are letters of which nobody gets a second on one day.
    """

    today: date
    is_open: bool = True
    at_once: frozenset[str] = frozenset()
    together: Mapping[str, str] = field(default_factory=dict)
    once_a_day: frozenset[str] = frozenset()


@dataclass
class Delivery:
    """What one sweep of the outbox did, in letters."""

    accepted: int = 0
    refused: int = 0
    lapsed: int = 0


def enqueue(kind: str, *, to: uuid.UUID, about: uuid.UUID) -> None:
    """Ask, in the present transaction, for a letter to be written and sent; the worker is called when it is kept."""
    waking.ask("letters")
    db.session.add(Outgoing(kind=kind, person_id=to, about_id=about))


@dataclass
class Delivering:
    """One sweep of the outbox: who writes, who carries, by which manners, and who is told of what was accepted.

    ``at_once`` is whether only letters that go at any hour are sent, or (False) only the others; else all are.
    ``ending`` tells that no further letter may be begun.
    """

    writers: Mapping[str, Writer]
    transport: Transport
    now: datetime
    manners: Manners
    accepted: Callable[[Sequence[tuple[str, uuid.UUID]]], None] = lambda _: None
    at_once: bool | None = None
    ending: Callable[[], bool] = lambda: False
    delivery: Delivery = field(default_factory=Delivery)
    away: int = 0

    def deliver(self) -> Delivery:
        """Send every letter that is due, one by one; requests of a kind to one person become one letter.

        Each letter is its own transaction: links are minted before, rows deleted after the mail server accepted it.
        ``accepted`` is told the kind and the subject of each in a transaction of its own, when the rows are gone: what
        goes wrong in it can lose a count, but never send a letter again.
        """
        if not self.at_once:
            with one_transaction():  # not only when a letter goes: who had the last one must not be kept either
                db.session.execute(delete(MailedToday).where(MailedToday.day < self.manners.today))
        due = self._due()
        if not due:
            return self.delivery
        with claiming(db.engine) as claims:
            for (person_id, letter), rows in due.items():
                if self.ending() or self.away >= AWAY:
                    break
                claim = f"letter {letter} to {person_id}"
                if claims.take(claim):
                    self._deliver(person_id, letter, [row_id for row_id, _, _ in rows])
                    claims.give_back(claim)
        return self.delivery

    def _due(self) -> dict[tuple[uuid.UUID, str], list[Row]]:
        due = self._waiting().order_by(Outgoing.id)
        if not self.manners.is_open or self.at_once:
            due = due.where(Outgoing.kind.in_(self.manners.at_once))
        elif self.at_once is False:
            due = due.where(Outgoing.kind.not_in(self.manners.at_once))
        found = db.session.execute(due).all()
        served = set(db.session.scalars(select(MailedToday.person_id).where(MailedToday.day == self.manners.today)))
        db.session.rollback()
        letters: dict[tuple[uuid.UUID, str], list[Row]] = {}
        for person_id, kind, row_id, about_id in sorted(found, key=lambda row: row[1] not in self.manners.at_once):
            letter = self.manners.together.get(kind, kind)
            if letter not in self.manners.once_a_day or person_id not in served:
                letters.setdefault((person_id, letter), []).append((row_id, kind, about_id))
        return letters

    def _waiting(self) -> Select[uuid.UUID, str, uuid.UUID, uuid.UUID]:
        return select(Outgoing.person_id, Outgoing.kind, Outgoing.id, Outgoing.about_id).where(
            Outgoing.given_up.is_(False), or_(Outgoing.not_before.is_(None), Outgoing.not_before <= self.now)
        )

    def _still_due(self, person_id: uuid.UUID, letter: str, row_ids: Sequence[uuid.UUID]) -> list[Row]:
        """What nobody else has sent since we looked; now that the letter is claimed, nobody will."""
        if letter in self.manners.once_a_day:
            had = db.session.get(MailedToday, person_id)
            if had is not None and had.day == self.manners.today:
                return []
        rows = db.session.execute(self._waiting().where(Outgoing.id.in_(row_ids)).order_by(Outgoing.id))
        return [(row_id, kind, about_id) for _, kind, row_id, about_id in rows]

    def _deliver(self, person_id: uuid.UUID, letter: str, row_ids: Sequence[uuid.UUID]) -> None:
        try:
            with one_transaction():
                rows = self._still_due(person_id, letter, row_ids)
                if not rows:
                    return
                row_ids = [row_id for row_id, _, _ in rows]
                written = self.writers[letter](person_id, list(dict.fromkeys(about_id for _, _, about_id in rows)))
                if written is None:
                    _delete(row_ids)
                    self.delivery.lapsed += 1
                    return
        except Exception as fault:  # one letter that cannot be written must not hold up everybody else's
            log.error("a letter could not be written and will be tried again: %s", type(fault).__name__)
            self._put_off(row_ids, about=LETTER, for_good=False)
            return
        try:
            self.transport.send(written.letter)
        except NotAccepted as refusal:
            self.away = self.away + 1 if refusal.away else 0
            fate = "given up" if refusal.final else "put off"
            log.warning("a letter was not taken, and is %s: %s", fate, refusal)
            self._put_off(row_ids, about=refusal.about, for_good=refusal.final, forget=written.forget)
        else:
            self.away = 0
            with one_transaction():
                _delete(row_ids)
                if letter in self.manners.once_a_day:
                    db.session.merge(MailedToday(person_id=person_id, day=self.manners.today))
            self.delivery.accepted += 1
            self._tell(rows)

    def _tell(self, rows: Sequence[Row]) -> None:
        try:
            with one_transaction():
                self.accepted([(kind, about_id) for _, kind, about_id in rows])
        except Exception as fault:
            log.error("a letter went but could not be counted: %s", type(fault).__name__)

    def _put_off(
        self, row_ids: Sequence[uuid.UUID], *, about: str, for_good: bool, forget: Callable[[], None] = lambda: None
    ) -> None:
        with one_transaction():
            forget()
            for row in db.session.scalars(select(Outgoing).where(Outgoing.id.in_(row_ids))):
                row.attempts += 1
                row.not_before = self.now + FIRST_WAIT * 2 ** (row.attempts - 1)
                row.given_up = for_good or row.attempts >= ATTEMPTS
                row.refusal = about
        self.delivery.refused += 1


def deliver_due(
    *,
    writers: Mapping[str, Writer],
    transport: Transport,
    now: datetime,
    manners: Manners | None = None,
    accepted: Callable[[Sequence[tuple[str, uuid.UUID]]], None] = lambda _: None,
    at_once: bool | None = None,
    ending: Callable[[], bool] = lambda: False,
) -> Delivery:
    """Send what is due (see ``Delivering``); without manners at any hour, and each kind by itself."""
    manners = manners or Manners(today=now.date())
    return Delivering(writers, transport, now, manners, accepted, at_once, ending).deliver()


def is_stuck() -> ColumnElement[bool]:
    """Whether the mail server, rather than an address, has kept a letter back for a quarter of an hour or longer."""
    return and_(Outgoing.given_up.is_(False), Outgoing.attempts >= LONG, Outgoing.refusal == SERVER)


def try_again(row_ids: Sequence[uuid.UUID]) -> None:
    """Let letters that were put off or given up go at the next sweep, as if they had never been tried."""
    for row in db.session.scalars(select(Outgoing).where(Outgoing.id.in_(row_ids))):
        row.attempts, row.not_before, row.given_up, row.refusal = 0, None, False, ""


def _delete(row_ids: Sequence[uuid.UUID]) -> None:
    for row in db.session.scalars(select(Outgoing).where(Outgoing.id.in_(row_ids))):
        db.session.delete(row)
