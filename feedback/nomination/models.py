"""Who was proposed to rate whom."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
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
