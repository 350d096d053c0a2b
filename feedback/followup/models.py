"""The action plan: two or three behaviours, what the leader will do about each, how anybody will know; what follows."""

import uuid
from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, SmallInteger, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, new_id


class Plan(Model):
    """One leader's plan after one round of feedback; the leader's alone until it is shared with the manager.

    ``check_ins_from`` is the day on which it was first agreed: check-ins are counted from it, if ``check_ins`` are
    wanted.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'with_manager', 'agreed')", name="state_is_known"),
        CheckConstraint("(state = 'agreed') = (agreed_on IS NOT NULL)", name="agreed_has_its_day"),
    )

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(default="draft")
    note_from_manager: Mapped[str] = mapped_column(default="")
    agreed_on: Mapped[date | None]
    check_ins: Mapped[bool] = mapped_column(default=True, server_default=true())
    check_ins_from: Mapped[date | None]


class PlanAction(Model):
    """What the leader will do about one behaviour (or competency, where those were rated)."""

    __tablename__ = "plan_action"
    __table_args__ = (UniqueConstraint("subject_id", "item_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan.subject_id", ondelete="CASCADE"), index=True)
    item_id: Mapped[str]
    doing: Mapped[str]
    evidence: Mapped[str]
    support: Mapped[str]
    by_when: Mapped[date]


class CheckIn(Model):
    """A small campaign that asks the same raters again about the behaviours of a plan, some months after it."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("follows_id", "months"),
        CheckConstraint("months IN (3, 6)", name="after_three_or_six_months"),
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    follows_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"))
    months: Mapped[int] = mapped_column(SmallInteger)


class Thanks(Model):
    """That a leader thanked everybody who was asked, and the behaviours that the letter names."""

    __tablename__ = "thanks"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date]
    items: Mapped[list[str]] = mapped_column(JSON)


class TeamConversation(Model):
    """That a leader talked with the team about the feedback, and on which day."""

    __tablename__ = "team_conversation"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class SelfAssessment(Model):
    """How somebody rates themself against a framework at their level, with no campaign; one at a time for each person.

    ``kept`` is everything they entered, encrypted for them: ratings, and what they will work on. ``shared_with`` is
    whom they let read it.
    """

    __tablename__ = "self_assessment"
    __table_args__ = (CheckConstraint("shared_with_id <> person_id", name="shared_with_another"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    framework_hash: Mapped[str] = mapped_column(ForeignKey("framework_snapshot.hash"))
    level: Mapped[str]
    senior: Mapped[bool]
    kept: Mapped[bytes | None] = mapped_column(LargeBinary)
    shared_with_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
