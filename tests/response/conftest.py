"""A leader whose raters have their letters, and browsers for them. It is built once and copied for each test."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from feedback import create_app
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.config import read_settings
from feedback.demo.inbox import Inbox, Received
from feedback.extensions import db
from feedback.invitation.models import Invitation
from tests.building import Council
from tests.conftest import ToldClock
from tests.response.raters import SITE, THEMES, Rater, letters_to


@dataclass(frozen=True)
class Begun:
    """A round in which everybody has been written to and nobody has answered."""

    folder: Path
    letters: tuple[Received, ...]
    leader_id: uuid.UUID


@pytest.fixture(scope="session")
def begun(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory, mail_server: Inbox) -> Begun:
    """Four peers, the manager and the leader, asked about two pages of statements and one of open questions."""
    folder = tmp_path_factory.mktemp("begun")
    shutil.copy(migrated_database, folder / "feedback.sqlite")
    settings = read_settings(
        secret_key="a secret for tests only, long enough to be accepted",
        base_url=SITE,
        database_url=f"sqlite:///{folder / 'feedback.sqlite'}",
        key_store=folder / "keys",
        key_store_copy=folder / "keys-copy",
        mail_host="127.0.0.1",
        mail_port=mail_server.port,  # type: ignore[attr-defined]
    )
    app, clock = create_app(settings), ToldClock()
    app.config["CLOCK"] = lambda: clock.now
    mail_server.letters.clear()
    with app.app_context():
        council = Council(app, clock)
        leader = council.collecting(council.leader(council.campaign(themes=THEMES)), peers=4)
        begun = Begun(folder, tuple(mail_server.letters), leader.id)
        db.session.remove()
        db.engine.dispose()
    return begun


@pytest.fixture
def app(app: Flask, begun: Begun, tmp_path: Path, inbox: Inbox) -> Flask:
    """The application in the middle of the round."""
    shutil.copytree(begun.folder, tmp_path, dirs_exist_ok=True)
    inbox.letters.extend(begun.letters)
    return app


@pytest.fixture
def council(app: Flask, clock: ToldClock) -> Council:
    """The council, for whoever is still to join it."""
    council = Council(app, clock)
    council._count = 100  # the people of the round have lower numbers in their addresses
    return council


@pytest.fixture
def leader(app: Flask, begun: Begun) -> Subject:
    """The leader."""
    found = campaigns.subject(begun.leader_id)
    assert found is not None
    return found


@pytest.fixture
def peers(council: Council, leader: Subject) -> list[Invitation]:
    """The four invitations of the peers."""
    return [invitation for invitation in council.invitations(leader) if invitation.group == "peers"]


@pytest.fixture
def link(inbox: Inbox, peers: list[Invitation]) -> str:
    """The link in the letter to the first of the peers."""
    [found] = letters_to(inbox, peers[0])
    return found


@pytest.fixture
def new_browser(app: Flask) -> Callable[[], Rater]:
    """A browser that has never been here."""
    return lambda: Rater(app)


@pytest.fixture
def rater(app: Flask, link: str) -> Rater:
    """The first of the peers, having opened the link."""
    browser = Rater(app)
    browser.open_link(link)
    return browser
