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

from feedback import create_app, worker
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import revisions, signs
from feedback.foundations.database import one_transaction
from feedback.foundations.mail import ADDRESS, SERVER
from feedback.foundations.outbox import Outgoing
from feedback.installation import backup, doctor
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


def test_the_webs_user_may_look_into_neither_keys_nor_backups_and_all_is_well(
    healthy: None, app: Flask, examine: Examine, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As docs/deploy has it: the folders that they lie in belong to the worker's user."""
    closed, look = tmp_path / "closed", os.stat

    def refused(path: Any, *more: Any, **told: Any) -> os.stat_result:
        if str(path).startswith(f"{closed}/"):
            raise PermissionError(13, "Permission denied")
        return look(path, *more, **told)

    monkeypatch.setattr(os, "stat", refused)
    places = {name: closed / name for name in ("key_store", "key_store_copy", "backups")}
    assert examine(**places) == {}
    app.config["SETTINGS"] = settings.model_copy(update=places)
    assert "closed to this process" in (app.test_client().get("/readyz").json or {})["keys"]


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
    downgrade(directory=revisions.MIGRATIONS, revision="0024")
    found = examine()
    assert found["migrations"].cure.endswith("flask db upgrade")
    assert "worker" not in found, "what is not there yet is not asked for"


@pytest.mark.parametrize(
    ("place", "name", "words"),
    [
        ("nowhere/feedback.sqlite", "database", "does not answer"),
        ("new.sqlite", "migrations", "there are no tables yet"),
    ],
)
def test_a_database_that_is_away_or_empty_is_named_and_all_else_looked_at(
    settings: Settings, clock: ToldClock, tmp_path: Path, place: str, name: str, words: str
) -> None:
    told = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / place}"})
    app = create_app(told)
    with app.app_context():
        found = {one.name: one for one in doctor.examine(told, now=clock.now)}
        db.engine.dispose()
    assert (found[name].state, found[name].finding) == ("wrong", words)
    assert found[name].cure
    assert found["frameworks"].state == "well"
    assert {"key store", "disk", "copy of the keys", "backups"} <= set(found)
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, ready.json and ready.json[name]) == (503, words)


def test_pages_are_not_ready_before_the_tables_are(healthy: None, app: Flask) -> None:
    ask = app.test_client().get
    assert ask("/readyz").json == {
        "status": "ok",
        "database": "answers",
        "migrations": f"at {revisions.newest()}, and this release’s newest is {revisions.newest()}",
        "queue": "0 letters waiting, 0 given up",
        "mail": "the mail server answers",
        "keys": "there and matching for 1 open rounds",
    }
    db.session.remove()
    downgrade(directory=revisions.MIGRATIONS, revision="0028")
    assert (ask("/readyz").status_code, (ask("/readyz").json or {})["status"]) == (503, "not ready")


def test_pages_stay_ready_while_an_upgrade_is_ahead_of_them(
    healthy: None, app: Flask, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "known", lambda: ("0028", "0027"))
    assert app.test_client().get("/readyz").status_code == 200
    assert "of a newer release" in examine()["migrations"].cure


def test_a_key_that_is_in_one_place_alone(healthy: None, examine: Examine, settings: Settings) -> None:
    shutil.rmtree(settings.key_store_copy)
    assert examine()["copy of the keys"].finding == "1 of 1 keys are in one place alone"


def test_a_broker_that_is_away(healthy: None, examine: Examine) -> None:
    pytest.importorskip("redis")
    assert "broker" not in examine(broker_url="none")
    found = examine(broker_url="redis://127.0.0.1:1/0")["broker"]
    assert "up to 5 seconds" in found.finding


def test_letters_that_the_mail_server_keeps_back(healthy: None, examine: Examine, council: Council) -> None:
    person = council.person()

    def waits(attempts: int, about: str) -> None:
        with one_transaction():
            db.session.add(
                Outgoing(kind="sign_in", person_id=person.id, about_id=person.id, attempts=attempts, refusal=about)
            )

    waits(3, SERVER)
    waits(9, ADDRESS)
    assert examine() == {}
    waits(4, SERVER)
    assert examine()["queue"].finding.endswith("1 are kept back by the mail server for a quarter of an hour or longer")


@pytest.mark.parametrize("encrypted", [False, True])
def test_letters_that_go_unencrypted_are_advised_against(settings: Settings, *, encrypted: bool) -> None:
    told = settings.model_copy(update={"mail_host": "relay.invalid", "mail_starttls": encrypted})
    advised = [one.finding for one in doctor._of_settings(told, "feedback.example") if one.state == "advice"]
    assert ("links go to the mail server unencrypted" in advised) is not encrypted


@pytest.mark.parametrize("other", [{"mail_starttls": True}, {"mail_username": "feedback", "mail_password": "x"}])
def test_a_mail_server_that_does_not_do_what_the_settings_ask_for(
    healthy: None, examine: Examine, other: dict[str, Any]
) -> None:
    assert "does not offer what the settings ask for" in examine(**other)["mail"].finding


@pytest.mark.skipif(not databases.ON_POSTGRESQL, reason="about a server with a clock of its own")
def test_a_clock_that_is_not_the_servers(healthy: None, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examine() == {}
    here = doctor._machine_time
    monkeypatch.setattr(doctor, "_machine_time", lambda: here() + timedelta(hours=1))
    assert "apart from the database server's" in examine()["clock"].finding


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
