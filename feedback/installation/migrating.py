"""At which revision is a database, and how is it brought forward?"""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from feedback.config import ROOT
from feedback.extensions import db

MIGRATIONS = str(ROOT / "migrations")


class MigrationRefused(Exception):
    """The database is as it was."""


def bring_forward() -> None:
    """Bring the present application's database to the newest revision.

    Raises:
        MigrationRefused: that failed.
    """
    try:
        upgrade(directory=MIGRATIONS)
    except SystemExit as error:  # Flask-Migrate's way to say that Alembic has refused
        raise MigrationRefused("The migration was refused; its own words are above.") from error


def newest() -> str | None:
    """The revision that the migrations end at."""
    return ScriptDirectory(MIGRATIONS).get_current_head()


def revision_now() -> str | None:
    """The revision that the present application's database is at."""
    found = MigrationContext.configure(db.session.connection()).get_current_revision()
    db.session.rollback()  # outside of a request even who reads holds SQLite's lock
    return found
