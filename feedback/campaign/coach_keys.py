"""How does a coach lock the answers about a leader with a passphrase, and open that lock at closing?

Only in campaigns that ask for it. The private half of the coach's key exists in three places: for a moment in the
process that makes it or unlocks it, under the passphrase in the database, and, from the moment the coach comes at
closing until the round is closed, sealed to a key that only the worker can read.

Scrypt takes a fifth of a second. No verb here does it within a transaction that writes: raters would have to wait.
"""

import re
import unicodedata
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.orm import aliased

from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, CoachShare, Subject
from feedback.extensions import db
from feedback.foundations import audit, sealing
from feedback.foundations.sealing import CannotOpen
from feedback.identity.models import Person

OPEN_STATES = (State.NOMINATING, State.COLLECTING)
TRIES = 5
WAIT = timedelta(minutes=15)  # after every five wrong passphrases
TO_MAKE, MADE, WANTED, HANDED_OVER = "to make", "made", "wanted", "handed over"


class WrongPassphrase(Exception):
    """It does not open the coach's key. Nothing has changed."""


class TooManyTries(Exception):
    """Too many wrong passphrases lately; the coach may try again after ``WAIT``."""


@dataclass(frozen=True, repr=False)
class LockedKey:
    """A coach's key to one round, its private half under a passphrase."""

    subject_id: uuid.UUID
    public: bytes
    locked: bytes
    handover_public: bytes | None = None


def states(leaders: Collection[Subject]) -> dict[uuid.UUID, str]:
    """How far the coach's key of each leader is: to make, made, wanted at closing, or handed over.

    Leaders whose campaign does not ask for one, or whose round is closed, are left out.
    """
    asking = [leader.id for leader in leaders if leader.campaign.coach_key and not leader.closed]
    if not asking:
        return {}
    rows = db.session.execute(
        select(CoachShare.subject_id, CoachShare.handover_public, CoachShare.handed_over).where(
            CoachShare.subject_id.in_(asking)
        )
    )
    found = {row[0]: HANDED_OVER if row[2] else WANTED if row[1] else MADE for row in rows}
    return {subject_id: found.get(subject_id, TO_MAKE) for subject_id in asking}


def awaited(campaign: Campaign) -> dict[str, list[tuple[str, str]]]:
    """Whose passphrase is awaited, to be made or at closing: names of coach and leader, by the state of the key."""
    found: dict[str, list[tuple[str, str]]] = {TO_MAKE: [], WANTED: []}
    if not campaign.coach_key:
        return found
    coach, person = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(coach.name, person.name, CoachShare.subject_id, CoachShare.handover_public, CoachShare.handed_over)
        .select_from(Subject)
        .join(coach, coach.id == Subject.coach_id)
        .join(person, person.id == Subject.person_id)
        .outerjoin(CoachShare, CoachShare.subject_id == Subject.id)
        .where(Subject.campaign_id == campaign.id, Subject.closed.is_(False))
        .order_by(coach.name, person.name)
    )
    for by, about, made, asked, handed_over in rows:
        if made is None:
            found[TO_MAKE].append((by, about))
        elif asked is not None and handed_over is None:
            found[WANTED].append((by, about))
    return found


def new_key(subject_id: uuid.UUID, passphrase: str) -> LockedKey:
    """A fresh key to a round, which only this passphrase opens. Takes a fifth of a second."""
    pair = sealing.new_key_pair()
    return _locked(subject_id, pair.public, pair.private, passphrase)


def keep(leader: Subject, key: LockedKey, *, by: uuid.UUID, now: datetime) -> None:
    """Keep a coach's new key: from now on the leader's raters can be invited.

    Raises:
        NotAllowedNow: the campaign asks for none, takes no answers now, or the round has a key already.
    """
    if not leader.campaign.coach_key or leader.campaign.state not in OPEN_STATES:
        raise NotAllowedNow("a coach's key is made while its campaign is open")
    if db.session.get(CoachShare, leader.id) is not None:
        raise NotAllowedNow("answers may have been sealed to the key that is there")
    db.session.add(CoachShare(subject_id=leader.id, public=key.public, locked=key.locked))
    audit.record("coach_key.made", by=by, about=leader.id, now=now)


def key_to(subject_id: uuid.UUID) -> LockedKey:
    """The coach's key to a round, without counting a try: for one on which a passphrase is known to be good elsewhere.

    Raises:
        NotAllowedNow: there is none.
    """
    share = db.session.get(CoachShare, subject_id)
    if share is None:
        raise NotAllowedNow("there is no key of the coach")
    return LockedKey(subject_id, share.public, share.locked, share.handover_public)


