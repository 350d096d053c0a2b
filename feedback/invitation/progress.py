"""How far is a campaign, leader by leader? Counts for administrators, steps for leaders, and never who."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.rules import ANONYMOUS_GROUPS
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.outbox import Outgoing
from feedback.identity.models import Person
from feedback.invitation import rules
from feedback.invitation.models import DRAFT, INVITED, SUBMITTED, Invitation, ReplyStep
from feedback.invitation.rules import GroupProgress

CHOOSING, WITH_MANAGER, APPROVED, ENDED = STAGES = "choosing", "with_manager", "approved", "ended"


@dataclass(frozen=True)
class LeaderProgress:
    """How far one leader is: the stage (one of ``STAGES``), and each anonymous group of raters who were asked.

    ``close`` are the leader, the manager and the coach, who may not know the counts as they are (``rules.step``).
    """

    id: uuid.UUID
    name: str
    stage: str
    close: frozenset[uuid.UUID]
    groups: tuple[GroupProgress, ...]
    asked: int = 0
    answered: int = 0

    @property
    def standing(self) -> str | None:
        """How its worst group stands; None where nobody was asked."""
        return rules.worst(self.groups)


@dataclass(frozen=True)
class CampaignProgress:
    """How far a campaign is. ``letters`` are those to its raters that wait to be sent."""

    leaders: tuple[LeaderProgress, ...]
    letters: int

    @property
    def stages(self) -> Counter[str]:
        """How many leaders are at each stage."""
        return Counter(leader.stage for leader in self.leaders)

    @property
    def standings(self) -> Counter[str]:
        """How many groups are large enough, short, or too few to get there."""
        return Counter(group.standing for leader in self.leaders for group in leader.groups)

    @property
    def asked(self) -> int:
        """How many have been asked, leaders and managers too."""
        return sum(leader.asked for leader in self.leaders)

    @property
    def answered(self) -> int:
        """How many of them have answered."""
        return sum(leader.answered for leader in self.leaders)

    def at(self, show: str) -> list[LeaderProgress]:
        """The leaders at a stage or with a standing, all of them for anything else."""
        if show in STAGES:
            return [leader for leader in self.leaders if leader.stage == show]
        if show in rules.WORST_FIRST:
            return [leader for leader in self.leaders if any(group.standing == show for group in leader.groups)]
        return list(self.leaders)


def of_campaign(campaign: Campaign) -> CampaignProgress:
    """How far a campaign is, its leaders by name. Three queries, however large it is."""
    found = _leaders(campaign, Subject.campaign_id == campaign.id)
    waiting = select(func.count()).select_from(Outgoing).join(Invitation, Invitation.id == Outgoing.about_id)
    of_this = waiting.join(Subject, Subject.id == Invitation.subject_id).where(Subject.campaign_id == campaign.id)
    return CampaignProgress(tuple(found), db.session.scalar(of_this.where(Outgoing.given_up.is_(False))) or 0)


def of_leader(leader: Subject) -> LeaderProgress:
    """How far one leader is."""
    [found] = _leaders(leader.campaign, Subject.id == leader.id)
    return found


def _leaders(campaign: Campaign, which: object) -> list[LeaderProgress]:
    replies: dict[uuid.UUID, dict[str, tuple[int, int, int]]] = {}
    counted = (
        select(
            Invitation.subject_id,
            Invitation.group,
            func.count(),
            func.count().filter(Invitation.state == SUBMITTED),
            func.count().filter(or_(Invitation.state == INVITED, Invitation.state == DRAFT)),
        )
        .join(Subject, Subject.id == Invitation.subject_id)
        .where(which)  # type: ignore[arg-type]
        .group_by(Invitation.subject_id, Invitation.group)
    )
    for subject_id, group, *numbers in db.session.execute(counted):
        replies.setdefault(subject_id, {})[group] = (numbers[0], numbers[1], numbers[2])
    rows = db.session.execute(
        select(
            Subject.id,
            Person.name,
            Subject.list_state,
            Subject.ended,
            Subject.person_id,
            Subject.manager_id,
            Subject.coach_id,
        )
        .join(Person, Person.id == Subject.person_id)
        .where(which)  # type: ignore[arg-type]
        .order_by(func.lower(Person.name), Subject.id)
    )
    found = []
    for subject_id, name, list_state, ended, *close in rows:
        counts = replies.get(subject_id, {})
        groups = tuple(
            GroupProgress(group, *counts[group], campaign.group_min_n) for group in ANONYMOUS_GROUPS if group in counts
        )
        asked, answered = (sum(numbers[place] for numbers in counts.values()) for place in (0, 1))
        stage = ENDED if ended else list_state
        found.append(LeaderProgress(subject_id, name, stage, frozenset(close), groups, asked, answered))
    return found


def last_reminded(campaign_id: uuid.UUID) -> datetime | None:
    """When the raters of a campaign were last reminded by hand, or None."""
    return db.session.scalar(
        select(func.max(AuditEvent.at)).where(
            AuditEvent.about_id == campaign_id, AuditEvent.action == "raters.reminded"
        )
    )


def count_for_leaders(*, now: datetime) -> int:
    """Count a campaign's replies for its leaders, once a day; 0 if there is none to count. One in a transaction.

    Leaders read what was counted, not what is: nobody can watch a reply arrive. A step that was reached stays, so that
    nobody can watch one being taken back either.
    """
    run = db.session.scalar(
        select(Campaign)
        .where(Campaign.state == State.COLLECTING, or_(Campaign.counted_on.is_(None), Campaign.counted_on < now.date()))
        .order_by(Campaign.id)
        .limit(1)
        .with_for_update(key_share=True)
    )
    if run is None:
        return 0
    run.counted_on = now.date()
    rows = db.session.execute(
        select(Invitation.subject_id, Invitation.group, func.count())
        .join(Subject, Subject.id == Invitation.subject_id)
        .where(Subject.campaign_id == run.id, Invitation.state == SUBMITTED, Invitation.group.in_(ANONYMOUS_GROUPS))
        .group_by(Invitation.subject_id, Invitation.group)
        .having(func.count() >= run.group_min_n)
    ).all()
    of_run = select(ReplyStep).join(Subject, Subject.id == ReplyStep.subject_id).where(Subject.campaign_id == run.id)
    known = {(kept.subject_id, kept.group): kept for kept in db.session.scalars(of_run)}
    for subject_id, group, answered in rows:
        step = rules.step(answered, smallest=run.group_min_n)
        kept = known.get((subject_id, group))
        if kept is None:
            db.session.add(ReplyStep(subject_id=subject_id, group=group, answered=step))
        else:
            kept.answered = max(kept.answered, step)
    return 1


def steps_of(leader: Subject) -> dict[str, tuple[int, int]]:
    """For each anonymous group: how many were asked, and how many have answered as far as the leader may know.

    The second is 0 until the smallest group is reached, and then a multiple of it, as counted in the night before.
    """
    known: dict[str, int] = {}
    for kept in db.session.scalars(select(ReplyStep).where(ReplyStep.subject_id == leader.id)):
        known[kept.group] = kept.answered
    asked = db.session.execute(
        select(Invitation.group, func.count())
        .where(Invitation.subject_id == leader.id, Invitation.group.in_(ANONYMOUS_GROUPS))
        .group_by(Invitation.group)
    )
    counts = {row[0]: row[1] for row in asked}
    return {group: (counts[group], known.get(group, 0)) for group in ANONYMOUS_GROUPS if group in counts}


def outstanding(leader: Subject) -> Sequence[tuple[uuid.UUID, str, str, str]]:
    """Who has neither answered nor declined: person's id, name, address and group, by name. Only behind a reason."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.email, Invitation.group)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.subject_id == leader.id, Invitation.state.in_([INVITED, DRAFT]))
        .order_by(func.lower(Person.name), Person.email)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
