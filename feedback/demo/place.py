"""Is there room for the demo? It takes the place of an earlier demo, or of nothing; never of anything else."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from pathlib import Path

from flask import Flask
from sqlalchemy import MetaData, create_engine, inspect, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations.keystore import KeyStore

MARK = "demo.built"  # the audit event that tells a demo's database from any other
TELLING = ("person", "campaign", "audit_event")


class Found(Enum):
    """What a database holds."""

    NOTHING = "nothing"
    DEMO = "the demo"
    SOMETHING_ELSE = "something else"


class Occupied(Exception):
    """The database holds something that is not the demo, or the demo is in use; nothing was touched."""


def what_is_there(app: Flask) -> Found:
    """What the application's database holds; looking changes nothing, and makes no file."""
    file = _file(app)
    if file is not None and not (file.exists() and file.stat().st_size):
        return Found.NOTHING
    engine = _plain_engine(app)
    try:
        tables = set(inspect(engine).get_table_names())
    except DatabaseError:  # a file that is no database at all
        return Found.SOMETHING_ELSE
    if not tables - {"alembic_version"}:
        return Found.NOTHING
    if not tables.issuperset(TELLING):
        return Found.SOMETHING_ELSE
    with engine.connect() as connection:
        if connection.scalar(text("SELECT count(*) FROM audit_event WHERE action = :mark"), {"mark": MARK}):
            return Found.DEMO
        rows = [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in TELLING]  # noqa: S608 - constants
    return Found.SOMETHING_ELSE if any(rows) else Found.NOTHING


def make_room(app: Flask) -> None:
    """Remove an earlier demo with its keys.

    Raises:
        Occupied: something else is there.
    """
    found = what_is_there(app)
    if found == Found.SOMETHING_ELSE:
        raise Occupied(
            "The database holds something that is not the demo. Nothing was changed. "
            "Set FEEDBACK_DATABASE_URL to another place, for example sqlite:////path/to/demo.sqlite"
        )
    if found == Found.DEMO:
        _destroy_keys(app)
        app.config["SETTINGS"].audit_head_file.unlink(missing_ok=True)  # of the audit that goes with the database
    file = _file(app)
    if file is not None:
        for ending in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
    elif found == Found.DEMO:
        engine = _plain_engine(app)
        tables = MetaData()
        tables.reflect(engine)
        tables.drop_all(engine)


@contextmanager
def in_use(app: Flask) -> Iterator[None]:
    """Meanwhile no other demo can take the place of this one: they would pull the database from under each other.

    Raises:
        Occupied: another one is running.
    """
    file = _file(app)
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    sign = file.with_name(f"{file.name}.demo-in-use")
    with closing(sqlite3.connect(sign, timeout=0, isolation_level=None)) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")  # a lock that ends with its process, whatever happens, on every system
        except sqlite3.OperationalError:
            raise Occupied("The demo is running already. Stop it first (Ctrl+C in its window).") from None
        try:
            yield
        finally:
            held.execute("ROLLBACK")
            sign.unlink(missing_ok=True)


def _destroy_keys(app: Flask) -> None:
    """The keys of the demo's rounds, one by one: the key store may hold others, and the privacy officer's stays."""
    settings: Settings = app.config["SETTINGS"]
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    with closing(_plain_engine(app).connect()) as connection:
        for (subject_id,) in connection.execute(text("SELECT id FROM subject")):
            keys.destroy(uuid.UUID(str(subject_id)))


def _plain_engine(app: Flask) -> Engine:
    """An engine without the product's own preparation of connections, which would change a stranger's file."""
    return create_engine(_url(app), poolclass=NullPool)


def _file(app: Flask) -> Path | None:
    url = _url(app)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _url(app: Flask) -> URL:
    """The database's address as the application understands it: a relative path lies in the instance folder."""
    with app.app_context():
        return db.engine.url
