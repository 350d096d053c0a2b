"""The one step that sees ratings: open the slots, mix, release, erase, and destroy the key.

Nothing of a campaign is opened until everything in it can be: a missing key or a damaged slot is found while the stop
can still be undone. Then each leader's round is one transaction: either its cells and comments are there and its slots
are gone, or nothing has happened. The key is destroyed only after that transaction is safe, so a crash at any point
loses nothing, and running the step again does the right thing.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import CHECK_IN, Campaign, Subject
from feedback.disclosure import attempts, keeping, locks
from feedback.disclosure import service as disclosure
from feedback.disclosure.locks import CannotClose, Keys
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.foundations.database import one_transaction, scrub_sqlite
from feedback.foundations.keystore import KeyStore
from feedback.foundations.sealing import CannotOpen
from feedback.invitation import handover
from feedback.invitation.handover import SentSlot
from feedback.response.rules import Answers

NOTHING: Mapping[uuid.UUID, int] = {}
DAMAGED = "their slots are damaged. Bring the database back from a backup that has them whole"

log = logging.getLogger("feedback.closing")

STILL_BEING_READ = (
    "every answer has been opened and erased, but somebody is reading the database, for example a backup: "
    "what was erased is wiped from the disk as soon as they have finished"
)


@dataclass(frozen=True)
class Progress:
    """How far a campaign's closing has come, in leaders."""

    done: int
    total: int


def close_due(*, keys: KeyStore, now: datetime, undo: timedelta, ending: Callable[[], bool] = lambda: False) -> int:
    """Open every stopped campaign whose time to undo is over; return how many leaders' rounds were closed.

    One that cannot be closed does not keep the others waiting: the fault is logged and audited, and the campaign is
    tried again after a minute, then two, then four, at most an hour; in between it is left alone and nothing is logged.
    """
    closed: list[Progress] = []
    for campaign_id in campaigns.due_for_opening(now=now, undo=undo):
        next_try = attempts.failures(campaign_id).next_try
        db.session.rollback()
        if (next_try and now < next_try) or _is_up_to_coaches(campaign_id, keys):
            continue
        try:
            close_campaign(campaign_id, keys=keys, now=now, tell=closed.append, ending=ending)
        except Exception as fault:
            db.session.rollback()
            # What any other fault says may hold what it stumbled over; its kind does not.
            problem = str(fault) if isinstance(fault, CannotClose | keeping.DoesNotAddUp) else type(fault).__name__
            with one_transaction():
                wait = attempts.note(campaign_id, problem=problem, now=now)
            log.error("campaign %s cannot be closed and is tried again in %s: %s", campaign_id, wait, problem)
    db.session.rollback()
    return len(closed)


def close_campaign(
    campaign_id: uuid.UUID,
    *,
    keys: KeyStore,
    now: datetime,
    leave_out: Mapping[uuid.UUID, int] = NOTHING,
    tell: Callable[[Progress], object] = lambda progress: None,
    ending: Callable[[], bool] = lambda: False,
) -> None:
    """Close every round of a stopped campaign that is still open, one transaction each, then the campaign.

    Does nothing more as soon as the campaign is found not to be stopped: somebody has undone the stop. Rounds that
    wait for their coach are passed over, and the campaign stays stopped for them.

    Args:
        campaign_id: the campaign; whether the time to undo is over is the caller's question.
        keys: where the private keys lie.
        now: the time to write down.
        leave_out: round -> the number of its sent answers that the operator gives up, because they cannot be read.
        tell: called after each round that was closed.
        ending: asked before each round; when we are to end, the rest waits for the next worker.

    Raises:
        CannotClose: a key is missing or wrong, or answers cannot be read; nothing was lost. Rounds that an earlier run
            has closed stay closed, and closing goes on where it stopped once the fault is mended.
        DoesNotAddUp: the tables do not hold what the answers give; a fault of the product, and nothing was kept.
    """
    found = problems(campaign_id, keys=keys, leave_out=leave_out)
    if found:
        others = f" ({len(found) - 1} more: flask campaign close {campaign_id})" if len(found) > 1 else ""
        raise CannotClose(found[0] + others)
    total = progress(campaign_id).total
    absent = locks.waiting(campaign_id) - set(leave_out)
    for done, subject_id in enumerate(_rounds(campaign_id, but=absent), start=1):
        with one_transaction():
            # A page that began to be saved before the stop may have its slot, and still ask for the campaign.
            handover.lock_round(subject_id)
            if ending() or not _is_stopped(campaign_id):
                return
            was_open = _close(subject_id, keys, now, leave_out.get(subject_id, 0))
        locks.destroy(subject_id, keys)  # only now: the cells are safe, and from here on every old backup is noise
        if was_open:
            tell(Progress(done, total))
    if absent:
        scrub_sqlite(db.engine)  # and again when the last coach has come
        return
    if not scrub_sqlite(db.engine):  # before the campaign is called closed, so that after a crash it is done again
        raise CannotClose(STILL_BEING_READ)
    with one_transaction():
        if _is_stopped(campaign_id):
            run = db.session.get_one(Campaign, campaign_id)
            campaigns.move(run, State.CLOSED, by=None, now=now)
            if disclosure.all_released(campaign_id):  # the last round that others waited for was called off
                campaigns.move(run, State.REPORTED, by=None, now=now)


