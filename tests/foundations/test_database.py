"""Nothing acknowledged is lost, nothing half-written stays, and nothing erased lingers on the disk."""

import secrets
import select as select_module
import socket
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.exc import IntegrityError, OperationalError

from feedback.extensions import db, new_id
from feedback.foundations import database
from feedback.foundations.database import (
    UtcDateTime,
    one_short_transaction,
    one_statement,
    one_transaction,
    scrub_sqlite,
)
from feedback.foundations.prepared import Prepared
from feedback.identity.models import Person
from tests.databases import about_sqlite


def _add(name: str) -> None:
    db.session.add(Person(name=name, email=f"{name}@example.org"))


def _names() -> list[str]:
    db.session.rollback()
    return sorted(person.name for person in db.session.query(Person))


def _write(*names: str, then: BaseException | None = None) -> None:
    with one_transaction():
        for name in names:
            _add(name)
        db.session.flush()
        if then:
            raise then


PEOPLE = Person.__table__
NO = dict.fromkeys(("is_administrator", "is_clerk", "is_coach", "is_director"), False)
ADD = Prepared(
    insert(PEOPLE)
    .values(
        id=bindparam("its"), name=bindparam("its_name"), email=bindparam("its_email"), job_title="", level="", team=""
    )
    .values(NO)
    .returning(PEOPLE.c.id)
)
FIND = Prepared(select(PEOPLE.c.name).order_by(PEOPLE.c.name))


def _add_shortly(*names: str, then: BaseException | None = None) -> None:
    with one_short_transaction():
        for name in names:
            ADD.run(its=new_id(), its_name=name, its_email=f"{name}@example.org")
        assert set(names) <= {name for (name,) in FIND.read()}, "what is asked inside sees what was written inside"
        if then:
            raise then


@pytest.mark.parametrize(
    ("write", "refused"),
    [(_write, IntegrityError), (_add_shortly, (sqlite3.IntegrityError, psycopg.IntegrityError))],
    ids=["by the session", "shortly"],
)
def test_everything_inside_is_written_or_nothing(
    app: Flask, write: Callable[..., None], refused: type[Exception] | tuple[type[Exception], ...]
) -> None:
    write("ann", "bob")
    with pytest.raises(ZeroDivisionError):
        write("cat", then=ZeroDivisionError())
    with pytest.raises(refused):
        write("dan", "ann")
    with pytest.raises(KeyboardInterrupt):
        write("eve", then=KeyboardInterrupt())
    assert _names() == ["ann", "bob"]
    write("eve")
    assert _names() == ["ann", "bob", "eve"], "and the session, or the connection, is good for more"


@about_sqlite("how a connection to a file is prepared")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 10_000)],
)
def test_every_connection_is_prepared(app: Flask, pragma: str, value: object) -> None:
    connections = [db.engine.connect() for _ in range(3)]
    try:
        raw = [one.connection.driver_connection for one in connections]
        assert [one.execute(f"PRAGMA {pragma}").fetchone()[0] for one in raw if one] == [value] * 3
    finally:
        for one in connections:
            one.close()


def _locked(file: str) -> bool:
    """Whether somebody else would have to wait to write."""
    other = sqlite3.connect(file, timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()
    return False


@about_sqlite("it has one writer at a time")
@pytest.mark.parametrize(("method", "locked"), [("GET", False), ("HEAD", False), ("POST", True), ("PUT", True)])
def test_a_page_that_is_only_read_does_not_queue_behind_writers(app: Flask, method: str, locked: bool) -> None:
    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with app.test_request_context("/", method=method):
        db.session.execute(text("SELECT count(*) FROM person"))
        assert _locked(file) is locked
        db.session.rollback()
    assert not _locked(file)


def test_a_reader_sees_what_was_there_before_the_writer_is_done(app: Flask) -> None:
    with one_transaction():
        _add("ann")
        db.session.flush()
        seen: list[int] = []

        def look() -> None:
            with app.test_request_context("/", method="GET"):
                seen.append(db.session.query(Person).count())

        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    assert seen == [0]


def test_eight_writers_at_once_all_get_their_turn(app: Flask) -> None:
    start, faults = threading.Barrier(8), list[Exception]()

    def write(name: str) -> None:
        start.wait()
        try:
            for n in range(5):
                with app.app_context(), one_transaction():
                    db.session.query(Person).count()  # read first, then write: the order that deadlocks when deferred
                    _add(f"{name}{n}")
        except OperationalError as fault:
            faults.append(fault)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcdefgh"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    assert len(_names()) == 40


@about_sqlite("tests/postgresql has this for the server")
def test_what_was_erased_is_nowhere_in_the_files_after_scrubbing(app: Flask, tmp_path: Path) -> None:
    secret = secrets.token_hex(3_000)

    def on_disk() -> bool:
        return any(secret[:200].encode() in path.read_bytes() for path in tmp_path.glob("feedback.sqlite*"))

    with one_transaction():
        db.session.add(Person(name=secret, email="a@example.org"))
    assert on_disk(), "the search finds what is there"
    with one_transaction():
        db.session.execute(text("DELETE FROM person"))
    assert on_disk(), "the write-ahead log still has it"
    scrub_sqlite(db.engine)
    assert not on_disk()
    assert _names() == []


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=timezone(timedelta(hours=1))),
        datetime(2027, 1, 1, tzinfo=timezone(timedelta(hours=-11))),
    ],
    ids=str,
)
def test_a_moment_comes_back_as_the_same_moment(moment: datetime) -> None:
    kind = UtcDateTime()
    stored = kind.process_bind_param(moment, dialect.dialect())
    assert stored is not None
    assert kind.process_result_value(stored.replace(tzinfo=None), dialect.dialect()) == moment
    assert kind.process_result_value(stored, dialect.dialect()) == moment


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its time zone"):
        UtcDateTime().process_bind_param(datetime(2027, 3, 1), dialect.dialect())  # noqa: DTZ001


