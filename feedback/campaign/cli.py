"""Campaigns from the command line; their JSON is a stable contract. The command that opens answers is disclosure's."""

import json
import uuid

import click
from flask.cli import AppGroup

from feedback.campaign import coach_keys, leaders, service
from feedback.campaign.leaders import SubjectRefused
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity

campaign_cli = AppGroup("campaign", help="Campaigns: where they stand, and opening the answers of a stopped one.")


@campaign_cli.command("list")
def list_() -> None:
    """Print the campaigns as JSON: id, name, state, closes_on, leaders, and how many of them are closed."""
    rows = [
        {
            "id": str(run.id),
            "name": run.name,
            "state": run.state,
            "closes_on": run.closes_on.isoformat(),
            "leaders": len(run.subjects),
            "closed": sum(leader.closed for leader in run.subjects),
        }
        for run in service.campaigns()
    ]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


@campaign_cli.command("change-coach")
@click.argument("subject_id", type=click.UUID)
@click.argument("email")
@click.option("--commit", is_flag=True, help="Do it. Without this, only say what it would mean.")
def change_coach(subject_id: uuid.UUID, email: str, commit: bool) -> None:
    """Give a leader another coach, until feedback is closed; prints where the coach's key stands as JSON."""
    leader, coach = service.subject(subject_id), identity.person_by_email(email)
    if leader is None:
        raise click.ClickException("There is no leader with this id. See the address of their page.")
    if coach is None:
        raise click.ClickException("Nobody has this address. Add them under People first.")
    try:
        with one_transaction():
            leaders.change_coach(leader, coach, by=None, now=clock.now())
            key = coach_keys.states([leader]).get(leader.id)
            if not commit:
                raise click.Abort
    except click.Abort:
        click.echo("Nothing has been changed. Add --commit to do it.", err=True)
    except (SubjectRefused, NotAllowedNow) as refused:
        raise click.ClickException(f"{str(refused).capitalize()}.") from refused
    if key not in (None, coach_keys.TO_MAKE):
        click.echo("The new coach needs the old coach's passphrase: without it the answers are lost.", err=True)
    click.echo(json.dumps({"id": str(subject_id), "coach_key": key, "changed": commit}))
