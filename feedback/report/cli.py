"""Released reports from the command line; their JSON is a stable contract."""

import json
import os
import uuid

import click
from flask import current_app
from flask.cli import AppGroup

from feedback.campaign import service as campaigns
from feedback.campaign.models import CHECK_IN
from feedback.disclosure import service as disclosure
from feedback.foundations import audit, clock
from feedback.report import files

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
@click.option("--format", "kind", type=click.Choice(list(files.KINDS)), default="json", show_default=True)
@click.option("--output", help="File to write; only its owner may read it. Without it, JSON is printed.")
def export(subject_id: uuid.UUID, kind: str, output: str | None) -> None:
    """Export a closed leader's released report: as JSON, what pages and files are made from, or as one of the files."""
    if kind != "json" and not output:
        raise click.UsageError(f"Say where to write it: --output report.{kind}")
    leader = campaigns.subject(subject_id)
    settings = current_app.config["SETTINGS"]
    try:
        if leader is None:
            raise disclosure.NotClosed(str(subject_id))
        if leader.campaign.kind == CHECK_IN and kind != "json":
            raise click.UsageError("A check-in has no report of its own: its figures are exported as JSON alone.")
        made = files.file_of(leader, kind, council=settings.council_name, colour=settings.brand_colour)
        audit.looked("report.exported", by=None, about=leader.id, now=clock.now(), file=kind)
    except disclosure.NotClosed:
        raise click.ClickException("There is no closed feedback with this id. See: flask report list") from None
    if output:
        _write(output, made)
    else:
        click.echo(made.decode(), nl=False)


def _write(output: str, made: bytes) -> None:
    """Write a file that nobody but its owner may read: a report is confidential."""
    try:
        with open(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made)
    except OSError as error:
        raise click.ClickException(f"It cannot be written to {output}: {error.strerror}") from None
