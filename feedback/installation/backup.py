"""What is kept of a council in case its database is lost? The database as it is at one moment, and its frameworks.

Never the private keys, nor the secret: while a round is open its answers are ciphertext, and a backup of it stays
ciphertext for ever once its key has been destroyed.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import URL, make_url

from feedback.campaign import round_keys
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations.revisions import revision_now

FORMAT = "feedback-backup/1"
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite", "database.dump"
NAMED = "%Y%m%dT%H%M%SZ"
CHUNK = 1024 * 1024


class BackupFailed(Exception):
    """It cannot be made, or is not whole; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, at which revision, each file's SHA-256, how many rows each table has.

    ``open_rounds`` are the ids of the rounds whose answers lie sealed in it.
    """

    made_at: str
    council: str
    revision: str | None
    files: dict[str, str]
    rows: dict[str, int]
    open_rounds: list[str]
    format: str = FORMAT


def create(settings: Settings, *, now: datetime) -> Path:
    """Make a backup while everything goes on; return its folder, which appears only when it is whole.

    Raises:
        BackupFailed: why, and what to do.
    """
    folder = settings.backups / f"{now:{NAMED}}"
    making = folder.with_name(f".{folder.name}")
    if folder.exists():
        raise BackupFailed("A backup of this second is there already.")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True, mode=0o700)
        revision = revision_now()
        open_rounds = sorted(str(subject_id) for subject_id, _ in round_keys.open_rounds())
        db.session.rollback()
        if db.engine.dialect.name == "sqlite":
            _copy_sqlite(Path(db.engine.url.database or ""), making / SQLITE)
            rows = _rows_of(making / SQLITE)
        else:
            rows = _count()
            only = [f"--schema={schema_of(settings)}"]
            words = ["--format=custom", "--no-owner", "--no-privileges", *only, f"--file={making / POSTGRESQL}"]
            run_tool("pg_dump", *words, url=settings.database_url)
        if settings.frameworks.is_dir():
            shutil.copytree(settings.frameworks, making / "frameworks", ignore=shutil.ignore_patterns(".*"))
        files = {str(path.relative_to(making)): _digest(path) for path in sorted(making.rglob("*")) if path.is_file()}
        manifest = Manifest(now.isoformat(), settings.council_name, revision, files, rows, open_rounds)
        _write_lasting(making / MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
        for path in making.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        making.replace(folder)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BackupFailed(f"The backup cannot be written: {why}.") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def all_of(settings: Settings) -> list[Path]:
    """The backups that are there, the oldest first."""
    found = settings.backups.glob("*/" + MANIFEST) if settings.backups.is_dir() else ()
    return sorted(path.parent for path in found if not path.parent.name.startswith("."))


def prune(settings: Settings, *, keep: int) -> list[Path]:
    """Throw away all but the newest so many; return those that went."""
    gone = all_of(settings)[:-keep]
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def made_at(folder: Path) -> datetime:
    """When a backup was made."""
    return datetime.fromisoformat(read(folder).made_at)


def read(folder: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        BackupFailed: it is none.
    """
    try:
        manifest: Manifest | None = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        manifest = None
    if manifest is None or manifest.format != FORMAT:
        raise BackupFailed("This is no backup of ours: there is no manifest in it that can be read.")
    return manifest


def verify(folder: Path) -> Manifest:
    """Read a backup from its first byte to its last.

    Raises:
        BackupFailed: what is wrong with it.
    """
    manifest = read(folder)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if there != set(manifest.files):
        raise BackupFailed("Files are missing from the backup, or do not belong to it. Take another.")
    wrong = [name for name, digest in manifest.files.items() if _digest(folder / name) != digest]
    if wrong:
        raise BackupFailed(f"These files of the backup are damaged: {', '.join(wrong)}. Take another.")
    if SQLITE in manifest.files:
        _verify_sqlite(folder / SQLITE, manifest)
    else:
        run_tool("pg_restore", "--list", str(folder / POSTGRESQL))
    return manifest


def _verify_sqlite(file: Path, manifest: Manifest) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as database:
        for question in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
            if database.execute(question).fetchall() not in ([], [("ok",)]):
                raise BackupFailed("The database in the backup is damaged. Take another.")
    if _rows_of(file) != manifest.rows:
        raise BackupFailed("The database in the backup does not hold the rows that were counted. Take another.")


def _copy_sqlite(source: Path, target: Path) -> None:
    """The file as it is at one moment, however many write meanwhile, as one file without a log beside it."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as ours, closing(sqlite3.connect(target)) as copy:
        ours.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _rows_of(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as database:
        names = [name for [name] in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}  # noqa: S608


def _count() -> dict[str, int]:
    """The rows of each table. On a server that is in use they are those of about the moment of the backup."""
    tables = sorted(db.metadata.tables.items())
    found = {name: db.session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables}
    db.session.rollback()
    return found


def run_tool(*words: str, url: str = "") -> None:
    """Run one of PostgreSQL's own tools, on a database if need be; no password stands where others could read it.

    Raises:
        BackupFailed: the tool is not installed, or has failed.
    """
    environment = dict(os.environ)
    command = list(words)
    if url:
        address = make_url(url)
        if address.password:
            environment["PGPASSWORD"] = address.password
        command.append(f"--dbname={_for_tools(address)}")
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise BackupFailed(f"Install PostgreSQL's client: {words[0]} is not there.") from None
    if done.returncode:
        raise BackupFailed(f"{words[0]} failed: {' '.join(done.stderr.strip().splitlines()[-1:])}")


def _for_tools(url: URL) -> str:
    plain: Any = url.set(drivername="postgresql", password=None)
    if "options" in plain.query:
        plain = plain.difference_update_query(["options"])
    return str(plain.render_as_string(hide_password=False))


def schema_of(settings: Settings) -> str:
    """The schema of a PostgreSQL database that is this council's."""
    options = str(make_url(settings.database_url).query.get("options", ""))
    return options.partition("search_path=")[2].split()[0] if "search_path=" in options else "public"


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as read_from:
        while part := read_from.read(CHUNK):
            found.update(part)
    return found.hexdigest()


def _write_lasting(file: Path, content: bytes) -> None:
    with file.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
