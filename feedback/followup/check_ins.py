"""Has it changed? Some months after a plan was agreed, the same raters are asked about its behaviours, and no others.

A check-in is a round of the same engine: sealed slots, letters, closing, released cells and keys of its own. Nothing
leads from a rater's answers in it to those of another round. Whom it asks follows from who was asked before, never from
who answered; who wants no more of them has an invitation that was declined before it was sent, so that no count tells.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from feedback.campaign import check_in
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import CAMPAIGN, CHECK_IN, Campaign, MailPlan, Subject
from feedback.extensions import db, new_id
from feedback.followup import rules, service
from feedback.followup.models import CheckIn, Plan, PlanAction
from feedback.foundations import audit
from feedback.identity.models import Person
from feedback.invitation.models import DECLINED, Invitation, NoCheckIns
from feedback.nomination.models import Nomination

REMINDERS, DAYS_BEFORE = 1, 4  # one reminder, on the working day that is at least so long before the last


@dataclass(frozen=True)
class Held:
    """A check-in of a plan: after how many months, in which round, until when, and whether it is over."""

    months: int
    subject_id: uuid.UUID
    closes_on: date
    state: State

    @property
    def is_open(self) -> bool:
        """True until its figures are there, or it was called off."""
        return self.state in (State.NOMINATING, State.COLLECTING, State.STOPPED)

    @property
    def is_finished(self) -> bool:
        """True once its figures are there."""
        return self.state in (State.CLOSED, State.REPORTED, State.ARCHIVED)


def begin_due(*, now: datetime) -> int:
    """Begin a check-in that is due; 0 if there is none. One in a transaction.

    A later campaign of the same leader takes the place of those still to come.
    """
    today = now.date()
    latest = func.coalesce(func.max(CheckIn.months), 0).label("latest")
    candidates = db.session.execute(
        select(Plan.subject_id, Plan.check_ins_from, latest)
        .outerjoin(CheckIn, CheckIn.follows_id == Plan.subject_id)
        .where(Plan.state == "agreed", Plan.check_ins, _may_have_one())
        .group_by(Plan.subject_id, Plan.check_ins_from)
        .having(or_(*(and_(latest < months, _about_due(months, today)) for months in rules.CHECK_INS)))
        .order_by(Plan.subject_id)
    )
    for subject_id, agreed, held in candidates:
        months = rules.check_in_due(agreed, [held], today=today) if agreed else None
        if months is not None:
            _begin(db.session.get_one(Subject, subject_id), months, now)
            return 1
    return 0


def _about_due(months: int, today: date) -> ColumnElement[bool]:
    """Plans of which ``rules.check_in_due`` may say so: every sweep asks, and there may be thousands that have none."""
    first = today - timedelta(days=31 * months) - rules.TOO_LATE
    return Plan.check_ins_from.between(first, today - timedelta(days=28 * months))


def _may_have_one() -> ColumnElement[bool]:
    leader, run, other, later = aliased(Subject), aliased(Campaign), aliased(Subject), aliased(Campaign)
    superseded = (
        exists()
        .where(other.person_id == leader.person_id, other.id != leader.id, other.ended.is_(False))
        .where(later.id == other.campaign_id, later.kind == CAMPAIGN)
        .where(later.state.not_in([State.DRAFT, State.CANCELLED]), later.closes_on > run.closes_on)
        .correlate(leader, run)
    )
    return (
        exists()
        .where(leader.id == Plan.subject_id, run.id == leader.campaign_id, run.check_ins, ~superseded)
        .where(Person.id == leader.person_id, Person.left_on.is_(None))
        .where(exists().where(PlanAction.subject_id == Plan.subject_id))
        .correlate(Plan)
    )


def _begin(leader: Subject, months: int, now: datetime) -> None:
    was = leader.campaign
    run = Campaign(
        kind=CHECK_IN,
        name=was.name,
        framework_hash=was.framework_hash,
        closes_on=now.date() + rules.OPEN_FOR,
        depth=was.depth,
        scale=check_in.scale_for(was.scale),
        themes=list(was.themes),
        comment_per_theme=False,
        one_page=True,
        only_items=[action.item_id for action in service.actions_of(leader)],
        group_min_n=was.group_min_n,
        mode=was.mode,
        merge=was.merge,
        coach_key=was.coach_key,
        privacy_notice=was.privacy_notice,
    )
    db.session.add(run)
    db.session.flush()
    asked = Subject(
        campaign_id=run.id,
        person_id=leader.person_id,
        manager_id=leader.manager_id,
        coach_id=leader.coach_id,
        level=leader.level,
        senior=leader.senior,
        competencies=list(leader.competencies),
        list_state="approved",
    )
    db.session.add_all(
        [
            asked,
            CheckIn(campaign_id=run.id, follows_id=leader.id, months=months),
            MailPlan(campaign_id=run.id, reminders=REMINDERS, days_before=DAYS_BEFORE, nudges=False),
        ]
    )
    db.session.flush()
    db.session.refresh(asked)
    campaigns.freeze(asked)
    _ask_again(leader, asked)
    campaigns.move(run, State.NOMINATING, by=None, now=now)
    audit.record("check_in.begun", by=None, about=leader.id, now=now, months=months)


def _ask_again(leader: Subject, asked: Subject) -> None:
    """Put everybody who was asked before, and is still there, on the list.

    Who said no then, or wants no check-ins, has said no already.
    """
    before = db.session.execute(
        select(Invitation.person_id, Invitation.group, Invitation.state)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.subject_id == leader.id, Person.left_on.is_(None))
    ).all()
    groups = {row.person_id: row.group for row in before if row.group != "manager"}
    groups |= {
        one.id: group for one, group in ((leader.manager, "manager"), (leader.person, "self")) if not one.left_on
    }
    never = set(db.session.scalars(select(NoCheckIns.person_id).where(NoCheckIns.leader_id == leader.person_id)))
    never |= {row.person_id for row in before if row.state == DECLINED}
    for person_id, group in groups.items():
        db.session.add(Nomination(subject_id=asked.id, person_id=person_id, group=group, state="approved"))
        if person_id in never:
            db.session.add(
                Invitation(id=new_id(), subject_id=asked.id, person_id=person_id, group=group, state=DECLINED)
            )


def of_plan(leader: Subject) -> list[Held]:
    """The check-ins of a leader's plan that were begun, the first one first; those called off are left out."""
    return of_plans([leader.id]).get(leader.id, [])


