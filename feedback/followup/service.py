"""The verbs of the action plan: choose a behaviour, say what will be done, share it, agree it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.followup import rules
from feedback.followup.models import Plan, PlanAction
from feedback.followup.rules import PlanRefused as PlanRefused
from feedback.foundations import audit, outbox

if TYPE_CHECKING:
    from feedback.followup.suggestions import Suggestion


class NoSuchBehaviour(Exception):
    """The leader was not asked about this."""


@dataclass(frozen=True)
class Undertaking:
    """What the leader will do about one behaviour, how anybody will know, what help it needs, and until when."""

    doing: str
    evidence: str
    support: str
    by_when: date


def plan_of(leader: Subject) -> Plan:
    """The leader's plan; an empty one that is not stored yet, if there is none."""
    return db.session.get(Plan, leader.id) or Plan(subject_id=leader.id, state="draft", note_from_manager="")


def actions_of(leader: Subject) -> Sequence[PlanAction]:
    """The leader's actions, the first to be done first."""
    mine = select(PlanAction).where(PlanAction.subject_id == leader.id)
    return db.session.scalars(mine.order_by(PlanAction.by_when, PlanAction.item_id)).all()


def action_on(leader: Subject, item_id: str) -> PlanAction | None:
    """What the plan says about one behaviour, or None."""
    mine = select(PlanAction).where(PlanAction.subject_id == leader.id)
    return db.session.scalar(mine.where(PlanAction.item_id == item_id))


def states_of(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Where the plans of these leaders stand; those without one are left out."""
    rows = db.session.execute(select(Plan.subject_id, Plan.state).where(Plan.subject_id.in_(subject_ids)))
    return {row.subject_id: row.state for row in rows}


def suggestions(leader: Subject) -> "list[Suggestion]":
    """What the leader's released report draws attention to.

    Raises:
        NotAllowedNow: the leader may not read it yet.
    """
    from feedback.followup.suggestions import suggested_by  # pandas takes seconds to import: only this page waits

    _check_released(leader)
    return suggested_by(disclosure.released(leader.id))


def ideas_for(leader: Subject, item_id: str) -> rules.Ideas:
    """What the leader's framework offers for a behaviour."""
    return rules.ideas(campaigns.framework_of(leader.campaign), level=leader.level, item_id=item_id)


def save_action(leader: Subject, item_id: str, what: Undertaking, *, by: uuid.UUID, now: datetime) -> None:
    """Put a behaviour into the plan, or change what it says there.

    Raises:
        NotAllowedNow: the report is not released yet, or the plan is with the manager or agreed.
        NoSuchBehaviour: the leader was not asked about it.
        PlanRefused: the day is over, or the plan has three behaviours already.
    """
    plan = _open_plan(leader)
    if item_id not in campaigns.questionnaire_for(leader).item_ids:
        raise NoSuchBehaviour(item_id)
    others = [action for action in actions_of(leader) if action.item_id != item_id]
    rules.check_undertaking(what.by_when, today=now.date(), others=len(others))
    action = action_on(leader, item_id)
    if action is None:
        action = PlanAction(subject_id=plan.subject_id, item_id=item_id)
        db.session.add(action)
    action.doing, action.evidence = what.doing, what.evidence
    action.support, action.by_when = what.support, what.by_when
    audit.record("plan.changed", by=by, about=leader.id, now=now)


def remove_action(leader: Subject, item_id: str, *, by: uuid.UUID, now: datetime) -> None:
    """Take a behaviour out of the plan; nothing happens if it is not there.

    Raises:
        NotAllowedNow: the plan is with the manager or agreed.
    """
    _open_plan(leader)
    action = action_on(leader, item_id)
    if action is not None:
        db.session.delete(action)
        audit.record("plan.changed", by=by, about=leader.id, now=now)


def share(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Show the plan to the manager, to be agreed.

    Raises:
        NotAllowedNow: it is empty, or with the manager already.
    """
    plan = _open_plan(leader)
    if not actions_of(leader):
        raise NotAllowedNow("an empty plan cannot be agreed")
    plan.state, plan.note_from_manager = "with_manager", ""
    outbox.enqueue("plan_shared", to=leader.manager_id, about=leader.id)
    audit.record("plan.shared", by=by, about=leader.id, now=now)


def agree(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """The manager agrees to the plan.

    Raises:
        NotAllowedNow: it is not with the manager.
    """
    plan = _plan_with_the_manager(leader)
    plan.state, plan.agreed_on = "agreed", now.date()
    plan.check_ins_from = plan.check_ins_from or now.date()  # the months are counted from the first time
    outbox.enqueue("plan_agreed", to=leader.person_id, about=leader.id)
    audit.record("plan.agreed", by=by, about=leader.id, now=now)


def send_back(leader: Subject, *, note: str, by: uuid.UUID, now: datetime) -> None:
    """The manager gives the plan back with a note.

    Raises:
        NotAllowedNow: it is not with the manager.
    """
    plan = _plan_with_the_manager(leader)
    plan.state, plan.note_from_manager = "draft", note
    outbox.enqueue("plan_sent_back", to=leader.person_id, about=leader.id)
    audit.record("plan.sent_back", by=by, about=leader.id, now=now)


def take_back(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """The leader takes a shared or agreed plan back to change it; the manager then agrees it anew."""
    plan = plan_of(leader)
    if plan.state == "draft":
        return
    plan.state, plan.agreed_on = "draft", None
    audit.record("plan.taken_back", by=by, about=leader.id, now=now)


def _open_plan(leader: Subject) -> Plan:
    _check_released(leader)
    plan = plan_of(leader)
    if plan.state != "draft":
        raise NotAllowedNow("a plan that is shared or agreed is taken back before it is changed")
    db.session.add(plan)
    db.session.flush()
    return plan


def _plan_with_the_manager(leader: Subject) -> Plan:
    plan = plan_of(leader)
    if plan.state != "with_manager":
        raise NotAllowedNow("the plan is not with the manager")
    return plan


def is_released(leader: Subject) -> bool:
    """True once the leader may read the report: before that there is nothing to plan, and nobody to thank for it."""
    return disclosure.states_of([leader.id]).get(leader.id) == "released"


def _check_released(leader: Subject) -> None:
    if not is_released(leader):
        raise NotAllowedNow("the plan begins when the coach has released the report")
