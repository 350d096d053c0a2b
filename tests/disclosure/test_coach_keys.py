"""Closing with two locks: nothing opens before the coach comes, waiting is no fault, and nothing is ever lost by it."""

import logging
from collections.abc import Callable

import pytest

from feedback import readiness
from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Subject
from feedback.disclosure import attempts, closing, locks
from feedback.disclosure.locks import CannotClose
from feedback.extensions import db
from feedback.foundations import outbox, sealing
from feedback.foundations.database import one_transaction
from feedback.invitation.models import SUBMITTED, Invitation
from feedback.worker import Sweep
from tests.building import Council
from tests.disclosure import coached, rounds


def closed(*leaders: Subject) -> list[bool]:
    db.session.expire_all()
    return [leader.closed for leader in leaders]


def slots_of(leader: Subject) -> list[tuple[object, ...]]:
    rows = db.session.query(Invitation).filter_by(subject_id=leader.id).order_by(Invitation.id)
    return [(row.id, row.state, row.slot, row.wrap_sub) for row in rows]


def test_each_round_closes_when_its_own_coach_has_come(council: Council) -> None:
    first, second = leaders = coached.answered(council, 2)
    rounds.due(council, first)
    assert coached.ask(council) == 2
    assert (rounds.close_due(council), closed(*leaders)) == (0, [False, False])

    coached.come(council, second)
    assert (rounds.close_due(council), closed(*leaders)) == (1, [False, True])
    assert rounds.cells_of(second.id) == rounds.expected_cells(second, rounds.varied(second, 1, peers=5))
    assert (second.campaign.state, rounds.cells_of(first.id)) == (State.STOPPED, {})
    assert rounds.key_files(council.app, second.id) == []
    assert rounds.key_files(council.app, locks.handover_id(second.id)) == []
    assert coached.share_of(second) is None

    council.clock.advance(days=9)
    assert rounds.close_due(council) == 0
    coached.come(council, first)
    assert (rounds.close_due(council), closed(*leaders)) == (1, [True, True])
    assert first.campaign.state == State.CLOSED
    assert rounds.cells_of(first.id) == rounds.expected_cells(first, rounds.varied(first, 0, peers=5))


