"""Who of the staff did what, and when? Nothing that a rater does is ever recorded here."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db, new_id
from feedback.foundations import waking
from feedback.foundations.database import UtcDateTime


class AuditEvent(Model):
    """One write by an administrator, leader, manager, coach, or the system itself (``by_id`` empty).

    The identifiers are no foreign keys: an event outlives the rows it is about.
    """

    __tablename__ = "audit_event"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    by_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    about_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    action: str, *, by: uuid.UUID | None, about: uuid.UUID | None, now: datetime, **facts: str | int | bool | None
) -> None:
    """Add an event to the present transaction. ``facts`` are plain values without names, addresses or answers.

    Whatever the staff do may be the reason for a next step, so the worker is called to look; not for its own.
    """
    if by is not None:
        waking.ask("steps")
    db.session.add(AuditEvent(at=now, by_id=by, action=action, about_id=about, facts=facts))
