"""How is a database brought forward?"""

from flask_migrate import upgrade

from feedback.foundations.revisions import MIGRATIONS


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
