"""Campaigns from the command line, for schedulers and scripts; their JSON is a stable contract.

Whatever changes something only says what it would do unless it is given ``--commit``. The commands that need raters are
in ``invitation.progress_cli``, and the one that opens answers in ``disclosure.closing_cli``.
"""

import json
import uuid
from collections.abc import Callable
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from feedback.campaign import listing, service
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import CAMPAIGN, CHECK_IN, Campaign
from feedback.campaign.service import CannotLaunch
from feedback.foundations import clock
from feedback.foundations.database import one_transaction

campaign_cli = AppGroup("campaign", help="Campaigns: where they stand, and what can be done with them.")


COMMIT = click.option("--commit", is_flag=True, help="Do it. Without this, only say whether it can be done.")


@campaign_cli.command("list")
@click.option("--check-ins", is_flag=True, help="The check-ins after action plans, each of one leader, instead.")
def list_(check_ins: bool) -> None:
    """Print the campaigns as JSON: id, name, state, closes_on, leaders, and how many of them are closed."""
    counts, runs = listing.leaders_and_closed(), service.campaigns(kind=CHECK_IN if check_ins else CAMPAIGN)
    rows = [_known(run) | dict(zip(("leaders", "closed"), counts[run.id], strict=True)) for run in runs]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


@campaign_cli.command("show")
@click.argument("campaign_id", type=click.UUID)
def show(campaign_id: uuid.UUID) -> None:
    """Print one campaign as JSON, with what was chosen at set-up and its leaders (id, name, manager, coach, stage)."""
    run = campaign_to_change(campaign_id)
    click.echo(
        json.dumps(
            _known(run)
            | {
                "framework": service.framework_of(run).id,
                "group_min_n": run.group_min_n,
                "mode": run.mode,
                "merge": run.merge,
                "spread_words": run.spread_words,
                "label_comments": run.label_comments,
                "coach_key": run.coach_key,
                "leaders": [
                    {
                        "id": str(leader.id),
                        "name": leader.person.name,
                        "level": leader.level,
                        "manager": leader.manager.name,
                        "coach": leader.coach.name,
                        "stage": "ended" if leader.ended else leader.list_state,
                        "closed": leader.closed,
                    }
                    for leader in service.subjects_of(run.id)
                ],
            },
            ensure_ascii=False,
            indent=2,
        )
    )


@campaign_cli.command("launch")
@click.argument("campaign_id", type=click.UUID)
@COMMIT
def launch(campaign_id: uuid.UUID, commit: bool) -> None:
    """Freeze the rules and ask the leaders to choose their raters. Cannot be undone."""
    run, smallest = campaign_to_change(campaign_id), current_app.config["SETTINGS"].minimum_group_size
    said_and_done(run, lambda: service.launch(run, smallest_allowed=smallest, by=None, now=clock.now()), commit=commit)


@campaign_cli.command("extend")
@click.argument("campaign_id", type=click.UUID)
@click.argument("last_day", type=click.DateTime(["%Y-%m-%d"]))
@COMMIT
def extend(campaign_id: uuid.UUID, last_day: datetime, commit: bool) -> None:
    """Move the last day to answer (LAST_DAY as 2027-05-31), while the campaign is open."""
    run = campaign_to_change(campaign_id)
    said_and_done(run, lambda: service.move_closing_date(run, last_day.date(), by=None, now=clock.now()), commit=commit)


@campaign_cli.command("stop")
@click.argument("campaign_id", type=click.UUID)
@COMMIT
def stop(campaign_id: uuid.UUID, commit: bool) -> None:
    """Take no more answers. Can be undone until the answers are opened."""
    _move(campaign_id, State.STOPPED, commit=commit)


@campaign_cli.command("undo-stop")
@click.argument("campaign_id", type=click.UUID)
@COMMIT
def undo_stop(campaign_id: uuid.UUID, commit: bool) -> None:
    """Let raters answer again; a last day that has passed moves to a week from today."""
    run = campaign_to_change(campaign_id)
    said_and_done(run, lambda: service.undo_stop(run, by=None, now=clock.now()), commit=commit)


@campaign_cli.command("archive")
@click.argument("campaign_id", type=click.UUID)
@COMMIT
def archive(campaign_id: uuid.UUID, commit: bool) -> None:
    """Put a campaign away of which every report is released. Reports stay with their leaders and coaches."""
    _move(campaign_id, State.ARCHIVED, commit=commit)


def campaign_to_change(campaign_id: uuid.UUID) -> Campaign:
    """The campaign, or an error that says where to find its id."""
    run = service.campaign(campaign_id)
    if run is None:
        raise click.ClickException("There is no campaign with this id. See: flask campaign list")
    return run


def said_and_done(run: Campaign, do: Callable[[], None], *, commit: bool) -> None:
    """Do something to a campaign, or only try it; print what it is then as JSON, or say why it cannot be done."""
    campaign_id = run.id
    try:
        with one_transaction():
            do()
            found = _known(run) | {"changed": commit}
            if not commit:
                raise click.Abort
    except click.Abort:
        click.echo("Nothing has been changed: this is what it would be. Add --commit to do it.", err=True)
    except CannotLaunch as refused:
        raise click.ClickException(" ".join(refused.problems)) from refused
    except NotAllowedNow as refused:
        raise click.ClickException(f"{str(refused).capitalize()}. See: flask campaign show {campaign_id}") from refused
    click.echo(json.dumps(found, ensure_ascii=False))


def _move(campaign_id: uuid.UUID, to: State, *, commit: bool) -> None:
    run = campaign_to_change(campaign_id)
    said_and_done(run, lambda: service.move(run, to, by=None, now=clock.now()), commit=commit)


def _known(run: Campaign) -> dict[str, object]:
    return {"id": str(run.id), "name": run.name, "state": run.state, "closes_on": run.closes_on.isoformat()}
