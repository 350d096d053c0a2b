"""What is due today? Asks for reminders and nudges, once a working day; and notes what has gone, and when."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, or_, select

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, MailPlan, Subject
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.foundations.hours import Hours
from feedback.invitation import service as invitations
from feedback.invitation.models import Invitation
from feedback.mailing import rules
from feedback.mailing.models import MailCount, RoundMail
from feedback.mailing.rules import Asked, Wishes

OPEN = (State.NOMINATING, State.COLLECTING)
LOOKED_AFTER = (*OPEN, State.STOPPED, State.CLOSED)
FIRST = "first invitation"
REMINDED = {rules.HALFWAY: "first reminder", rules.LAST: "last reminder"}
ABOUT_INVITATIONS = ("invitation", "reminder")
NOTED = ("nominate", "approve", "sent_back", "report_ready", "invitation")  # whose day decides what is due later
# What is counted for the page about a campaign's mail. Not "replaced": who changed answers is nobody else's affair.
COUNTED = ("coach_key", "nominate", "nudge_leader", "approve", "nudge_manager", "sent_back", "approved_by_silence",
           "list_approved", *ABOUT_INVITATIONS, "more_raters", "who_is_who", "called_off", "passphrase",
           "passphrase_again", "report_ready", "nudge_coach", "report_released", "thanks")  # fmt: skip


class ListOfRaters(Protocol):
    """Where a leader's list stands; a leader, or a row of these columns."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def person_id(self) -> uuid.UUID: ...
    @property
    def manager_id(self) -> uuid.UUID: ...
    @property
    def list_state(self) -> str: ...
    @property
    def manager_told_on(self) -> date | None: ...


def campaigns_to_look_at(*, hours: Hours, now: datetime) -> Sequence[uuid.UUID]:
    """The campaigns of which nobody has asked today what is due; none outside of working hours."""
    if not hours.are_open(now):
        return []
    return db.session.scalars(
        select(Campaign.id)
        .outerjoin(MailPlan, MailPlan.campaign_id == Campaign.id)
        .where(Campaign.state.in_(LOOKED_AFTER), or_(MailPlan.looked_on.is_(None), MailPlan.looked_on < hours.day(now)))
        .order_by(Campaign.id)
    ).all()


def ask_for_what_is_due(campaign_id: uuid.UUID, *, hours: Hours, now: datetime) -> int:
    """Ask for a campaign's letters that are due today; return how many. Does nothing the second time on a day.

    The plan's row is locked meanwhile, so of two machines at it one waits, and then finds everything done.
    """
    today = hours.day(now)
    plan = held_plan(campaign_id)
    if plan.looked_on is not None and plan.looked_on >= today:
        return 0
    plan.looked_on = today
    run = db.session.get_one(Campaign, campaign_id)
    rounds = rounds_of(campaign_id)
    sent = mail_of([leader.id for leader in rounds])
    asked_for = 0
    for leader in rounds:
        had = sent[leader.id]
        if run.state in OPEN and not leader.closed:
            asked_for += _remind(leader, had, wishes_of(plan), hours=hours, now=now)
            asked_for += _nudge(leader, had, today=today, closes_on=run.closes_on) if plan.nudges else 0
    if run.state == State.CLOSED and plan.nudges:
        asked_for += _nudge_coaches(rounds, sent, today=today)
    return asked_for


def plan_of(campaign_id: uuid.UUID) -> MailPlan:
    """What is wished of a campaign's mail; the usual, not kept yet, if nobody has said anything else."""
    usual = Wishes()
    return db.session.get(MailPlan, campaign_id) or MailPlan(
        campaign_id=campaign_id, reminders=usual.reminders, days_before=usual.days_before, nudges=usual.nudges,
        looked_on=None,
    )  # fmt: skip


def held_plan(campaign_id: uuid.UUID) -> MailPlan:
    """What is wished of a campaign's mail; nobody else can ask for its letters until the present transaction ends."""
    plan = db.session.get(MailPlan, campaign_id, with_for_update=True, populate_existing=True) or plan_of(campaign_id)
    db.session.add(plan)
    db.session.flush()
    return plan


def wishes_of(plan: MailPlan) -> Wishes:
    """A plan as the rules take it."""
    return Wishes(plan.reminders, plan.days_before, plan.nudges)


def change_plan(campaign: Campaign, wishes: Wishes, *, by: uuid.UUID, now: datetime) -> None:
    """Wish something else of a campaign's mail. It counts from the next working day on, when the worker looks again."""
    plan = plan_of(campaign.id)
    plan.reminders, plan.days_before, plan.nudges = wishes.reminders, wishes.days_before, wishes.nudges
    db.session.add(plan)
    audit.record("mail.planned", by=by, about=campaign.id, now=now, **vars(wishes))


def mail_of(subject_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, date]]:
    """Which letters have gone about each leader, and on which day."""
    found: dict[uuid.UUID, dict[str, date]] = defaultdict(dict)
    rows = select(RoundMail.subject_id, RoundMail.kind, RoundMail.day).where(RoundMail.subject_id.in_(subject_ids))
    for subject_id, kind, day in db.session.execute(rows):
        found[subject_id][kind] = day
    return found


def asked_of(had: Mapping[str, date]) -> Asked:
    """When a leader's raters were asked, as the rules take it."""
    reminded = {number: had[kind] for number, kind in REMINDED.items() if kind in had}
    return Asked(had.get(FIRST), had.get("invitation"), reminded)


