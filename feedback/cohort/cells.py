"""What do the released figures of a campaign add up to? Summed by the database; only the sums leave it.

Figures are in tenths of a scale point, as the two ends between which each lies. A *part* is known by the sum of the
marks of its cohorts.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, Float, String, and_, case, cast, func, literal, select

from feedback.campaign.models import Cohort, CohortMember, Subject
from feedback.cohort.rules import Scale, Sums
from feedback.disclosure.models import Block, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.extensions import db

Place = tuple[str, str]  # group, item


class LeaderFigure(NamedTuple):
    """What all unnamed raters of one leader together say of one item, in twentieths; ``leader`` is a key, no name."""

    leader: str
    item: str
    middle: float | None  # None where too few could say in every block


def members(campaign_id: uuid.UUID) -> Mapping[int, int]:
    """How many leaders of each part have a released report."""
    parts = _parts(campaign_id)
    rows = db.session.execute(select(parts.c.part, func.count()).group_by(parts.c.part))
    return {int(part): count for part, count in rows}


def sums(campaign_id: uuid.UUID, scale: Scale) -> Mapping[int, Mapping[Place, Sums]]:
    """For each part: the sums over its leaders for each block of raters and item, those who are named among them."""
    parts, (low, high) = _parts(campaign_id), _ends(scale)
    found: defaultdict[int, dict[Place, Sums]] = defaultdict(dict)
    told = func.count(ReleasedCell.tenths)
    unnamed = (
        select(
            parts.c.part, ReleasedCell.block, ReleasedCell.item_id, told, func.sum(low), func.sum(high),
            func.count() - told,
        )
        .join(parts, parts.c.leader == ReleasedCell.subject_id)
        .group_by(parts.c.part, ReleasedCell.block, ReleasedCell.item_id)
    )  # fmt: skip
    rating = func.sum(10 * NamedAnswer.value)
    named = (
        select(parts.c.part, NamedAnswer.group, NamedAnswer.item_id, func.count(), rating, rating, literal(0))
        .join(parts, parts.c.leader == NamedAnswer.subject_id)
        .where(NamedAnswer.value.is_not(None))
        .group_by(parts.c.part, NamedAnswer.group, NamedAnswer.item_id)
    )
    for query in (unnamed, named):
        for part, group, item, leaders, sum_low, sum_high, hidden in db.session.execute(query):
            found[int(part)][group, item] = Sums(leaders, int(sum_low or 0), int(sum_high or 0), hidden)
    return found


def answered(campaign_id: uuid.UUID) -> Mapping[int, Mapping[str, tuple[int, int, int]]]:
    """For each part and group of raters: how many leaders asked any of it, people invited, people who answered."""
    parts = _parts(campaign_id)
    rows = select(parts.c.part, ReleasedReport.counts).join(parts, parts.c.leader == ReleasedReport.subject_id)
    found: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for part, counts in db.session.execute(rows):
        for group, (invited, n) in counts.items():
            if invited:
                of_group = found[int(part)][group]
                of_group[0] += 1
                of_group[1] += invited
                of_group[2] += n
    return {part: {group: (one[0], one[1], one[2]) for group, one in of.items()} for part, of in found.items()}


def of_leaders(campaign_id: uuid.UUID, scale: Scale) -> Mapping[int, Sequence[LeaderFigure]]:
    """For each part: what all unnamed raters of each leader say of each item, each block by how many answered in it."""
    parts, (low, high) = _parts(campaign_id), _ends(scale)
    told = case((ReleasedCell.kind != "few", Block.n))
    middle = cast(func.sum(told * (low + high)), Float) / func.sum(told)
    rows = db.session.execute(
        select(func.max(parts.c.part), cast(ReleasedCell.subject_id, String), ReleasedCell.item_id, middle)
        .join(parts, parts.c.leader == ReleasedCell.subject_id)
        .join(Block, and_(Block.subject_id == ReleasedCell.subject_id, Block.label == ReleasedCell.block))
        .group_by(ReleasedCell.subject_id, ReleasedCell.item_id)
    )
    found: defaultdict[int, list[LeaderFigure]] = defaultdict(list)
    for part, leader, item, value in rows:
        found[part].append(LeaderFigure(leader, item, value))
    return found


def _parts(campaign_id: uuid.UUID) -> CTE:
    """Each leader with a released report, and the part they are in."""
    return (
        select(Subject.id.label("leader"), func.coalesce(func.sum(Cohort.mark), 0).label("part"))
        .join(ReleasedReport, ReleasedReport.subject_id == Subject.id)
        .outerjoin(CohortMember, CohortMember.subject_id == Subject.id)
        .outerjoin(Cohort, Cohort.id == CohortMember.cohort_id)
        .where(Subject.campaign_id == campaign_id)
        .group_by(Subject.id)
        .cte("parts")
    )


def _ends(scale: Scale) -> tuple[ColumnElement[int], ColumnElement[int]]:
    low = case((ReleasedCell.kind == "at_most", 10 * scale.min), else_=ReleasedCell.tenths)
    high = case((ReleasedCell.kind == "at_least", 10 * scale.max), else_=ReleasedCell.tenths)
    return low, high
