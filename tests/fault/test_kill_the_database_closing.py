"""The database is killed while the worker closes: its lanes live on, and each round is closed wholly, and once.

The same worker goes on through all kills, as it does beside a server that comes back. After each kill it is kept from
working until we have looked; a campaign that it has closed is stopped again for the next.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from feedback import lanes
from feedback.coaching.service import keep_office_key
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.architecture.test_schema import MIGRATIONS
from tests.disclosure import rounds
from tests.fault.closing_process import AT, application
from tests.fault.conftest import stop_a_campaign
from tests.fault.rig import KILLS, PATIENCE, KillableServer, say, soon
from tests.fault.stopped import Stopped
from tests.fault.test_kill_while_closing import check_all_or_nothing, check_closed

LEADERS = 3


class Gate:
    """What lanes pass to work. It is shut at first; when it has been shut, none is inside."""

    def __init__(self, app: Flask) -> None:
        self._changed, self._open, self._inside = threading.Condition(), False, 0
        [(self._whose, self._its)] = lanes.of_one(app)().items()

    def councils(self) -> dict[str, lanes.Served]:
        """The one council, behind the gate."""
        return {self._whose: lanes.Served(self._its.settings, self._within)}

    @contextmanager
    def _within(self) -> Iterator[Flask]:
        with self._changed:
            self._changed.wait_for(lambda: self._open)
            self._inside += 1
        try:
            with self._its.within() as app:
                yield app
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def open(self) -> None:
        """Let them work."""
        with self._changed:
            self._open = True
            self._changed.notify_all()

    def shut(self) -> None:
        """Wait until all have left; nobody comes in."""
        with self._changed:
            self._open = False
            assert self._changed.wait_for(lambda: not self._inside, timeout=PATIENCE), "a lane does not come back"


class Steps:
    """What the closing lane asks of the database, by name; at the one that is chosen something is done."""

    def __init__(self, engine: Engine) -> None:
        self.names: list[str] = []
        self._chosen, self._reached = 0, threading.Event()
        self._do: Callable[[], object] = print
        event.listen(engine, "after_cursor_execute", lambda _connection, _cursor, statement, *_: self._note(statement))
        event.listen(engine, "commit", lambda _: self._note("COMMIT"))

    def _note(self, statement: str) -> None:
        if threading.current_thread().name == "closing":
            self.names.append(statement)
            if len(self.names) == self._chosen:
                self._do()
                self._reached.set()

    def choose(self, step: int, do: Callable[[], object]) -> None:
        """Count anew, and do this in the lane's own thread when it has come to this step."""
        self.names, self._chosen, self._do = [], step, do
        self._reached.clear()

    def wait(self) -> None:
        """Wait until the lane has come to the step."""
        assert self._reached.wait(PATIENCE), "the lane closes nothing"

    def of_closing(self) -> list[int]:
        """The steps of the closing that has just been, in any order but that each that keeps something comes first."""
        [last] = [number for number, name in enumerate(self.names, start=1) if name.startswith("UPDATE campaign SET")]
        numbers = list(range(1, last + 2))  # the next keeps it
        random.Random(24).shuffle(numbers)
        return sorted(numbers, key=lambda number: self.names[number - 1] != "COMMIT")


def put_back(stopped: Stopped, place: Path) -> None:
    """Stop the campaign again that was closed."""
    stopped.put_into(place)
    (place / "keys-audit-head").unlink(missing_ok=True)  # of events that are no longer there


def is_closed(stopped: Stopped, place: Path) -> bool:
    """Whether the campaign is."""
    with stopped.keeper.reading(place) as rows:
        return bool(rows("SELECT state FROM campaign") == [("closed",)])


@pytest.fixture
def stopped_here(own_server: KillableServer, tmp_path: Path) -> Stopped:
    """Three leaders whose raters have answered, stopped two days ago, on the server that is killed."""
    folder = tmp_path / "stopped"
    app = application(folder, own_server.url(folder.name))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        with one_transaction():
            keep_office_key(rounds.keys_of(app))  # which the worker would make beside closing
    return Stopped(folder, stop_a_campaign(app), own_server)


def test_the_database_is_killed_while_the_worker_closes(
    own_server: KillableServer, stopped_here: Stopped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LONGEST_REST", 0.1)
    place, stop, rng = tmp_path / "closing", threading.Event(), random.Random(26)
    put_back(stopped_here, place)
    app = application(place, own_server.address(place.name).replace("postgresql:", "postgresql+psycopg:"))
    app.config["CLOCK"] = lambda: AT
    with app.app_context():
        gate, steps = Gate(app), Steps(db.engine)
    worker = threading.Thread(target=lanes.run, args=(gate.councils, stop), kwargs={"every": 0.05, "kinds": ("steps",)})
    worker.start()
    closed_at_kills: Counter[int] = Counter()
    try:
        gate.open()
        assert soon(lambda: is_closed(stopped_here, place), every=0.1)
        gate.shut()
        check_closed(stopped_here, place, "not killed")
        places = steps.of_closing()
        for turn in range(KILLS):
            at_once = turn % 4 != 3
            step = places[turn % len(places)] if at_once else rng.choice(places)
            killed = f"killed {'at' if at_once else 'after'} step {step} of {len(places)}"
            put_back(stopped_here, place)
            steps.choose(step, own_server.kill if at_once else lambda: None)
            gate.open()
            steps.wait()
            if not at_once:
                time.sleep(rng.random() * 0.01)  # on into whatever the server is at
                own_server.kill()
            gate.shut()
            own_server.start()
            found = stopped_here.look_into(place)
            check_all_or_nothing(stopped_here, found, killed)
            closed_at_kills[sum(found.closed.values())] += 1

            gate.open()
            assert soon(lambda: is_closed(stopped_here, place), every=0.1), killed
            gate.shut()
            check_closed(stopped_here, place, killed)
    finally:
        stop.set()
        gate.open()
        worker.join()
        with app.app_context():
            db.engine.dispose()
    say(
        "database killed while closing",
        kills=KILLS,
        rounds=KILLS * LEADERS,
        closed_at_kills={str(closed): count for closed, count in sorted(closed_at_kills.items())},
        whole_or_not_at_all=KILLS * LEADERS,
        lost=0,
    )
    assert sum(closed_at_kills.values()) == KILLS
