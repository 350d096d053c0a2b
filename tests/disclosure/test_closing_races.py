"""Who wins when answers, a stop, its undoing and two closers meet? Whatever was acknowledged counts, and only that."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.disclosure import closing, service
from feedback.disclosure.closing import Progress
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.invitation.handover import LinkUnusable
from feedback.response import service as responses
from feedback.response.rules import Answers
from tests.building import Council
from tests.disclosure import rounds


def in_threads(app: Flask, *jobs: Callable[[], None]) -> None:
    """Do everything at once, each in a context of its own as in a web server; a fault in any is a fault here."""
    db.session.rollback()
    start, faults = threading.Barrier(len(jobs)), list[BaseException]()

    def work(job: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                job()
            except BaseException as fault:
                faults.append(fault)

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert faults == []


def send_answers(token: str, answers: Answers) -> bool:
    """Save and send as the pages do; True if that was acknowledged."""
    try:
        with one_transaction():
            [slot] = responses.slots(token, to_write=True)
            responses.save(slot, answers, device=bytes(32))
        with one_transaction():
            [slot] = responses.slots(token, to_write=True)
            responses.send(slot, device=bytes(32))
    except LinkUnusable:
        return False
    return True


@pytest.mark.parametrize("wait_for", [0, 1, 4, 7])
def test_an_answer_sent_while_the_campaign_stops_counts_or_is_refused(council: Council, wait_for: int) -> None:
    [leader] = rounds.launched(council)
    with one_transaction():
        invited = rounds.invite(leader, "peers", 8)
    links = [council.token(invitation) for invitation in invited]
    answers = rounds.varied(leader, peers=8)["peers"]
    run_id, acknowledged, some = leader.campaign_id, list[Answers](), threading.Semaphore(0)

    def send(number: int) -> None:
        if send_answers(links[number], answers[number]):
            acknowledged.append(answers[number])
        some.release()

    def stop() -> None:
        for _ in range(wait_for):
            some.acquire(timeout=30)
        council.stop(campaigns.campaign(run_id))  # type: ignore[arg-type]

    in_threads(council.app, stop, *(lambda number=number: send(number) for number in range(8)))
    council.clock.advance(hours=25)
    rounds.close_due(council)

    assert len(acknowledged) >= wait_for
    assert service.report_of(leader.id).counts == {"peers": [8, len(acknowledged)]}
    assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, {"peers": acknowledged})


@pytest.mark.parametrize("move", [State.STOPPED, State.CLOSED])
def test_a_slot_that_was_opened_before_the_stop_takes_nothing_after_it(council: Council, move: State) -> None:
    [leader] = rounds.answered(council)
    with one_transaction():
        [late] = rounds.invite(leader, "peers", 1)
    token = council.token(late)
    with one_transaction():
        [slot] = responses.slots(token, to_write=True)
    council.stop(leader.campaign)
    if move == State.CLOSED:
        council.clock.advance(hours=25)
        rounds.close_due(council)

    for write in (
        lambda: responses.save(slot, Answers({rounds.items_of(leader)[0]: 1}), device=bytes(32)),
        lambda: responses.withdraw(slot, device=None),
        lambda: responses.decline(slot, device=None),
    ):
        with pytest.raises(LinkUnusable), one_transaction():
            write()
    assert not send_answers(token, Answers({rounds.items_of(leader)[0]: 1}))


def test_the_stop_cannot_be_undone_while_answers_are_being_opened(council: Council) -> None:
    """From the first opening on there is no way back: the others follow."""
    leaders = rounds.answered(council, 3)
    rounds.due(council, leaders[0])
    refused: list[bool] = []

    def undo(_: Progress) -> None:
        with pytest.raises(NotAllowedNow), one_transaction():
            campaigns.undo_stop(leaders[0].campaign, by=None, now=council.clock.now)
        refused.append(True)

    keys = rounds.keys_of(council.app)
    closing.close_campaign(leaders[0].campaign_id, keys=keys, now=council.clock.now, tell=undo)

    assert len(refused) == 3
    assert leaders[0].campaign.state == State.CLOSED
    for seed, leader in enumerate(leaders):
        assert rounds.key_files(council.app, leader.id) == []
        assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, rounds.varied(leader, seed, peers=5))


def test_a_stop_undone_before_the_first_opening_loses_no_key(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    [leader] = rounds.answered(council)
    rounds.due(council, leader)
    look = closing.problems

    def look_and_undo(*given: object, **more: object) -> list[str]:
        found = look(*given, **more)  # type: ignore[arg-type]
        with one_transaction():
            campaigns.undo_stop(leader.campaign, by=None, now=council.clock.now)
        return found

    monkeypatch.setattr(closing, "problems", look_and_undo)

    assert rounds.close_due(council) == 0

    assert (leader.closed, leader.campaign.state) == (False, State.COLLECTING)
    assert len(rounds.key_files(council.app, leader.id)) == 2


def test_a_stop_cannot_be_undone_once_a_round_has_been_opened(council: Council) -> None:
    [leader, other] = rounds.answered(council, 2)
    rounds.due(council, leader)
    with one_transaction():
        leader.closed = True  # as after a crash between two rounds

    with pytest.raises(NotAllowedNow), one_transaction():
        campaigns.undo_stop(leader.campaign, by=None, now=council.clock.now)

    assert (other.closed, leader.campaign.state) == (False, State.STOPPED)


def test_two_closers_at_once_close_each_round_once(council: Council) -> None:
    leaders = rounds.answered(council, 4)
    rounds.due(council, leaders[0])
    run_id, ids = leaders[0].campaign_id, [leader.id for leader in leaders]
    told: list[Progress] = []

    def close() -> None:
        closing.close_campaign(run_id, keys=rounds.keys_of(council.app), now=council.clock.now, tell=told.append)

    def close_beside_another() -> None:
        try:
            close()
        except closing.CannotClose as waits:
            if str(waits) != closing.STILL_BEING_READ:  # the other one is reading as this one wants to wipe: done later
                raise

    in_threads(council.app, close_beside_another, close_beside_another)
    close()

    assert len(told) == 4
    assert sorted(event.about_id for event in rounds.events("round.closed") if event.about_id) == sorted(ids)
    assert len(rounds.events("campaign.closed")) == 1
    for seed, leader in enumerate(leaders):
        assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, rounds.varied(leader, seed, peers=5))


def test_nobody_can_answer_or_see_a_figure_while_the_stop_can_be_undone(council: Council) -> None:
    [leader] = rounds.answered(council)
    council.stop(leader.campaign)
    council.clock.advance(hours=23)

    assert rounds.close_due(council) == 0
    with pytest.raises(service.NotClosed):
        service.released(leader.id)

    council.clock.now += timedelta(hours=1)
    assert rounds.close_due(council) == 1
