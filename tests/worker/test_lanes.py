"""Kinds of work do not wait for each other, several workers share them, and being told to end loses nothing."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from feedback import create_app, lanes, worker
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox, waking
from feedback.foundations.database import one_transaction
from feedback.foundations.mail import Letter, SmtpTransport
from feedback.identity import asking
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock

SELDOM = 600.0  # seconds between rounds: whatever is done sooner, a call was the reason
PATIENCE = 20  # seconds, on a busy machine


@contextmanager
def working(*apps: Flask, every: float = SELDOM, workers: int = 1, **chosen: object) -> Iterator[threading.Event]:
    """Workers in threads, which have had their first look at everything; told to stop at the end, and waited for."""
    stop = threading.Event()
    councils = {whose: its for app in apps for whose, its in lanes.of_one(app)().items()}
    threads = [
        threading.Thread(target=lanes.run, args=(lambda: councils, stop), kwargs={"every": every, **chosen})
        for _ in range(workers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a worker did not end"


def soon(there: Callable[[], object]) -> bool:
    """Whether it comes to be within a time that a busy machine needs."""
    return any(there() or threading.Event().wait(0.02) for _ in range(PATIENCE * 50))


def ask_to_sign_in(council: Council, name: str) -> str:
    """The address of somebody who has just asked for a link to sign in."""
    person = council.person(name)
    with one_transaction():
        asking.ask_to_sign_in(person.email)
    address = person.email
    db.session.rollback()  # SQLite lets nobody else write while we read here
    return address


@pytest.fixture
def second(app: Flask, beginning: Path, tmp_path: Path, clock: ToldClock) -> Iterator[Flask]:
    """Another council's application, with a database and keys of its own."""
    folder = tmp_path / "second"
    folder.mkdir()
    databases.in_use().copy(beginning, folder)
    places = {"key_store": folder / "keys", "key_store_copy": folder / "keys-copy"}
    settings = app.config["SETTINGS"].model_copy(update={"database_url": databases.in_use().url(folder), **places})
    other = create_app(settings)
    other.config["CLOCK"] = lambda: clock.now
    yield other
    with other.app_context():
        db.engine.dispose()
    databases.in_use().drop(folder)


def test_a_sign_in_letter_does_not_wait_for_a_closing(
    council: Council, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing, closed = threading.Event(), threading.Event()

    def takes_long(*_: object, **__: object) -> None:
        closing.set()
        assert closed.wait(PATIENCE)

    monkeypatch.setattr(worker, "close", takes_long)
    with working(council.app):
        assert closing.wait(PATIENCE)
        address = ask_to_sign_in(council, "Ada Example")
        assert soon(lambda: inbox.to(address)), "the letter waits"
        closed.set()


def test_nor_for_letters_that_may_wait(council: Council, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sending, sent, send = threading.Event(), threading.Event(), SmtpTransport.send

    def slow(self: SmtpTransport, letter: Letter) -> None:
        if letter.subject != "Your link to sign in":
            sending.set()
            assert sent.wait(PATIENCE)
        send(self, letter)

    monkeypatch.setattr(SmtpTransport, "send", slow)
    leader = council.launched()
    waiting = leader.person.email
    db.session.rollback()
    with working(council.app):
        assert sending.wait(PATIENCE)
        address = ask_to_sign_in(council, "Ada Example")
        assert soon(lambda: inbox.to(address)), "the letter waits"
        assert not inbox.to(waiting)
        sent.set()
        assert soon(lambda: inbox.to(waiting))


def test_whatever_one_lane_cannot_do_is_tried_again_and_holds_no_other_up(
    council: Council, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ValueError("Ada Example wrote this")

    monkeypatch.setattr(worker, "take_steps", breaks)
    with working(council.app, every=0.05):
        address = ask_to_sign_in(council, "Ada Example")
        assert soon(lambda: inbox.to(address))
        assert soon(lambda: caplog.text.count("steps failed and will be tried again: ValueError") >= 2)
    assert "Ada" not in caplog.text


def test_a_worker_serves_several_councils_whichever_calls(
    council: Council, second: Flask, inbox: Inbox, clock: ToldClock
) -> None:
    with working(council.app, second):
        address = ask_to_sign_in(council, "Ada Example")
        with second.app_context():
            there = ask_to_sign_in(Council(second, clock), "Bea Example")
            db.session.remove()
        assert soon(lambda: inbox.to(address) and inbox.to(there))


def test_one_council_in_trouble_holds_no_other_up(
    council: Council, second: Flask, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    with second.app_context():
        db.metadata.drop_all(db.engine)
    with working(second, council.app, every=0.05):
        address = ask_to_sign_in(council, "Ada Example")
        assert soon(lambda: inbox.to(address))
        assert soon(lambda: "letters failed and will be tried again" in caplog.text)


def test_of_several_workers_each_letter_is_sent_by_one(council: Council, inbox: Inbox) -> None:
    people = [council.person(f"Person {number}") for number in range(30)]
    with one_transaction():
        for person in people:
            outbox.enqueue("sign_in", to=person.id, about=person.id)
            asking.ask_to_sign_in(person.email)
    addresses = {person.email for person in people}
    db.session.rollback()
    with working(council.app, every=0.02, workers=4):
        assert soon(lambda: {letter.to for letter in inbox.letters} == addresses)
    assert set(Counter(letter.to for letter in inbox.letters).values()) == {1}


def test_told_to_end_the_letter_in_hand_is_finished_and_no_other_begun(
    council: Council, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending, go_on, send = threading.Event(), threading.Event(), SmtpTransport.send

    def slow(self: SmtpTransport, letter: Letter) -> None:
        sending.set()
        assert go_on.wait(PATIENCE)
        send(self, letter)

    monkeypatch.setattr(SmtpTransport, "send", slow)
    for name in ("Ada Example", "Bea Example", "Cas Example"):
        ask_to_sign_in(council, name)
    with working(council.app) as stop:
        assert sending.wait(PATIENCE)
        stop.set()
        go_on.set()
    assert len(inbox.letters) == 1
    assert db.session.query(outbox.Outgoing).count() == 2


def test_who_does_letters_alone_needs_no_keys_and_closes_nothing(
    council: Council, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ("take_steps", "close"):
        monkeypatch.setattr(worker, other, lambda *_, **__: pytest.fail("not our work"))
    monkeypatch.setattr(lanes, "_tell_of_keys", lambda _: pytest.fail("no keys here"))
    with working(council.app, kinds=("letters",)):
        assert soon(lambda: set(waking.of(council.app).here) == {"letters"})
        address = ask_to_sign_in(council, "Ada Example")
        assert soon(lambda: inbox.to(address))


def test_after_failures_it_rests_longer_and_longer_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(lanes.time, "monotonic", lambda: now)
    rest, waits = lanes.Rest(), []
    assert rest.is_over()
    for _ in range(7):
        rest.note(well=False)
        waits.append(rest.until - now)
        assert not rest.is_over()
        now = rest.until
        assert rest.is_over()
    assert waits == [1, 2, 4, 8, 15, 15, 15]
    rest.note(well=True)
    assert rest.is_over()
