"""What does the operator ask the worker? ``flask worker status`` and ``flask worker again``."""

import json
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback.config import Settings
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.unfinished import service


@click.command("status")
@with_appcontext
def status() -> None:
    """Print what waits, what is under way and what was given up, as JSON; exit with 1 if something needs a person."""
    settings: Settings = current_app.config["SETTINGS"]
    found = service.outlook(now=clock.now(), undo=timedelta(hours=settings.undo_hours))
    click.echo(json.dumps(service.as_json(found), indent=2))
    if found.given_up:
        raise click.exceptions.Exit(1)


@click.command("again")
@click.argument("work", nargs=-1, required=True, type=click.Choice(service.KINDS_OF_WORK))
@click.option("--commit", is_flag=True, help="Do it. Without this, only say how much there is.")
@with_appcontext
def again(work: tuple[str, ...], commit: bool) -> None:
    """Let what was given up be tried again at once: letters of no campaign, closing, files.

    Prints how much of each there is, as JSON.
    """
    try:
        with one_transaction():
            done = service.try_again(work, by=None, now=clock.now())
            if not commit:
                raise _OnlyLooking
    except _OnlyLooking:
        click.echo("Nothing was changed. Add --commit to try it again.", err=True)
    click.echo(json.dumps(done))


class _OnlyLooking(Exception):
    pass
