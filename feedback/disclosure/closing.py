"""The one step that sees ratings: open the slots, mix, release, erase, and destroy the key.

Each leader's round is one transaction: either its cells and comments are there and its slots are gone, or nothing has
happened. The key is destroyed only after that transaction is safe, so a crash at any point loses nothing, and running
the step again does the right thing.
"""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, inspect

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Subject
from feedback.disclosure import comments, rules
from feedback.disclosure.models import Block, Comment, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.disclosure.rules import NAMED, Rules
from feedback.extensions import Model, db, new_id
from feedback.foundations import audit, outbox
from feedback.foundations.database import one_transaction, scrub_sqlite
from feedback.foundations.keystore import KeyFault, KeyStore
from feedback.foundations.sealing import CannotOpen
from feedback.invitation import handover
from feedback.response.rules import Answers
from feedback.response.sealed import open_at_closing


class CannotClose(Exception):
    """A round's answers cannot be opened: its key is missing or wrong. Nothing was changed."""


@dataclass(frozen=True)
class Progress:
    """How far a campaign's closing has come, in leaders."""

    done: int
    total: int


def close_due(*, keys: KeyStore, now: datetime, undo: timedelta) -> int:
    """Open every stopped campaign whose time to undo is over; return how many leaders' rounds were closed."""
    closed = 0
    for campaign_id in campaigns.due_for_opening(now=now, undo=undo):
        db.session.rollback()
        closed += close_campaign(campaign_id, keys=keys, now=now)
    db.session.rollback()
    return closed


def close_campaign(campaign_id: uuid.UUID, *, keys: KeyStore, now: datetime) -> int:
    """Close every round of a stopped campaign that is still open, one transaction each, then the campaign.

    Raises:
        CannotClose: a key is missing or wrong. The rounds closed before stay closed; the others lose nothing, and
            closing goes on where it stopped once the key is back.
    """
    leaders = [(leader.id, leader.closed) for leader in campaigns.subjects_of(campaign_id)]
    db.session.rollback()
    for subject_id, closed in leaders:
        if not closed:
            with one_transaction():
                _close(subject_id, keys, now)
        keys.destroy(subject_id)  # only now: the cells are safe, and from here on every old backup is noise
    with one_transaction():
        run = campaigns.campaign(campaign_id)
        if run is not None and run.state == State.STOPPED:
            campaigns.move(run, State.CLOSED, by=None, now=now)
    scrub_sqlite(db.engine)
    return sum(not closed for _, closed in leaders)


def progress(campaign_id: uuid.UUID) -> Progress:
    """How many of a campaign's rounds are closed."""
    leaders = campaigns.subjects_of(campaign_id)
    return Progress(sum(leader.closed for leader in leaders), len(leaders))


def _close(subject_id: uuid.UUID, keys: KeyStore, now: datetime) -> None:
    leader = campaigns.subject(subject_id)
    if leader is None or leader.closed or leader.campaign.state != State.STOPPED:
        return
    answers = _opened(leader, keys)
    invited = handover.invited_counts(subject_id)
    _add_in_random_order(_rows(leader, answers, invited, now))
    handover.erase_slots(subject_id)
    leader.closed = True
    outbox.enqueue("report_ready", to=leader.coach_id, about=subject_id)
    audit.record("round.closed", by=None, about=subject_id, now=now)


def _opened(leader: Subject, keys: KeyStore) -> dict[str, list[Answers]]:
    """Every sent answer by group, in random order."""
    sent = handover.sent_slots(leader.id)
    found: dict[str, list[Answers]] = defaultdict(list)
    if sent:
        try:
            private = keys.open(leader.id, public=leader.seal_public or b"")
            for slot in sent:
                opened = open_at_closing(slot.content, slot.wrap_sub, private=private, binding=slot.binding)
                found[slot.group].append(opened)
        except (KeyFault, CannotOpen) as fault:
            raise CannotClose(f"round {leader.id}: {type(fault).__name__}") from fault
    return found


def _rows(
    leader: Subject, answers: dict[str, list[Answers]], invited: dict[str, int], now: datetime
) -> list[Model]:
    """Everything that is kept of a round."""
    assert leader.rules is not None, "a launched round has its rules"  # noqa: S101
    promised = Rules.from_dict(leader.rules["disclosure"])
    items: dict[str, str] = leader.rules["items"]
    anonymous = {group: given for group, given in answers.items() if group not in NAMED}
    for group in set(invited) - set(NAMED):
        anonymous.setdefault(group, [])
    released = rules.release(
        {group: [rater.ratings for rater in raters] for group, raters in anonymous.items()}, list(items), promised
    )
    remarks = comments.release_comments(
        {group: [rater.comments for rater in raters] for group, raters in anonymous.items()},
        answered=sum(len(raters) for raters in anonymous.values()),
        rules=promised,
        blocks=released.blocks,
    )
    rows: list[Model] = [
        ReleasedReport(
            subject_id=leader.id,
            state="sealed",
            closed_on=now.date(),
            counts={group: [count, len(answers.get(group, []))] for group, count in sorted(invited.items())},
        )
    ]
    rows += [
        Block(subject_id=leader.id, label=block.label, place=place, n=block.n)
        for place, block in enumerate(released.blocks)
    ]
    rows += [
        ReleasedCell(subject_id=leader.id, block=label, item_id=item, kind=cell.kind, tenths=cell.tenths)
        for (label, item), cell in released.cells.items()
    ]
    rows += [_comment(leader, remark.question, remark.text, remark.label) for remark in remarks]
    return rows + list(_named_rows(leader, answers))


def _named_rows(leader: Subject, answers: dict[str, list[Answers]]) -> Iterable[Model]:
    for group in NAMED:
        for given in answers.get(group, []):
            for item, value in given.ratings.items():
                yield NamedAnswer(subject_id=leader.id, group=group, item_id=item, value=value)
            for question, text in given.comments.items():
                yield _comment(leader, question, comments.normalise(text), group)


def _comment(leader: Subject, question: str, text: str, label: str | None) -> Comment:
    return Comment(id=new_id(), subject_id=leader.id, question_id=question, text=text, label=label, state="shown")


def _add_in_random_order(rows: list[Model]) -> None:
    """A table's rows as the dice fall, so that neither their order nor their place on disk repeats anything."""
    secrets.SystemRandom().shuffle(rows)
    by_table: dict[type[Model], list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        columns = inspect(type(row)).column_attrs
        by_table[type(row)].append({column.key: getattr(row, column.key) for column in columns})
    for table, values in by_table.items():
        db.session.execute(insert(table), values)
