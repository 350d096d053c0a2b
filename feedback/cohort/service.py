"""The verbs of the report on leaders together: made once by the worker, and read by everybody else as it was made."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from feedback.campaign.lifecycle import State
from feedback.campaign.models import CAMPAIGN, Campaign
from feedback.cohort.models import CohortReport
from feedback.extensions import db
from feedback.foundations import audit

CLOSED = (State.CLOSED, State.REPORTED, State.ARCHIVED)


class NoReport(Exception):
    """There is no report on the leaders of this campaign: it has not closed, or the worker has not come to it yet."""


def make_due(*, now: datetime) -> int:
    """Make the report of a closed campaign that has none; 0 if there is none to make. One in a transaction."""
    campaign = db.session.scalar(
        select(Campaign)
        .outerjoin(CohortReport, CohortReport.campaign_id == Campaign.id)
        .where(Campaign.kind == CAMPAIGN, Campaign.state.in_(CLOSED), CohortReport.campaign_id.is_(None))
        .order_by(Campaign.id)
        .limit(1)
    )
    if campaign is None:
        return 0
    from feedback.cohort.making import make  # pandas takes seconds to import: only who makes a report waits

    content = make(campaign, made_on=now.date())
    db.session.add(CohortReport(campaign_id=campaign.id, made_on=now.date(), content=content))
    audit.record("cohort_report.made", by=None, about=campaign.id, now=now)
    return 1


def released(campaign_id: uuid.UUID) -> dict[str, Any]:
    """The figures of all leaders of a campaign and of its cohorts, in the format ``cohort-report/1``, as JSON has it.

    It is what page, PDF, spreadsheet and other systems are given; docs/methods/cohort.md says what it holds.

    Raises:
        NoReport: there is none yet.
    """
    found = db.session.get(CohortReport, campaign_id)
    if found is None:
        raise NoReport(str(campaign_id))
    return found.content


def reports() -> Sequence[tuple[CohortReport, Campaign]]:
    """Every report with its campaign, the last closed first."""
    rows = db.session.execute(
        select(CohortReport, Campaign)
        .join(Campaign, Campaign.id == CohortReport.campaign_id)
        .order_by(Campaign.closes_on.desc(), Campaign.name)
    )
    return [(report, campaign) for report, campaign in rows]
