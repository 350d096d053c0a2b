"""A coach's key: one passphrase opens it, wrong ones cost time, and it is made once, before anybody is asked."""

import json
from datetime import timedelta
from typing import Any

import pytest

from feedback import worker
from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.coach_keys import TooManyTries, WrongPassphrase
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.campaign.promise import locked_by_the_coach, promise
from feedback.campaign.rules import GROUPS
from feedback.extensions import db
from feedback.foundations import outbox, sealing
from feedback.foundations.database import one_transaction
from feedback.invitation import changes
from tests.building import Council
from tests.disclosure.coached import PASSPHRASE, lock, share_of


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader in a launched campaign that needs its coaches."""
    return council.launched(council.leader(council.campaign(coach_key=True)))


def try_on(council: Council, leader: Subject, passphrase: str) -> bytes:
    with one_transaction():
        key = coach_keys.count_a_try(leader.id, now=council.clock.now)
    return coach_keys.unlocked(key, passphrase)


@pytest.mark.parametrize(
    "typed",
    [
        PASSPHRASE,
        PASSPHRASE.upper(),
        f"  {PASSPHRASE}\n",
        PASSPHRASE.replace(" ", "-"),
        PASSPHRASE.replace(" ", " \u2013 "),
        PASSPHRASE.replace(" ", "\u00a0"),
    ],
)
def test_what_keyboards_add_does_not_matter(council: Council, leader: Subject, typed: str) -> None:
    lock(council, leader)
    share = share_of(leader)
    assert share is not None
    assert sealing.public_half(try_on(council, leader, typed)) == share.public


@pytest.mark.parametrize("typed", [PASSPHRASE.replace("tusk", "tusks"), PASSPHRASE.replace(" ", ""), "", "x" * 5_000])
def test_another_passphrase_opens_nothing_and_changes_nothing(council: Council, leader: Subject, typed: str) -> None:
    lock(council, leader)
    with pytest.raises(WrongPassphrase):
        try_on(council, leader, typed)
    assert try_on(council, leader, PASSPHRASE)


def test_one_leaders_key_opens_under_no_other_leader(council: Council, leader: Subject) -> None:
    lock(council, leader)
    with one_transaction():
        key = coach_keys.count_a_try(leader.id, now=council.clock.now)
    moved = coach_keys.LockedKey(council.leader().id, key.public, key.locked)
    with pytest.raises(WrongPassphrase):
        coach_keys.unlocked(moved, PASSPHRASE)
    assert PASSPHRASE not in repr(key)
    assert str(key.locked) not in repr(key)


def test_after_five_wrong_tries_the_coach_waits_a_quarter_of_an_hour(council: Council, leader: Subject) -> None:
    lock(council, leader)
    for _ in range(2):
        for _ in range(5):
            with one_transaction():
                coach_keys.count_a_try(leader.id, now=council.clock.now)
        with pytest.raises(TooManyTries):
            coach_keys.count_a_try(leader.id, now=council.clock.now + timedelta(minutes=14))
        db.session.rollback()
        council.clock.advance(minutes=15)
    assert try_on(council, leader, PASSPHRASE)


def test_the_count_of_wrong_tries_ends_with_a_right_one(council: Council, leader: Subject) -> None:
    lock(council, leader)
    for _ in range(3):
        for _ in range(4):
            with one_transaction():
                key = coach_keys.count_a_try(leader.id, now=council.clock.now)
        other = coach_keys.under_another(key, PASSPHRASE, other=PASSPHRASE)
        with one_transaction():
            coach_keys.change_passphrase(other, by=leader.coach_id, now=council.clock.now)


def test_a_changed_passphrase_opens_the_same_key_and_the_old_one_nothing(council: Council, leader: Subject) -> None:
    lock(council, leader)
    private = try_on(council, leader, PASSPHRASE)
    with one_transaction():
        key = coach_keys.count_a_try(leader.id, now=council.clock.now)
    with one_transaction():
        other = coach_keys.under_another(key, PASSPHRASE, other="another passphrase altogether")
        coach_keys.change_passphrase(other, by=leader.coach_id, now=council.clock.now)

    assert try_on(council, leader, "another passphrase altogether") == private
    with pytest.raises(WrongPassphrase):
        try_on(council, leader, PASSPHRASE)


def test_a_key_is_made_once_and_only_where_it_is_asked_for(council: Council, leader: Subject) -> None:
    lock(council, leader)
    with pytest.raises(NotAllowedNow):
        lock(council, leader)
    without = council.launched()
    with pytest.raises(NotAllowedNow):
        lock(council, without)
    with pytest.raises(NotAllowedNow):
        coach_keys.count_a_try(without.id, now=council.clock.now)
    draft = council.leader(council.campaign(coach_key=True))
    with pytest.raises(NotAllowedNow):
        lock(council, draft)


def test_nobody_is_invited_before_the_coach_has_made_the_key(council: Council) -> None:
    leader = council.collecting(council.leader(council.campaign(coach_key=True)), peers=4, reports=4)
    assert leader.list_state == "approved"
    assert council.invitations(leader) == []
    assert len(council.invitations(council.collecting(peers=4, reports=4))) == 10, "without the option nothing waits"

    lock(council, leader)
    worker.sweep(council.app)
    assert len(council.invitations(leader)) == 10


def test_the_option_is_frozen_at_launch_and_promised_only_where_it_is_true(council: Council, leader: Subject) -> None:
    assert leader.rules is not None
    assert leader.rules["coach_key"] is True
    without = council.launched()
    assert without.rules is not None
    assert without.rules["coach_key"] is False
    with pytest.raises(NotAllowedNow):
        campaigns.change_setup(
            leader.campaign,
            campaigns.Setup("Other", leader.campaign.closes_on, "behaviours", "frequency-5"),
            by=None,
            now=council.clock.now,
        )
    said = {
        (group, on)
        for group in GROUPS
        for on in (True, False)
        if locked_by_the_coach() in promise(group, leader="Lee", group_min_n=4, coach_key=on)
    }
    assert said == {("peers", True), ("reports", True), ("others", True)}


def test_a_new_coach_makes_a_key_of_their_own_while_nothing_can_be_locked(council: Council, leader: Subject) -> None:
    lock(council, leader)
    new = council.person("Nora New", coach=True)
    with one_transaction():
        changes.change_coach(leader, new, by=None, now=council.clock.now)
    assert (leader.coach_id, share_of(leader)) == (new.id, None)
    assert coach_keys.states([leader]) == {leader.id: coach_keys.TO_MAKE}
    asked = db.session.query(outbox.Outgoing).filter_by(kind="coach_key", person_id=new.id)
    assert asked.count() == 1


def test_later_the_key_stays_and_the_command_says_what_the_new_coach_needs(council: Council, leader: Subject) -> None:
    lock(council, leader)
    with one_transaction():
        leader.list_state = "approved"
    new, before = council.person("Nora New", coach=True), share_of(leader)
    assert before is not None
    public = before.public

    def command(email: str, *options: str) -> Any:
        args = ["campaign", "change-coach", str(leader.id), email, *options]
        return council.app.test_cli_runner().invoke(args=args)

    assert command("nobody@example.org").exit_code == 1
    assert "neither the leader nor" in command(leader.manager.email, "--commit").stderr
    old = leader.coach_id
    dry = command(new.email)
    assert (dry.exit_code, json.loads(dry.stdout)["changed"]) == (0, False)
    db.session.expire_all()
    assert leader.coach_id == old
    done = command(new.email, "--commit")
    assert "needs the old coach's passphrase" in done.stderr
    assert json.loads(done.stdout) == {"id": str(leader.id), "coach_key": "made", "changed": True}
    share = share_of(leader)
    assert share is not None
    assert (share.public, leader.coach_id) == (public, new.id)
    assert try_on(council, leader, PASSPHRASE)
