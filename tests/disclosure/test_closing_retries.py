"""How does the worker come back to a campaign that cannot be closed? Patiently, and without filling the log."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign import service as campaigns
from feedback.disclosure import attempts, keeping
from feedback.foundations.database import one_transaction
from feedback.worker import Sweep
from tests.building import Council
from tests.disclosure import rounds


def test_the_worker_tries_again_ever_more_seldom_and_says_so_once_each_time(
    council: Council, sweep: Callable[[], Sweep], caplog: pytest.LogCaptureFixture
) -> None:
    [leader] = rounds.answered(council)
    put_back = rounds.lose_key(rounds.keys_of(council.app), leader.id)
    rounds.due(council, leader)
    caplog.set_level(logging.WARNING)

    tried = []
    for minute in range(130):
        before = len(caplog.records)
        rounds.close_due(council)
        rounds.close_due(council)  # as a sweep a second later
        tried += [minute] * (len(caplog.records) - before)
        council.clock.advance(minutes=1)

    assert tried == [0, 1, 3, 7, 15, 31, 63, 123]
    assert len(rounds.events(attempts.PUT_OFF)) == len(tried)
    assert all(str(leader.id) in record.getMessage() for record in caplog.records)

    put_back()
    council.clock.advance(hours=1)
    assert sweep().closed == 1


def test_a_new_stop_starts_with_a_new_patience(council: Council) -> None:
    [leader] = rounds.answered(council)
    rounds.lose_key(rounds.keys_of(council.app), leader.id)
    rounds.due(council, leader)
    for _ in range(5):
        rounds.close_due(council)
        council.clock.advance(hours=1)
    with one_transaction():
        campaigns.undo_stop(leader.campaign, by=None, now=council.clock.now)
    rounds.due(council, leader)

    rounds.close_due(council)
    council.clock.advance(minutes=1)
    rounds.close_due(council)

    assert len(rounds.events(attempts.PUT_OFF)) == 7


def test_a_fault_nobody_thought_of_keeps_nobody_waiting_and_its_words_stay_out_of_the_log(
    council: Council, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    [leader], [other] = rounds.answered(council), rounds.answered(council)
    rounds.due(council, leader, other)
    rows_of = keeping.rows_of

    def stumble(subject_id: uuid.UUID, *given: Any, **more: Any) -> keeping.Rows:
        if subject_id == leader.id:
            raise ArithmeticError("Ann said 2")
        return rows_of(subject_id, *given, **more)

    monkeypatch.setattr(keeping, "rows_of", stumble)

    assert rounds.close_due(council) == 1

    assert (leader.closed, other.closed) == (False, True)
    assert "ArithmeticError" in caplog.text
    assert "Ann said" not in caplog.text
    assert rounds.events(attempts.PUT_OFF)[0].facts == {"problem": "ArithmeticError"}
    assert len(rounds.key_files(council.app, leader.id)) == 2
