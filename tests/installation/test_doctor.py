"""Each thing that can be wrong is found before anybody notices, and its cure is named."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade

from feedback import worker
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import signs
from feedback.installation import backup, doctor, migrating
from feedback.installation.doctor import Finding
from feedback.worker import Sweep
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock

Examine = Callable[..., dict[str, Finding]]


@pytest.fixture
def settings(app: Flask) -> Settings:
    """The council's."""
    found: Settings = app.config["SETTINGS"]
    return found


@pytest.fixture
def examine(app: Flask, settings: Settings, clock: ToldClock) -> Examine:
    """What the doctor finds wrong, by name; with other settings if need be."""

    def found(**other: Any) -> dict[str, Finding]:
        told = settings.model_copy(update=other)
        return {one.name: one for one in doctor.examine(told, now=clock.now) if one.state == "wrong"}

    return found


@pytest.fixture
def healthy(
    app: Flask, settings: Settings, council: Council, sweep: Callable[[], Sweep], clock: ToldClock, tmp_path: Path
) -> None:
    """A council with an open round, whose worker works and whose backup is fresh."""
    council.collecting(peers=4)
    sweep()
    if not databases.ON_POSTGRESQL:
        (tmp_path / "feedback.sqlite").chmod(0o640)
    backup.create(settings, now=clock.now)


def test_where_all_is_well_nothing_is_wrong(healthy: None, examine: Examine) -> None:
    assert examine() == {}


def test_a_worker_that_has_stopped_is_missed(healthy: None, examine: Examine, clock: ToldClock) -> None:
    clock.advance(minutes=4)
    assert examine() == {}
    clock.advance(minutes=2)
    assert "has not done its work since 01 March 2027 09:00 UTC" in examine()["worker"].finding


def test_a_backup_that_is_missing_or_old(healthy: None, examine: Examine, settings: Settings, clock: ToldClock) -> None:
    clock.advance(hours=27)
    assert examine()["backups"].finding == "the newest of 1 is 27 hours old"
    shutil.rmtree(settings.backups)
    assert "there is none" in examine()["backups"].finding


def test_keys_that_are_gone_or_open_to_others(healthy: None, examine: Examine, settings: Settings) -> None:
    next(settings.key_store.glob("*.key")).chmod(0o644)
    assert "1 files or folders are open to others" in examine()["key store"].finding
    for place in (settings.key_store, settings.key_store_copy):
        shutil.rmtree(place)
    assert "missing or wrong for 1 of 1" in examine()["keys"].finding


@databases.about_sqlite("whoever may read its file reads all")
def test_a_database_that_all_users_can_read(healthy: None, examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite").chmod(0o644)
    opened = [folder for folder in tmp_path.parents if not folder.stat().st_mode & 0o001]
    found = examine()
    assert ("files" in found) is (not opened and bool(tmp_path.stat().st_mode & 0o001)), "only if the way is open too"
    tmp_path.chmod(0o711)
    tmp_path.parent.chmod(0o711)
    if all(folder.stat().st_mode & 0o001 for folder in tmp_path.parents):
        assert examine()["files"].cure.startswith("chmod o-rwx")


def test_a_clock_that_went_back(healthy: None, examine: Examine, clock: ToldClock) -> None:
    clock.advance(hours=-2)
    assert "behind what has been written down" in examine()["clock"].finding


def test_a_disk_that_is_nearly_full(healthy: None, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - 10**9, 10**9))
    assert "0.9 GB free" in examine()["disk"].finding


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("base_url", "http://feedback.example", "people come over http"),
        ("base_url", "https://localhost", "letters name this machine"),
        ("mail_from", "feedback@localhost", "letters come from localhost"),
    ],
)
def test_settings_that_people_would_suffer_from(
    healthy: None, examine: Examine, setting: str, value: str, words: str
) -> None:
    assert examine(**{setting: value})["settings"].finding == words


def test_mail_that_cannot_go(healthy: None, examine: Examine) -> None:
    assert "cannot be reached" in examine(mail_port=1)["mail"].finding


def test_frameworks_that_are_missing_or_faulty(healthy: None, examine: Examine, tmp_path: Path) -> None:
    empty = tmp_path / "frameworks"
    empty.mkdir()
    assert examine(frameworks=empty)["frameworks"].finding == "there is none"
    (empty / "ours.yaml").write_text("id: ours")
    assert examine(frameworks=empty)["frameworks"].finding == "1 of 1 files have faults"


def test_a_database_of_another_release(healthy: None, examine: Examine) -> None:
    db.session.remove()
    downgrade(directory=migrating.MIGRATIONS, revision="0024")
    found = examine()
    assert found["migrations"].cure.endswith("flask db upgrade")
    assert "worker" not in found, "what is not there yet is not asked for"


def test_the_sign_of_life_is_given_by_the_sweep_and_not_at_every_one(
    app: Flask, sweep: Callable[[], Sweep], clock: ToldClock
) -> None:
    assert signs.last(signs.WORKER) is None
    sweep()
    first = signs.last(signs.WORKER)
    clock.advance(seconds=20)
    sweep()
    assert signs.last(signs.WORKER) == first == clock.now - timedelta(seconds=20)
    clock.advance(seconds=20)
    sweep()
    assert signs.last(signs.WORKER) == clock.now


def test_a_sweep_that_fails_gives_no_sign_of_life(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.closing, "close_due", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        worker.sweep(app)
    db.session.rollback()
    assert signs.last(signs.WORKER) is None


def test_the_command_prints_what_to_do_and_fails(app: Flask, council: Council) -> None:
    council.person("Ann Teller", administrator=True)
    db.session.remove()
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert all(one["cure"] for one in told if one["state"] != "well")
    assert {"worker", "backups"} <= {one["name"] for one in told if one["state"] == "wrong"}
    assert "Teller" not in done.stdout
    assert app.config["SECRET_KEY"] not in done.stdout
    assert os.environ.get("HOME", "?") not in told[0]["finding"]
