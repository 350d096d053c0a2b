"""What is due for each of several councils? One worker does it for all, some at a time, each in its turn.

A council with much to do holds one thread and no other council; one that is broken is named in the log and tried again
at its next turn.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from feedback import press, worker
from feedback.extensions import db
from feedback.installation.dispatch import Awake
from feedback.installation.register import CouncilSettings, Register, Watched
from feedback.worker import Sweep

log = logging.getLogger("feedback.installation")


class Upkeep:
    """The work of all councils in a folder of councils."""

    def __init__(self, place: Path) -> None:
        self._awake = Awake(sys.maxsize)  # whoever sweeps needs them all; without pages they are small
        self._watched = Watched(place, changed=self._take)

    def _take(self, register: Register) -> None:
        for name, fault in register.faults.items():
            log.error("council %s is not looked after: %s", name, fault)
        self._awake.let_go(but=register.councils.values())

    def apps(self) -> dict[str, Flask]:
        """The applications of all councils, by name."""
        return {name: self._awake.app_of(settings) for name, settings in self._watched.now().councils.items()}

    def once(self) -> Iterator[tuple[str, Sweep | None]]:
        """Do what is due for each, one after the other; None for one that failed."""
        for name, settings in self._watched.now().councils.items():
            yield name, self.sweep(settings)
            self._press(settings, threading.Event())

    def run(self, stop: threading.Event, *, threads: int, every: float = 1.0) -> None:
        """Do what is due until told to stop, for ``threads`` councils at once; no council has two at a time."""
        pressing = threading.Thread(target=self._press_in_turn, args=(stop, every), name="press")
        pressing.start()
        in_hand: dict[str, Future[Sweep | None]] = {}
        pool = ThreadPoolExecutor(threads, "worker")
        try:
            while not stop.is_set():
                for name, settings in self._watched.now().councils.items():
                    if name not in in_hand or in_hand[name].done():
                        in_hand[name] = pool.submit(self.sweep, settings)
                stop.wait(every)
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
            pressing.join()

    def sweep(self, settings: CouncilSettings) -> Sweep | None:
        """Do what is due for one council; None if that failed, which the log then says."""
        try:
            with self._council(settings) as app:
                return worker.sweep(app)
        except Exception as fault:
            log.error("a sweep for %s failed and will be tried again: %s", settings.name, type(fault).__name__)
            return None

    @contextmanager
    def _council(self, settings: CouncilSettings) -> Iterator[Flask]:
        """A council's application, within its context; a server of 300 keeps no connection for each while all rest."""
        app = self._awake.app_of(settings)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    def _press(self, settings: CouncilSettings, stop: threading.Event) -> None:
        try:
            with self._council(settings) as app:
                press.make_due(app, stop=stop)
        except Exception as fault:
            log.error("files for %s wait for the next turn: %s", settings.name, type(fault).__name__)

    def _press_in_turn(self, stop: threading.Event, every: float) -> None:
        while not stop.is_set():
            for settings in self._watched.now().councils.values():
                if not stop.is_set():
                    self._press(settings, stop)
            stop.wait(every)