def note_accepted(rows: Sequence[tuple[str, uuid.UUID]], *, today: date) -> None:
    """Note that the mail server has accepted a letter: for each campaign that is in it, and for each leader."""
    rows = [row for row in rows if row[0] in COUNTED]
    if not rows:
        return
    about = {about_id for _, about_id in rows}
    by_invitation = select(Invitation.id, Subject.id, Subject.campaign_id).join(
        Subject, Subject.id == Invitation.subject_id
    )
    by_subject = select(Subject.id, Subject.id, Subject.campaign_id)
    asking = any(kind in ABOUT_INVITATIONS for kind, _ in rows)
    statement = by_invitation.where(Invitation.id.in_(about)) if asking else by_subject.where(Subject.id.in_(about))
    places = {key: (subject_id, campaign_id) for key, subject_id, campaign_id in db.session.execute(statement)}
    counted = set()
    for kind, about_id in rows:
        if about_id not in places:
            continue
        subject_id, campaign_id = places[about_id]
        counted.add((campaign_id, kind))
        if kind in NOTED:
            note(subject_id, kind, today)
        if kind == "approve":
            _nudge_anew(subject_id)
        if kind == "invitation" and db.session.get(RoundMail, (subject_id, FIRST)) is None:
            note(subject_id, FIRST, today)
    for campaign_id, kind in counted:
        count = db.session.get(MailCount, (campaign_id, today, kind))
        if count is None:
            count = MailCount(campaign_id=campaign_id, day=today, kind=kind, letters=0)
            db.session.add(count)
        count.letters += 1


def rounds_of(campaign_id: uuid.UUID) -> Sequence[Subject]:
    """The leaders of a campaign."""
    return db.session.scalars(select(Subject).where(Subject.campaign_id == campaign_id).order_by(Subject.id)).all()


def lists_of(campaign_id: uuid.UUID, *which: ColumnElement[bool]) -> Sequence[ListOfRaters]:
    """Where the lists of a campaign's leaders stand, all or some: there may be thousands."""
    columns = (Subject.id, Subject.person_id, Subject.manager_id, Subject.list_state, Subject.manager_told_on)
    found = select(*columns).where(Subject.campaign_id == campaign_id, *which).order_by(Subject.id)
    return db.session.execute(found).all()


def _remind(leader: Subject, had: Mapping[str, date], wishes: Wishes, *, hours: Hours, now: datetime) -> int:
    closes_on, today = leader.campaign.closes_on, hours.day(now)
    if FIRST not in had:
        return 0
    planned = rules.reminder_days(wishes, asked_of(had), closes_on=closes_on, working_day_by=hours.working_day_by)
    number = rules.due_reminder(planned, today=today, closes_on=closes_on)
    if number is None:
        return 0
    note(leader.id, REMINDED[number], today)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return invitations.remind_about([leader.id], about=leader.id, by=None, now=day)


@dataclass(frozen=True)
class Nudge:
    """A nudge that is still to come: of which kind, to whom, and from which day on."""

    kind: str
    person_id: uuid.UUID
    day: date


def nudge_of(leader: ListOfRaters, had: Mapping[str, date]) -> Nudge | None:
    """The nudge that a leader whose list is not sent, or the manager with whom it waits, will have; once each."""
    if leader.list_state == "choosing":
        kind, person_id = "nudge_leader", leader.person_id
        waits_since = max([day for day in (had.get("nominate"), had.get("sent_back")) if day], default=None)
    elif leader.list_state == "with_manager":
        kind, person_id, waits_since = "nudge_manager", leader.manager_id, leader.manager_told_on
    else:
        return None
    if waits_since is None or kind in had:
        return None
    return Nudge(kind, person_id, waits_since + rules.NUDGE_AFTER)


def _nudge(leader: Subject, had: Mapping[str, date], *, today: date, closes_on: date) -> int:
    nudge = nudge_of(leader, had)
    if nudge is None or today < nudge.day or today > closes_on:
        return 0
    return _ask(leader.id, nudge.kind, nudge.person_id, today)


def _nudge_coaches(rounds: Sequence[Subject], sent: Mapping[uuid.UUID, Mapping[str, date]], *, today: date) -> int:
    """One nudge to each coach who has not opened a report for a week."""
    states = disclosure.states_of([leader.id for leader in rounds])
    asked_for = 0
    for leader in rounds:
        ready = sent[leader.id].get("report_ready")
        waits = ready is not None and "nudge_coach" not in sent[leader.id] and today >= ready + rules.NUDGE_AFTER
        if waits and states.get(leader.id) == "sealed":
            asked_for += _ask(leader.id, "nudge_coach", leader.coach_id, today)
    return asked_for


def _ask(subject_id: uuid.UUID, kind: str, person_id: uuid.UUID, today: date) -> int:
    outbox.enqueue(kind, to=person_id, about=subject_id)
    note(subject_id, kind, today)
    return 1


def _nudge_anew(subject_id: uuid.UUID) -> None:
    """From now on the list waits for whoever has this letter: they are nudged, whoever was nudged before."""
    nudged = db.session.get(RoundMail, (subject_id, "nudge_manager"))
    if nudged is not None:
        db.session.delete(nudged)


def note(subject_id: uuid.UUID, kind: str, day: date) -> None:
    """Note that a kind of letter about a leader went, or was asked for, on a day."""
    db.session.merge(RoundMail(subject_id=subject_id, kind=kind, day=day))
