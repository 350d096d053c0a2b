"""Two at once on PostgreSQL, step by step: whatever was acknowledged counts, and what comes too late is told so.

Each test holds one of the two in the middle of a transaction, and lets go when the server says that the other waits.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from feedback import worker
from feedback.campaign import round_keys
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.disclosure import closing, keeping
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.database import one_transaction
from feedback.foundations.mail import Letter, SmtpTransport
from feedback.invitation.handover import LinkUnusable
from feedback.response import service as responses
from feedback.response.rules import Answers
from tests.building import Council
from tests.disclosure import rounds
from tests.postgresql.conftest import Other

OtherOf = Callable[[Callable[[], object]], Other]
DEVICE = bytes(32)


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose five peers have all sent threes."""
    [leader] = rounds.launched(council)
    with one_transaction():
        invited = rounds.invite(leader, "peers", 5)
    for invitation in invited:
        save(council.token(invitation), _all(leader, 3), send=True)
    return leader


def save(token: str, answers: Answers, *, send: bool) -> None:
    """Save (and send) as the pages do, in one transaction each."""
    with one_transaction():
        _write(token, answers)
    if send:
        with one_transaction():
            [slot] = responses.slots(token, to_write=True)
            responses.send(slot, device=DEVICE)


def _write(token: str, answers: Answers) -> None:
    [slot] = responses.slots(token, to_write=True)
    responses.save(slot, answers, device=DEVICE)


def _all(leader: Subject, rating: int, words: str = "") -> Answers:
    return Answers(dict.fromkeys(rounds.items_of(leader), rating), {"q1": words} if words else {})


def _token(council: Council, leader: Subject) -> str:
    token = council.token(council.invitations(leader)[0])
    db.session.rollback()
    return token


def _stop(council: Council, campaign_id: Any) -> None:
    with one_transaction():
        campaigns.move(db.session.get_one(Campaign, campaign_id), State.STOPPED, by=None, now=council.clock.now)


def test_a_change_that_is_saved_while_all_is_stopped_and_closed_counts(
    council: Council, leader: Subject, other: OtherOf
) -> None:
    """The worst case: the old answer of the same rater is there to be opened, so that no count would be wrong."""
    token, run_id, answers = _token(council, leader), leader.campaign_id, _all(leader, 5)
    keys = rounds.keys_of(council.app)

    def stop_and_close() -> None:
        _stop(council, run_id)
        closing.close_campaign(run_id, keys=keys, now=council.clock.now)

    with one_transaction():
        _write(token, answers)
        closer = other(stop_and_close).until_waiting()
        assert closer.waits, "nobody waited for the one who saves"
    closer.result()

    expected = rounds.expected_cells(leader, {"peers": [_all(leader, 3)] * 4 + [answers]})
    assert rounds.cells_of(leader.id) == expected


def test_the_same_for_a_slot_that_was_opened_in_an_earlier_transaction(
    council: Council, leader: Subject, other: OtherOf
) -> None:
    token, run_id = _token(council, leader), leader.campaign_id
    [slot] = responses.slots(token, to_write=False)
    db.session.rollback()

    with one_transaction():
        responses.save(slot, _all(leader, 5), device=DEVICE)
        stopping = other(lambda: _stop(council, run_id)).until_waiting()
        assert stopping.waits
    stopping.result()


@pytest.mark.parametrize("opened", ["before", "in the same transaction"])
def test_a_save_that_comes_while_somebody_stops_is_refused(
    council: Council, leader: Subject, other: OtherOf, opened: str
) -> None:
    token, answers = _token(council, leader), _all(leader, 5)
    [slot] = responses.slots(token, to_write=False)
    db.session.rollback()

    def late() -> None:
        with one_transaction():
            if opened == "before":
                responses.save(slot, answers, device=DEVICE)
            else:
                _write(token, answers)

    with one_transaction():
        campaigns.move(leader.campaign, State.STOPPED, by=None, now=council.clock.now)
        db.session.flush()
        rater = other(late).until_waiting()
        assert rater.waits, "a save was acknowledged while somebody stopped"

    with pytest.raises(LinkUnusable):
        rater.result()


def test_raters_do_not_wait_for_each_other(council: Council, leader: Subject, other: OtherOf) -> None:
    first, second = (council.token(one) for one in council.invitations(leader)[:2])
    answers = _all(leader, 5)
    db.session.rollback()

    with one_transaction():
        _write(first, answers)
        another = other(lambda: save(second, answers, send=True)).until_waiting()
        assert not another.waits
    another.result()


