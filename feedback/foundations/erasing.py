"""What was erased, and still lies in the files of the database? The worker wipes it at its next sweep.

SQLite overwrites what is deleted (``secure_delete``), but its write-ahead log keeps the old pages until it is emptied.
PostgreSQL keeps old rows until their table is written anew. Its own write-ahead log is out of our reach: it is reused
after a while, and how long an archive of it is kept is the operator's choice (docs/guides/operator.md).
"""

import uuid
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db, new_id
from feedback.foundations.database import fold_log_in, one_transaction

# Whoever wants to write waits behind us while we wait for a reader, a backup for example, and we come every second.
PATIENCE = 100  # milliseconds


class WipeDue(Model):
    """A table of which something was erased. What, by whom and when is nobody's business, and not kept."""

    __tablename__ = "wipe_due"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    table_name: Mapped[str]


def wipe(*tables: str) -> None:
    """Ask, in the present transaction, that what it erases from these tables be wiped from the disk too.

    Raises:
        ValueError: there is no such table.
    """
    for name in tables:
        if name not in db.metadata.tables:
            raise ValueError(f"no table {name}")
        db.session.add(WipeDue(table_name=name))


def delete_rows(table: type, *where: object) -> None:
    """Delete rows of a table at once; what the session has already read of them it does not hear about."""
    db.session.execute(delete(table).where(*where).execution_options(synchronize_session=False))  # type: ignore[arg-type]


def wipe_due(engine: Engine) -> bool:
    """Wipe what is due; False if somebody is in the way and it has to be tried again later. Crash-safe."""
    due = db.session.execute(select(WipeDue.id, WipeDue.table_name)).all()
    db.session.rollback()
    if not due:
        return True
    wiped = _empty_log(engine) if engine.dialect.name == "sqlite" else _write_anew(engine, {row[1] for row in due})
    if wiped:
        with one_transaction():  # only these: what was erased meanwhile is still due
            db.session.execute(delete(WipeDue).where(WipeDue.id.in_([row[0] for row in due])))
    return wiped


def _empty_log(engine: Engine) -> bool:
    raw: Any = engine.raw_connection()
    [usual] = raw.execute("PRAGMA busy_timeout").fetchone()
    try:
        raw.execute(f"PRAGMA busy_timeout={PATIENCE}")
        return fold_log_in(raw)
    finally:
        raw.execute(f"PRAGMA busy_timeout={usual}")
        raw.close()


def _write_anew(engine: Engine, names: set[str]) -> bool:
    tables = [table.name for table in db.metadata.sorted_tables if table.name in names]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{PATIENCE}ms'"))
        try:
            for table in tables:
                connection.execute(text(f'VACUUM (FULL) "{table}"'))
        except OperationalError:  # not got the table in time
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True
