"""Does the demo keep its hands off what is not its own, and do the commands say what to do?"""

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from feedback import create_app
from feedback.config import ROOT, read_settings
from feedback.demo import place
from feedback.demo.build import build
from feedback.demo.cli import demo
from feedback.demo.place import Found, Occupied
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.serving import serve_command
from tests.demo.conftest import SmallDemo, a_demo


def _prints(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_a_database_in_use_is_left_alone(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with one_transaction():
        identity.find_or_add_person(name="Real Person", email="real.person@example.org")
    db.session.remove()
    db.engine.dispose()
    before = _prints(tmp_path)
    assert place.what_is_there(app) == Found.SOMETHING_ELSE
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", app.config["SETTINGS"].database_url)
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", "a secret for tests only, long enough to be accepted")
    result = CliRunner().invoke(demo, ["--build-only", "--port", "0"])
    assert result.exit_code == 1
    assert "holds something that is not the demo. Nothing was changed." in result.output
    assert _prints(tmp_path) == before


@pytest.mark.parametrize("content", ["another application's tables", "no database at all"])
def test_a_strangers_file_is_left_alone(tmp_path: Path, content: str) -> None:
    file = tmp_path / "demo.sqlite"
    if content == "no database at all":
        file.write_text(content * 100)
    else:
        with sqlite3.connect(file) as stranger:
            stranger.execute("CREATE TABLE invoices (number INTEGER)")
        stranger.close()
    small = a_demo(tmp_path)
    before = _prints(tmp_path)
    with pytest.raises(Occupied):
        build(small.app, small.inbox, scale="small", say=small.said.append)
    small.inbox.stop()
    assert _prints(tmp_path) == before


def test_nothing_and_a_fresh_schema_are_room_enough(app: Flask, tmp_path: Path) -> None:
    assert place.what_is_there(app) == Found.NOTHING
    fresh = a_demo(tmp_path / "missing")
    assert place.what_is_there(fresh.app) == Found.NOTHING
    assert not (tmp_path / "missing").exists(), "looking makes no file"
    fresh.inbox.stop()


def test_the_demo_is_known_by_its_mark_and_used_once_at_a_time(small: SmallDemo) -> None:
    assert place.what_is_there(small.app) == Found.DEMO
    with place.in_use(small.app), pytest.raises(Occupied, match="running already"), place.in_use(small.app):
        pass
    with place.in_use(small.app):
        pass
    assert not list(small.folder.glob("*in-use*"))


def _settings(folder: Path) -> dict[str, str]:
    return {
        "secret_key": "a secret for tests only, long enough to be accepted",
        "database_url": f"sqlite:///{folder / 'demo.sqlite'}",
        "key_store": str(folder / "keys"),
        "key_store_copy": str(folder / "keys-copy"),
    }


@pytest.mark.parametrize("missing", ["mail", "a database of its own"])
def test_serving_for_real_refuses(small: SmallDemo, tmp_path: Path, missing: str) -> None:
    if missing == "mail":
        settings, words = read_settings(**_settings(tmp_path)), "FEEDBACK_MAIL_HOST=smtp.example.gov.uk"
    else:
        settings = read_settings(**_settings(small.folder), mail_host="localhost")
        words = "This database holds the demo council. Set FEEDBACK_DATABASE_URL to another place"
    with create_app(settings).app_context():
        result = CliRunner().invoke(serve_command, ["--port", "0"])
    assert result.exit_code == 1
    assert words in result.output
    assert not (tmp_path / "demo.sqlite").exists()


def test_serving_for_real_answers_and_ends_when_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
    told = {f"FEEDBACK_{name.upper()}": value for name, value in _settings(tmp_path).items()}
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "serve", "--port", str(port)],
        cwd=ROOT,
        env=surroundings | told | {"FEEDBACK_MAIL_HOST": "localhost"},
        stdout=subprocess.PIPE,
        text=True,
    ) as serving:
        try:
            assert serving.stdout is not None
            assert f"Serving on http://127.0.0.1:{port}" in serving.stdout.readline()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
                assert answer.status == 200
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(timeout=30) == 0
        finally:
            serving.kill()