def problems(campaign_id: uuid.UUID, *, keys: KeyStore, leave_out: Mapping[uuid.UUID, int] = NOTHING) -> list[str]:
    """What keeps a campaign from being closed, one for each round; opens every slot, and shows and keeps nothing.

    Rounds are read one at a time, so that neither memory nor a lock on the database grows with the campaign.
    """
    found = []
    rounds = _rounds(campaign_id)
    absent = locks.waiting(campaign_id) - set(leave_out)
    for subject_id in rounds:
        leader = campaigns.subject(subject_id)
        try:
            if leader is not None and subject_id in absent:
                _check_outside(leader, keys)
            elif leader is not None and not leader.closed:
                _opened(leader, keys, leave_out.get(subject_id, 0))
        except CannotClose as problem:
            db.session.rollback()  # to see what is there now: another closer may have been faster, and its key is gone
            if leader is None or not leader.closed:
                found.append(str(problem))
        db.session.rollback()
    return found + [f"round {other} is not in this campaign" for other in leave_out if other not in rounds]


def progress(campaign_id: uuid.UUID) -> Progress:
    """How many of a campaign's rounds are closed."""
    counted = select(func.count().filter(Subject.closed), func.count()).where(Subject.campaign_id == campaign_id)
    done, total = db.session.execute(counted).one()
    return Progress(done, total)


def _rounds(campaign_id: uuid.UUID, *, but: Collection[uuid.UUID] = ()) -> list[uuid.UUID]:
    """The rounds of a campaign, those closed already first, so that counting them off counts what is done."""
    ordered = select(Subject.id).where(Subject.campaign_id == campaign_id).order_by(Subject.closed.desc(), Subject.id)
    found = [subject_id for subject_id in db.session.scalars(ordered) if subject_id not in but]
    db.session.rollback()
    return found


def _is_up_to_coaches(campaign_id: uuid.UUID, keys: KeyStore) -> bool:
    """True if nothing can be done but wait for coaches: every open round waits for one, and no key is left over."""
    absent = locks.waiting(campaign_id)
    others = _rounds(campaign_id, but=absent) if absent else []
    is_open = select(Subject.id).where(Subject.id.in_(others), Subject.closed.is_(False)).limit(1)
    return bool(absent) and db.session.scalar(is_open) is None and not any(map(keys.holds, others))


def _is_stopped(campaign_id: uuid.UUID) -> bool:
    """True if the answers may be opened; until the transaction ends, nobody else can undo the stop or close."""
    run = db.session.get(Campaign, campaign_id, with_for_update=True)
    return run is not None and run.state == State.STOPPED


