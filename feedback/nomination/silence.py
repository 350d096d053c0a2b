"""What if the manager says nothing? Where a campaign says so, the list counts as approved after some days."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select

from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.nomination import rules, service
from feedback.nomination.directory import OPEN_STATES


def set_choosing(
    campaign: Campaign, *, response_percent: int, silent_days: int | None, by: uuid.UUID | None, now: datetime
) -> None:
    """Say how many of a hundred raters are expected to answer, and after how many days silence approves (None: never).

    Raises:
        NotAllowedNow: it has been launched.
    """
    db.session.flush()
    db.session.refresh(campaign, ["state"], with_for_update={"key_share": True})
    if campaign.state != State.DRAFT:
        raise NotAllowedNow("a launched campaign cannot be changed")
    campaign.response_percent, campaign.silent_days = response_percent, silent_days
    audit.record("campaign.choosing_changed", by=by, about=campaign.id, now=now)


def approved_on(leader: Subject) -> date | None:
    """The day on which the list counts as approved if the manager says nothing until then; None for never."""
    if leader.list_state != "with_manager" or leader.list_sent_on is None or leader.campaign.silent_days is None:
        return None
    return leader.list_sent_on + timedelta(days=leader.campaign.silent_days)


def approve_due(*, now: datetime) -> int:
    """Approve the lists whose managers said nothing for so long, and tell manager and leader; return how many.

    A list that the manager's own changes left too short waits on: nobody is asked under the minimum.
    """
    waiting = db.session.scalars(
        select(Subject)
        .join(Subject.campaign)
        .where(
            Subject.list_state == "with_manager",
            Subject.list_sent_on.is_not(None),
            Campaign.silent_days.is_not(None),
            Campaign.state.in_(OPEN_STATES),
        )
        .order_by(Subject.id)
    ).all()
    approved = 0
    for leader in waiting:
        day = approved_on(leader)
        if day is None or now.date() < day:
            continue
        try:
            service.approve(leader, by=None, now=now)
        except (NotAllowedNow, rules.ListIncomplete):
            continue  # decided just now, or too short: it waits for a person
        outbox.enqueue("approved_by_silence", to=leader.manager_id, about=leader.id)
        outbox.enqueue("list_approved", to=leader.person_id, about=leader.id)
        approved += 1
    return approved
