"""The worker is killed in the middle of sending and of making PDFs: nothing is lost, and hardly a letter goes twice.

A letter may go twice only if the worker died between the mail server's yes and its own note of it. So of all letters
that went twice, each must have been the last that was taken before a kill.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from benchmarks import servers
from feedback.campaign.models import Subject
from feedback.coaching import bundles, making, service
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox, sealing
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import service as reports
from tests import databases
from tests.building import Council
from tests.disclosure import rounds
from tests.fault.rig import KILLS, say, soon
from tests.fault.stopped import ROOT

LETTERS_BETWEEN_KILLS = 4


class Victims:
    """The process of ``victims``, taking orders; the worker it has begun last is to be killed."""

    def __init__(self, app: Flask, folder: Path, mail_port: int) -> None:
        url = app.config["SETTINGS"].database_url
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.victims", str(folder), url, str(mail_port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def begin(self, do: str) -> int:
        """Have a fresh worker work; its process."""
        return self._order(do)

    def kill(self, worker: int) -> None:
        """Signal 9."""
        os.kill(worker, signal.SIGKILL)
        assert self._order("wait") == signal.SIGKILL

    def _order(self, do: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """Let it go home, and kill what it has begun, should a test have failed."""
        for pid in servers.family(self._process.pid)[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.communicate(timeout=60)


@pytest.fixture
def victims(app: Flask, tmp_path: Path, inbox: Inbox) -> Iterator[Victims]:
    """Workers to be killed, on the test's own database."""
    db.session.remove()
    db.engine.dispose()
    started = Victims(app, tmp_path, inbox.port)  # type: ignore[attr-defined]
    yield started
    started.end()


def left(folder: Path) -> int:
    """How many letters are still to go; read past the product, which would take the lock that the worker needs."""
    with databases.in_use().reading(folder) as rows:
        return int(rows("SELECT count(*) FROM outbox")[0][0])


def test_killed_while_sending_no_letter_is_lost_and_twice_goes_only_what_was_in_hand(
    app: Flask, victims: Victims, inbox: Inbox, tmp_path: Path
) -> None:
    people = [
        Person(name=f"Person {number}", email=f"p{number}@example.org")
        for number in range(KILLS * LETTERS_BETWEEN_KILLS + 20)
    ]
    with one_transaction():
        db.session.add_all(people)
        db.session.flush()
        for person in people:
            outbox.enqueue("sign_in", to=person.id, about=person.id)
    addresses = {person.email for person in people}
    db.session.rollback()
    rng, last_before_kills, killed = random.Random(21), set[str](), 0
    while left(tmp_path) and killed < KILLS:
        taken, worker = len(inbox.letters), victims.begin("letters")
        assert soon(lambda taken=taken: len(inbox.letters) > taken + 1 or not left(tmp_path))
        time.sleep(rng.random() * 0.02)
        victims.kill(worker)
        killed += 1
        time.sleep(0.02)  # what was on its way to the mail server arrives
        last_before_kills.add(inbox.letters[-1].to)
    worker = victims.begin("letters")
    assert soon(lambda: not left(tmp_path))
    victims.kill(worker)

    counted = Counter(letter.to for letter in inbox.letters)
    twice = {address for address, count in counted.items() if count > 1}
    say("worker killed while sending", kills=killed, letters=len(people), lost=0, twice=len(twice))
    assert set(counted) == addresses, "a letter was lost"
    assert twice <= last_before_kills, "a letter went twice that was not in hand when the worker died"
    assert max(counted.values()) <= 2
    assert killed >= KILLS / 2


@pytest.fixture
def asked_for(council: Council) -> list[Subject]:
    """Leaders whose PDFs a coach has asked for."""
    return leaders_asked_for(council)


def leaders_asked_for(council: Council) -> list[Subject]:
    """Three whose reports are there, and whose PDFs their coach has asked for."""
    found = rounds.launched(council, 3)
    for leader in found:
        rounds.send(leader, rounds.varied(leader, say="Peridot", peers=5))
    rounds.close(council, found[0].campaign)
    with one_transaction():
        service.keep_office_key(rounds.keys_of(council.app))
        for leader in found:
            reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    ask(council, found)
    return found


def ask(council: Council, leaders: list[Subject]) -> None:
    """Have every PDF made anew."""
    with one_transaction():
        bundles.forget([leader.id for leader in leaders])
        bundles.ask(leaders[0].campaign_id, by=leaders[0].coach_id, now=council.clock.now)
    db.session.rollback()


def made(app: Flask, folder: Path) -> int:
    """How many PDFs are there, each of them whole; read past the product, as ``left``."""
    with databases.in_use().reading(folder) as rows:
        return len(whole(app, rows))


def whole(app: Flask, rows: databases.Rows) -> dict[str, tuple[bytes, bytes]]:
    """The leader's id of each PDF that is there -> how it is kept, and the PDF; each is looked at whether it is all."""
    key = bundles.key(app.config["SETTINGS"].secret_key)
    found = {}
    for subject_id, locked in rows("SELECT subject_id, locked FROM report_file WHERE locked IS NOT NULL"):
        pdf = sealing.unlock(key, bytes(locked), bound_to=bytes.fromhex(subject_id))
        assert pdf.startswith(b"%PDF")
        assert pdf.rstrip().endswith(b"%%EOF")
        found[subject_id] = bytes(locked), pdf
    return found


def begun(folder: Path) -> int:
    """How many attempts have been counted."""
    with databases.in_use().reading(folder) as rows:
        return int(rows("SELECT sum(attempts) FROM report_file")[0][0])


def test_killed_while_making_pdfs_every_one_is_there_in_the_end(
    council: Council, asked_for: list[Subject], victims: Victims, tmp_path: Path
) -> None:
    app, rng, again, rounds_of_files = council.app, random.Random(22), 0, 1
    for _ in range(KILLS):
        if made(app, tmp_path) == len(asked_for):
            ask(council, asked_for)
            rounds_of_files += 1
        with one_transaction():
            again += making.try_again()  # what a person does who reads that it was given up
        before, worker = begun(tmp_path), victims.begin("files")
        assert soon(lambda before=before: begun(tmp_path) > before or made(app, tmp_path) == len(asked_for))
        time.sleep(rng.random() * 0.6)
        victims.kill(worker)
    with one_transaction():
        again += making.try_again()
    worker = victims.begin("files")
    assert soon(lambda: made(app, tmp_path) == len(asked_for))
    victims.kill(worker)
    say(
        "worker killed while making PDFs",
        kills=KILLS,
        asked_for=rounds_of_files * len(asked_for),
        lost=0,
        given_up_and_tried_again=again,
    )
