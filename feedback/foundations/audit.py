"""Who of the staff did what, or looked at what, and when? Nothing that a rater does is ever recorded here."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db, new_id
from feedback.foundations import waking
from feedback.foundations.database import UtcDateTime

Fact = str | int | bool | None


class AuditEvent(Model):
    """One write or look by an administrator, leader, manager, coach, or the system itself (``by_id`` empty).

    The identifiers are no foreign keys: an event outlives the rows it is about. ``number`` and ``digest`` are its place
    in the chain, empty until it is sealed (``audit_chain``); the database refuses every other change of a row.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_number", "number", unique=True),
        Index("ix_audit_event_waiting", "at", sqlite_where=text("number IS NULL"),
              postgresql_where=text("number IS NULL")),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    by_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    about_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    number: Mapped[int | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))


def record(action: str, *, by: uuid.UUID | None, about: uuid.UUID | None, now: datetime, **facts: Fact) -> None:
    """Add an event to the present transaction. ``facts`` are plain values without names, addresses or answers.

    Whatever the staff do may be the reason for a next step, so the worker is called to look; not for its own.
    """
    if by is not None:
        waking.ask("steps")
    db.session.add(AuditEvent(at=now, by_id=by, action=action, about_id=about, facts=facts))


def looked(action: str, *, by: uuid.UUID | None, about: uuid.UUID | None, now: datetime, **facts: Fact) -> None:
    """Write down, before it is shown, that somebody looks at something sensitive.

    In a transaction of its own, so that what was looked at stays looked at whatever becomes of the page, and nothing is
    shown if it cannot be written. What was read before is read again: SQLite lets nobody write who has read an older
    state.

    Raises:
        RuntimeError: there are changes that this would throw away; it is called before them, or after.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("a look is written down in a transaction of its own")
    db.session.rollback()
    record(action, by=by, about=about, now=now, **facts)
    db.session.commit()
