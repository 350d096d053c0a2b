"""How does a worker hear at once that there is something to do? From huey, which carries no truth.

A call names a council's database and a kind of work, and nothing else. Whatever happens to it, the worker's next round
over the tables finds the same work a little later (docs/decisions/0003-worker.md).
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flask import Flask, current_app
from sqlalchemy.engine import make_url

from feedback.config import Settings
from feedback.extensions import db

if TYPE_CHECKING:
    from feedback.foundations.calls import Queue

Kind = Literal["steps", "letters", "files"]
KINDS: tuple[Kind, ...] = ("steps", "letters", "files")
REST = 10.0  # seconds in which a broker that failed is not asked again: no page may wait for it
PATIENCE = 1.0  # seconds that a page waits for a broker that does not answer
POLL = 0.1  # seconds between two looks into a broker that is a file

log = logging.getLogger("feedback.waking")


@dataclass
class Broker:
    """Carries calls from whoever has work done to whoever does it: one queue for each kind of work.

    ``address`` is that of a Redis server, of a PostgreSQL database, or the path of a file that one machine shares.
    """

    address: str
    rests_until: float = 0.0
    _queues: dict[Kind, "Queue"] = field(default_factory=dict, init=False, repr=False)
    _making: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def call(self, kind: Kind, whose: str) -> bool:
        """Call for work of a kind; False if it could not be done just now."""
        if time.monotonic() < self.rests_until:
            return False
        try:
            self.queue(kind).call(whose)
        except Exception as fault:  # whatever a broker and its client may come up with, a page must not fail for it
            self.rests_until = time.monotonic() + REST
            log.warning("no worker can be called, and work waits for their next round: %s", type(fault).__name__)
            return False
        return True

    def listen(self, kind: Kind, hear: Callable[[str], object], stop: threading.Event) -> None:
        """Tell ``hear`` whose work is called for, until told to stop; what fails is tried again."""
        queue = None
        while not stop.is_set():
            try:
                queue = queue or self.queue(kind)
                whose = queue.hear()
            except Exception as fault:
                log.warning("calls for work cannot be heard, and are tried again: %s", type(fault).__name__)
                stop.wait(REST)
                continue
            if whose is not None:
                hear(whose)
            elif not queue.waits:
                stop.wait(POLL)
        if queue is not None:
            queue.hang_up()  # and no other's: whoever listens there hangs up for themself, at the same moment as we do

    def answers(self) -> bool:
        """Whether the broker is there."""
        try:
            return self.queue("steps").answers()
        except Exception:  # as in ``call``
            return False
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        """Give the connections of this thread back."""
        for queue in self._queues.values():
            queue.hang_up()

    def queue(self, kind: Kind) -> "Queue":
        """A kind's queue, connected when first used: processes that are forked must not share a line."""
        from feedback.foundations import calls  # huey brings every broker's client along; half of us never call

        with self._making:  # threads begin together, and a queue that two make is one that nobody hangs up
            if kind not in self._queues:
                self._queues[kind] = calls.queue(self.address, f"feedback-{kind}", patience=PATIENCE)
            return self._queues[kind]


@dataclass
class Waking:
    """How one council's application calls for work, and hears what it calls for itself if it is in the worker."""

    whose: str
    broker: Broker | None
    here: dict[Kind, Callable[[], object]] = field(default_factory=dict)

    def call(self, kind: Kind) -> None:
        """Call for work of a kind, here if it is done here."""
        if kind in self.here:
            self.here[kind]()
        elif self.broker is not None:
            self.broker.call(kind, self.whose)


def init_app(app: Flask) -> None:
    """Let the application call for work."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions["feedback.waking"] = Waking(whose_of(settings), broker_of(settings))


def of(app: Flask) -> Waking:
    """An application's way of calling for work."""
    waking: Waking = app.extensions["feedback.waking"]
    return waking


def ask(kind: Kind) -> None:
    """Call for work of a kind as soon as the present transaction is kept; not at all if it is not."""
    db.session().info.setdefault("feedback.waking", set()).add(kind)


def kept() -> None:
    """The transaction was kept: call for what was asked in it."""
    for kind in db.session().info.pop("feedback.waking", ()):
        of(current_app).call(kind)


def thrown_away() -> None:
    """The transaction was not kept: there is nothing to do."""
    db.session().info.pop("feedback.waking", None)


def whose_of(settings: Settings) -> str:
    """What a call names a council with: a digest of where its database is."""
    place = make_url(settings.database_url).render_as_string(hide_password=True)
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def broker_of(settings: Settings) -> Broker | None:
    """What carries calls for a council; None where workers look by themselves alone."""
    if settings.broker_url == "none":
        return None
    database = make_url(settings.database_url)
    if settings.broker_url or database.get_backend_name() == "postgresql":
        return Broker(settings.broker_url or settings.database_url)
    return Broker(str(Path(database.database).parent / "calls.sqlite")) if database.database else None
