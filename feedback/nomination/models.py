"""Who was proposed to rate whom, and the links by which managers come straight to a list."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.extensions import Model, new_id
from feedback.identity.models import Person


class Nomination(Model):
    """The leader's proposal that a person rates them."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("subject_id", "person_id"),
        CheckConstraint("grp IN ('self', 'manager', 'peers', 'reports', 'others')", name="group_is_known"),
        CheckConstraint("state IN ('proposed', 'approved', 'declined', 'withdrawn')", name="state_is_known"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    group: Mapped[str] = mapped_column("grp")
    state: Mapped[str] = mapped_column(default="proposed")

    person: Mapped[Person] = relationship(lazy="joined")


class ListLink(Model):
    """A manager's way to one list, by mail, while it waits for them. Opens nothing else; only its digest is kept."""

    __tablename__ = "list_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
