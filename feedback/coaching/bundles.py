"""The verbs of all reports at once: a coach asks for them, the worker makes the PDFs, and one ZIP takes them away.

A coach has only reports of their own leaders that they have opened. The files lie in the database, encrypted, where
web and worker both come to them, whichever users and machines they run as (docs/decisions/0023-all-reports-at-once.md).
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from feedback.campaign.models import Subject
from feedback.coaching.models import ReportFile
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db, new_id
from feedback.foundations import audit, erasing, sealing, waking
from feedback.identity.models import Person

KEPT = timedelta(days=3)
ATTEMPTS = 5
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
            .values(attempts=0, not_before=None, erase_after=until)
            .returning(ReportFile.subject_id)
            .execution_options(synchronize_session=False)
        )
    )
    for subject_id in sorted(wanted - there):  # in one order, so that two who insert the same do not block each other
        with suppress(IntegrityError), db.session.begin_nested():  # asked for twice at once: one of the two is enough
            db.session.add(ReportFile(subject_id=subject_id, erase_after=until))
    if wanted:
        waking.ask("files")
        audit.record("reports.asked_for", by=by, about=campaign_id, now=now, count=len(wanted))
    return len(wanted)


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
        pdf = opened(subject_id, locked, secret=secret)
        if pdf is not None:
            yield name, pdf


def forget(subject_ids: Sequence[uuid.UUID]) -> None:
    """Erase the files of these leaders, whose reports are changing; whoever asked for them gets them made anew."""
    changed = db.session.scalars(
        update(ReportFile)
        .where(ReportFile.subject_id.in_(subject_ids))
        .values(locked=None, attempts=0, not_before=None, stamp=new_id())
        .returning(ReportFile.subject_id)
        .execution_options(synchronize_session=False)
    ).all()
    if changed:
        erasing.wipe("report_file")


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


def opened(subject_id: uuid.UUID, locked: bytes, *, secret: str) -> bytes | None:
    """The PDF in what is kept; None if another secret was used for it."""
    try:
        return sealing.unlock(key(secret), locked, bound_to=subject_id.bytes)
    except sealing.CannotOpen:
        return None


def key(secret: str) -> bytes:
    """A key for files alone: a stolen database does not have the secret, which lies outside it."""
    return sealing.derive(sealing.digest(secret), b"report-files/1")
