"""The released report of a leader, as it was frozen at closing; the only figures the rest of the product ever sees."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
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


def release_at_once(subject_id: uuid.UUID, *, today: date) -> None:
    """Let a check-in that is just being closed be read: it has no comments that anybody must look through before."""
    found = report_of(subject_id)
    found.state, found.released_on = "released", today


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


def closing_days(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, date]:
    """The day on which each of these rounds closed; those whose report is not released to the leader are left out."""
    rows = db.session.execute(
        select(ReleasedReport.subject_id, ReleasedReport.closed_on).where(
            ReleasedReport.subject_id.in_(subject_ids), ReleasedReport.state == "released"
        )
    )
    return {row.subject_id: row.closed_on for row in rows}


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
    frozen, leader = report_of(subject_id), db.session.get_one(Subject, subject_id)
    kept = _kept([subject_id])[subject_id]
    importance = _importance(leader, frozen, people=sum(block.n for block in kept["blocks"]))
    return released_report(**kept, comments=_readable(subject_id), importance=importance)


def figures_of(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Report]:
    """The released reports of several rounds, as ``released`` gives them but without comments and marks.

    Rounds that are not closed are left out. It takes four queries, however many they are.
    """
    return {subject_id: released_report(**kept, comments=[]) for subject_id, kept in _kept(subject_ids).items()}


def _kept(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """What ``released_report`` takes of each closed round: rules, items, counts, and figures as they are kept."""
    rounds = db.session.execute(
        select(ReleasedReport.subject_id, ReleasedReport.counts, Subject.rules)
        .join(Subject, Subject.id == ReleasedReport.subject_id)
        .where(ReleasedReport.subject_id.in_(subject_ids))
    )
    found: dict[uuid.UUID, dict[str, Any]] = {
        subject_id: {
            "rules": Rules.from_dict(rules["disclosure"]),
            "items": rules["items"],
            "counts": {group: (invited, answered) for group, (invited, answered) in counts.items()},
            "blocks": [],
            "cells": {},
            "named": defaultdict(dict),
            "spread": {},
        }
        for subject_id, counts, rules in rounds
    }
    blocks = select(Block.subject_id, Block.label, Block.n).where(Block.subject_id.in_(found)).order_by(Block.place)
    for subject_id, label, n in db.session.execute(blocks):
        found[subject_id]["blocks"].append(RulesBlock(label, tuple(label.split("+")), n))
    cells = select(
        ReleasedCell.subject_id,
        ReleasedCell.block,
        ReleasedCell.item_id,
        ReleasedCell.kind,
        ReleasedCell.tenths,
        ReleasedCell.low_share,
        ReleasedCell.high_share,
    ).where(ReleasedCell.subject_id.in_(found))
    for subject_id, block, item, kind, tenths, low, high in db.session.execute(cells):
        found[subject_id]["cells"][block, item] = Coded(cast(Kind, kind), tenths)
        if low:
            found[subject_id]["spread"][block, item] = SpreadWords(cast(LowShare, low), cast(HighShare, high))
    answers = select(NamedAnswer.subject_id, NamedAnswer.group, NamedAnswer.item_id, NamedAnswer.value)
    for subject_id, group, item, value in db.session.execute(answers.where(NamedAnswer.subject_id.in_(found))):
        found[subject_id]["named"][group][item] = value
    return found


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
