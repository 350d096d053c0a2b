"""People, how staff sign in and where they are signed in, and files of people that wait to be confirmed."""

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


class SignInAsk(Model):
    """Somebody asked for a link, at an address that may be anybody's: the worker looks it up and forgets it.

    So the page does the same work for every address, and nobody can tell from its words or its time who is known.
    """

    __tablename__ = "sign_in_ask"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]


class SignInLetters(Model):
    """How many links somebody was sent since ``since``: a mailbox is not flooded, and no other account is held up."""

    __tablename__ = "sign_in_letters"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    letters: Mapped[int]


class StaffSession(Model):
    """A browser in which somebody of the staff is signed in. The browser has the token; only its digest is kept.

    Nothing tells which browser it is, or when it was used: ``began_at`` is told to a quarter of an hour. ``proved_at``
    is when somebody last showed that they are still the person, for what is dangerous. Whoever has a security key has
    to touch it first: until then the session ``waits_for_key``, and opens nothing. A ``challenge`` is for one touch.
    """

    __tablename__ = "staff_session"
    __table_args__ = (CheckConstraint("how IN ('link', 'account')", name="how_is_known"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    how: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waits_for_key: Mapped[bool] = mapped_column(default=False)
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(64))


class SecurityKey(Model):
    """A key or passkey (WebAuthn) with which an administrator shows, besides the link, that it is them."""

    __tablename__ = "security_key"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    added_on: Mapped[date]


class OutsideAccount(Model):
    """The council's own account of somebody, by who issued it and what it is called there: never by its address."""

    __tablename__ = "outside_account"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


class DirectoryUpload(Model):
    """A file of people that an administrator is looking through before it changes anything; one each, for an hour."""

    __tablename__ = "directory_upload"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)
