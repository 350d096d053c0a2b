"""Was the feedback worth it? What leaders and coaches say after the conversation, and what became of it, in totals.

Answers are professional and carry the name of who gave them, but a director sees totals only: of at least five answers,
counted five at a time. What somebody wrote is shown to administrators, shuffled and without a name, from five texts on.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import aliased

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import CAMPAIGN, Campaign, Subject
from feedback.coaching.models import Debrief
from feedback.cohort.models import ProgrammeAnswer
from feedback.disclosure.models import ReleasedCell, ReleasedReport
from feedback.disclosure.rules import half_up
from feedback.extensions import db
from feedback.followup.models import CheckIn, Plan, PlanAction
from feedback.foundations import audit

FEWEST: Final = 5
ACTING: Final = ("yes", "perhaps", "no")
LEADER, COACH = WHO = ("leader", "coach")


@dataclass(frozen=True)
class Said:
    """What those of one kind said, added up; without figures where fewer than five are counted."""

    who: str
    counted: int
    waiting: int
    useful: float | None = None
    acting: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class TakeUp:
    """Of leaders who have their report: how many talked about it, how many have a plan, shared it, agreed it."""

    released: int
    talked: int
    planned: int
    agreed: int
    actions: int


@dataclass(frozen=True)
class Change:
    """By how much what raters see has changed at the check-ins of so many leaders, in scale points."""

    leaders: int
    mean: float


@dataclass(frozen=True)
class Evaluation:
    """One page on one campaign; what cannot be told yet is None."""

    said: tuple[Said, ...]
    take_up: TakeUp | None
    change: Change | None


def asked_of(person_id: uuid.UUID) -> list[tuple[Subject, str]]:
    """The leaders of whose feedback this person is asked what it was worth, and as what; answered ones are left out."""
    rows = db.session.scalars(
        select(Subject)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .join(Debrief, Debrief.subject_id == Subject.id)
        .where(Campaign.kind == CAMPAIGN, Debrief.held_on.is_not(None))
        .where(or_(Subject.person_id == person_id, Subject.coach_id == person_id))
        .order_by(Campaign.closes_on, Subject.id)
    ).all()
    wanted = [(leader, LEADER if leader.person_id == person_id else COACH) for leader in rows]
    ids = [leader.id for leader in rows]
    there = select(ProgrammeAnswer.subject_id, ProgrammeAnswer.who).where(ProgrammeAnswer.subject_id.in_(ids))
    given = {(row.subject_id, row.who) for row in db.session.execute(there)}
    return [(leader, who) for leader, who in wanted if (leader.id, who) not in given]


def answer_of(leader: Subject, who: str) -> ProgrammeAnswer | None:
    """What the leader, or the coach, has said; None if nothing.

    Raises:
        NotAllowedNow: they have not talked about the report yet.
    """
    debrief = db.session.get(Debrief, leader.id)
    if debrief is None or debrief.held_on is None or leader.campaign.kind != CAMPAIGN:
        raise NotAllowedNow("what it was worth is asked after the conversation")
    return db.session.get(ProgrammeAnswer, (leader.id, who))


def answer(leader: Subject, who: str, *, useful: int, acting: str, words: str, by: uuid.UUID, now: datetime) -> None:
    """Keep what the leader, or the coach, says; it can be changed until it is counted.

    Raises:
        NotAllowedNow: they have not talked about the report yet, or the answer is counted.
    """
    given = answer_of(leader, who)
    if given is None:
        given = ProgrammeAnswer(subject_id=leader.id, who=who, counted=False)
        db.session.add(given)
    if given.counted:
        raise NotAllowedNow("an answer that is in the totals does not change")
    given.useful, given.acting, given.words = useful, acting, words.strip()
    audit.record("evaluation.answered", by=by, about=leader.id, now=now, who=who)


def count_due() -> int:
    """Count answers of a campaign's leaders, or coaches, of which five are waiting; 0 if there are none."""
    waiting = db.session.execute(
        select(Subject.campaign_id, ProgrammeAnswer.who)
        .join(Subject, Subject.id == ProgrammeAnswer.subject_id)
        .where(ProgrammeAnswer.counted.is_(False))
        .group_by(Subject.campaign_id, ProgrammeAnswer.who)
        .having(func.count() >= FEWEST)
        .limit(1)
    ).first()
    if waiting is None:
        return 0
    rounds = select(Subject.id).where(Subject.campaign_id == waiting.campaign_id)
    theirs = (ProgrammeAnswer.subject_id.in_(rounds), ProgrammeAnswer.who == waiting.who)
    db.session.execute(update(ProgrammeAnswer).where(*theirs).values(counted=True))
    return 1


