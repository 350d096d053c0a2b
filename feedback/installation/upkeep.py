"""What is due for each of several councils? One worker does it for all, in the lanes that an installation of one has.

A council that is broken is named in the log and tried again a little later. One that joins, or whose settings change,
is served so from its next turn on.
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from flask import Flask

from feedback import press, worker
from feedback.extensions import db
from feedback.foundations import waking
from feedback.installation.dispatch import Awake
from feedback.installation.register import CouncilSettings, Register, Watched
from feedback.lanes import Served
from feedback.worker import Sweep

log = logging.getLogger("feedback.installation")


class Upkeep:
    """The work of all councils in a folder of councils."""

    def __init__(self, place: Path) -> None:
        self._awake = Awake(sys.maxsize)  # whoever does the work needs them all; without pages they are small
        self._served: Mapping[str, Served] = {}
        self._watched = Watched(place, changed=self._take)

    def _take(self, register: Register) -> None:
        for name, fault in register.faults.items():
            log.error("council %s is not looked after: %s", name, fault)
        councils = register.councils.values()
        self._served = {waking.whose_of(its): Served(its, partial(self._within, its)) for its in councils}
        self._awake.let_go(but=councils)

    def apps(self) -> dict[str, Flask]:
        """The applications of all councils, by name."""
        return {name: self._awake.app_of(settings) for name, settings in self._watched.now().councils.items()}

    def councils(self) -> Mapping[str, Served]:
        """The councils that there are now, as the lanes know them."""
        self._watched.now()
        return self._served

    def once(self) -> Iterator[tuple[str, Sweep | None]]:
        """Do what is due for each, one after the other; None for one that failed, which the log then says."""
        for name, settings in self._watched.now().councils.items():
            try:
                with self._within(settings) as app:
                    done = worker.sweep(app)
                    press.make_due(app)
            except Exception as fault:
                log.error("a sweep for %s failed and will be tried again: %s", name, type(fault).__name__)
                yield name, None
            else:
                yield name, done

    @contextmanager
    def _within(self, settings: CouncilSettings) -> Iterator[Flask]:
        """A council's application, within its context; a server of 300 keeps no connection for each while all rest."""
        app = self._awake.app_of(settings)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()
