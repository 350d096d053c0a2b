"""What waits, what is under way and what was given up; and its verb, to try again. Counts alone, of nobody's name."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, not_, select

from feedback.campaign import listing
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign
from feedback.coaching import making
from feedback.disclosure import attempts, closing, locks
from feedback.disclosure.closing import Progress
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.foundations.outbox import Outgoing
from feedback.mailing import desk

KINDS_OF_WORK = ("letters", "closing", "files")


@dataclass(frozen=True)
class Letters:
    """How many letters of a campaign were given up; of no one campaign if ``campaign_id`` is None."""

    campaign_id: uuid.UUID | None
    campaign: str
    count: int


@dataclass(frozen=True)
class Closing:
    """A stopped campaign whose answers are being opened, or cannot be: how far, and what keeps it.

    ``waits_for_coaches`` counts rounds that only their coach can open, which is no fault. ``problem`` and ``next_try``
    are of the last attempt, if that failed.
    """

    campaign_id: uuid.UUID
    campaign: str
    progress: Progress
    waits_for_coaches: int
    failures: int = 0
    problem: str = ""
    next_try: datetime | None = None


@dataclass(frozen=True)
class Files:
    """PDFs that coaches have asked for: how many wait, are put off, and were given up."""

    waiting: int
    put_off: int
    given_up: int
    made: int


@dataclass(frozen=True)
class Outlook:
    """Everything that is not done."""

    waiting: int
    put_off: int
    letters: Sequence[Letters]
    closings: Sequence[Closing]
    files: Files

    @property
    def given_up(self) -> bool:
        """True if something needs a person."""
        return bool(self.letters or self.files.given_up or any(one.failures for one in self.closings))


def outlook(*, now: datetime, undo: timedelta, reader: uuid.UUID | None = None) -> Outlook:
    """Where all work stands. An administrator who reads it is not told what ``mailing.desk`` would not tell them."""
    waiting, put_off = db.session.execute(
        select(
            func.count().filter(Outgoing.attempts == 0, not_(Outgoing.given_up)),
            func.count().filter(Outgoing.attempts > 0, not_(Outgoing.given_up)),
        ).select_from(Outgoing)
    ).one()
    return Outlook(waiting, put_off, _letters(reader), _closings(now=now, undo=undo), Files(*making.counts(now=now)))


def needs_somebody(*, now: datetime) -> bool:
    """True if something was given up, of whatever kind; cheap enough for a page that is read often."""
    return (
        bool(db.session.scalar(select(exists().where(Outgoing.given_up))))
        or Files(*making.counts(now=now)).given_up > 0
        or any(attempts.failures(campaign_id).count for campaign_id in _stopped())
    )


def _letters(reader: uuid.UUID | None) -> list[Letters]:
    found = []
    if db.session.scalar(select(exists().where(Outgoing.given_up))):
        for run in db.session.scalars(select(Campaign).order_by(Campaign.closes_on, Campaign.name, Campaign.id)):
            left_out = listing.rounds_with_a_part(run.id, reader)
            found.append(Letters(run.id, run.name, desk.given_up(run.id, left_out=left_out)))
        others = db.session.scalar(select(func.count()).select_from(Outgoing).where(_of_no_campaign()))
        found.append(Letters(None, "", others or 0))
    return [one for one in found if one.count]


def _closings(*, now: datetime, undo: timedelta) -> list[Closing]:
    found = []
    due = select(Campaign).where(Campaign.state == State.STOPPED, Campaign.stopped_at <= now - undo)
    for run in db.session.scalars(due.order_by(Campaign.stopped_at, Campaign.id)):
        failed = attempts.failures(run.id)
        found.append(
            Closing(
                run.id,
                run.name,
                closing.progress(run.id),
                len(locks.waiting(run.id)),
                failed.count,
                failed.problem,
                failed.next_try,
            )
        )
    return found


def try_again(work: Collection[str], *, by: uuid.UUID | None, now: datetime) -> Mapping[str, int]:
    """Let what was given up of these kinds of work be tried again at once; return how much of each there is.

    Letters are those of no campaign: a campaign's have their own page, where addresses are put right.
    """
    done: Counter[str] = Counter()
    if "letters" in work:
        ids = db.session.scalars(select(Outgoing.id).where(_of_no_campaign())).all()
        outbox.try_again(ids)
        done["letters"] = len(ids)
    if "closing" in work:
        failed = [campaign_id for campaign_id in _stopped() if attempts.failures(campaign_id).count]
        for campaign_id in failed:
            attempts.try_again(campaign_id, by=by, now=now)
        done["closing"] = len(failed)
    if "files" in work:
        done["files"] = making.try_again()
    if done.total():
        audit.record("work.tried_again", by=by, about=None, now=now, **{name: done[name] for name in sorted(done)})
    return done


def _stopped() -> Sequence[uuid.UUID]:
    return db.session.scalars(select(Campaign.id).where(Campaign.state == State.STOPPED)).all()


def as_json(found: Outlook) -> dict[str, Any]:
    """What monitoring and the operator read: counts and identifiers."""
    return {
        "letters": {
            "waiting": found.waiting,
            "put_off": found.put_off,
            "given_up": sum(one.count for one in found.letters),
        },
        "closing": [
            {
                "campaign": str(one.campaign_id),
                "done": one.progress.done,
                "total": one.progress.total,
                "waits_for_coaches": one.waits_for_coaches,
                "failures": one.failures,
                "problem": one.problem,
                "next_try": one.next_try.isoformat() if one.next_try else None,
            }
            for one in found.closings
        ],
        "files": vars(found.files),
        "given_up": [*_given_up(found)],
    }


def _given_up(found: Outlook) -> Sequence[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for one in found.letters:
        if one.campaign_id is None:
            cure, again = "See that the mail server takes letters.", "flask worker again letters --commit"
        else:
            cure, again = "An administrator puts addresses right on the campaign's page about mail.", ""
        campaign = str(one.campaign_id) if one.campaign_id else None
        rows.append({"work": "letters", "campaign": campaign, "count": one.count, "cure": cure, "again": again})
    rows += [
        {
            "work": "closing",
            "campaign": str(one.campaign_id),
            "count": one.progress.total - one.progress.done,
            "cure": one.problem,
            "again": f"flask campaign close {one.campaign_id}",
        }
        for one in found.closings
        if one.failures
    ]
    if found.files.given_up:
        cure = "See what the worker's log says of files that could not be made."
        again = "flask worker again files --commit"
        rows.append({"work": "files", "campaign": None, "count": found.files.given_up, "cure": cure, "again": again})
    return rows


def _of_no_campaign() -> ColumnElement[bool]:
    return desk.of_no_campaign() & Outgoing.given_up
