"""Mail servers as they are: one that hangs, greylists, refuses every third, dies in the middle, or is away for a while.

Each test counts the letters that were wanted against those that a real SMTP server took.
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from feedback import worker
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.database import one_transaction
from feedback.foundations.mail import SmtpTransport
from feedback.foundations.outbox import AWAY, Outgoing
from feedback.identity.models import Person
from feedback.worker import Sweep
from tests.conftest import ToldClock
from tests.fault.rig import say

LETTERS = 12
SHORT = 0.3  # seconds; twenty in production


class MailServer:
    """What aiosmtpd asks, letter by letter; each kind of server answers otherwise."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.asked: Counter[str] = Counter()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.asked[address] += 1
        envelope.rcpt_tos.append(address)
        return self.recipient(address)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return self.letter(envelope.rcpt_tos[0], server)

    def recipient(self, address: str) -> str:
        """What it says of an address."""
        return "250 OK"

    def letter(self, address: str, server: Any) -> str:
        """What it says of a letter."""
        self.taken.append(address)
        return "250 taken"


class Greylists(MailServer):
    def recipient(self, address: str) -> str:
        return "451 4.7.1 come again" if self.asked[address] == 1 else "250 OK"


class RefusesEveryThird(MailServer):
    def recipient(self, address: str) -> str:
        return "550 5.1.1 nobody here" if int(address[1:].partition("@")[0]) % 3 == 0 else "250 OK"


class TakesAndDies(MailServer):
    """Takes each letter, and every other time the line is dead before it has said so."""

    def letter(self, address: str, server: Any) -> str:
        said = super().letter(address, server)
        if len(self.taken) % 2:
            server.transport.close()
        return said


class SaysNoForAWhile(MailServer):
    no = True

    def recipient(self, address: str) -> str:
        return "421 4.3.2 closing down" if self.no else "250 OK"


@pytest.fixture
def addresses(app: Flask) -> list[str]:
    """To whom letters wait to be sent."""
    people = [Person(name=f"Person {number}", email=f"p{number}@example.org") for number in range(1, LETTERS + 1)]
    with one_transaction():
        db.session.add_all(people)
        db.session.flush()
        for person in people:
            outbox.enqueue("sign_in", to=person.id, about=person.id)
    found = [person.email for person in people]
    db.session.rollback()
    return found


@pytest.fixture
def sending(app: Flask, clock: ToldClock) -> Callable[[int], Sweep]:
    """Let the worker do what is due, by way of the mail server at a port."""

    def sweep(port: int) -> Sweep:
        settings = app.config["SETTINGS"].model_copy(update={"mail_port": port})
        done = Sweep()
        worker.send(app, done, transport=SmtpTransport(settings, timeout=SHORT))
        return done

    return sweep


@contextmanager
def serving(kind: MailServer) -> Iterator[int]:
    """A real server of a kind; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(kind, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def left() -> list[Outgoing]:
    """What is still to go, or was given up."""
    found = db.session.query(Outgoing).all()
    for row in found:
        db.session.expunge(row)
    db.session.rollback()
    return found


def test_one_that_greylists_gets_each_letter_once(
    addresses: list[str], sending: Callable[[int], Sweep], clock: ToldClock
) -> None:
    server = Greylists()
    with serving(server) as port:
        assert sending(port).letters.refused == LETTERS
        assert sending(port).letters.refused == 0, "each is left alone for a minute"
        clock.advance(minutes=1)
        assert sending(port).letters.accepted == LETTERS
    assert Counter(server.taken) == Counter(addresses)
    assert left() == []
    say("mail server greylists", letters=LETTERS, taken=len(server.taken), twice=0, lost=0)


def test_one_that_refuses_every_third_gets_the_others_once_and_those_are_told_of(
    addresses: list[str], sending: Callable[[int], Sweep]
) -> None:
    server = RefusesEveryThird()
    with serving(server) as port:
        done = sending(port).letters
    assert (done.accepted, done.refused) == (8, 4)
    assert Counter(server.taken) == Counter(one for one in addresses if int(one[1:].partition("@")[0]) % 3)
    assert [(row.given_up, row.refusal) for row in left()] == [(True, "address")] * 4
    say("mail server refuses every third", letters=LETTERS, taken=8, given_up_and_told=4, lost=0)


def test_one_that_takes_and_dies_gets_no_letter_more_often_than_it_died(
    addresses: list[str], sending: Callable[[int], Sweep], clock: ToldClock
) -> None:
    server, turns = TakesAndDies(), 0
    with serving(server) as port:
        while left() and turns < 40:
            sending(port)
            clock.advance(minutes=20)
            turns += 1
    counted = Counter(server.taken)
    deaths = (len(server.taken) + 1) // 2
    assert set(counted) == set(addresses), "a letter was lost"
    assert left() == []
    assert sum(counted.values()) - LETTERS <= deaths
    say("mail server takes and dies", letters=LETTERS, deaths=deaths, twice=len(server.taken) - LETTERS, lost=0)


def test_one_that_hangs_holds_the_worker_up_for_three_letters_and_not_for_all(
    addresses: list[str], sending: Callable[[int], Sweep], clock: ToldClock
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:  # takes the call and never says a word
        begun = time.monotonic()
        assert sending(silent.getsockname()[1]).letters.refused == AWAY
        assert time.monotonic() - begun < SHORT * LETTERS
    rows = left()
    assert sorted(row.attempts for row in rows) == [0] * (LETTERS - AWAY) + [1] * AWAY
    server = MailServer()
    clock.advance(minutes=1)
    with serving(server) as port:
        sending(port)
    assert Counter(server.taken) == Counter(addresses)
    say("mail server hangs", letters=LETTERS, tried_in_vain=AWAY, taken=LETTERS, twice=0, lost=0)


def test_one_that_is_away_from_friday_to_monday(
    addresses: list[str], sending: Callable[[int], Sweep], clock: ToldClock
) -> None:
    server = SaysNoForAWhile()
    with serving(server) as port:
        for _ in range(64):
            sending(port)
            clock.advance(hours=1)
        assert server.taken == []
        assert not any(row.given_up for row in left())
        server.no = False
        turns = 0
        while left() and turns < 80:
            sending(port)
            clock.advance(hours=1)
            turns += 1
    assert Counter(server.taken) == Counter(addresses)
    say("mail server away for 64 hours", letters=LETTERS, taken=LETTERS, twice=0, lost=0)


@pytest.mark.parametrize("jump", [-60, 60])
def test_the_clock_jumps_an_hour_in_the_middle_of_sending(
    addresses: list[str], app: Flask, clock: ToldClock, jump: int
) -> None:
    taken: list[str] = []

    class Jumps:
        def send(self, letter: Any) -> None:
            taken.append(letter.to)
            if len(taken) == LETTERS // 2:
                clock.advance(minutes=jump)

    def another() -> None:
        with app.app_context():
            worker.send(app, Sweep(), transport=Jumps())
            db.session.remove()

    others = [threading.Thread(target=another) for _ in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    for _ in range(3):
        worker.send(app, Sweep(), transport=Jumps())
        clock.advance(minutes=90)
    assert Counter(taken) == Counter(addresses), "two workers and a clock that jumps: still each letter once"
    say("clock jumps an hour while two workers send", minutes=jump, letters=LETTERS, twice=0, lost=0)