def count_a_try(subject_id: uuid.UUID, *, now: datetime) -> LockedKey:
    """The coach's key, to try a passphrase on. To be committed before trying, so that tries at once count as well.

    Raises:
        NotAllowedNow: there is none.
        TooManyTries: not for now.
    """
    tries = CoachShare.wrong_tries + 1
    counted = db.session.execute(
        update(CoachShare)
        .where(CoachShare.subject_id == subject_id)
        .where(or_(CoachShare.wait_until.is_(None), CoachShare.wait_until <= now))
        .values(wrong_tries=tries, wait_until=case((tries % TRIES == 0, now + WAIT), else_=None))
        .returning(CoachShare.public, CoachShare.locked, CoachShare.handover_public)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if counted is not None:
        return LockedKey(subject_id, *counted)
    if db.session.scalar(select(CoachShare.subject_id).where(CoachShare.subject_id == subject_id)) is None:
        raise NotAllowedNow("there is no key of the coach")
    raise TooManyTries


def unlocked(key: LockedKey, passphrase: str) -> bytes:
    """The private half (32 bytes). Takes a fifth of a second.

    Raises:
        WrongPassphrase: the passphrase does not open it.
    """
    try:
        return sealing.unlock(_key_for(passphrase, key.public), key.locked, bound_to=_bound_to(key.subject_id))
    except CannotOpen:
        raise WrongPassphrase from None


def under_another(key: LockedKey, passphrase: str, *, other: str) -> LockedKey:
    """The same key under another passphrase: what was sealed to it stays good.

    Raises:
        WrongPassphrase: the first passphrase does not open it.
    """
    return _locked(key.subject_id, key.public, unlocked(key, passphrase), other)


def change_passphrase(key: LockedKey, *, by: uuid.UUID, now: datetime) -> None:
    """Keep what ``under_another`` made. Copies of the database from before still open with the old passphrase.

    Raises:
        NotAllowedNow: the round has been closed.
    """
    _update(key, where=(), locked=key.locked)
    audit.record("coach_key.passphrase_changed", by=by, about=key.subject_id, now=now)


def hand_over(key: LockedKey, private: bytes, *, by: uuid.UUID, now: datetime) -> None:
    """Leave the private half for the worker, sealed to the key that it made for this closing.

    Raises:
        NotAllowedNow: the worker has not asked for it, or the stop has been undone since.
    """
    if key.handover_public is None:
        raise NotAllowedNow("the coach's key is asked for when the time to undo a stop is over")
    wanted = CoachShare.handover_public == key.handover_public
    _update(key, where=(wanted,), handed_over=sealing.seal(key.handover_public, private))
    audit.record("coach_key.handed_over", by=by, about=key.subject_id, now=now)


def take_back(campaign_id: uuid.UUID) -> None:
    """Erase what coaches handed over, because the stop is undone; they are asked anew after the next one."""
    of_campaign = select(Subject.id).where(Subject.campaign_id == campaign_id)
    db.session.execute(
        update(CoachShare)
        .where(CoachShare.subject_id.in_(of_campaign))
        .values(handover_public=None, handed_over=None)
        .execution_options(synchronize_session=False)
    )


def shares_of(campaign_id: uuid.UUID) -> dict[uuid.UUID, CoachShare]:
    """The coaches' keys to the rounds of a campaign that are not closed yet."""
    found = db.session.scalars(
        select(CoachShare).join(Subject, Subject.id == CoachShare.subject_id).where(Subject.campaign_id == campaign_id)
    )
    return {share.subject_id: share for share in found}


def not_handed_over_in(campaign_states: Collection[State]) -> set[uuid.UUID]:
    """The rounds with a coach's key that nobody has asked for, in campaigns in one of these states."""
    return set(
        db.session.scalars(
            select(CoachShare.subject_id)
            .join(Subject, Subject.id == CoachShare.subject_id)
            .join(Campaign, Campaign.id == Subject.campaign_id)
            .where(CoachShare.handover_public.is_(None), Campaign.state.in_(campaign_states))
        )
    )


def erase(subject_id: uuid.UUID) -> None:
    """Erase the coach's key of a round; for the closing step, and for a new coach whose raters are not asked yet."""
    db.session.execute(
        delete(CoachShare).where(CoachShare.subject_id == subject_id).execution_options(synchronize_session=False)
    )


def _update(key: LockedKey, *, where: tuple[object, ...], **columns: bytes) -> None:
    """Change the row of a key that was just opened, which also ends the count of wrong tries."""
    changed = db.session.scalar(
        update(CoachShare)
        .where(CoachShare.subject_id == key.subject_id, CoachShare.public == key.public, *where)  # type: ignore[arg-type]
        .values(wrong_tries=0, wait_until=None, **columns)
        .returning(CoachShare.subject_id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise NotAllowedNow("the coach's key is no longer what it was when the page was opened")


def _locked(subject_id: uuid.UUID, public: bytes, private: bytes, passphrase: str) -> LockedKey:
    locked = sealing.lock(_key_for(passphrase, public), private, bound_to=_bound_to(subject_id))
    return LockedKey(subject_id, public, locked)


def _key_for(passphrase: str, public: bytes) -> bytes:
    return sealing.key_from_passphrase(as_meant(passphrase), public)


def _bound_to(subject_id: uuid.UUID) -> bytes:
    return b"coach-key/1" + subject_id.bytes


def as_meant(passphrase: str) -> str:
    """A passphrase without what keyboards add: capitals, doubled blanks, hyphens between words, typographic forms."""
    plain = unicodedata.normalize("NFKC", passphrase).casefold()
    return " ".join(re.sub(r"[-\u2010-\u2015_]", " ", plain).split())