def of_campaign(campaign_id: uuid.UUID) -> Evaluation:
    """Everything on the one page about a campaign."""
    return Evaluation(tuple(_said(campaign_id, who) for who in WHO), _take_up(campaign_id), _change(campaign_id))


def words_of(campaign_id: uuid.UUID) -> Sequence[str]:
    """What leaders and coaches wrote, in an order that tells nothing; nothing of fewer than five texts."""
    texts = db.session.scalars(
        select(ProgrammeAnswer.words)
        .join(Subject, Subject.id == ProgrammeAnswer.subject_id)
        .where(Subject.campaign_id == campaign_id, ProgrammeAnswer.counted, ProgrammeAnswer.words != "")
    ).all()
    return sorted(texts, key=str.casefold) if len(texts) >= FEWEST else []


def _said(campaign_id: uuid.UUID, who: str) -> Said:
    rows = db.session.execute(
        select(ProgrammeAnswer.useful, ProgrammeAnswer.acting, ProgrammeAnswer.counted)
        .join(Subject, Subject.id == ProgrammeAnswer.subject_id)
        .where(Subject.campaign_id == campaign_id, ProgrammeAnswer.who == who)
    ).all()
    counted = [row for row in rows if row.counted]
    waiting, n = len(rows) - len(counted), len(counted)
    if n < FEWEST:
        return Said(who, n, waiting)
    acting = Counter(row.acting for row in counted)
    useful = half_up(10 * sum(row.useful for row in counted), n) / 10
    return Said(who, n, waiting, useful, (acting["yes"], acting["perhaps"], acting["no"]))


def _take_up(campaign_id: uuid.UUID) -> TakeUp | None:
    mine = Subject.campaign_id == campaign_id
    released = _count(ReleasedReport, mine, ReleasedReport.state == "released")
    if released < FEWEST:
        return None
    talked = _count(Debrief, mine, Debrief.held_on.is_not(None))
    shared = _count(Plan, mine, Plan.state != "draft")
    agreed = _count(Plan, mine, Plan.state == "agreed")
    in_shared = select(Plan.subject_id).where(Plan.state != "draft")
    return TakeUp(released, talked, shared, agreed, _count(PlanAction, mine, PlanAction.subject_id.in_(in_shared)))


def _count(table: type[ReleasedReport | Debrief | Plan | PlanAction], *where: object) -> int:
    query = select(func.count()).select_from(table).join(Subject, Subject.id == table.subject_id)
    return db.session.scalar(query.where(*where)) or 0  # type: ignore[arg-type]


def _change(campaign_id: uuid.UUID) -> Change | None:
    """The mean over leaders of what changed for each block and behaviour that both show; five leaders at a time."""
    before, since, asked_again = ReleasedCell, aliased(ReleasedCell), aliased(Subject)
    differences = db.session.execute(
        select(Subject.id, func.avg(since.tenths - before.tenths))
        .join(CheckIn, CheckIn.follows_id == Subject.id)
        .join(asked_again, asked_again.campaign_id == CheckIn.campaign_id)
        .join(ReleasedReport, ReleasedReport.subject_id == asked_again.id)
        .join(since, since.subject_id == asked_again.id)
        .join(before, (before.subject_id == Subject.id) & (before.block == since.block)
              & (before.item_id == since.item_id))
        .where(Subject.campaign_id == campaign_id, before.kind == "mean", since.kind == "mean")
        .group_by(Subject.id)
        .order_by(func.min(ReleasedReport.closed_on), Subject.id)
    ).all()  # fmt: skip
    told = differences[: len(differences) // FEWEST * FEWEST]
    if not told:
        return None
    return Change(len(told), round(sum(float(row[1]) for row in told) / len(told) / 10, 1) + 0.0)
