"""The verbs of all reports at once: a coach asks for them, the worker makes the PDFs, and one ZIP takes them away.

A coach has only reports of their own leaders that they have opened. The files lie in the database, encrypted, where
web and worker both come to them, whichever users and machines they run as (docs/decisions/0023-all-reports-at-once.md).
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from feedback.campaign.models import Subject
from feedback.coaching.models import ReportFile
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db, new_id
from feedback.foundations import audit, erasing, sealing
from feedback.identity.models import Person

KEPT = timedelta(days=3)
ATTEMPTS = 3
READABLE = ("opened", "released")  # by the coach: a seal is broken one report at a time, and that is recorded


@dataclass(frozen=True)
class Standing:
    """How far the reports of a coach's leaders in a campaign are, as counts of leaders."""

    leaders: int
    sealed: int
    readable: int
    asked: int
    made: int
    failed: int
    erase_after: date | None

    @property
    def at_work(self) -> bool:
        """True while the worker has some to make."""
        return self.made + self.failed < self.asked

    @property
    def not_asked(self) -> int:
        """Reports that could be had and have not been asked for, or could not be made."""
        return self.readable - self.asked + self.failed


@dataclass(frozen=True)
class Due:
    """A file to make, as it was asked for."""

    subject_id: uuid.UUID
    stamp: uuid.UUID


def standing(campaign_id: uuid.UUID, *, coach_id: uuid.UUID) -> Standing:
    """How far the reports of a coach's leaders in a campaign are; all zero for whoever coaches nobody there."""
    states = db.session.execute(
        select(ReleasedReport.state, func.count(Subject.id))
        .select_from(Subject)
        .outerjoin(ReleasedReport, ReleasedReport.subject_id == Subject.id)
        .where(Subject.campaign_id == campaign_id, Subject.coach_id == coach_id)
        .group_by(ReleasedReport.state)
    )
    counts: dict[str | None, int] = {row[0]: row[1] for row in states}
    mine = _files_of(campaign_id, coach_id).subquery()
    made = mine.c.made.is_(True)
    failed = mine.c.made.is_(False) & (mine.c.attempts >= ATTEMPTS)
    asked, ready, given_up, until = db.session.execute(
        select(
            func.count(),
            func.count().filter(made),
            func.count().filter(failed),
            func.min(mine.c.erase_after),
        ).select_from(mine)
    ).one()
    return Standing(
        leaders=sum(counts.values()),
        sealed=counts.get("sealed", 0),
        readable=sum(counts.get(state, 0) for state in READABLE),
        asked=asked,
        made=ready,
        failed=given_up,
        erase_after=until,
    )


