"""One season on a real installation, robbed every night, shared by all tests that look at what lies at rest."""

import shutil
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from feedback import create_app
from feedback.config import Settings, read_settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from tests.attack.at_rest import Dump
from tests.attack.season import Season, Thief, play
from tests.building import Council
from tests.conftest import ToldClock

LEADERS = 50


class FileThief:
    """Copies SQLite's files as they lie there."""

    def __init__(self, database: Path) -> None:
        """Robs the installation with this database."""
        self.database = database

    def dump(self, name: str) -> Dump:
        """The database, its write-ahead log, its shared memory or its journal, whichever are there."""
        return Dump(
            name, {path.name: path.read_bytes() for path in self.database.parent.glob(f"{self.database.name}*")}
        )

    def results(self) -> dict[str, tuple[int, int]]:
        """Leader's id -> released figures and comments."""
        return counted(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True))


def counted(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Leader's id -> released figures and comments, by one reading."""
    try:
        figures, words = (
            dict(connection.execute(f"SELECT subject_id, count(*) FROM {table} GROUP BY 1").fetchall())  # noqa: S608
            for table in ("released_cell", "comment")
        )
    finally:
        connection.close()
    return {str(leader): (figures.get(leader, 0), words.get(leader, 0)) for leader in figures.keys() | words.keys()}


def settings_for(folder: Path, database_url: str, inbox: Inbox) -> Settings:
    """An installation in a folder of its own."""
    return read_settings(
        secret_key="a secret for tests only, long enough to be accepted",
        base_url="https://feedback.example",
        database_url=database_url,
        broker_url="none",
        key_store=folder / "keys",
        key_store_copy=folder / "keys-copy",
        mail_host="127.0.0.1",
        mail_port=inbox.port,  # type: ignore[attr-defined]
    )


@pytest.fixture(scope="session")
def season_number(
    migrated_file: Path, mail_server: Inbox, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Season]:
    """Seasons of fifty rounds of six raters on SQLite, each of which is played once, when it is first asked for."""

    @cache
    def played(number: int) -> Season:
        folder = tmp_path_factory.mktemp("season")
        database = folder / "feedback.sqlite"
        shutil.copy(migrated_file, database)
        app = create_app(settings_for(folder, f"sqlite:///{database}", mail_server))
        return play_on(app, mail_server, FileThief(database), number)

    return played


@pytest.fixture(scope="session")
def season(season_number: Callable[[int], Season]) -> Season:
    """The season that most tests look at."""
    return season_number(1)


def play_on(app: Flask, inbox: Inbox, thief: Thief, number: int) -> Season:
    """A season on an installation that has nothing in it yet; the same number, the same answers."""
    clock = ToldClock()
    app.config["CLOCK"] = lambda: clock.now
    inbox.letters.clear()
    with app.app_context():
        played = play(app, Council(app, clock), inbox, thief, Random(f"season {number}"), leaders=LEADERS)
        db.session.remove()
        db.engine.dispose()
    return played
