"""Backups from the command line."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from feedback.config import Settings
from feedback.foundations import clock
from feedback.installation import backup, restoring
from feedback.installation.backup import BackupFailed
from feedback.installation.migrating import MigrationRefused

backup_cli = AppGroup("backup", help="Backups of the database and the frameworks; never of keys.")
WHICH = click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))


@backup_cli.command("create")
@click.option("--keep", type=click.IntRange(min=1), help="Then throw away all but the newest so many.")
def create(keep: int | None) -> None:
    """Make a backup in FEEDBACK_BACKUPS while everything goes on. Prints JSON: folder, made_at, revision, removed."""
    settings = _settings()
    try:
        made = backup.create(settings, now=clock.now())
        manifest = backup.verify(made)
    except BackupFailed as failed:
        raise click.ClickException(str(failed)) from failed
    gone = backup.prune(settings, keep=keep) if keep else []
    told = {"folder": str(made), "made_at": manifest.made_at, "revision": manifest.revision}
    _say(told | {"removed": [folder.name for folder in gone]})


@backup_cli.command("list")
def list_backups() -> None:
    """Every backup in FEEDBACK_BACKUPS, the oldest first. Prints JSON: folder, made_at, revision."""
    found = [(folder, backup.read(folder)) for folder in backup.all_of(_settings())]
    _say([{"folder": str(folder), "made_at": its.made_at, "revision": its.revision} for folder, its in found])


@backup_cli.command("verify")
@WHICH
def verify(folder: Path | None) -> None:
    """Read a backup (the newest unless named) from its first byte to its last. Prints JSON: what it says of itself."""
    try:
        _say(asdict(backup.verify(folder or _newest())))
    except BackupFailed as failed:
        raise click.ClickException(str(failed)) from failed


@backup_cli.command("restore")
@WHICH
@click.option("--without-key", default=0, show_default=True, help="How many rounds were opened since, and are lost.")
@click.option("--commit", is_flag=True, help="Do it. Without this, only verify the backup.")
def restore(folder: Path | None, without_key: int, commit: bool) -> None:
    """Put a backup (the newest unless named) in the place of the database. Stop web and worker first.

    Prints JSON: folder, made_at, ended (rounds that were opened since), committed.
    """
    try:
        chosen = folder or _newest()
        if commit:
            done = restoring.restore(chosen, _settings(), now=clock.now(), without_key=without_key)
            manifest, lost = done.manifest, done.lost
        else:
            manifest, lost = backup.verify(chosen), []
    except (BackupFailed, MigrationRefused) as failed:
        raise click.ClickException(str(failed)) from failed
    told = {"folder": str(chosen), "made_at": manifest.made_at, "ended": [str(one) for one in lost]}
    _say(told | {"committed": commit})
    if not commit:
        click.echo("The backup is whole. Nothing has been changed. Add --commit to put it in place.", err=True)
        return
    click.echo(
        "What was done since then is not there: repeat removals of people, and have raters reminded, because links of"
        " later letters lead nowhere. Then note the audit's head: flask audit accept --reason restored",
        err=True,
    )


def _newest() -> Path:
    there = backup.all_of(_settings())
    if not there:
        raise BackupFailed("There is no backup in FEEDBACK_BACKUPS. Name the folder of one.")
    return there[-1]


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _say(told: Any) -> None:
    click.echo(json.dumps(told, indent=2))
