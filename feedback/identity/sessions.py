"""Where is somebody signed in, and for how long? Sessions of staff; raters have none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from feedback.extensions import db
from feedback.foundations import audit, sealing
from feedback.identity.models import Person, StaffSession

COARSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: ``idle`` without a request, ``whole`` altogether; a proof is good for ``proof``."""

    idle: timedelta
    whole: timedelta
    proof: timedelta


def begin(
    person_id: uuid.UUID, *, how: str, waits_for_key: bool = False, proved_at: datetime | None = None, now: datetime
) -> str:
    """Sign somebody in, by a ``link`` or the council's own ``account``; return the token for their browser.

    They have just shown that it is them, unless ``proved_at`` says when: who is still signed in with the council's
    account need not have been asked for anything today.
    """
    token = sealing.new_token()
    began = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % COARSE
    digest = sealing.digest(token)
    db.session.add(
        StaffSession(
            token_hash=digest,
            person_id=person_id,
            how=how,
            began_at=began,
            proved_at=proved_at or now,
            waits_for_key=waits_for_key,
        )
    )
    audit.record("signed_in", by=person_id, about=person_id, now=now, how=how)
    return token


def of_token(token: str) -> tuple[Person, StaffSession] | None:
    """Whose session a browser's token is, in one query; None if it is nobody's, or was ended."""
    found = db.session.execute(
        select(Person, StaffSession)
        .join(StaffSession, StaffSession.person_id == Person.id)
        .where(StaffSession.token_hash == sealing.digest(token))
    ).first()
    return (found[0], found[1]) if found else None


def is_over(session: StaffSession, *, seen: datetime, limits: Limits, now: datetime) -> bool:
    """True for a session that has lasted too long, or whose browser, last ``seen`` then, has been idle too long."""
    return now - session.began_at >= limits.whole or now - seen >= limits.idle


def prove(session_id: uuid.UUID, *, now: datetime) -> None:
    """Note that the person has just shown that it is them, with their key if they have one."""
    proved = {"proved_at": now, "waits_for_key": False}
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(**proved))


def challenge(session_id: uuid.UUID, fresh: bytes | None) -> bytes | None:
    """Put a fresh challenge to a key into a session, or none; return the one that was there, which is spent by that."""
    found = db.session.get_one(StaffSession, session_id, with_for_update=True, populate_existing=True)
    spent, found.challenge = found.challenge, fresh
    return spent


def of_person(person_id: uuid.UUID, *, limits: Limits, now: datetime) -> Sequence[StaffSession]:
    """Where somebody is signed in, the latest first."""
    mine = select(StaffSession).where(StaffSession.person_id == person_id, StaffSession.began_at > now - limits.whole)
    return db.session.scalars(mine.order_by(StaffSession.began_at.desc(), StaffSession.id)).all()


def end(token: str) -> None:
    """Sign a browser out."""
    db.session.execute(delete(StaffSession).where(StaffSession.token_hash == sealing.digest(token)))


def end_one(session_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> bool:
    """Sign out one of somebody's own browsers; False if it was signed out already, or is another's."""
    ended = db.session.scalar(
        delete(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.person_id == by)
        .returning(StaffSession.id)
    )
    if ended is not None:
        audit.record("session.ended", by=by, about=by, now=now)
    return ended is not None


def end_all(person_id: uuid.UUID, *, but: uuid.UUID | None = None, by: uuid.UUID | None, now: datetime) -> None:
    """Sign somebody out everywhere, ``but`` in one session."""
    db.session.execute(delete(StaffSession).where(StaffSession.person_id == person_id, StaffSession.id != but))
    audit.record("session.all_ended", by=by, about=person_id, now=now)


def drop_old(*, whole: timedelta, now: datetime) -> None:
    """Forget sessions that are long over; for a day one can still be told that it ended, and by whose mail to go on."""
    db.session.execute(delete(StaffSession).where(StaffSession.began_at < now - whole - timedelta(days=1)))
