"""A migration does not make raters wait behind it, and two machines that start at once do not both migrate."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from feedback.extensions import db
from tests.architecture.test_schema import MIGRATIONS


def head() -> str:
    """The revision that the database is at."""
    with db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def test_who_cannot_have_a_table_soon_gives_up_with_nothing_changed(app: Flask) -> None:
    app.config["MIGRATION_PATIENCE"] = "50ms"
    was = head()
    with db.engine.connect() as reader:  # a backup, or a report that takes long
        for table in db.metadata.tables:
            reader.execute(text(f'LOCK TABLE "{table}" IN ACCESS SHARE MODE'))
        with pytest.raises(SystemExit):
            downgrade(directory=MIGRATIONS, revision="-1")
        assert head() == was
        with db.engine.connect() as rater:  # nobody queues behind who has given up
            rater.execute(text("SET lock_timeout = '50ms'"))
            assert rater.scalar(text("SELECT count(*) FROM invitation")) == 0
    downgrade(directory=MIGRATIONS, revision="-1")
    assert int(head()) == int(was) - 1
    upgrade(directory=MIGRATIONS)
    assert head() == was


def test_while_one_machine_migrates_another_does_not(app: Flask) -> None:
    app.config["MIGRATION_PATIENCE"] = "50ms"
    was = head()
    with db.engine.connect() as other_machine:
        other_machine.execute(text("SELECT pg_advisory_xact_lock(360)"))
        with pytest.raises(SystemExit):
            downgrade(directory=MIGRATIONS, revision="-1")
        assert head() == was
    downgrade(directory=MIGRATIONS, revision="-1")
    upgrade(directory=MIGRATIONS)
    assert head() == was
