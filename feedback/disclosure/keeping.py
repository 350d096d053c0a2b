"""What is kept of a round once its answers are erased: counts, blocks, cells, named answers and comments, and no more.

Rows are made and written as plain values, a table at a time and each table in random order, so that neither their order
nor their place on disk repeats anything.
"""

import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from feedback.campaign.blocks import NAMED
from feedback.campaign.blocks import Block as RulesBlock
from feedback.disclosure import comments, importance, rules, spread
from feedback.disclosure.models import Block, Comment, MarkedImportant, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.disclosure.rules import Rules
from feedback.disclosure.spread import SpreadWords
from feedback.extensions import db, new_id
from feedback.response.rules import COACH_ONLY, PARAPHRASE, VERBATIM, Answers

Row = dict[str, object]
Table = type[ReleasedReport | Block | ReleasedCell | NamedAnswer | MarkedImportant | Comment]
Rows = dict[Table, list[Row]]
ByGroup = Mapping[str, Sequence[Answers]]
_NO_MARKS: Mapping[str, Any] = {"of": {}, "most": 0}
# Made once and run on plain values: docs/performance/0001-closing.md.
_TABLES: tuple[Table, ...] = (ReleasedReport, Block, ReleasedCell, NamedAnswer, MarkedImportant, Comment)
_INSERT = {table: insert(table) for table in _TABLES}
_COUNT = select(
    *(
        select(func.count()).where(table.__table__.c.subject_id == bindparam("round")).scalar_subquery()
        for table in _INSERT
    )
)


class DoesNotAddUp(Exception):
    """The rows in the database are not those that the answers give; the transaction must not be kept."""


def fits(given: Answers, asked: Mapping[str, Any]) -> bool:
    """True if this answers what was asked in a round with these frozen rules.

    No other item, question, competency or way to travel, no rating off the scale, no more marks than were to be made.
    """
    points = range(asked["disclosure"]["scale_min"], asked["disclosure"]["scale_max"] + 1)
    may_mark = asked.get("importance", _NO_MARKS)
    return (
        set(given.ratings) <= set(asked["items"])
        and set(given.comments) <= set(asked["questions"])
        and all(rating is None or (type(rating) is int and rating in points) for rating in given.ratings.values())
        and all(isinstance(text, str) for text in given.comments.values())
        and set(given.travels) <= set(given.comments)
        and all(how in (PARAPHRASE, COACH_ONLY) for how in given.travels.values())
        and given.marks <= set(may_mark["of"].values())
        and len(given.marks) <= may_mark["most"]
    )


def rows_of(
    subject_id: uuid.UUID,
    answers: ByGroup,
    *,
    invited: Mapping[str, int],
    asked: Mapping[str, Any],
    closed_on: date,
) -> Rows:
    """Everything that is kept of a round, by table.

    Args:
        subject_id: the leader in the campaign; the round's id.
        answers: rater group -> one for each rater who sent them.
        invited: rater group -> people invited, of every group that was.
        asked: what was frozen at launch: items in order, rules, and what could be marked.
        closed_on: the day to print in the report.
    """
    items, promised = list(asked["items"]), Rules.from_dict(asked["disclosure"])
    anonymous: dict[str, Sequence[Answers]] = {
        group: answers.get(group, ()) for group in {*invited, *answers} - set(NAMED)
    }
    ratings = {group: [rater.ratings for rater in raters] for group, raters in anonymous.items()}
    released = rules.release(ratings, items, promised)
    words = spread.release_spread(ratings, items, released.blocks, promised)
    remarks = comments.release_comments(
        {group: [rater.said for rater in raters] for group, raters in anonymous.items()},
        answered=sum(len(raters) for raters in anonymous.values()),
        rules=promised,
        blocks=released.blocks,
    )
    counts = {group: [count, len(answers.get(group, ()))] for group, count in sorted(invited.items())}
    return {
        ReleasedReport: [{"subject_id": subject_id, "state": "sealed", "closed_on": closed_on, "counts": counts}],
        Block: [
            {"subject_id": subject_id, "label": block.label, "place": place, "n": block.n}
            for place, block in enumerate(released.blocks)
        ],
        ReleasedCell: [
            {"subject_id": subject_id, "block": label, "item_id": item, "kind": cell.kind, "tenths": cell.tenths}
            | _shares(words.get((label, item)))
            for (label, item), cell in released.cells.items()
        ],
        NamedAnswer: [
            {"subject_id": subject_id, "grp": group, "item_id": item, "value": value}
            for group, given in _named(answers)
            for item, value in given.ratings.items()
        ],
        MarkedImportant: [
            {"subject_id": subject_id, "who": who, "competency_id": competency}
            for who, marked in _marked(answers, released.blocks, asked, promised).items()
            for competency in marked
        ],
        Comment: [
            *(_comment(subject_id, remark) for remark in remarks),
            *(
                _comment(subject_id, comments.Remark(question, shown, group, given.travels.get(question, VERBATIM)))
                for group, given in _named(answers)
                for question, text in given.comments.items()
                if (shown := comments.normalise(text))
            ),
        ],
    }


def write(rows: Rows) -> None:
    """Put the rows into the present transaction, each table's as the dice fall."""
    for table, values in rows.items():
        if values:
            secrets.SystemRandom().shuffle(values)
            db.session.connection().execute(_INSERT[table], values)


def check_written(subject_id: uuid.UUID, rows: Rows, *, items: int) -> None:
    """Do nothing if each table has the round's rows and no other, and there is a cell for every block and item.

    Raises:
        DoesNotAddUp: with the table and both counts.
    """
    expected = {table: len(values) for table, values in rows.items()}
    expected[ReleasedCell] = expected[Block] * items
    for table, written in zip(
        _INSERT, db.session.connection().execute(_COUNT, {"round": subject_id}).one(), strict=True
    ):
        if written != expected[table]:
            name = table.__tablename__
            raise DoesNotAddUp(f"round {subject_id}: {name} has {written} rows of it, not {expected[table]}")


def _named(answers: ByGroup) -> Iterator[tuple[str, Answers]]:
    return ((group, given) for group in NAMED for given in answers.get(group, ()))


def _marked(
    answers: ByGroup, blocks: Sequence[RulesBlock], asked: Mapping[str, Any], promised: Rules
) -> dict[str, tuple[str, ...]]:
    if (may_mark := asked.get("importance")) is None:
        return {}
    return importance.release_importance(
        {group: [rater.marks for rater in raters] for group, raters in answers.items()},
        blocks,
        list(dict.fromkeys(may_mark["of"].values())),
        most=may_mark["most"],
        insiders=promised.insiders,
    )


def _shares(words: SpreadWords | None) -> Row:
    return {"low_share": words and words.low, "high_share": words and words.high}


def _comment(subject_id: uuid.UUID, remark: comments.Remark) -> Row:
    words = {"question_id": remark.question, "text": remark.text, "label": remark.label, "travels": remark.travels}
    return {"id": new_id(), "subject_id": subject_id, "state": "shown", **words}
