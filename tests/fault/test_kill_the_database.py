"""The database is killed while the worker sends: every letter goes, and twice only what was in hand just then."""

import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from flask_migrate import upgrade

from feedback import lanes
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests.architecture.test_schema import MIGRATIONS
from tests.fault.rig import KILLS, KillableServer, say, soon
from tests.fault.victims import application

LETTERS_BETWEEN_KILLS = 6


def test_the_database_is_killed_while_letters_go(
    own_server: KillableServer, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LONGEST_REST", 0.1)
    app = application(tmp_path, own_server.url("sending"), inbox.port)  # type: ignore[attr-defined]
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        people = [Person(name="Lee", email=f"p{n}@example.org") for n in range((KILLS + 2) * LETTERS_BETWEEN_KILLS)]
        addresses = {person.email for person in people}
        with one_transaction():
            db.session.add_all(people)
            db.session.flush()
            for person in people:
                outbox.enqueue("sign_in", to=person.id, about=person.id)
        db.session.remove()
    stop, in_hand, rng = threading.Event(), set[str](), random.Random(23)
    worker = threading.Thread(
        target=lanes.run, args=(lanes.of_one(app), stop), kwargs={"every": 0.05, "kinds": ("letters",)}
    )
    worker.start()
    try:
        for _ in range(KILLS):
            taken = len(inbox.letters)
            assert soon(lambda taken=taken: len(inbox.letters) > taken + 1 or len(inbox.letters) >= len(people))
            time.sleep(rng.random() * 0.02)
            gone = len(inbox.letters)
            own_server.kill()
            time.sleep(0.3)  # what was on its way to the mail server arrives; nothing else can go
            in_hand |= {letter.to for letter in inbox.letters[max(gone - 2, 0) :]}  # two lanes send
            own_server.start()
        assert soon(lambda: _left(own_server) == 0), "a letter waits for ever"
    finally:
        stop.set()
        worker.join()
        with app.app_context():
            db.engine.dispose()
    counted = Counter(letter.to for letter in inbox.letters)
    twice = {address for address, count in counted.items() if count > 1}
    say("database killed while sending", kills=KILLS, letters=len(people), lost=0, twice=len(twice))
    assert set(counted) == addresses, "a letter was lost"
    assert twice <= in_hand, "a letter went twice that was not in hand when the database died"


def _left(server: KillableServer) -> int:
    import psycopg

    with psycopg.connect(server.address("sending")) as connection:
        found = connection.execute("SELECT count(*) FROM outbox").fetchone()
        return int(found[0]) if found else 0
