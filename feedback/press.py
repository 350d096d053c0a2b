"""Who makes the files that coaches wait for? As many processes as there are cores, each one report at a time.

What is to be made is in the database (coaching/making.py), so that a crash loses nothing but the reports in hand. The
processes come when something is due and go when nothing is, so their memory is only taken meanwhile. They read as a
page does, without a lock that a rater would have to wait for.
"""

import logging
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process

from flask import Flask

from feedback.campaign import service as campaigns
from feedback.coaching import making
from feedback.config import Settings
from feedback.disclosure.service import NotClosed
from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.claims import Claims, claiming
from feedback.foundations.database import one_transaction
from feedback.report import files

MOST_PROCESSES = 4
LOOKED = "bundles of another secret"  # among the application's extensions, once it has looked for them

log = logging.getLogger("feedback.press")
_app: list[Flask] = []  # of a process that makes files, and of no other


def make_due(app: Flask, *, processes: int | None = None, stop: threading.Event | None = None) -> int:
    """Make every file that is due, but for those that another worker is making; return how many were made.

    What another secret was used for is made anew: a secret changes only while nothing runs, so we look once.

    Args:
        app: whose context we are in.
        processes: how many to make them in; one for each core unless given.
        stop: when it is set, nothing new is begun.
    """
    settings: Settings = app.config["SETTINGS"]
    if app.extensions.get("feedback.press") != settings.secret_key:
        with one_transaction():
            making.forget_unreadable(secret=settings.secret_key)
        app.extensions["feedback.press"] = settings.secret_key
    due = making.anything_due(now=clock.now())
    db.session.rollback()
    if not due:
        return 0
    count = processes or min(MOST_PROCESSES, os.cpu_count() or 1)
    with claiming(db.engine) as claims, _makers(settings, count) as makers:
        return _make(makers, claims, secret=settings.secret_key, at_once=count + 1, stop=stop)


def _make(makers: Executor, claims: Claims, *, secret: str, at_once: int, stop: threading.Event | None) -> int:
    """Keep the makers busy until nothing is due; never more in hand than ``at_once``, so memory does not grow."""
    in_hand: dict[Future[bytes], making.Due] = {}
    made = 0
    while True:
        while len(in_hand) < at_once and not (stop and stop.is_set()):
            ours = [begun.subject_id for begun in in_hand.values()]
            with one_transaction():
                due = making.next_due(now=clock.now(), but=ours, claim=lambda one: claims.take(_claim(one)))
            if due is None:
                break
            in_hand[makers.submit(_make_one, due.subject_id)] = due
        if not in_hand:
            return made
        done, _ = wait(in_hand, timeout=1, return_when=FIRST_COMPLETED)
        for future in done:
            due = in_hand.pop(future)
            made += _keep(due, future.result, secret=secret)
            claims.give_back(_claim(due.subject_id))
        if stop and stop.is_set() and not done:
            _put_back(in_hand)
            return made


def _claim(subject_id: uuid.UUID) -> str:
    return f"file {subject_id}"


def _put_back(in_hand: Mapping[Future[bytes], making.Due]) -> None:
    """We were told to end: what is in hand counts as never begun."""
    with one_transaction():
        for future, due in in_hand.items():
            future.cancel()
            making.put_back(due)


def _keep(due: making.Due, made: Callable[[], bytes], *, secret: str) -> bool:
    try:
        pdf = made()
    except BrokenProcessPool:
        raise
    except Exception as fault:  # one report that cannot be made must not hold up the others
        log.error("a file could not be made: %s", type(fault).__name__)
        with one_transaction():
            making.put_off(due, now=clock.now())
        return False
    with one_transaction():
        return making.keep(due, pdf, secret=secret)


@contextmanager
def _makers(settings: Settings, count: int) -> Iterator[Executor]:
    """Processes started afresh, not forked from one with threads; they end when we do, however we end."""
    makers = ProcessPoolExecutor(count, get_context("spawn"), _prepare, (settings,))
    try:
        yield makers
    finally:
        makers.shutdown(cancel_futures=True)


def _prepare(settings: Settings) -> None:
    from feedback import create_app

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key pressed at the terminal is for who holds our work
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _app.append(create_app(settings))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _make_one(subject_id: uuid.UUID) -> bytes:
    """One leader's report as a PDF, in the council's first language."""
    [app] = _app
    settings: Settings = app.config["SETTINGS"]
    with app.test_request_context():  # a page that is read, to the database and to the catalogues of words
        leader = campaigns.subject(subject_id)
        if leader is None:
            raise NotClosed(str(subject_id))
        council, colour = settings.council_name, settings.brand_colour
        return files.file_of(leader, "pdf", council=council, colour=colour, reader="coach")
