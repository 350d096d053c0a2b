"""Councils from the command line, as an operator's shell finds it: a process, JSON, and a number at the end."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from feedback import create_app
from feedback.cli import for_command_line
from feedback.config import ROOT
from feedback.extensions import db
from tests.installation.conftest import Several

SOUTH = (
    "add", "south", "--council-name", "South's \"new\" Council", "--base-url", "https://south.example",
    "--administrator", "sid@south.example", "Sid South",
)  # fmt: skip


class Shell:
    """A shell with FEEDBACK_COUNCILS set, in this process."""

    def __init__(self, place: Path, patch: pytest.MonkeyPatch) -> None:
        self.place, self.patch = place, patch

    def flask(self, *words: str, fails: bool = False, council: str = "") -> tuple[str, str]:
        """What a command prints and what it says beside that."""
        self.patch.setenv("FEEDBACK_COUNCILS", str(self.place))
        self.patch.setenv("FEEDBACK_COUNCIL", council)
        try:
            app = for_command_line()
        except click.ClickException as refused:
            assert fails
            return "", refused.message
        done = app.test_cli_runner().invoke(args=words)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert (done.exit_code != 0) is fails, done.stderr
        return done.stdout, done.stderr

    def council(self, *words: str, fails: bool = False) -> Any:
        """What ``flask council`` prints, read."""
        return json.loads(self.flask("council", *words, fails=fails)[0])


@pytest.fixture
def shell(several: Several, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """With one council."""
    several.add("north")
    return Shell(several.place, monkeypatch)


def test_a_council_joins_with_folder_secret_frameworks_database_and_administrator(shell: Shell) -> None:
    said = shell.council(*SOUTH)
    assert said == {"name": "south", "base_url": "https://south.example", "committed": False}
    assert [path.name for path in shell.place.iterdir()] == ["north"], "a dry run leaves nothing"

    assert shell.council(*SOUTH, "--commit")["committed"] is True
    folder = shell.place / "south"
    assert {path.name for path in folder.iterdir()} >= {"settings.env", "secret-key", "frameworks", "feedback.sqlite"}
    assert {"north", "south"} == {council["name"] for council in shell.council("list")}
    assert 'South\'s "new" Council' in {council.get("council_name") for council in shell.council("list")}
    with closing(sqlite3.connect(folder / "feedback.sqlite")) as database:
        assert database.execute("SELECT name, email, is_administrator FROM person").fetchall() == [
            ("Sid South", "sid@south.example", 1)
        ]
    frameworks, _ = shell.flask("framework", "list", council="south")
    assert len(json.loads(frameworks)) >= 5
    _, why = shell.flask("council", *SOUTH, "--commit", fails=True)
    assert "There is a council of the name south already." in why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (("https://south.example", "https://north.example"), "FEEDBACK_BASE_URL is shared with north"),
        (("https://south.example", "south.example"), "starting with https://"),
        (("sid@south.example", "sid"), "like name@example.gov.uk"),
        (("south", "South West"), "small letters, digits and hyphens"),
        (('South\'s "new" Council', "South ${HOME}"), "characters that a settings file cannot hold"),
    ],
)
def test_a_council_that_cannot_join_changes_nothing(shell: Shell, changed: tuple[str, str], why: str) -> None:
    words = [changed[1] if word == changed[0] else word for word in SOUTH]
    _, said = shell.flask("council", *words, "--commit", fails=True)
    assert why in said
    assert [path.name for path in shell.place.iterdir()] == ["north"]


def test_every_database_is_brought_forward_and_the_broken_one_is_named(several: Several, shell: Shell) -> None:
    several.add("west")
    shell.council(*SOUTH, "--commit")
    (shell.place / "north" / "feedback.sqlite").write_bytes(b"this was a database once" * 1_000)
    with closing(sqlite3.connect(shell.place / "west" / "feedback.sqlite")) as database:
        names = [
            f"DROP TABLE {name}" for [name] in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for statement in names:
            database.execute(statement)
    looked = {council["name"]: council for council in shell.council("upgrade", fails=True)}
    assert looked["west"]["was"] is None
    assert looked["west"]["is_now"] is None, "only looked"
    done = {council["name"]: council for council in shell.council("upgrade", "--commit", fails=True)}
    assert done["west"]["is_now"] == done["west"]["newest"] == done["south"]["is_now"]
    assert "cannot be used" in done["north"]["problem"]


def test_a_command_says_that_a_council_must_be_named(shell: Shell) -> None:
    for words in (("campaign", "list"), ("person", "import", "x.csv"), ("db", "upgrade"), ("serve",)):
        assert "FEEDBACK_COUNCIL=NAME" in shell.flask(*words, fails=True)[1], words
    assert json.loads(shell.flask("campaign", "list", council="north")[0]) == []
    assert "no council of the name west" in shell.flask("campaign", "list", council="west", fails=True)[1]


def test_an_installation_of_one_says_so(app: Flask) -> None:
    assert "serves one council" in app.test_cli_runner().invoke(args=["council", "list"]).stderr


def test_a_server_and_a_shell_find_them_all(shell: Shell) -> None:
    environment = os.environ | {"FEEDBACK_COUNCILS": str(shell.place)}
    ask = """import wsgi; from werkzeug.test import Client
print([Client(wsgi.app).get("/", base_url=f"https://{host}.example").status_code for host in ("north", "east")])"""
    server = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert server.stdout.strip() == "[200, 404]", server.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "flask", "council", "list"], cwd=ROOT, env=environment, capture_output=True, timeout=120
    )
    assert [council["name"] for council in json.loads(listed.stdout)] == ["north"]


def test_a_command_says_in_a_sentence_that_the_database_is_away(app: Flask, tmp_path: Path) -> None:
    """Not with a page of our code, nor with whom it was about."""
    told = app.config["SETTINGS"].model_copy(update={"database_url": f"sqlite:///{tmp_path / 'new.sqlite'}"})
    empty = create_app(told)
    with empty.app_context():
        done = empty.test_cli_runner().invoke(args=["person", "add-administrator", "ada@example.org", "Ada"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: The database cannot be used: no such table")
    assert "ada@example.org" not in done.output
    with empty.app_context(), pytest.raises(DBAPIError) as fault:
        db.session.execute(text("SELECT :who FROM nobody"), {"who": "ada@example.org"})
    assert "ada@example.org" not in str(fault.value)
