"""An application on a fresh real database, a clock that is told the time, and a real mail server for its letters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings

from feedback import create_app, worker
from feedback.config import ROOT, Settings, read_settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.worker import Sweep
from tests import databases
from tests.building import Council
from tests.collecting import pytest_collection_finish as pytest_collection_finish
from tests.collecting import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.page_client import PageClient

# A busy machine is no fault of the code, and every example must be the same tomorrow.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

FRIDAY = 4
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class ToldClock:
    """The time the application believes it is."""

    now: datetime = START

    def advance(self, **by: float) -> None:
        """Move on, by timedelta's words."""
        self.now += timedelta(**by)

    def next_working_day(self) -> None:
        """Move on to the same hour of the next day on which letters go."""
        self.advance(days=3 if self.now.weekday() == FRIDAY else 1)


def _settings(folder: Path, mail_port: int) -> Settings:
    return read_settings(
        secret_key="a secret for tests only, long enough to be accepted",
        base_url="https://feedback.example",
        council_name="Exampleshire Council",
        database_url=databases.in_use().url(folder),
        broker_url="none",  # whoever tries calls to workers chooses what carries them
        key_store=folder / "keys",
        key_store_copy=folder / "keys-copy",
        backups=folder / "backups",
        mail_host="127.0.0.1",
        mail_port=mail_port,
        mail_from="feedback@exampleshire.example",
    )


def _migrated(folder: Path, kind: databases.Databases) -> Path:
    with create_app(_settings(folder, 25).model_copy(update={"database_url": kind.url(folder)})).app_context():
        upgrade(directory=str(ROOT / "migrations"))
        db.engine.dispose()  # the last connection folds the write-ahead log in, so that one file is the whole database
    return folder / "feedback.sqlite"


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by the migrations, to be copied for each test: the file that SQLite has of it, in its folder."""
    return _migrated(tmp_path_factory.mktemp("migrated"), databases.in_use())


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file made by them, for tests that bring databases of their own whatever the others run on."""
    return _migrated(tmp_path_factory.mktemp("migrated"), databases.SqliteFiles())


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Inbox]:
    """A real SMTP server on loopback."""
    inbox = Inbox()
    inbox.port = inbox.start()  # type: ignore[attr-defined]
    yield inbox
    inbox.stop()


@pytest.fixture
def inbox(mail_server: Inbox) -> Inbox:
    """The mail server, empty."""
    mail_server.letters.clear()
    mail_server.refuse.clear()
    return mail_server


@pytest.fixture
def clock() -> ToldClock:
    """The time, 1 March 2027 at nine."""
    return ToldClock()


@pytest.fixture
def beginning(migrated_database: Path) -> Path:
    """The folder of the database that a test begins with: nothing but the schema."""
    return migrated_database.parent


@pytest.fixture
def app(
    beginning: Path, tmp_path: Path, inbox: Inbox, clock: ToldClock, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The application within its context."""
    databases.in_use().copy(beginning, tmp_path, fresh=request.path.stem in databases.LOOK_AT_THE_DISK)
    app = create_app(_settings(tmp_path, inbox.port))  # type: ignore[attr-defined]
    app.config["CLOCK"] = lambda: clock.now
    with app.app_context():
        databases.share_what_is_compiled(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.in_use().drop(tmp_path)


@pytest.fixture
def sweep(app: Flask) -> Callable[[], Sweep]:
    """Let the worker do what is due."""
    return lambda: worker.sweep(app)


@pytest.fixture
def council(app: Flask, clock: ToldClock) -> Council:
    """A council to put people and campaigns into, through the product's own services."""
    return Council(app, clock)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser that refuses bad pages."""
    return PageClient(app)
