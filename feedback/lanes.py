"""Who does what is due, and when? Threads for each kind of work, so that none waits for another.

Each looks for what is due when it is called (``foundations/waking``), and every few seconds whether called or not. Any
number of workers may run, on several machines if they share a PostgreSQL server: what one is at, the others leave alone
(``foundations/claims``). A worker serves one council or several, each an application of its own: some at a time, none
twice at once, and one that is in trouble or takes long holds no other up.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

from flask import Flask

from feedback import press, readiness, worker
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import waking
from feedback.foundations.waking import KINDS, Kind
from feedback.worker import Sweep

SWEEP_SECONDS: float = Settings.model_fields["sweep_seconds"].default
LONGEST_REST = 15.0  # seconds in which nothing is tried for a council where the last attempts failed

TOLD = "feedback.lanes"  # among an application's extensions: whether the log says how its keys are

log = logging.getLogger("feedback.worker")


@dataclass(frozen=True)
class Served:
    """A council that a worker serves: what it is told, and its application's context to work in."""

    settings: Settings
    within: Callable[[], AbstractContextManager[Flask]]


Councils = Callable[[], Mapping[str, Served]]
"""The councils that there are now, by what calls for work name them with."""


def of_one(app: Flask) -> Councils:
    """The one council of an installation of one."""

    @contextmanager
    def within() -> Iterator[Flask]:
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()

    served = {waking.of(app).whose: Served(app.config["SETTINGS"], within)}
    return lambda: served


@dataclass(frozen=True, eq=False)
class Lane:
    """One kind of work: its name in the log, the kind of call it hears, and what it does for a council.

    ``one_by_one`` where the work itself takes all processors: then councils take turns.
    """

    name: str
    kind: Kind
    do: Callable[[Flask, threading.Event], object]
    one_by_one: bool = False


def _steps(app: Flask, _stop: threading.Event) -> None:
    if not app.extensions.get(TOLD):
        app.extensions[TOLD] = True
        _tell_of_keys(app)
    worker.take_steps(app, Sweep())
    worker.tidy(app)


LANES = (
    Lane("steps", "steps", _steps),
    Lane("closing", "steps", lambda app, stop: worker.close(app, Sweep(), ending=stop.is_set)),
    Lane("letters at once", "letters", lambda app, stop: worker.send(app, Sweep(), at_once=True, ending=stop.is_set)),
    Lane("letters", "letters", lambda app, stop: worker.send(app, Sweep(), at_once=False, ending=stop.is_set)),
    Lane("files", "files", lambda app, stop: press.make_due(app, stop=stop), one_by_one=True),
)


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


class Turns:
    """Whose turn is it in a lane? Each council once, in the order of the calls, all of them at every round.

    A council that one thread is at comes to no other; if it is called for meanwhile, its turn comes once more.
    """

    def __init__(self, councils: Councils, every: float) -> None:
        self._councils, self._every, self._next_round = councils, every, 0.0
        self._called: dict[str, None] = {}
        self._in_hand: set[str] = set()
        self._rests: dict[str, Rest] = {}
        self._changed = threading.Condition()

    def call(self, *whose: str) -> None:
        """There is something to do for these."""
        with self._changed:
            self._called |= dict.fromkeys(whose)
            self._changed.notify_all()

    def take(self, stop: threading.Event) -> tuple[str, Served] | None:
        """Whoever's turn it is, as soon as it is somebody's; None when it is time to end."""
        while True:
            councils = self._councils()
            with self._changed:
                if stop.is_set():
                    return None
                left = self._next_round - time.monotonic()
                if left <= 0:
                    self._called |= dict.fromkeys(councils)
                    self._next_round = time.monotonic() + self._every
                whose = next((whose for whose in self._called if whose not in self._in_hand), None)
                if whose is None:
                    self._changed.wait(max(left, 0))
                    continue
                del self._called[whose]
                if whose in councils and self._rests.setdefault(whose, Rest()).is_over():
                    self._in_hand.add(whose)
                    return whose, councils[whose]

    def give_back(self, whose: str, *, well: bool) -> None:
        """It was done, or tried."""
        with self._changed:
            self._in_hand.discard(whose)
            self._rests[whose].note(well=well)
            self._changed.notify_all()


def run(
    councils: Councils,
    stop: threading.Event,
    *,
    every: float | None = None,
    kinds: Collection[Kind] = KINDS,
    at_once: int = 1,
) -> None:
    """Do what is due for one council or several, until told to stop; what is in hand is finished first.

    Args:
        councils: that there are now; asked anew at every turn.
        stop: set when it is time to end.
        every: seconds between two looks where nobody calls; as the councils' settings say unless given.
        kinds: of work that this worker does. Only ``steps`` needs the key store.
        at_once: for how many councils each kind of work is done at the same time.
    """
    told = [its.settings for its in councils().values()]
    every = every or min((its.sweep_seconds for its in told), default=SWEEP_SECONDS)
    turns = {lane: Turns(councils, every) for lane in LANES}
    rung = {kind: [turns[lane] for lane in LANES if lane.kind == kind] for kind in kinds}
    threads = [
        threading.Thread(target=_work, args=(lane, turns[lane], rung, stop), name=lane.name)
        for lane in LANES
        if lane.kind in kinds
        for _ in range(1 if lane.one_by_one else at_once)
    ]
    brokers = {broker.address: broker for its in told if (broker := waking.broker_of(its)) is not None}
    threads += [
        threading.Thread(target=broker.listen, args=(kind, partial(_ring, rung[kind]), stop), name=f"calls for {kind}")
        for broker in brokers.values()
        for kind in kinds
    ]
    for thread in threads:
        thread.start()
    try:
        stop.wait()
    finally:
        stop.set()
        for one in turns.values():
            one.call()
        for thread in threads:
            thread.join()


Here = dict[Kind, Callable[[], object]]  # how a council calls for work that is done in its own process


def _ring(turns: Iterable[Turns], whose: str) -> None:
    for one in turns:
        one.call(whose)


def _work(lane: Lane, turns: Turns, rung: Mapping[Kind, Sequence[Turns]], stop: threading.Event) -> None:
    """Do a lane's work for whoever's turn it is, until told to stop."""
    while turn := turns.take(stop):
        whose, its = turn
        # What is asked for within this process rings without a broker.
        here: Here = {kind: partial(_ring, called, whose) for kind, called in rung.items()}
        turns.give_back(whose, well=_do(lane, its, here, stop))


def _do(lane: Lane, its: Served, here: Here, stop: threading.Event) -> bool:
    try:
        with its.within() as app:
            waking.of(app).here = here
            lane.do(app, stop)
    except Exception as fault:  # what it says may hold what it stumbled over; its kind does not
        log.error("%s%s failed and will be tried again: %s", lane.name, _of_whom(its.settings), type(fault).__name__)
        return False
    return True


def _of_whom(settings: Settings) -> str:
    name = getattr(settings, "name", "")  # which only one of several councils has
    return f" for {name}" if name else ""


def _tell_of_keys(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    try:
        keys = readiness.check_keys(settings)
        log.log(logging.INFO if keys.well else logging.ERROR, "keys%s: %s", _of_whom(settings), keys.finding)
    except Exception as fault:  # a database that is not there yet is waited for
        log.error("keys%s: could not be looked at: %s", _of_whom(settings), type(fault).__name__)
    finally:
        db.session.remove()
