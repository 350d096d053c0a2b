"""How does the operator open a stopped campaign's answers by hand, and see how far it is? ``flask campaign close``.

The worker does the same by itself when the time to undo is over. By hand is for a campaign that the worker could not
close: at once after the fault is mended, or giving up answers that nobody can read any more.
"""

import json
import uuid
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign
from feedback.config import Settings
from feedback.disclosure import closing, locks
from feedback.disclosure.closing import Progress
from feedback.disclosure.keeping import DoesNotAddUp
from feedback.disclosure.locks import CannotClose
from feedback.foundations import clock
from feedback.foundations.keystore import KeyStore

LINES_OF_PROGRESS = 20


class _RoundAndCount(click.ParamType[tuple[uuid.UUID, int]]):
    """A round's id and a number of answers joined by an equals sign."""

    name = "ROUND=ANSWERS"

    def convert(
        self, value: str | tuple[uuid.UUID, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[uuid.UUID, int]:
        """Both, or a message that shows how to write them."""
        if isinstance(value, tuple):
            return value
        round_id, _, count = value.partition("=")
        try:
            return uuid.UUID(round_id), int(count)
        except ValueError:
            self.fail(f"write a round's id, =, and how many answers are given up: got {value}", param, ctx)


@click.command("close")
@click.argument("campaign_id", type=click.UUID)
@click.option(
    "--leave-out",
    type=_RoundAndCount(),
    multiple=True,
    help="Give up this many answers of a round, because they cannot be read; may be repeated. It is audited.",
)
@click.option("--commit", is_flag=True, help="Do it. Without this, only say whether everything can be opened.")
@with_appcontext
def close(campaign_id: uuid.UUID, leave_out: tuple[tuple[uuid.UUID, int], ...], commit: bool) -> None:
    """Open the answers of a stopped campaign whose time to undo is over; this cannot be undone.

    Prints where the campaign stands as JSON; progress and problems go to standard error. Run it as the worker's user.
    Exits with 1 if something cannot be opened: nothing is lost then, and it can be run again.
    """
    settings: Settings = current_app.config["SETTINGS"]
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    undo = timedelta(hours=settings.undo_hours)
    _check_due(campaigns.campaign(campaign_id), undo)
    found: list[str] = []
    if commit:
        try:
            closing.close_campaign(campaign_id, keys=keys, now=clock.now(), leave_out=dict(leave_out), tell=_tell)
        except (CannotClose, DoesNotAddUp) as fault:
            found = [str(fault)]
    else:
        found = closing.problems(campaign_id, keys=keys, leave_out=dict(leave_out))
        click.echo("Nothing has been opened. Add --commit to do it.", err=True)
    for problem in found:
        click.echo(f"Error: {problem}.", err=True)
    for waiting in locks.told_of_waiting(campaign_id):
        click.echo(f"{waiting}.", err=True)
    _print(campaign_id)
    if found:
        raise SystemExit(1)


def _check_due(run: Campaign | None, undo: timedelta) -> None:
    """Do nothing if the campaign may be opened now, or is closed already."""
    if run is None:
        raise click.ClickException("There is no campaign with this id. See: flask campaign list")
    if run.state in (State.DRAFT, State.NOMINATING, State.COLLECTING):
        raise click.ClickException(f"This campaign is {run.state}. Stop it first, on its page.")
    if run.stopped_at is not None and clock.now() < run.stopped_at + undo:
        until = f"{run.stopped_at + undo:%-d %B %Y at %H:%M} UTC"
        raise click.ClickException(f"The stop can be undone until {until}. Answers are opened after that.")


def _tell(progress: Progress) -> None:
    if progress.done == progress.total or progress.done % max(1, progress.total // LINES_OF_PROGRESS) == 0:
        click.echo(f"{progress.done} of {progress.total} leaders closed", err=True)


def _print(campaign_id: uuid.UUID) -> None:
    run, done = campaigns.campaign(campaign_id), closing.progress(campaign_id)
    state = run.state if run else None
    click.echo(json.dumps({"id": str(campaign_id), "state": state, "leaders": done.total, "closed": done.done}))