def _close(subject_id: uuid.UUID, keys: KeyStore, now: datetime, left_out: int) -> bool:
    """Close one round in the present transaction; False if it was closed already."""
    leader = db.session.get_one(Subject, subject_id)
    if leader.closed:
        return False
    answers = _opened(leader, keys, left_out)
    rules = locks.frozen(leader)
    rows = keeping.rows_of(
        leader.id,
        answers,
        invited=handover.invited_counts(leader.id),
        asked=rules,
        closed_on=now.date(),
    )
    keeping.write(rows)
    handover.erase_slots(leader.id)
    if leader.campaign.coach_key:
        coach_keys.erase(leader.id)
    db.session.execute(delete(outbox.Outgoing).where(outbox.Outgoing.about_id == leader.id))
    leader.closed = True
    if leader.campaign.kind == CHECK_IN:  # no word to look through, and nothing new to talk over: everybody reads it
        disclosure.release_at_once(leader.id, today=now.date())
        for reader_id in (leader.person_id, leader.manager_id, leader.coach_id):
            outbox.enqueue("check_in_ready", to=reader_id, about=leader.id)
    else:
        outbox.enqueue("report_ready", to=leader.coach_id, about=leader.id)
    audit.record("round.closed", by=None, about=leader.id, now=now)
    if left_out:
        audit.record("round.answers_left_out", by=None, about=leader.id, now=now, answers=left_out)
    keeping.check_written(leader.id, rows, items=len(rules["items"]))
    _check_erased(leader.id, sent=sum(map(len, answers.values())) + left_out)
    return True


def _check_erased(subject_id: uuid.UUID, *, sent: int) -> None:
    """Count once more before the transaction is kept: all that was sent was looked at, and is gone."""
    emptied = handover.sent_slots(subject_id)
    if len(emptied) != sent:
        raise keeping.DoesNotAddUp(f"round {subject_id}: {len(emptied)} answers were sent, {sent} were looked at")
    if any(slot.content or slot.wrap_sub for slot in emptied):
        raise keeping.DoesNotAddUp(f"round {subject_id}: sent answers were not erased")


def _opened(leader: Subject, keys: KeyStore, left_out: int) -> dict[str, list[Answers]]:
    """What a round's slots hold, by group and in random order.

    Raises:
        CannotClose: some cannot be read, or not as many as are to be left out.
    """
    sent = handover.sent_slots(leader.id)
    answers: dict[str, list[Answers]] = defaultdict(list)
    rules = locks.frozen(leader)
    private, fault = locks.keys_of(leader, keys) if sent else (None, "")
    if private is not None:
        for slot in sent:
            given = _read(slot, private, rules)
            if given is not None:
                answers[slot.group].append(given)
    unreadable = len(sent) - sum(map(len, answers.values()))
    if unreadable != left_out:
        raise CannotClose(_problem(leader, fault or DAMAGED, unreadable, len(sent)))
    return answers


def _check_outside(leader: Subject, keys: KeyStore) -> None:
    """Do nothing if all that can be known of a round without its coach is well.

    Raises:
        CannotClose: its key cannot be had, or does not open the first lock of some of its slots.
    """
    locks.frozen(leader)
    sent = handover.sent_slots(leader.id)
    private, fault = locks.store_key_of(leader, keys)
    unreadable = sum(private is None or not private.fit_outside(slot) for slot in sent)
    if unreadable:
        raise CannotClose(_problem(leader, fault or DAMAGED, unreadable, len(sent)))


def _read(slot: SentSlot, private: Keys, rules: Mapping[str, Any]) -> Answers | None:
    """The answers in a slot; None if it does not open, or what it holds is no answer to what was asked."""
    try:
        given = private.opened(slot)
    except (CannotOpen, TypeError, ValueError, KeyError):
        return None
    return given if keeping.fits(given, rules) else None


def _problem(leader: Subject, fault: str, unreadable: int, sent: int) -> str:
    if not unreadable:
        return f"round {leader.id}: all {sent} sent answers can be read, so none may be left out"
    option = f"--leave-out {leader.id}={unreadable}"
    return (
        f"round {leader.id}: {unreadable} of {sent} sent answers cannot be read: {fault}. Nothing is lost until then. "
        f"To give them up for good: flask campaign close {leader.campaign_id} {option} --commit"
    )
