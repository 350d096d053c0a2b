"""What if the manager says nothing? Where a campaign says so, the list counts as approved after some days.

The days count from the one on which the mail server accepted the manager's letter about this list: nobody is silent
about what nobody told them. Days and hours are the council's.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.hours import Hours
from feedback.foundations.outbox import Outgoing
from feedback.nomination import rules, service
from feedback.nomination.directory import OPEN_STATES


def note_told(*, today: date) -> None:
    """Note which managers have been told of the list that waits for them: its letter has left the outbox today.

    While one waits there, or was given up, the manager has not been told, whatever was noted before.
    """
    waits = Subject.id.in_(select(Outgoing.about_id).where(Outgoing.kind == "approve"))  # read once, not for each list
    told = Subject.manager_told_on.is_not(None)
    changed = db.session.execute(
        select(Subject, waits)
        .where(
            Subject.list_state == "with_manager",
            Subject.campaign.has(Campaign.state.in_(OPEN_STATES)),
            or_(and_(waits, told), and_(~waits, ~told)),
        )
        .order_by(Subject.id)
        .with_for_update(of=Subject, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    for leader, letter_waits in changed:
        leader.manager_told_on = None if letter_waits else today


def approved_on(leader: Subject, *, hours: Hours, told_on: date | None = None) -> date | None:
    """The working day on which the list counts as approved if the manager says nothing until then.

    None for never, or while the manager has not been told; with ``told_on`` as if they had been on that day.
    """
    told_on, days = told_on or leader.manager_told_on, leader.campaign.silent_days
    if leader.list_state != "with_manager" or told_on is None or days is None:
        return None
    return hours.working_day_from(told_on + timedelta(days=days))


def approve_due(*, hours: Hours, now: datetime) -> int:
    """Approve the lists whose managers said nothing for so long, and tell manager and leader; return how many.

    Only in working hours. A list that the manager's own changes left too short waits on: nobody is asked under the
    minimum.
    """
    if not hours.are_open(now):
        return 0
    waiting = db.session.scalars(
        select(Subject)
        .join(Subject.campaign)
        .where(
            Subject.list_state == "with_manager",
            Subject.manager_told_on.is_not(None),
            Campaign.silent_days.is_not(None),
            Campaign.state.in_(OPEN_STATES),
        )
        .order_by(Subject.id)
    ).all()
    return sum(_approve_if_due(leader, hours=hours, now=now) for leader in waiting)


def _approve_if_due(leader: Subject, *, hours: Hours, now: datetime) -> bool:
    service.hold(leader)  # somebody else may manage the leader since we looked
    day = approved_on(leader, hours=hours)
    if day is None or hours.day(now) < day:
        return False
    try:
        service.approve(leader, by=None, now=now)
    except (NotAllowedNow, rules.ListIncomplete):
        return False  # the round has ended, or the list is too short: it waits for a person
    outbox.enqueue("approved_by_silence", to=leader.manager_id, about=leader.id)
    outbox.enqueue("list_approved", to=leader.person_id, about=leader.id)
    return True