@pytest.mark.parametrize("convert", [UtcDateTime().process_bind_param, UtcDateTime().process_result_value])
def test_no_moment_stays_none(convert: Callable[..., object]) -> None:
    assert convert(None, dialect.dialect()) is None


@about_sqlite("a file has one write lock")
def test_who_wants_to_write_waits_for_who_writes_and_not_for_ever(app: Flask) -> None:
    """Taken as soon as it is free; refused when patience ends; and all else waits as it always did."""
    writes, impatient = db.engine.raw_connection(), db.engine.raw_connection()
    writes.cursor().execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        database._take_write_lock(impatient.dbapi_connection, patience=0.05)  # type: ignore[arg-type]
    assert impatient.cursor().execute("PRAGMA busy_timeout").fetchone() == (10_000,)

    def write() -> None:
        with app.app_context():
            _write("ann")

    waits = threading.Thread(target=write)
    waits.start()
    waits.join(0.1)
    assert waits.is_alive(), "it did not wait"
    writes.rollback()
    waits.join(60)
    assert _names() == ["ann"]
    writes.close()
    impatient.close()


def test_the_session_is_refused_within_a_short_transaction(app: Flask) -> None:
    """It would wait for what its own request holds, and write apart what is meant to go together."""

    def both() -> None:
        with one_short_transaction():
            ADD.run(its=new_id(), its_name="ann", its_email="ann@example.org")
            _add("bob")
            db.session.flush()

    with pytest.raises(RuntimeError, match="only prepared statements"):
        both()
    assert _names() == []


def _add_at_once(*names: str) -> None:
    with one_statement():
        for name in names:
            ADD.run(its=new_id(), its_name=name, its_email=f"{name}@example.org")


def test_one_statement_is_safe_by_itself_and_a_second_is_refused(app: Flask) -> None:
    _add_at_once("ann")
    assert _names() == ["ann"]
    db.session.rollback()
    with pytest.raises(RuntimeError, match="second statement"):
        _add_at_once("bob", "cat")
    assert "cat" not in _names()


def test_one_statement_is_part_of_what_the_session_has_begun(app: Flask) -> None:
    _add("ann")
    db.session.flush()
    _add_at_once("bob", "cat")
    assert _names() == ["ann", "bob", "cat"]
    _add("dan")
    db.session.flush()
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        _add_at_once("eve", "ann")
    assert _names() == ["ann", "bob", "cat"], "and thrown away with it"


def test_a_short_transaction_is_part_of_what_the_session_has_begun(app: Flask) -> None:
    _add("ann")
    db.session.flush()
    _add_shortly("bob")
    assert _names() == ["ann", "bob"]
    _add("cat")
    db.session.flush()
    with pytest.raises(ZeroDivisionError):
        _add_shortly("dan", then=ZeroDivisionError())
    assert _names() == ["ann", "bob"]


def test_a_line_that_was_hung_up_is_seen_with_and_without_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no ``poll``."""
    ours, theirs = socket.socketpair()
    with ours:
        assert not database._can_be_read(ours.fileno())
        theirs.close()
        assert database._can_be_read(ours.fileno())
        monkeypatch.delattr(select_module, "poll")
        assert database._can_be_read(ours.fileno())