def test_waiting_is_no_fault_and_costs_next_to_nothing(
    council: Council, sweep: Callable[[], Sweep], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    opened: list[object] = []
    monkeypatch.setattr(closing, "close_campaign", lambda *given, **_: opened.append(given))
    caplog.set_level(logging.WARNING)

    for _ in range(20):
        sweep()
        council.clock.advance(hours=3)

    assert (opened, caplog.records, rounds.events(attempts.PUT_OFF)) == ([], [], [])
    assert closed(leader) == [False]


def test_the_coach_is_asked_once_and_only_when_the_stop_cannot_be_undone_any_more(
    council: Council, sweep: Callable[[], Sweep]
) -> None:
    [leader] = coached.answered(council)
    council.stop(leader.campaign)
    council.clock.advance(hours=23)
    assert coached.ask(council) == 0
    with pytest.raises(NotAllowedNow):
        coached.come(council, leader)

    council.clock.advance(hours=2)
    for _ in range(3):
        sweep()
    assert len(rounds.events("coach_key.asked_for")) == 1
    assert db.session.query(outbox.Outgoing).filter_by(kind="passphrase").count() == 0, "the letter has left, once"


def test_a_round_about_which_nobody_said_anything_needs_no_coach(council: Council) -> None:
    silent, other, never = rounds.launched(council, 3, coach_key=True)
    for leader in (silent, other):
        coached.lock(council, leader)
    rounds.send(other, rounds.varied(other, peers=4))
    with one_transaction():
        rounds.invite(silent, "peers", 3)
    rounds.due(council, silent)

    assert coached.ask(council) == 1
    assert (rounds.close_due(council), closed(silent, other, never)) == (2, [True, False, True])


def test_undoing_the_stop_takes_back_what_was_handed_over_for_good(council: Council) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    coached.come(council, leader)
    before = slots_of(leader)
    share = coached.share_of(leader)
    assert share is not None
    handed_over, asked_with = share.handed_over, share.handover_public
    assert handed_over is not None

    with one_transaction():
        campaigns.undo_stop(leader.campaign, by=None, now=council.clock.now)
    coached.ask(council)

    again = coached.share_of(leader)
    assert again is not None
    assert (again.handed_over, again.handover_public) == (None, None)
    assert rounds.key_files(council.app, locks.handover_id(leader.id)) == [], "in copies of the database it is noise"
    assert slots_of(leader) == before

    rounds.due(council, leader)
    assert (coached.ask(council), rounds.close_due(council)) == (1, 0)
    again = coached.share_of(leader)
    assert again is not None
    assert again.handover_public not in (None, asked_with)
    coached.come(council, leader)
    assert rounds.close_due(council) == 1


def test_a_coach_who_comes_as_the_stop_is_undone_hands_nothing_over(council: Council) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    with one_transaction():
        key = coach_keys.count_a_try(leader.id, now=council.clock.now)
    private = coach_keys.unlocked(key, coached.PASSPHRASE)
    with one_transaction():
        campaigns.undo_stop(leader.campaign, by=None, now=council.clock.now)

    with pytest.raises(NotAllowedNow), one_transaction():
        coach_keys.hand_over(key, private, by=leader.coach_id, now=council.clock.now)
    share = coached.share_of(leader)
    assert share is not None
    assert share.handed_over is None


def test_a_lost_handover_key_asks_the_coach_again(council: Council) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    coached.come(council, leader)
    rounds.lose_key(rounds.keys_of(council.app), locks.handover_id(leader.id))

    assert (coached.ask(council), rounds.close_due(council)) == (1, 0)
    coached.come(council, leader)
    assert rounds.close_due(council) == 1


def test_a_crash_between_making_the_handover_key_and_keeping_it_heals(council: Council) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    locks.ask_coaches(keys=rounds.keys_of(council.app), now=council.clock.now, undo=coached.UNDO)
    db.session.rollback()
    assert rounds.key_files(council.app, locks.handover_id(leader.id))

    assert coached.ask(council) == 1
    coached.come(council, leader)
    assert rounds.close_due(council) == 1


def test_what_can_be_known_without_the_coach_is_looked_at_before_anything_is_opened(council: Council) -> None:
    here, absent = coached.answered(council, 2)
    put_back = rounds.lose_key(rounds.keys_of(council.app), absent.id)
    rounds.due(council, here)
    coached.ask(council)
    coached.come(council, here)

    assert (rounds.close_due(council), closed(here, absent)) == (0, [False, False])
    assert "5 of 5 sent answers cannot be read: its private key is missing" in str(
        rounds.events(attempts.PUT_OFF)[0].facts
    )

    put_back()
    council.clock.advance(hours=1)
    assert (rounds.close_due(council), closed(here, absent)) == (1, [True, False])


@pytest.mark.parametrize("inner", [32, 80])
def test_a_slot_without_the_coachs_lock_counts_as_damaged(council: Council, inner: int) -> None:
    """Neither a key in a single box nor something else as long as a box is taken for what the coach locked."""
    [leader] = coached.answered(council)
    with one_transaction():
        invitation = db.session.query(Invitation).filter_by(subject_id=leader.id, state=SUBMITTED).first()
        assert invitation is not None
        invitation.wrap_sub = sealing.seal(leader.seal_public or b"", b"k" * inner)
    rounds.due(council, leader)
    coached.ask(council)
    coached.come(council, leader)

    assert rounds.close_due(council) == 0
    [tried] = rounds.events(attempts.PUT_OFF)
    assert "1 of 5 sent answers cannot be read" in tried.facts["problem"]


def test_a_passphrase_that_is_lost_for_good_is_given_up_by_number(council: Council) -> None:
    lost, here = coached.answered(council, 2)
    rounds.due(council, lost)
    coached.ask(council)
    coached.come(council, here)
    keys = rounds.keys_of(council.app)

    def close(count: int) -> None:
        closing.close_campaign(lost.campaign_id, keys=keys, now=council.clock.now, leave_out={lost.id: count})

    with pytest.raises(CannotClose, match="5 of 5 sent answers cannot be read: its coach has not typed"):
        close(4)
    with pytest.raises(CannotClose, match="so none may be left out"):
        closing.close_campaign(lost.campaign_id, keys=keys, now=council.clock.now, leave_out={lost.id: 5, here.id: 5})
    close(5)

    assert closed(lost, here) == [True, True]
    assert [event.facts for event in rounds.events("round.answers_left_out")] == [{"answers": 5}]
    assert coached.share_of(lost) is None


def test_the_operator_is_told_who_is_waited_for(council: Council) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)

    for commit in ([], ["--commit"]):
        result = council.app.test_cli_runner().invoke(args=["campaign", "close", str(leader.campaign_id), *commit])
        assert (result.exit_code, '"closed": 0' in result.stdout) == (0, True)
        assert f"round {leader.id} waits for its coach, whose passphrase opens its 5 sent answers" in result.stderr
    assert f"--leave-out {leader.id}=5" in result.stderr


def test_keys_are_ready_while_rounds_wait(council: Council) -> None:
    [leader] = coached.answered(council)
    rounds.due(council, leader)
    coached.ask(council)
    check = readiness.check_keys(council.app.config["SETTINGS"])
    assert (check.well, check.finding) == (True, "there and matching for 1 open rounds")
