"""What was taken out of a comment, sealed, and for how long it is kept."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, new_id
from feedback.foundations.database import UtcDateTime


class Redaction(Model):
    """One change by a moderator. The original is sealed to the privacy officer's key and erased after 30 days.

    A plain copy in an audit log would keep exactly the text that identified somebody.
    """

    __tablename__ = "redaction"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[uuid.UUID]
    day: Mapped[date]
    reason: Mapped[str]
    original_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    erase_after: Mapped[date]


class OfficeKey(Model):
    """The public half of a key that belongs to an office of the council, not to a round."""

    __tablename__ = "office_key"

    office: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))


class Debrief(Model):
    """The conversation about one report: its day, that it was held, and the coach's notes, encrypted for that coach."""

    __tablename__ = "debrief"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    meets_on: Mapped[date | None]
    held_on: Mapped[date | None]
    notes: Mapped[bytes | None] = mapped_column(LargeBinary)
    notes_by: Mapped[uuid.UUID | None]


class ReportFile(Model):
    """One leader's report as a PDF, wanted by the coach in a download of several; encrypted, and kept a few days.

    ``locked`` is NULL until the worker has made it, and again as soon as the report changes. ``stamp`` is new whenever
    that happens: what was begun before is then thrown away.
    """

    __tablename__ = "report_file"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    stamp: Mapped[uuid.UUID] = mapped_column(default=new_id)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)  # set only after it could not be made
    locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    erase_after: Mapped[date]
