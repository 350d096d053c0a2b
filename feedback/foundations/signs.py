"""When did the worker last do its work? A row that it renews, so that a machine which cannot see its processes knows.

It is in the database, because web and worker may share nothing else. It is renewed by the clock alone and tells nothing
of what there was to do.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db
from feedback.foundations.database import UtcDateTime, one_transaction

WORKER = "worker"
EVERY = timedelta(seconds=30)  # a write for each sweep would be one a second


class SignOfLife(Model):
    """When a task was last done without a fault."""

    __tablename__ = "sign_of_life"

    task: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def give(task: str, *, now: datetime) -> None:
    """Note that the task has just been done, unless that was noted a moment ago."""
    seen = last(task)
    db.session.rollback()
    if seen is None or not seen <= now < seen + EVERY:
        with one_transaction():
            db.session.merge(SignOfLife(task=task, at=now))


def last(task: str) -> datetime | None:
    """When the task was last done; None if it never was."""
    found = db.session.get(SignOfLife, task)
    return found.at if found else None
