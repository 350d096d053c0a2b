"""Which PDFs do coaches wait for? The worker's side of ``bundles``: what is due, what was made, what could not be."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from feedback.coaching import bundles
from feedback.coaching.bundles import ATTEMPTS
from feedback.coaching.models import ReportFile
from feedback.extensions import db
from feedback.foundations import sealing, waking

FIRST_WAIT = timedelta(minutes=1)  # before a file that could not be made is tried again; then doubled


@dataclass(frozen=True)
class Due:
    """A file to make, as it was asked for."""

    subject_id: uuid.UUID
    stamp: uuid.UUID


def next_due(
    *, now: datetime, but: Collection[uuid.UUID] = (), claim: Callable[[uuid.UUID], bool] = lambda _: True
) -> Due | None:
    """A file to make now, the attempt already counted; None if there is none that is ours.

    To be committed before it is made, so that a report that breaks whoever makes it is not tried for ever.

    Args:
        now: the time; what has failed is left alone for a while.
        but: the leaders whose files are in hand.
        claim: whether a leader's file is ours, and nobody else is making it.
    """
    others = list(but)
    while True:
        file = db.session.scalar(
            select(ReportFile)
            .where(_is_due(now), ReportFile.subject_id.not_in(others))
            .order_by(ReportFile.attempts, ReportFile.subject_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if file is None:
            return None
        if claim(file.subject_id):
            file.attempts += 1
            return Due(file.subject_id, file.stamp)
        others.append(file.subject_id)


def anything_due(*, now: datetime) -> bool:
    """True if some coach waits for a file."""
    return db.session.scalar(select(ReportFile.subject_id).where(_is_due(now)).limit(1)) is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    rested = or_(ReportFile.not_before.is_(None), ReportFile.not_before <= now)
    return and_(ReportFile.locked.is_(None), ReportFile.attempts < ATTEMPTS, rested)


def counts(*, now: datetime) -> tuple[int, int, int, int]:
    """How many files wait, are put off for a while, were given up, and are there."""
    missing, given_up = ReportFile.locked.is_(None), ReportFile.attempts >= ATTEMPTS
    row = db.session.execute(
        select(
            func.count().filter(_is_due(now)),
            func.count().filter(missing, ~given_up, ReportFile.not_before > now),
            func.count().filter(missing, given_up),
            func.count().filter(~missing),
        ).select_from(ReportFile)
    ).one()
    return row[0], row[1], row[2], row[3]


def try_again() -> int:
    """Let the files that were given up be tried as if they had never been; return how many."""
    waking.ask("files")
    tried = db.session.scalars(
        update(ReportFile)
        .where(ReportFile.locked.is_(None), ReportFile.attempts >= ATTEMPTS)
        .values(attempts=0, not_before=None)
        .returning(ReportFile.subject_id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(tried)


def put_off(due: Due, *, now: datetime) -> None:
    """It could not be made: leave it alone for a minute, then two, then four."""
    file = db.session.get(ReportFile, due.subject_id)
    if file is not None and file.stamp == due.stamp:
        file.not_before = now + FIRST_WAIT * 2 ** (file.attempts - 1)


def keep(due: Due, pdf: bytes, *, secret: str) -> bool:
    """Keep a file that was made; False if the report has changed or nobody wants it any more."""
    kept = db.session.scalar(
        update(ReportFile)
        .where(ReportFile.subject_id == due.subject_id, ReportFile.stamp == due.stamp)
        .values(locked=sealing.lock(bundles.key(secret), pdf, bound_to=due.subject_id.bytes))
        .returning(ReportFile.subject_id)
        .execution_options(synchronize_session=False)
    )
    return kept is not None


def put_back(due: Due) -> None:
    """Let it be tried again as if it had not been begun, because we were told to end."""
    db.session.execute(
        update(ReportFile)
        .where(ReportFile.subject_id == due.subject_id, ReportFile.stamp == due.stamp, ReportFile.attempts > 0)
        .values(attempts=ReportFile.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def forget_unreadable(*, secret: str) -> int:
    """Have the files made anew that another secret was used for; return how many."""
    unreadable = []
    for subject_id in db.session.scalars(select(ReportFile.subject_id).where(ReportFile.locked.is_not(None))).all():
        locked = db.session.scalar(select(ReportFile.locked).where(ReportFile.subject_id == subject_id))
        if locked is not None and bundles.opened(subject_id, locked, secret=secret) is None:
            unreadable.append(subject_id)
    bundles.forget(unreadable)
    return len(unreadable)
