"""The drill: a council is backed up, destroyed and brought back, and everything acknowledged until then is there."""

import json
import resource
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from feedback import worker
from feedback.campaign.models import Subject
from feedback.config import Settings
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations.keystore import KeyStore
from feedback.installation import backup, restoring
from feedback.installation.backup import BackupFailed
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock
from tests.staff import Browser


@pytest.fixture
def settings(app: Flask) -> Settings:
    """The council's."""
    found: Settings = app.config["SETTINGS"]
    return found


@pytest.fixture
def two(council: Council) -> tuple[uuid.UUID, uuid.UUID]:
    """A leader whose report is there, and one whose five raters have sent sealed answers."""
    closed = council.collecting()
    for invitation in council.invitations(closed):
        council.answer(invitation, 2, {"q1": "Zinnober speaks up"})
    council.close(closed.campaign)
    still_open = council.collecting(peers=5)
    for invitation in council.invitations(still_open):
        council.answer(invitation, 4)
    return closed.id, still_open.id


def everything(folder: Path) -> dict[str, list[str]]:
    """All rows of all tables, but for the sign of life."""
    db.session.rollback()
    kind = databases.in_use()
    with kind.reading(folder) as rows:
        tables = sorted(name for [name] in rows(kind.tables()) if name != "sign_of_life")
        assert len(tables) > 20
        return {table: sorted(map(repr, rows(f"SELECT * FROM {table}"))) for table in tables}  # noqa: S608


def destroy(folder: Path) -> None:
    """What a disk that dies does to a database."""
    db.session.remove()
    db.engine.dispose()
    if databases.ON_POSTGRESQL:
        databases.postgresql().ask(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public", of=databases.postgresql()._name(folder)
        )
    else:
        for file in folder.glob("feedback.sqlite*"):
            file.unlink()


def test_what_was_acknowledged_before_the_backup_is_there_after_the_disaster(
    app: Flask, settings: Settings, two: tuple[uuid.UUID, uuid.UUID], council: Council, clock: ToldClock, tmp_path: Path
) -> None:
    closed, still_open = two
    report, before = disclosure.released(closed), everything(tmp_path)
    made = backup.create(settings, now=clock.now)
    assert backup.verify(made).open_rounds == [str(still_open)]

    destroy(tmp_path)
    done = restoring.restore(made, settings, now=clock.now)

    assert everything(tmp_path) == before
    assert done.lost == []
    assert disclosure.released(closed) == report
    council.close(db.session.get_one(Subject, still_open).campaign)
    cells = {cell["mean"] for cell in disclosure.released(still_open)["cells"] if "mean" in cell}
    assert cells == {4.0}, "and the sealed answers in it can still be opened, with the keys that were never in it"


def test_a_backup_holds_no_key_and_no_answer(
    app: Flask, settings: Settings, two: tuple[uuid.UUID, uuid.UUID], clock: ToldClock
) -> None:
    _, still_open = two
    made = backup.create(settings, now=clock.now)
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    private = keys.open(still_open, public=db.session.get_one(Subject, still_open).seal_public or b"")
    lies_there = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert len(lies_there) > 10_000
    for secret in (private, private.hex().encode(), settings.secret_key.encode()):
        assert secret not in lies_there
    assert {path.stat().st_mode & 0o777 for path in made.rglob("*")} <= {0o600, 0o700}


