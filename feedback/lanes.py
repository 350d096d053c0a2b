"""Who does what is due, and when? A thread for each kind of work, so that none waits for another.

Each looks for what is due when it is called (``foundations/waking``), and every few seconds whether called or not. Any
number of workers may run, on several machines if they share a PostgreSQL server: what one is at, the others leave alone
(``foundations/claims``). A worker may serve several councils, each an application of its own, in turn.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from flask import Flask

from feedback import press, readiness, worker
from feedback.extensions import db
from feedback.foundations import waking
from feedback.foundations.waking import KINDS, Kind
from feedback.worker import Sweep

LONGEST_REST = 15.0  # seconds in which nothing is tried for a council where the last attempts failed

log = logging.getLogger("feedback.worker")


@dataclass
class Bell:
    """Rung when there is something to do for a council; ``None`` rings for all of them."""

    rung: set[str | None] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def ring(self, whose: str | None) -> None:
        """Somebody has something for us."""
        with self._changed:
            self.rung.add(whose)
            self._changed.notify_all()

    def wait(self, seconds: float) -> set[str | None]:
        """For whom it was rung since we asked last; none if nobody rings within the time."""
        with self._changed:
            self._changed.wait_for(lambda: self.rung, timeout=max(seconds, 0))
            rung, self.rung = self.rung, set()
            return rung


@dataclass(frozen=True)
class Lane:
    """One thread's work: its name in the log, the kind of call it hears, and what it does for a council."""

    name: str
    kind: Kind
    do: Callable[[Flask, threading.Event], object]


def _steps(app: Flask, _stop: threading.Event) -> None:
    worker.take_steps(app, Sweep())
    worker.tidy(app)


LANES = (
    Lane("steps", "steps", _steps),
    Lane("closing", "steps", lambda app, stop: worker.close(app, Sweep(), ending=stop.is_set)),
    Lane("letters at once", "letters", lambda app, stop: worker.send(app, Sweep(), at_once=True, ending=stop.is_set)),
    Lane("letters", "letters", lambda app, stop: worker.send(app, Sweep(), at_once=False, ending=stop.is_set)),
    Lane("files", "files", lambda app, stop: press.make_due(app, stop=stop)),
)


def run(
    apps: Flask | Sequence[Flask],
    stop: threading.Event,
    *,
    every: float | None = None,
    kinds: Collection[Kind] = KINDS,
) -> None:
    """Do what is due for one council or several, until told to stop; what is in hand is finished first.

    Args:
        apps: each council's application.
        stop: set when it is time to end.
        every: seconds between two looks where nobody calls; as the first council's settings say unless given.
        kinds: of work that this worker does. Only ``steps`` needs the key store.
    """
    councils = {waking.of(app).whose: app for app in ([apps] if isinstance(apps, Flask) else apps)}
    every = every or next(iter(councils.values())).config["SETTINGS"].sweep_seconds
    if "steps" in kinds:
        for app in councils.values():
            _tell_of_keys(app)
    bells = {lane.name: Bell() for lane in LANES if lane.kind in kinds}
    threads = [
        threading.Thread(target=_work, args=(lane, councils, bells[lane.name], stop, every), name=lane.name)
        for lane in LANES
        if lane.name in bells
    ]
    threads += _listening(councils, bells, stop, kinds)
    for thread in threads:
        thread.start()
    try:
        stop.wait()
    finally:
        stop.set()
        for bell in bells.values():
            bell.ring(None)
        for thread in threads:
            thread.join()


def _tell_of_keys(app: Flask) -> None:
    with app.app_context():
        try:
            keys = readiness.check_keys(app.config["SETTINGS"])
            log.log(logging.INFO if keys.well else logging.ERROR, "keys: %s", keys.finding)
        except Exception as fault:  # a database that is not there yet is waited for
            log.error("keys: could not be looked at: %s", type(fault).__name__)
        finally:
            db.session.remove()


def _listening(
    councils: Mapping[str, Flask], bells: Mapping[str, Bell], stop: threading.Event, kinds: Collection[Kind]
) -> list[threading.Thread]:
    """Threads that hear calls from elsewhere. What is asked for within this process rings without a broker."""

    def ring(kind: Kind, whose: str) -> None:
        for lane in LANES:
            if lane.kind == kind and whose in councils:
                bells[lane.name].ring(whose)

    all_waking = [waking.of(app) for app in councils.values()]
    for one in all_waking:
        one.here = {kind: partial(ring, kind, one.whose) for kind in kinds}
    brokers = {one.broker.address: one.broker for one in all_waking if one.broker is not None}
    return [
        threading.Thread(target=broker.listen, args=(kind, partial(ring, kind), stop), name=f"calls for {kind}")
        for broker in brokers.values()
        for kind in kinds
    ]


def _work(lane: Lane, councils: Mapping[str, Flask], bell: Bell, stop: threading.Event, every: float) -> None:
    """Do a lane's work for whoever calls, and for everybody every so often, until told to stop."""
    rests = {whose: Rest() for whose in councils}
    next_round = 0.0
    while not stop.is_set():
        called = bell.wait(next_round - time.monotonic())
        if time.monotonic() >= next_round:
            called, next_round = set(councils), time.monotonic() + every
        for whose, app in councils.items():
            if whose in called and not stop.is_set() and rests[whose].is_over():
                rests[whose].note(well=_do(lane, app, stop))


@dataclass
class Rest:
    """How long a council is left alone after a failure: a second, then two, then four, up to ``LONGEST_REST``."""

    failures: int = 0
    until: float = 0.0

    def is_over(self) -> bool:
        """True when it may be tried again."""
        return time.monotonic() >= self.until

    def note(self, *, well: bool) -> None:
        """It was tried."""
        self.failures = 0 if well else self.failures + 1
        self.until = 0.0 if well else time.monotonic() + min(LONGEST_REST, 2.0 ** min(self.failures - 1, 10))


def _do(lane: Lane, app: Flask, stop: threading.Event) -> bool:
    with app.app_context():
        try:
            lane.do(app, stop)
        except Exception as fault:  # what it says may hold what it stumbled over; its kind does not
            log.error("%s failed and will be tried again: %s", lane.name, type(fault).__name__)
            return False
        finally:
            db.session.remove()
    return True
