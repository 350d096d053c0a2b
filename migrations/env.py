"""How migrations run: numbered, one head, in one transaction, SQLite's foreign keys off while tables are copied.

On PostgreSQL they wait for a lock only so long, and one machine at a time migrates.
"""

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from feedback.foundations.database import UtcDateTime

LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's word for a lock that was waited for in vain

database = current_app.extensions["migrate"].db


def _next_number(_context, _revision, directives):
    """Number revisions 0001, 0002, ... so that their order can be read from the folder."""
    for directive in directives:
        head = directive.head.split("@")[0] if isinstance(directive.head, str) else None
        last = context.script.get_current_head() if head in (None, "head") else head
        directive.rev_id = f"{int(last or 0) + 1:04}"


def _plain_types(kind, thing, _context):
    """Write our own moment-in-UTC as the database's type: a migration must not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run() -> None:
    """Bring the database to the wanted revision."""
    with database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A batch change drops and renames the parent table; with foreign keys on, every child row would go too.
            # The pragma has no effect inside a transaction, so it is set on the raw connection before one begins.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            encoding = connection.scalar(text("SHOW server_encoding"))
            if encoding != "UTF8":  # a rater whose comment has a sign that it lacks would see an error
                raise RuntimeError(
                    f"This database keeps text as {encoding}, which cannot hold every name and comment. Nothing was "
                    "changed: make one with createdb --encoding=UTF8 --template=template0."
                )
            # Who waits for a lock on a table makes all wait who come after: raters, while we wait for a backup.
            patience = current_app.config.get("MIGRATION_PATIENCE", "5s")
            connection.execute(text(f"SET LOCAL lock_timeout = '{patience}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(360)"))  # two machines that start at once
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_plain_types,
            process_revision_directives=_next_number,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                raise RuntimeError("a migration left rows that point at nothing; nothing was changed")
        connection.commit()
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


try:
    run()
except OperationalError as fault:
    if getattr(fault.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
        raise
    raise RuntimeError(
        "Somebody is using a table that is to be changed, or another machine is at it. Nothing was changed: "
        "run this again in a while."
    ) from None
