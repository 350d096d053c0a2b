"""How often could a campaign not be closed, why, and when is it tried again? The audit trail remembers it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.foundations import audit, waking
from feedback.foundations.audit import AuditEvent

FIRST_WAIT = timedelta(minutes=1)  # before the worker tries a campaign again that could not be closed; then doubled
LONGEST_WAIT = timedelta(hours=1)
PUT_OFF = "campaign.cannot_be_closed"
AGAIN = "campaign.closing_tried_again"


@dataclass(frozen=True)
class Failures:
    """How often closing failed since the campaign was stopped, or somebody last asked for another try."""

    count: int = 0
    problem: str = ""
    next_try: datetime | None = None


def failures(campaign_id: uuid.UUID) -> Failures:
    """What there is to know of a campaign's failures."""
    tried = _tried(campaign_id)
    if not tried:
        return Failures()
    at, facts = tried[-1]
    return Failures(len(tried), str(facts.get("problem", "")), at + _wait_after(len(tried)))


def note(campaign_id: uuid.UUID, *, problem: str, now: datetime) -> timedelta:
    """It failed: leave it alone for a minute, then two, then four, at most an hour; return for how long."""
    audit.record(PUT_OFF, by=None, about=campaign_id, now=now, problem=problem)
    return _wait_after(len(_tried(campaign_id)))


def try_again(campaign_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> None:
    """Have the worker try it at once, as if it had not failed."""
    audit.record(AGAIN, by=by, about=campaign_id, now=now)
    waking.ask("steps")


def _tried(campaign_id: uuid.UUID) -> Sequence[Row[datetime, dict[str, object]]]:
    """When closing failed and what the events say, the last time last."""
    stopped_at = select(Campaign.stopped_at).where(Campaign.id == campaign_id).scalar_subquery()
    asked_again = select(func.max(AuditEvent.at)).where(
        AuditEvent.about_id == campaign_id, AuditEvent.action == AGAIN, AuditEvent.at >= stopped_at
    )
    asked_at = db.session.scalar(asked_again)
    tried = (
        select(AuditEvent.at, AuditEvent.facts)
        .where(AuditEvent.about_id == campaign_id, AuditEvent.action == PUT_OFF, AuditEvent.at >= stopped_at)
        .order_by(AuditEvent.at)
    )
    return db.session.execute(tried if asked_at is None else tried.where(AuditEvent.at > asked_at)).all()


def _wait_after(failures: int) -> timedelta:
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures - 1, 10)
    return min(doubled, LONGEST_WAIT)
