"""How migrations run: numbered, one head, in one transaction, SQLite's foreign keys off while tables are copied."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from feedback.foundations.database import UtcDateTime

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


run()
