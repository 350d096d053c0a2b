"""Rounds whose answers are locked by the coach's passphrase, as they stand when raters have answered."""

from datetime import timedelta

from feedback.campaign import coach_keys
from feedback.campaign.models import CoachShare, Subject
from feedback.disclosure import locks
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.building import Council
from tests.disclosure import rounds

PASSPHRASE = "gravel tusk harmonica oval shrimp dinghy"
UNDO = timedelta(hours=24)


def lock(council: Council, leader: Subject, passphrase: str = PASSPHRASE) -> None:
    """What the coach does before raters are asked."""
    key = coach_keys.new_key(leader.id, passphrase)
    with one_transaction():
        coach_keys.keep(leader, key, by=leader.coach_id, now=council.clock.now)


def answered(council: Council, leaders: int = 1, *, peers: int = 5) -> list[Subject]:
    """Leaders of one campaign that needs their coach, each with peers who have answered."""
    found = rounds.launched(council, leaders, coach_key=True)
    for seed, leader in enumerate(found):
        lock(council, leader)
        rounds.send(leader, rounds.varied(leader, seed, peers=peers))
    return found


def ask(council: Council) -> int:
    """What a sweep of the worker does before closing: it asks the coaches who are wanted."""
    with one_transaction():
        return locks.ask_coaches(keys=rounds.keys_of(council.app), now=council.clock.now, undo=UNDO)


def come(council: Council, leader: Subject, passphrase: str = PASSPHRASE) -> None:
    """What the coach does at closing."""
    with one_transaction():
        key = coach_keys.count_a_try(leader.id, now=council.clock.now)
    private = coach_keys.unlocked(key, passphrase)
    with one_transaction():
        coach_keys.hand_over(key, private, by=leader.coach_id, now=council.clock.now)


def share_of(leader: Subject) -> CoachShare | None:
    """The row of a coach's key, as it is now."""
    db.session.expire_all()
    return db.session.get(CoachShare, leader.id)