def of_plans(subject_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Held]]:
    """The same for several leaders in campaigns, in one query."""
    rows = db.session.execute(
        select(CheckIn.follows_id, CheckIn.months, Subject.id, Campaign.closes_on, Campaign.state)
        .join(Campaign, Campaign.id == CheckIn.campaign_id)
        .join(Subject, Subject.campaign_id == Campaign.id)
        .where(CheckIn.follows_id.in_(subject_ids), Campaign.state != State.CANCELLED)
        .order_by(CheckIn.months)
    )
    found: dict[uuid.UUID, list[Held]] = {}
    for follows_id, months, subject_id, closes_on, state in rows:
        found.setdefault(follows_id, []).append(Held(months, subject_id, closes_on, State(state)))
    return found


def plan_followed_by(subject_id: uuid.UUID) -> Subject | None:
    """The leader in a campaign whose plan the round of a check-in follows; None if it is no check-in."""
    follows = select(CheckIn.follows_id).join(Subject, Subject.campaign_id == CheckIn.campaign_id)
    found = db.session.scalar(follows.where(Subject.id == subject_id))
    return campaigns.subject(found) if found else None


def to_come(leader: Subject, plan: Plan) -> list[date]:
    """The days on which check-ins of a plan will begin, as far as can be told today; none if they are switched off."""
    if plan.state != "agreed" or plan.check_ins_from is None or not (plan.check_ins and leader.campaign.check_ins):
        return []
    begun = max((held.months for held in of_plan(leader)), default=0)
    return [rules.months_after(plan.check_ins_from, months) for months in rules.CHECK_INS if months > begun]


def switch(leader: Subject, *, on: bool, by: uuid.UUID, now: datetime) -> None:
    """Have check-ins after a plan, or have no more of them; one that is being answered goes on."""
    plan = service.plan_of(leader)
    if plan.check_ins != on:
        plan.check_ins = on
        audit.record("check_ins.switched_on" if on else "check_ins.switched_off", by=by, about=leader.id, now=now)


def campaigns_after(campaign_id: uuid.UUID) -> Select[uuid.UUID]:
    """The campaigns that the check-ins after a campaign are, each about one leader."""
    leaders = select(Subject.id).where(Subject.campaign_id == campaign_id)
    return select(CheckIn.campaign_id).where(CheckIn.follows_id.in_(leaders))


def tally(campaign_id: uuid.UUID) -> tuple[int, int]:
    """How many check-ins after a campaign are being answered, and how many are finished; nothing about answers."""
    states = db.session.scalars(select(Campaign.state).where(Campaign.id.in_(campaigns_after(campaign_id)))).all()
    is_open = sum(state in (State.NOMINATING, State.COLLECTING, State.STOPPED) for state in states)
    return is_open, sum(state in (State.CLOSED, State.REPORTED, State.ARCHIVED) for state in states)
