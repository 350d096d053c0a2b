"""The released report of a leader, as it was frozen at closing; the only figures the rest of the product ever sees."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import and_, case, func, or_, select

from feedback.campaign.blocks import ALL_SHOWN, NAMED
from feedback.campaign.blocks import Block as RulesBlock
from feedback.campaign.models import CAMPAIGN, Campaign, Subject
from feedback.disclosure.comments import Remark, for_the_leader
from feedback.disclosure.importance import fewest_to_be_told_of, in_report
from feedback.disclosure.models import Block, Comment, MarkedImportant, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.disclosure.report_format import Report, released_report
from feedback.disclosure.rules import Coded, Kind, Rules
from feedback.disclosure.spread import HighShare, LowShare, SpreadWords
from feedback.extensions import db
from feedback.response.rules import PARAPHRASE, VERBATIM


class NotClosed(Exception):
    """The leader's round is not closed: no figure exists."""


def report_of(subject_id: uuid.UUID) -> ReleasedReport:
    """Where a leader's report stands.

    Raises:
        NotClosed: there is none yet.
    """
    found = db.session.get(ReleasedReport, subject_id)
    if found is None:
        raise NotClosed(str(subject_id))
    return found


def closed_reports() -> Sequence[tuple[ReleasedReport, Subject]]:
    """Every closed leader's report with the leader, the last closed first; check-ins are none."""
    rows = db.session.execute(
        select(ReleasedReport, Subject)
        .join(Subject, Subject.id == ReleasedReport.subject_id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(Campaign.kind == CAMPAIGN)
        .order_by(ReleasedReport.closed_on.desc(), Campaign.name, Subject.id)
    )
    return [(found, leader) for found, leader in rows]


def all_released(campaign_id: uuid.UUID) -> bool:
    """True if a campaign has reports, and every one was released while some other round waited for its coach."""
    rounds = db.session.scalars(select(Subject.id).where(Subject.campaign_id == campaign_id)).all()
    return set(states_of(rounds).values()) == {"released"}


def has_reports_for(person_id: uuid.UUID) -> bool:
    """True for the coach of somebody whose report is made, and for a leader who may read theirs."""
    theirs = or_(
        Subject.coach_id == person_id,
        and_(Subject.person_id == person_id, ReleasedReport.state == "released"),
    )
    found = select(ReleasedReport.subject_id).join(Subject, Subject.id == ReleasedReport.subject_id)
    of_campaigns = found.join(Campaign, Campaign.id == Subject.campaign_id).where(Campaign.kind == CAMPAIGN, theirs)
    return db.session.scalar(of_campaigns.limit(1)) is not None


def states_of(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The report's state of each closed leader among these."""
    rows = db.session.execute(
        select(ReleasedReport.subject_id, ReleasedReport.state).where(ReleasedReport.subject_id.in_(subject_ids))
    )
    return {row.subject_id: row.state for row in rows}


def released(subject_id: uuid.UUID) -> Report:
    """The released report (format ``released-report/1``), checked: every figure follows from the rules and the cells.

    Raises:
        NotClosed: there is none yet.
    """
    frozen = report_of(subject_id)
    leader = db.session.get_one(Subject, subject_id)
    rules = leader.rules or {}
    blocks = db.session.scalars(select(Block).where(Block.subject_id == subject_id).order_by(Block.place)).all()
    cells = db.session.execute(
        select(
            ReleasedCell.block,
            ReleasedCell.item_id,
            ReleasedCell.kind,
            ReleasedCell.tenths,
            ReleasedCell.low_share,
            ReleasedCell.high_share,
        ).where(ReleasedCell.subject_id == subject_id)
    ).all()
    answers = db.session.execute(
        select(NamedAnswer.group, NamedAnswer.item_id, NamedAnswer.value).where(NamedAnswer.subject_id == subject_id)
    )
    named: dict[str, dict[str, int | None]] = defaultdict(dict)
    for group, item, value in answers:
        named[group][item] = value
    return released_report(
        rules=Rules.from_dict(rules["disclosure"]),
        items=rules["items"],
        counts={group: (invited, answered) for group, (invited, answered) in frozen.counts.items()},
        blocks=[RulesBlock(block.label, tuple(block.label.split("+")), block.n) for block in blocks],
        cells={(cell.block, cell.item_id): Coded(cast(Kind, cell.kind), cell.tenths) for cell in cells},
        named=named,
        comments=_readable(subject_id),
        spread={
            (cell.block, cell.item_id): SpreadWords(cast(LowShare, cell.low_share), cast(HighShare, cell.high_share))
            for cell in cells
            if cell.low_share
        },
        importance=_importance(leader, frozen, people=sum(block.n for block in blocks)),
    )


def _importance(leader: Subject, frozen: ReleasedReport, *, people: int) -> dict[str, Any] | None:
    """What is told of the marks; None where the campaign did not ask for any."""
    rules = leader.rules or {}
    if (asked := rules.get("importance")) is None:
        return None
    speak = [who for who in NAMED if frozen.counts.get(who, (0, 0))[1]]
    if people >= fewest_to_be_told_of(rules["disclosure"]["insiders"]):
        speak.append(ALL_SHOWN)
    marked: dict[str, list[str]] = {who: [] for who in speak}
    found = select(MarkedImportant.who, MarkedImportant.competency_id).where(MarkedImportant.subject_id == leader.id)
    for who, competency in db.session.execute(found):
        marked[who].append(competency)
    return in_report({item: asked["of"][item] for item in rules["items"]}, most=asked["most"], marked=marked)


def _readable(subject_id: uuid.UUID) -> list[tuple[str, str, str | None]]:
    """What the leader may read: words as written where that was asked for, the coach's where it was and there are some.

    Of a comment that is for the coach, or still waits for the coach's words, nothing leaves the database.
    """
    shown = case(
        (Comment.travels == VERBATIM, Comment.text),
        (Comment.travels == PARAPHRASE, func.nullif(Comment.paraphrase, "")),
    )
    rows = db.session.execute(
        select(Comment.id, Comment.question_id, shown, Comment.label)
        .where(Comment.subject_id == subject_id, shown.is_not(None))
        .order_by(Comment.id)
    ).all()
    placed = for_the_leader([Remark(question, text, label) for _, question, text, label in rows])
    in_order = sorted(zip(placed, rows, strict=True), key=lambda pair: (pair[0].question, pair[1].id))
    return [(remark.question, remark.text, remark.label) for remark, _ in in_order]