def test_rounds_that_were_opened_since_the_backup_are_never_opened_again(
    app: Flask, settings: Settings, two: tuple[uuid.UUID, uuid.UUID], council: Council, clock: ToldClock
) -> None:
    _, opened_since = two
    made = backup.create(settings, now=clock.now)
    council.close(db.session.get_one(Subject, opened_since).campaign)
    campaign_id = db.session.get_one(Subject, opened_since).campaign_id
    report = disclosure.released(opened_since)

    with pytest.raises(BackupFailed, match="1 rounds that are open in the backup have no key"):
        restoring.restore(made, settings, now=clock.now)
    assert disclosure.released(opened_since) == report, "it was refused before anything was touched"

    done = restoring.restore(made, settings, now=clock.now, without_key=1)

    assert done.lost == [opened_since]
    leader = db.session.get_one(Subject, opened_since)
    assert (leader.closed, leader.ended, leader.lost) == (True, True, True)
    assert leader.campaign.state == "cancelled"
    assert council.invitations(leader) == [], "what nobody can open is not kept, and nobody answers in vain"
    clock.advance(days=3)
    letters = worker.sweep(app).letters.accepted
    assert letters == 0, "nobody is told that they were asked in vain: they were not"
    with pytest.raises(disclosure.NotClosed):
        disclosure.report_of(opened_since)
    admin = Browser.of(app, council.person("Ada Admin", administrator=True))
    assert "Its answers cannot be opened again" in admin.get(f"/campaigns/{campaign_id}/leaders/{opened_since}").text


def test_keys_that_are_only_out_of_reach_end_no_round(
    app: Flask, settings: Settings, two: tuple[uuid.UUID, uuid.UUID], clock: ToldClock, tmp_path: Path
) -> None:
    made = backup.create(settings, now=clock.now)
    elsewhere = settings.model_copy(update={"key_store": tmp_path / "typo", "key_store_copy": tmp_path / "typo-2"})
    with pytest.raises(BackupFailed, match="put the key store back first"):
        restoring.restore(made, elsewhere, now=clock.now)
    assert not db.session.get_one(Subject, two[1]).ended


@pytest.mark.parametrize("harm", ["a byte", "a file", "a stranger", "the manifest"])
def test_a_backup_that_is_not_whole_is_refused(
    settings: Settings, council: Council, clock: ToldClock, tmp_path: Path, harm: str
) -> None:
    made = backup.create(settings, now=clock.now)
    file = next(path for path in made.glob("database.*"))
    if harm == "a byte":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif harm == "a file":
        file.unlink()
    elif harm == "a stranger":
        (made / "more").write_text("x")
    else:
        (made / backup.MANIFEST).write_text("{}")
    before = everything(tmp_path)
    with pytest.raises(BackupFailed):
        restoring.restore(made, settings, now=clock.now)
    assert everything(tmp_path) == before


def test_a_disk_that_is_full_is_told_of_and_nothing_half_made_stays(
    settings: Settings, two: tuple[uuid.UUID, uuid.UUID], clock: ToldClock
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        with pytest.raises(BackupFailed, match=r"cannot be written|pg_dump failed"):
            backup.create(settings, now=clock.now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(settings.backups.iterdir()) == []


@databases.about_sqlite("nobody can be kept out of a file that is open")
def test_a_database_in_use_is_not_replaced(
    app: Flask, settings: Settings, council: Council, clock: ToldClock, tmp_path: Path
) -> None:
    made = backup.create(settings, now=clock.now)
    with databases.in_use().reading(tmp_path) as rows:
        rows("SELECT count(*) FROM person")
        with pytest.raises(BackupFailed, match="Stop the web server and the worker"):
            restoring.restore(made, settings, now=clock.now)
    restoring.restore(made, settings, now=clock.now)
    assert (tmp_path / "feedback.sqlite.before-restore").exists()


def test_the_commands_say_what_they_did(
    app: Flask, settings: Settings, council: Council, clock: ToldClock, tmp_path: Path
) -> None:
    def flask(*words: str, fails: bool = False) -> Any:
        done = app.test_cli_runner().invoke(args=["backup", *words])
        assert (done.exit_code != 0) is fails, done.output
        return json.loads(done.stdout) if not fails else done.stderr

    assert "There is no backup" in flask("verify", fails=True)
    for _ in range(3):
        made = flask("create", "--keep", "2")
        clock.advance(hours=1)
    assert len(made["removed"]) == 1
    assert [one["folder"] for one in flask("list")][-1] == made["folder"]
    assert flask("verify")["rows"]["person"] == 0
    council.person("Ann Late")
    db.session.remove()
    assert flask("restore")["committed"] is False
    assert flask("restore", "--commit")["committed"] is True
    assert everything(tmp_path)["person"] == []
    shutil.rmtree(settings.backups)