def test_two_tabs_saving_at_once_keep_both_pages(council: Council, leader: Subject, other: OtherOf) -> None:
    token = _token(council, leader)
    item, another_item = rounds.items_of(leader)[:2]

    def tab(item: str) -> None:
        [slot] = responses.slots(token, to_write=True)
        saved = responses.opened(slot, [DEVICE]).answers
        assert saved is not None
        responses.save(slot, Answers(saved.ratings | {item: 4}, saved.comments), device=DEVICE)

    def second_tab() -> None:
        with one_transaction():
            tab(another_item)

    with one_transaction():
        tab(item)
        second = other(second_tab).until_waiting()
        assert second.waits
    second.result()

    [slot] = responses.slots(token, to_write=False)
    saved = responses.opened(slot, [DEVICE]).answers
    assert saved is not None
    assert (saved.ratings[item], saved.ratings[another_item]) == (4, 4)


def test_the_stop_cannot_be_undone_while_a_round_is_being_opened(
    council: Council, leader: Subject, other: OtherOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stop(council, leader.campaign_id)
    run_id, undoing = leader.campaign_id, list[Other]()

    def undo() -> None:
        run = db.session.get_one(Campaign, run_id)
        assert run.state == State.STOPPED, "seen before the round is closed"
        with one_transaction():
            campaigns.undo_stop(run, by=None, now=council.clock.now)

    check = keeping.check_written

    def meet(*given: Any, **more: Any) -> None:
        undoing.append(other(undo).until_waiting())
        assert undoing[0].waits
        check(*given, **more)

    monkeypatch.setattr(keeping, "check_written", meet)
    closing.close_campaign(run_id, keys=rounds.keys_of(council.app), now=council.clock.now)

    with pytest.raises(NotAllowedNow):
        undoing[0].result()
    db.session.expire_all()
    assert (leader.closed, leader.campaign.state) == (True, State.CLOSED)


def test_two_closings_at_once_open_a_round_once(
    council: Council, leader: Subject, other: OtherOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stop(council, leader.campaign_id)
    run_id, keys, others, told = leader.campaign_id, rounds.keys_of(council.app), list[Other](), list[object]()

    def close() -> None:
        closing.close_campaign(run_id, keys=keys, now=council.clock.now, tell=told.append)

    check = keeping.check_written

    def meet(*given: Any, **more: Any) -> None:
        if not others:
            others.append(other(close))
            assert others[0].until_waiting().waits
        check(*given, **more)

    monkeypatch.setattr(keeping, "check_written", meet)
    close()
    others[0].result()

    assert len(told) == 1
    assert len(rounds.events("round.closed")) == len(rounds.events("campaign.closed")) == 1
    assert disclosure.report_of(leader.id).counts == {"peers": [5, 5]}


def test_two_workers_write_each_letter_and_each_key_once(
    council: Council, leader: Subject, other: OtherOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one comes while the first is handing a letter over: it finds that taken, and takes the others."""
    council.launched(council.leader())
    with one_transaction():
        outbox.enqueue("report_ready", to=leader.coach_id, about=leader.id)
    carried, others, by_the_second = list[str](), list[Other](), list[Any]()
    send = SmtpTransport.send

    def meet(self: SmtpTransport, letter: Letter) -> None:
        carried.append(letter.to)
        if not others:
            others.append(other(lambda: worker.sweep(council.app)))
            others[0].until_waiting()
            by_the_second.append(others[0].result())
        send(self, letter)

    monkeypatch.setattr(SmtpTransport, "send", meet)
    swept = worker.sweep(council.app)

    [second] = by_the_second
    assert swept.keys == 2
    assert second.keys == 0
    assert swept.letters.accepted >= 1
    assert swept.letters.accepted + second.letters.accepted == len(carried)
    assert len(carried) == len(set(carried)) >= 2
    assert db.session.scalar(select(func.count()).select_from(outbox.Outgoing)) == 0
    assert worker.sweep(council.app).was_idle


def test_of_two_who_make_keys_one_alone_makes_a_leader_s(council: Council, other: OtherOf) -> None:
    leader = council.launched()
    keys, made = rounds.keys_of(council.app), list[Any]()

    def make(subject_id: Any) -> bytes:
        made.append(subject_id)
        return keys.create(subject_id)

    def second() -> int:
        with one_transaction():
            return round_keys.record_keys(make)

    with one_transaction():
        assert round_keys.record_keys(make) == 1
        db.session.flush()
        another = other(second).until_waiting()
        assert another.waits
    assert another.result() == 0

    assert made == [leader.id]


def test_a_default_of_the_server_does_not_change_how_we_wait(app: Flask) -> None:
    db.session.execute(
        text(f"ALTER DATABASE {db.engine.url.database} SET default_transaction_isolation = 'serializable'")
    )
    db.session.commit()
    db.engine.dispose()

    assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
