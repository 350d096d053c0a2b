"""How does a council come back from a backup, and what of it cannot?

Rounds that were opened since the backup was made come back with their sealed answers, but their keys were destroyed:
nothing can open them again, so they are ended, and say what they are. All else is as it was at that moment.
"""

import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from feedback.campaign.models import Subject
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyStore
from feedback.installation import backup, migrating
from feedback.installation.backup import POSTGRESQL, SQLITE, BackupFailed, Manifest
from feedback.invitation import ending

BEFORE = ".before-restore"
LOOKS = 10  # in a second
OTHERS = text("""SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'""")


@dataclass(frozen=True)
class Restored:
    """What has come back; ``lost`` are the rounds that were opened since, and were ended now."""

    manifest: Manifest
    lost: Sequence[uuid.UUID]


def restore(folder: Path, settings: Settings, *, now: datetime, without_key: int = 0) -> Restored:
    """Put a backup in the place of the database, bring it forward, and end what can never be opened.

    Nobody else may be using the database. A SQLite file that was there is kept beside it.

    Args:
        folder: the backup.
        settings: of the council that it is brought back to.
        now: the time to write down.
        without_key: how many rounds the operator knows to have lost their keys by being opened since.

    Raises:
        BackupFailed: it was not brought back; the message says what to do, and the database is as it was.
    """
    manifest = backup.verify(folder)
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    if keys.is_closed_to_us():
        raise BackupFailed("Run this as the worker's user: whether a round's key is still there must be seen.")
    lost = [subject_id for subject_id in map(uuid.UUID, manifest.open_rounds) if not keys.holds(subject_id)]
    if len(lost) != without_key:
        raise BackupFailed(
            f"{len(lost)} rounds that are open in the backup have no key. If they were opened since it was made, add"
            f" --without-key {len(lost)}: they are ended, and what was released then is all that is left of them. If"
            " not, put the key store back first."
        )
    db.session.remove()
    db.engine.dispose()
    if SQLITE in manifest.files:
        _restore_sqlite(folder / SQLITE, Path(db.engine.url.database or ""))
    else:
        _restore_postgresql(folder / POSTGRESQL, settings, now=now)
    migrating.bring_forward()
    for subject_id in lost:
        with one_transaction():
            ending.end_lost(db.session.get_one(Subject, subject_id), now=now)
    _bring_frameworks(folder / "frameworks", settings.frameworks)
    return Restored(manifest, lost)


def _restore_sqlite(copy: Path, place: Path) -> None:
    if place.exists():
        _check_unused(place)
        place.replace(place.with_name(place.name + BEFORE))
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_name(f".{place.name}.coming")
    shutil.copyfile(copy, coming)
    coming.chmod(0o600)
    with coming.open("r+b") as file:
        os.fsync(file.fileno())
    coming.replace(place)


def _check_unused(file: Path) -> None:
    """Fold the log in, which needs the file for ourselves alone.

    Raises:
        BackupFailed: somebody else has it open.
    """
    try:
        with closing(sqlite3.connect(file, timeout=1)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        raise BackupFailed("The database is in use. Stop the web server and the worker first.") from None
    except sqlite3.DatabaseError:
        return  # it is damaged, which is why we are here; it is kept all the same


def _restore_postgresql(dump: Path, settings: Settings, *, now: datetime) -> None:
    """Empty the schema, after a backup of what is in it, and fill it from the dump."""
    schema = backup.schema_of(settings)
    engine = create_engine(settings.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        for _ in range(LOOKS):
            if not connection.scalar(OTHERS):
                break
            time.sleep(1 / LOOKS)  # the server takes a moment to see that somebody has gone
        else:
            raise BackupFailed("The database is in use. Stop the web server and the worker first.")
        used = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = :name"), {"name": schema})
    if used:
        backup.create(settings, now=now)
        db.engine.dispose()
    with engine.begin() as connection:
        connection.execute(text(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'))  # the dump makes it itself
    backup.run_tool(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(dump), url=settings.database_url
    )


def _bring_frameworks(kept: Path, place: Path) -> None:
    """Put files of frameworks back that are not there any more; those that are there stay as they are."""
    place.mkdir(parents=True, exist_ok=True)
    for file in sorted(kept.glob("*")) if kept.is_dir() else ():
        if file.is_file() and not (place / file.name).exists():
            shutil.copyfile(file, place / file.name)
