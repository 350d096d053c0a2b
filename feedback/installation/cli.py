"""Several councils from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from feedback.config import SettingsRefused
from feedback.extensions import db
from feedback.foundations import revisions
from feedback.installation import adding, migrating
from feedback.installation.register import CouncilSettings, read_register
from feedback.machine import read_machine

council_cli = AppGroup("council", help="Several councils in one installation.")


@council_cli.command("list")
def list_councils() -> None:
    """Every council: name, council_name, base_url and database (its kind), or what is wrong with it (problem)."""
    register = read_register(place_of_councils())
    told: list[dict[str, str]] = [_about(settings) for settings in register.councils.values()]
    told += [{"name": name, "problem": fault} for name, fault in register.faults.items()]
    _say(sorted(told, key=lambda council: council["name"]), fail="problem")


@council_cli.command("add", short_help="Add a council.")
@click.argument("name")
@click.option("--council-name", required=True, help="As people read it: Example Council.")
@click.option("--base-url", required=True, help="Its own address: https://feedback.example.gov.uk.")
@click.option("--administrator", required=True, nargs=2, metavar="EMAIL NAME", help="Its first administrator.")
@click.option("--database-url", help="Its own database, where that is neither a file in its folder nor said for all.")
@click.option("--commit", is_flag=True, help="Do it. Without this, only say whether it could be done.")
def add(
    name: str, council_name: str, base_url: str, administrator: tuple[str, str], database_url: str | None, commit: bool
) -> None:
    """Add a council: its folder, its secret, its frameworks to change as it likes, its database, an administrator.

    Web and worker serve it at once, without being started anew.
    """
    told = {"FEEDBACK_COUNCIL_NAME": council_name, "FEEDBACK_BASE_URL": base_url}
    if database_url:
        told["FEEDBACK_DATABASE_URL"] = database_url
    try:
        adding.add(place_of_councils(), name, told, administrator=administrator, commit=commit)
    except (adding.Refused, SettingsRefused) as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(json.dumps({"name": name, "base_url": base_url, "committed": commit}))
    if not commit:
        click.echo("Nothing has been changed. Add --commit to do it.", err=True)


@council_cli.command("upgrade")
@click.option("--commit", is_flag=True, help="Do it. Without this, only say which revision each council is at.")
def upgrade(commit: bool) -> None:
    """Bring every council's database to the newest revision, one after another; one that fails stops no other.

    Prints JSON: name, was, is_now (revisions), or problem.
    """
    _say(list(_upgraded(commit=commit)), fail="problem")
    if not commit:
        click.echo("Nothing has been changed. Add --commit to do it.", err=True)


def _upgraded(*, commit: bool) -> Iterator[dict[str, Any]]:
    from feedback import create_app

    register = read_register(place_of_councils())
    for name, settings in register.councils.items():
        try:
            app = create_app(settings)
            with app.app_context():
                was = revisions.revision_now()
                if commit:
                    migrating.bring_forward()
                yield {"name": name, "was": was, "is_now": revisions.revision_now(), "newest": revisions.newest()}
                db.engine.dispose()
        except Exception as fault:
            words = str(fault) if isinstance(fault, migrating.MigrationRefused) else "its database cannot be used"
            yield {"name": name, "problem": f"{words} ({type(fault).__name__})"}
    yield from ({"name": name, "problem": fault} for name, fault in register.faults.items())


def place_of_councils() -> Path:
    """The folder of councils.

    Raises:
        ClickException: there is none.
    """
    place = read_machine().councils
    if place is None:
        raise click.ClickException("This installation serves one council. Set FEEDBACK_COUNCILS to a folder for more.")
    return place


def _about(settings: CouncilSettings) -> dict[str, str]:
    return {
        "name": settings.name,
        "council_name": settings.council_name,
        "base_url": settings.base_url,
        "database": settings.database_url.partition(":")[0].partition("+")[0],
    }


def _say(councils: list[dict[str, Any]], *, fail: str) -> None:
    """Print what was found; end with an error when any council has a key of the name ``fail``."""
    click.echo(json.dumps(councils, ensure_ascii=False, indent=2))
    wrong = [council["name"] for council in councils if fail in council]
    if wrong:
        raise click.ClickException(f"Something is wrong with {', '.join(wrong)}.")
