"""What a council keeps about its leaders together."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, new_id


class CohortReport(Model):
    """The report on all leaders of a campaign and on its cohorts, as it was frozen when the campaign closed.

    Never made anew: a report without a leader who was erased since would show that leader's figures by subtraction.
    ``content`` is in the format ``cohort-report/1``; nobody's name stands in it.
    """

    __tablename__ = "cohort_report"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    made_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class ProgrammeAnswer(Model):
    """What a leader, or the coach, said of the feedback after the conversation about the report: three short answers.

    ``counted`` ones are in the totals and stay as they are. They are counted five at a time, so that nobody who looks
    before and after sees what one person said.
    """

    __tablename__ = "programme_answer"
    __table_args__ = (
        CheckConstraint("who IN ('leader', 'coach')", name="who_is_known"),
        CheckConstraint("useful BETWEEN 1 AND 5", name="useful_is_on_the_scale"),
        CheckConstraint("acting IN ('yes', 'perhaps', 'no')", name="acting_is_known"),
    )

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    useful: Mapped[int]
    acting: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    counted: Mapped[bool] = mapped_column(default=False)


class NormContribution(Model):
    """Averages that another council gave to the pool, as they came in its file; one for each framework and version."""

    __tablename__ = "norm_contribution"
    __table_args__ = (UniqueConstraint("council", "framework_id", "framework_version", "scale"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    council: Mapped[str]
    framework_id: Mapped[str]
    framework_version: Mapped[str]
    scale: Mapped[str]
    imported_on: Mapped[date]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