def ask(campaign_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> int:
    """Have the worker make the PDF of every report that this coach has opened; return how many are asked for.

    Those that are there already stay; what could not be made is tried again.
    """
    wanted = set(
        db.session.scalars(
            select(Subject.id)
            .join(ReleasedReport, ReleasedReport.subject_id == Subject.id)
            .where(Subject.campaign_id == campaign_id, Subject.coach_id == by, ReleasedReport.state.in_(READABLE))
        )
    )
    until = now.date() + KEPT
    there = set(
        db.session.scalars(
            update(ReportFile)
            .where(ReportFile.subject_id.in_(wanted))
            .values(attempts=0, erase_after=until)
            .returning(ReportFile.subject_id)
            .execution_options(synchronize_session=False)
        )
    )
    for subject_id in sorted(wanted - there):  # in one order, so that two who insert the same do not block each other
        with suppress(IntegrityError), db.session.begin_nested():  # asked for twice at once: one of the two is enough
            db.session.add(ReportFile(subject_id=subject_id, erase_after=until))
    if wanted:
        audit.record("reports.asked_for", by=by, about=campaign_id, now=now, count=len(wanted))
    return len(wanted)


def next_due(*, but: Collection[uuid.UUID] = ()) -> Due | None:
    """A file to make now, the attempt already counted; None if there is none besides those in ``but``.

    To be committed before it is made, so that a report that breaks whoever makes it is not tried for ever.
    """
    file = db.session.scalar(
        select(ReportFile)
        .where(ReportFile.locked.is_(None), ReportFile.attempts < ATTEMPTS, ReportFile.subject_id.not_in(but))
        .order_by(ReportFile.attempts, ReportFile.subject_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if file is None:
        return None
    file.attempts += 1
    return Due(file.subject_id, file.stamp)


def anything_due() -> bool:
    """True if some coach waits for a file."""
    waiting = ReportFile.locked.is_(None) & (ReportFile.attempts < ATTEMPTS)
    return db.session.scalar(select(ReportFile.subject_id).where(waiting).limit(1)) is not None


def keep(due: Due, pdf: bytes, *, secret: str) -> bool:
    """Keep a file that was made; False if the report has changed or nobody wants it any more."""
    kept = db.session.scalar(
        update(ReportFile)
        .where(ReportFile.subject_id == due.subject_id, ReportFile.stamp == due.stamp)
        .values(locked=sealing.lock(_key(secret), pdf, bound_to=due.subject_id.bytes))
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


def files(campaign_id: uuid.UUID, *, coach_id: uuid.UUID, secret: str) -> Iterator[tuple[str, bytes]]:
    """The leader's name and the PDF of each file that is there, by name, one at a time; the database is free between.

    A file that is erased while others are being read is left out, and so is one that another secret was used for.
    """
    listed = db.session.execute(_files_of(campaign_id, coach_id).order_by(Person.name, Subject.id)).all()
    db.session.rollback()
    for row in listed:
        subject_id, name = row[0], row[1]
        locked = db.session.scalar(select(ReportFile.locked).where(ReportFile.subject_id == subject_id))
        db.session.rollback()
        if locked is None:
            continue
        pdf = _opened(subject_id, locked, secret=secret)
        if pdf is not None:
            yield name, pdf


def forget(subject_ids: Sequence[uuid.UUID]) -> None:
    """Erase the files of these leaders, whose reports are changing; whoever asked for them gets them made anew."""
    changed = db.session.scalars(
        update(ReportFile)
        .where(ReportFile.subject_id.in_(subject_ids))
        .values(locked=None, attempts=0, stamp=new_id())
        .returning(ReportFile.subject_id)
        .execution_options(synchronize_session=False)
    ).all()
    if changed:
        erasing.wipe("report_file")


def forget_unreadable(*, secret: str) -> int:
    """Have the files made anew that another secret was used for; return how many."""
    unreadable = []
    for subject_id in db.session.scalars(select(ReportFile.subject_id).where(ReportFile.locked.is_not(None))).all():
        locked = db.session.scalar(select(ReportFile.locked).where(ReportFile.subject_id == subject_id))
        if locked is not None and _opened(subject_id, locked, secret=secret) is None:
            unreadable.append(subject_id)
    forget(unreadable)
    return len(unreadable)


def erase(campaign_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> int:
    """Erase a coach's files of a campaign; return how many there were."""
    mine = select(Subject.id).where(Subject.campaign_id == campaign_id, Subject.coach_id == by)
    gone = _delete(ReportFile.subject_id.in_(mine))
    if gone:
        audit.record("reports.files_erased", by=by, about=campaign_id, now=now, count=gone)
    return gone


def erase_old(*, today: date) -> int:
    """Erase the files whose days are over; return how many."""
    return _delete(ReportFile.erase_after < today)


def _delete(which: object) -> int:
    gone = db.session.scalars(
        delete(ReportFile)
        .where(which)  # type: ignore[arg-type]
        .returning(ReportFile.subject_id)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        erasing.wipe("report_file")
    return len(gone)


def _files_of(campaign_id: uuid.UUID, coach_id: uuid.UUID) -> Select[uuid.UUID, str, bool, int, date]:
    """The files of a coach's leaders in a campaign, without what is in them; of readable reports alone."""
    return (
        select(
            ReportFile.subject_id,
            Person.name,
            ReportFile.locked.is_not(None).label("made"),
            ReportFile.attempts,
            ReportFile.erase_after,
        )
        .join(Subject, Subject.id == ReportFile.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .join(ReleasedReport, ReleasedReport.subject_id == Subject.id)
        .where(Subject.campaign_id == campaign_id, Subject.coach_id == coach_id, ReleasedReport.state.in_(READABLE))
    )


def _opened(subject_id: uuid.UUID, locked: bytes, *, secret: str) -> bytes | None:
    try:
        return sealing.unlock(_key(secret), locked, bound_to=subject_id.bytes)
    except sealing.CannotOpen:
        return None


def _key(secret: str) -> bytes:
    """A key for files alone: a stolen database does not have the secret, which lies outside it."""
    return sealing.derive(sealing.digest(secret), b"report-files/1")
