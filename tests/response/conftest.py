"""A round in which everybody has their letter and nobody has answered. It is built once and copied for each test."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from feedback import create_app
from feedback.config import read_settings
from feedback.demo.inbox import Inbox, Received
from feedback.extensions import db
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock
from tests.response.raters import SITE, THEMES, Rater
from tests.response.round import Round


@dataclass(frozen=True)
class Begun:
    """A round in which everybody has been written to and nobody has answered."""

    folder: Path
    letters: tuple[Received, ...]
    leader_id: uuid.UUID


def _application(folder: Path, mail_server: Inbox, clock: ToldClock) -> Flask:
    settings = read_settings(
        secret_key="a secret for tests only, long enough to be accepted",
        base_url=SITE,
        database_url=databases.in_use().url(folder),
        broker_url="none",
        key_store=folder / "keys",
        key_store_copy=folder / "keys-copy",
        mail_host="127.0.0.1",
        mail_port=mail_server.port,  # type: ignore[attr-defined]
    )
    app = create_app(settings)
    app.config["CLOCK"] = lambda: clock.now
    return app


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates, translated once for all the applications of these tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture(scope="session")
def begun(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory, mail_server: Inbox) -> Begun:
    """Five peers, the manager and the leader, asked about two pages of statements and one of open questions."""
    folder, clock = tmp_path_factory.mktemp("begun"), ToldClock()
    databases.in_use().copy(migrated_database.parent, folder)
    mail_server.letters.clear()
    app = _application(folder, mail_server, clock)
    with app.app_context():
        council = Council(app, clock)
        leader = council.collecting(council.leader(council.campaign(themes=THEMES)), peers=5)
        begun = Begun(folder, tuple(mail_server.letters), leader.id)
        db.session.remove()
        db.engine.dispose()
    return begun


@pytest.fixture
def another_round(
    begun: Begun, mail_server: Inbox, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], AbstractContextManager[Round]]:
    """The same round once more, for what would have happened without somebody."""

    @contextmanager
    def begin() -> Iterator[Round]:
        folder, clock = tmp_path_factory.mktemp("another"), ToldClock()
        shutil.copytree(begun.folder, folder, dirs_exist_ok=True)
        databases.in_use().copy(begun.folder, folder)
        app = _application(folder, mail_server, clock)
        with app.app_context():
            yield Round(app, clock, mail_server, folder, begun.leader_id)
            db.session.remove()
            db.engine.dispose()

    return begin


@pytest.fixture
def beginning(begun: Begun) -> Path:
    """The folder of the database in which everybody has been written to."""
    return begun.folder


@pytest.fixture
def app(app: Flask, begun: Begun, tmp_path: Path, inbox: Inbox, compiled: FileSystemBytecodeCache) -> Flask:
    """The application in the middle of the round."""
    app.jinja_env.bytecode_cache = compiled
    for keys in ("keys", "keys-copy"):
        shutil.copytree(begun.folder / keys, tmp_path / keys)
    inbox.letters.extend(begun.letters)
    return app


@pytest.fixture
def round_(app: Flask, begun: Begun, clock: ToldClock, inbox: Inbox, tmp_path: Path) -> Round:
    """The round."""
    return Round(app, clock, inbox, tmp_path, begun.leader_id)


@pytest.fixture
def rater(round_: Round) -> Rater:
    """The first of the peers, having opened the link."""
    return round_.rater()
