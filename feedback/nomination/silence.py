"""What if the manager says nothing? Where a campaign says so, the list counts as approved after some days."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.nomination import rules, service
from feedback.nomination.directory import OPEN_STATES


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
