"""People, the links by which staff sign in, and files of people that wait to be confirmed."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, new_id
from feedback.foundations.database import UtcDateTime


class Person(Model):
    """Somebody the council knows: staff, or an outsider who was asked to rate. One person may be several things.

    Where they stand is the council's own word: ``level`` is no level of a framework, and both it and ``team`` are empty
    for outsiders. Nobody stands above themself, directly or in a circle; the service sees to circles. ``left_on`` is
    the day on which somebody was found to have left, or to have no part in anything any more.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        # Who prints the names must not read the answers, who reads the answers must not know the names.
        CheckConstraint("NOT (is_clerk AND is_administrator)", name="no_clerk_is_an_administrator"),
        CheckConstraint("manager_id <> id", name="nobody_manages_themself"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    job_title: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="", server_default="")
    team: Mapped[str] = mapped_column(default="", server_default="")
    manager_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    left_on: Mapped[date | None]
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_coach: Mapped[bool] = mapped_column(default=False)
    is_clerk: Mapped[bool] = mapped_column(default=False)
    is_director: Mapped[bool] = mapped_column(default=False, server_default=false())


class SignInLink(Model):
    """A link that signs one person in, once, for a quarter of an hour. Only its digest is kept."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DirectoryUpload(Model):
    """A file of people that an administrator is looking through before it changes anything; one each, for an hour."""

    __tablename__ = "directory_upload"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)
