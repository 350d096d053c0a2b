"""How far is a campaign, leader by leader? Counts for administrators, steps for leaders, and never who."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, case, distinct, func, or_, select

from feedback.campaign import listing
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
TO_RATERS = ("invitation", "reminder")


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


@dataclass(frozen=True)
class CampaignProgress:
    """How far a campaign is, in numbers. ``letters`` are those to its raters that wait to be sent.

    ``left_out`` are the leaders whose raters are in none of these numbers, because the reader has a part in it.
    """

    stages: Counter[str]
    groups: Mapping[str, int]
    leaders_with: Mapping[str, int]
    asked: int
    answered: int
    letters: int
    left_out: frozenset[uuid.UUID]

    def leaders(self, show: str) -> int:
        """How many leaders are at a stage, or have a group with a standing; all of them for anything else."""
        if show in STAGES:
            return self.stages[show]
        return self.leaders_with.get(show, 0) if show in rules.WORST_FIRST else self.stages.total()


def of_campaign(campaign: Campaign, *, reader: uuid.UUID | None) -> CampaignProgress:
    """How far a campaign is, for whoever reads it (None: no person). Four queries, however large it is."""
    left_out = listing.rounds_with_a_part(campaign.id, reader)
    groups = _standings(campaign, left_out)
    by_standing = db.session.execute(
        select(
            groups.c.standing,
            func.count(),
            func.count(distinct(groups.c.subject_id)),
            func.sum(groups.c.asked),
            func.sum(groups.c.answered),
        ).group_by(groups.c.standing)
    ).all()
    # From an index, all of them: looking each letter's invitation up would read past the answers in it.
    asked = select(Invitation.id).where(Invitation.subject_id.in_(_told(campaign, left_out)))
    letters = (
        select(func.count())
        .select_from(Outgoing)
        .where(Outgoing.kind.in_(TO_RATERS), ~Outgoing.given_up, Outgoing.about_id.in_(asked))
    )
    return CampaignProgress(
        stages=listing.tally(campaign.id),
        groups={row[0]: row[1] for row in by_standing if row[0] is not None},
        leaders_with={row[0]: row[2] for row in by_standing if row[0] is not None},
        asked=sum(int(row[3]) for row in by_standing),  # PostgreSQL adds counts up to a Decimal
        answered=sum(int(row[4]) for row in by_standing),
        letters=db.session.scalar(letters) or 0,
        left_out=left_out,
    )


def leaders_of(
    campaign: Campaign,
    *,
    left_out: Collection[uuid.UUID] = (),
    show: str = "all",
    page: int = 1,
    size: int | None = None,
) -> list[LeaderProgress]:
    """The leaders of a campaign at a stage or with a standing (see ``CampaignProgress.leaders``), by name.

    ``size`` of them on each page, counted from 1; all of them without. Two queries. Those ``left_out`` are not looked
    for by standing.
    """
    which = [Subject.campaign_id == campaign.id]
    if show == ENDED:
        which += [Subject.ended.is_(True)]
    elif show in STAGES:
        which += [Subject.list_state == show, Subject.ended.is_(False)]
    elif show in rules.WORST_FIRST:
        groups = _standings(campaign, left_out)
        which += [Subject.id.in_(select(groups.c.subject_id).where(groups.c.standing == show))]
    return _leaders(campaign, which, skip=(page - 1) * (size or 0), most=size)


def of_leader(leader: Subject) -> LeaderProgress:
    """How far one leader is."""
    [found] = _leaders(leader.campaign, [Subject.id == leader.id])
    return found


def _standings(campaign: Campaign, left_out: Collection[uuid.UUID]) -> Subquery:
    """Each group of a campaign but of leaders left out: asked, answered, standing (``GroupProgress``; or none)."""
    answered = func.count().filter(Invitation.state == SUBMITTED)
    waiting = func.count().filter(or_(Invitation.state == INVITED, Invitation.state == DRAFT))
    # Not joined: so SQLite reads its index from end to end, already in groups.
    told = _told(campaign, left_out)
    return (
        select(
            Invitation.subject_id,
            func.count().label("asked"),
            answered.label("answered"),
            case(
                (Invitation.group.not_in(ANONYMOUS_GROUPS), None),
                (answered >= campaign.group_min_n, rules.ENOUGH),
                (answered + waiting >= campaign.group_min_n, rules.SHORT),
                else_=rules.TOO_FEW,
            ).label("standing"),
        )
        .where(Invitation.subject_id.in_(told))
        .group_by(Invitation.subject_id, Invitation.group)
        .subquery()
    )


def _told(campaign: Campaign, left_out: Collection[uuid.UUID]) -> Select[uuid.UUID]:
    return select(Subject.id).where(Subject.campaign_id == campaign.id, Subject.id.not_in(left_out))


def _leaders(
    campaign: Campaign, which: Sequence[ColumnElement[bool]], *, skip: int = 0, most: int | None = None
) -> list[LeaderProgress]:
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
        .where(*which)
        .order_by(func.lower(Person.name), Subject.id)
        .offset(skip)
        .limit(most)
    ).all()
    about = (
        Invitation.subject_id.in_([row[0] for row in rows])
        if most
        else Invitation.subject_id.in_(select(Subject.id).where(*which))
    )
    counted = (
        select(
            Invitation.subject_id,
            Invitation.group,
            func.count(),
            func.count().filter(Invitation.state == SUBMITTED),
            func.count().filter(or_(Invitation.state == INVITED, Invitation.state == DRAFT)),
        )
        .where(about, Invitation.group.in_(ANONYMOUS_GROUPS))
        .group_by(Invitation.subject_id, Invitation.group)
    )
    replies: dict[uuid.UUID, dict[str, GroupProgress]] = {}
    for subject_id, group, *numbers in db.session.execute(counted):
        invited, answered, waiting = numbers
        replies.setdefault(subject_id, {})[group] = GroupProgress(
            group, invited, answered, waiting, campaign.group_min_n
        )
    found = []
    for subject_id, name, list_state, ended, *close in rows:
        of_them = replies.get(subject_id, {})
        groups = tuple(of_them[group] for group in ANONYMOUS_GROUPS if group in of_them)
        found.append(LeaderProgress(subject_id, name, ENDED if ended else list_state, frozenset(close), groups))
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
    answered = func.count().filter(Invitation.state == SUBMITTED)
    rows = db.session.execute(
        select(Invitation.subject_id, Invitation.group, func.count(), answered)
        .join(Subject, Subject.id == Invitation.subject_id)
        .where(Subject.campaign_id == run.id, Invitation.group.in_(ANONYMOUS_GROUPS))
        .group_by(Invitation.subject_id, Invitation.group)
        .having(answered >= run.group_min_n)
    ).all()
    of_run = select(ReplyStep).join(Subject, Subject.id == ReplyStep.subject_id).where(Subject.campaign_id == run.id)
    known = {(kept.subject_id, kept.group): kept for kept in db.session.scalars(of_run)}
    for subject_id, group, asked, count in rows:
        step = rules.step(count, asked=asked, smallest=run.group_min_n)
        kept = known.get((subject_id, group))
        if not step:
            continue
        if kept is None:
            db.session.add(ReplyStep(subject_id=subject_id, group=group, answered=step))
        else:
            kept.answered = max(kept.answered, step)
    return 1


def steps_of(leader: Subject) -> dict[str, tuple[int, int]]:
    """For each anonymous group: how many were asked, and how many have answered as far as the leader may know.

    The second is 0 until the smallest group is reached, and then a multiple of it, as counted in the night before.
    It is never as high as the first, though raters were taken off the list since it was counted.
    """
    smallest = leader.campaign.group_min_n
    known: dict[str, int] = {}
    for kept in db.session.scalars(select(ReplyStep).where(ReplyStep.subject_id == leader.id)):
        known[kept.group] = kept.answered
    asked = db.session.execute(
        select(Invitation.group, func.count())
        .where(Invitation.subject_id == leader.id, Invitation.group.in_(ANONYMOUS_GROUPS))
        .group_by(Invitation.group)
    )
    counts = {row[0]: row[1] for row in asked}
    return {
        group: (counts[group], rules.step(known.get(group, 0), asked=counts[group], smallest=smallest))
        for group in ANONYMOUS_GROUPS
        if group in counts
    }


def outstanding(leader: Subject) -> Sequence[tuple[uuid.UUID, str, str, str]]:
    """Who has neither answered nor declined: person's id, name, address and group, by name. Only behind a reason."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.email, Invitation.group)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.subject_id == leader.id, Invitation.state.in_([INVITED, DRAFT]))
        .order_by(func.lower(Person.name), Person.email)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
