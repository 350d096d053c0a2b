"""Released reports from the command line; their JSON is a stable contract."""

import json
import uuid

import click
from flask.cli import AppGroup

from feedback.disclosure import service as disclosure

report_cli = AppGroup("report", help="Released reports of closed campaigns.")


@report_cli.command("list")
def list_() -> None:
    """Print the closed leaders as JSON: subject, campaign, state."""
    rows = [
        {"subject": str(leader.id), "campaign": leader.campaign.name, "state": report.state}
        for report, leader in disclosure.closed_reports()
    ]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


@report_cli.command("export")
@click.argument("subject_id", type=click.UUID)
def export(subject_id: uuid.UUID) -> None:
    """Print a closed leader's released report as JSON, exactly what pages and files are made from."""
    try:
        report = disclosure.released(subject_id)
    except disclosure.NotClosed:
        raise click.ClickException("There is no closed feedback with this id. See: flask report list") from None
    click.echo(json.dumps(report, ensure_ascii=False, indent=1))
