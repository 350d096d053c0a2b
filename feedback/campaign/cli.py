"""Campaigns from the command line; their JSON is a stable contract. The command that opens answers is disclosure's."""

import json

import click
from flask.cli import AppGroup

from feedback.campaign import service

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
