"""At which revision is a database, and which does this release know?"""

from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from feedback.config import ROOT
from feedback.extensions import db

MIGRATIONS = str(ROOT / "migrations")


@cache
def known() -> tuple[str, ...]:
    """The revisions of this release, the newest first."""
    return tuple(script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions())


def newest() -> str:
    """The revision that the migrations end at."""
    return known()[0]


def revision_now() -> str | None:
    """The revision that the present application's database is at."""
    found = MigrationContext.configure(db.session.connection()).get_current_revision()
    db.session.rollback()  # outside of a request even who reads holds SQLite's lock
    return found
