"""What a council keeps about its leaders together."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model


class CohortReport(Model):
    """The report on all leaders of a campaign and on its cohorts, as it was frozen when the campaign closed.

    Never made anew: a report without a leader who was erased since would show that leader's figures by subtraction.
    ``content`` is in the format ``cohort-report/1``; nobody's name stands in it.
    """

    __tablename__ = "cohort_report"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    made_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
