"""How do we talk to the database so that nothing acknowledged is lost and nothing erased lingers?

On PostgreSQL at READ COMMITTED, whatever the server's default: what several may change at once is locked row by row,
and who waited sees the row as it is then. A higher level would refuse the one who waited, a rater for example.
"""

import select
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import DateTime, Dialect, TypeDecorator, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DisconnectionError

from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import waking

PATIENCE = 10  # seconds for a lock
PAUSE, LONGEST_PAUSE = 0.0003, 0.01  # seconds between two looks whether the write lock is free
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an answer that was acknowledged survives a power cut
    "foreign_keys=ON",
    "secure_delete=ON",  # freed pages are zeroed; sealed slots are ciphertext anyway
    f"busy_timeout={PATIENCE * 1000}",
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone: they would be read as another moment elsewhere."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


@contextmanager
def one_transaction() -> Iterator[None]:
    """Everything inside is written, or nothing is; then workers are called for what was asked in it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        waking.thrown_away()
        db.session.rollback()
        raise
    waking.kept()


@contextmanager
def one_short_transaction() -> Iterator[None]:
    """The same of prepared statements alone (``prepared.py``); whoever asks the session inside is refused.

    A rater's save is four statements, and the session around them costs twice as much as they do. If the session has
    begun already, this is part of what it has begun.
    """
    if in_session():
        with one_transaction():
            yield
        return
    lent = db.engine.raw_connection()
    try:
        if db.engine.dialect.name == "sqlite":
            _take_write_lock(lent.dbapi_connection)  # type: ignore[arg-type]  # the driver's own
        g.short_transaction = lent.dbapi_connection
        yield
        lent.commit()
    except BaseException:
        lent.rollback()
        raise
    finally:
        g.pop("short_transaction", None)
        lent.close()


@contextmanager
def one_statement() -> Iterator[None]:
    """The same of one prepared statement: a transaction in itself, so a server is told neither to begin nor to end one.

    Raises:
        RuntimeError: a second one was asked, which would not go together with the first.
    """
    if in_session():
        with one_transaction():
            yield
    elif db.engine.dialect.name == "sqlite":
        with one_short_transaction():
            g.short_transaction = _Once(g.short_transaction)
            yield
    else:
        with lent_alone() as driver:
            g.short_transaction = _Once(driver)
            try:
                yield
            finally:
                g.pop("short_transaction", None)


class _Once:
    def __init__(self, driver: Any) -> None:
        self._driver: Any = driver

    def execute(self, *asked: Any, **told: Any) -> Any:
        if self._driver is None:
            raise RuntimeError("a second statement would be a second transaction")
        driver, self._driver = self._driver, None
        return driver.execute(*asked, **told)


@contextmanager
def lent_alone() -> Iterator[Any]:
    """The driver's connection for one statement, without a transaction around it.

    To PostgreSQL beginning and ending one would be two more messages there and back; they cost more than the statement.
    """
    connection = db.engine.raw_connection()
    driver: Any = connection.dbapi_connection
    on_a_server = db.engine.dialect.name == "postgresql"
    try:
        if on_a_server:
            driver.autocommit = True
        yield driver
    finally:
        try:
            if on_a_server and not driver.closed:
                driver.autocommit = False
        finally:
            connection.close()  # to the pool, which throws away one that is closed or busy


def in_session() -> bool:
    """True when the session has begun a transaction: what else is asked is part of it."""
    return bool(db.session.registry.has() and db.session().in_transaction())


def short_transaction() -> Any:
    """The driver's connection of the short transaction that we are in; None outside."""
    return g.get("short_transaction")


def options(settings: Settings) -> dict[str, Any]:
    """What SQLAlchemy is told about the connections it keeps."""
    # What a statement was asked with are names and addresses, which must stand in no log and on no terminal.
    told: dict[str, Any] = {"hide_parameters": True}
    if settings.database_connections is not None:
        told["pool_size"] = settings.database_connections
    if make_url(settings.database_url).get_backend_name() == "postgresql":
        told["connect_args"] = {"client_encoding": "utf8"}  # else it is the server's: SQL_ASCII gives bytes for text
    return told


def init_app(app: Flask) -> None:
    """Prepare each connection of this application."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkout", _is_still_there)
    event.listen(engine, "begin", _refuse_within_a_short_one)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.isolation_level = 2  # READ COMMITTED, as libpq and psycopg number them
    connection.execute("SET default_transaction_isolation = 'read committed'")  # of one statement outside a transaction
    connection.execute("SET synchronous_commit = on")  # an answer that was acknowledged survives a power cut
    connection.commit()


def _refuse_within_a_short_one(_connection: Connection) -> None:
    if has_app_context() and short_transaction() is not None:
        raise RuntimeError(
            "within a short transaction the session would wait for itself: only prepared statements are asked"
        )


def _is_still_there(connection: Any, _record: Any, _lent: Any) -> None:
    """Have a connection thrown away whose server has hung up: it was restarted meanwhile, which nobody need notice.

    Nothing is asked of the server. That it has hung up is there to be read, and nothing else is between two pages.
    """
    if _can_be_read(connection.fileno()):
        raise DisconnectionError


def _can_be_read(number: int) -> bool:
    if not hasattr(select, "poll"):  # on Windows, where ``select`` takes any number of file
        return bool(select.select([number], [], [], 0)[0])
    waiting = select.poll()
    waiting.register(number, select.POLLIN)
    return bool(waiting.poll(0))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver sends no BEGIN of its own; see _begin_sqlite
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start, or eight of ten concurrent writers fail with "database is locked".

    A page that is only read (GET changes nothing here) must not queue behind writers; nor must one that is posted only
    because names must not stand in an address (``only_reads = True`` on the view).
    """
    only_reading = has_request_context() and (request.method in ("GET", "HEAD", "OPTIONS") or _only_reads())
    driver: Any = connection.connection.dbapi_connection  # past SQLAlchemy, which would make a statement of it
    if only_reading:
        driver.execute("BEGIN")
    else:
        _take_write_lock(driver)


def _take_write_lock(driver: sqlite3.Connection, *, patience: float = PATIENCE) -> None:
    """Begin to write as soon as nobody else does.

    SQLite itself would sleep a whole millisecond, then two, then five, for a lock that is held for less than one, and a
    quarter of the processors' time passed so when many answered at once (docs/performance/0010-the-server.md).
    """
    driver.execute("PRAGMA busy_timeout=0")
    try:
        begun = time.monotonic()
        while not _is_ours(driver, at_last=(waited := time.monotonic() - begun) > patience):
            time.sleep(min(max(PAUSE, waited / 10), LONGEST_PAUSE))
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")


def _is_ours(driver: sqlite3.Connection, *, at_last: bool) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if at_last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # & 0xFF: whatever kind of busy
            raise
        return False
    return True


def _only_reads() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "only_reads", False))


def scrub_sqlite(engine: Engine) -> bool:
    """Leave no freed page behind: fold the write-ahead log in and rewrite the file. Nothing to do on PostgreSQL.

    Returns:
        False when somebody is reading the database just now: the log cannot be emptied under them. Try again later.
    """
    if engine.dialect.name != "sqlite":
        return True
    raw = engine.raw_connection()
    try:
        if not fold_log_in(raw):
            return False
        raw.execute("VACUUM")
        return fold_log_in(raw)
    finally:
        raw.close()


def fold_log_in(raw: Any) -> bool:
    """Empty SQLite's write-ahead log into the file; False when somebody who is reading keeps us from it."""
    busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
