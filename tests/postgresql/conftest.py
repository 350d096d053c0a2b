"""The application on a real PostgreSQL server, whatever the other tests run on; and two who meet in its database."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from feedback import create_app
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from tests.attack.conftest import settings_for
from tests.building import FRAMEWORKS
from tests.conftest import ToldClock
from tests.databases import PostgresqlServer, postgresql

TRIES = 20_000  # each asks the server once more


@pytest.fixture(scope="session")
def server() -> PostgresqlServer:
    """The server."""
    return postgresql()


@pytest.fixture(scope="session")
def on_postgresql(server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory, mail_server: Inbox) -> Path:
    """The folder of a database made by the migrations."""
    folder = tmp_path_factory.mktemp("on_postgresql")
    app = create_app(settings_for(folder, server.url(folder), mail_server))
    with app.app_context():
        upgrade(directory=str(FRAMEWORKS.parent / "migrations"))
        db.engine.dispose()
    return folder


@pytest.fixture
def app(
    on_postgresql: Path, server: PostgresqlServer, tmp_path: Path, inbox: Inbox, clock: ToldClock
) -> Iterator[Flask]:
    """The application within its context."""
    server.copy(on_postgresql, tmp_path, fresh=True)
    app = create_app(settings_for(tmp_path, server.url(tmp_path), inbox))
    app.config["CLOCK"] = lambda: clock.now
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    server.drop(tmp_path)


class Other:
    """Somebody else, in a thread and a database session of their own."""

    def __init__(self, app: Flask, server: PostgresqlServer, job: Callable[[], object]) -> None:
        self.app, self.server, self.job = app, server, job
        self.came_to: object = None
        self.fault: Exception | None = None
        self._thread = threading.Thread(target=self._work)
        self._database = str(db.engine.url.database)

    def until_waiting(self, number: int = 1) -> "Other":
        """Let them begin, and come back when they wait for a lock that we hold, or have done all without waiting.

        ``number`` of all who wait then.
        """
        self._thread.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"  # noqa: S608
            f" AND datname = '{self._database}'"
        )
        for _ in range(TRIES):
            if self.server.ask(waiting) == [(number,)] or not self._thread.is_alive():
                return self
        raise AssertionError("they neither wait nor end")

    @property
    def waits(self) -> bool:
        """True while they have not done all."""
        return self._thread.is_alive()

    def result(self) -> object:
        """What they came to in the end; what went wrong is raised here."""
        self._thread.join(timeout=60)
        assert not self._thread.is_alive(), "they wait for ever"
        if self.fault:
            raise self.fault
        return self.came_to

    def _work(self) -> None:
        with self.app.app_context():
            try:
                self.came_to = self.job()
            except Exception as fault:
                self.fault = fault
            finally:
                db.session.rollback()


@pytest.fixture
def other(app: Flask, server: PostgresqlServer) -> Callable[[Callable[[], object]], Other]:
    """Gives a job to somebody else."""
    return lambda job: Other(app, server, job)
