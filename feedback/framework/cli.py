"""Frameworks from the command line; the JSON of ``list`` and ``show`` is a stable contract."""

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from feedback.framework import service

framework_cli = AppGroup("framework", help="The councils' leadership frameworks.")


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].frameworks
    return folder


@framework_cli.command("list")
def list_() -> None:
    """Print the usable frameworks as JSON."""
    rows = [
        {
            "id": framework.id,
            "title": framework.title,
            "organisation": framework.organisation,
            "version": framework.version,
            "hash": framework.hash,
        }
        for framework in service.usable(_folder())
    ]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


@framework_cli.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check FILES (default: all frameworks): every error with its line, and warnings for what weakens an item.

    JSON goes to standard output, the same findings in sentences to standard error.
    """
    chosen = list(files) or service.files(_folder())
    if not chosen:
        raise click.ClickException(f"There is no framework file in {_folder()}.")
    findings = service.check(chosen)
    click.echo(json.dumps([vars(finding) for finding in findings], ensure_ascii=False, indent=2))
    for finding in findings:
        click.echo(str(finding), err=True)
    errors = sum(finding.kind == "error" for finding in findings)
    click.echo(f"{len(chosen)} checked: {errors} errors, {len(findings) - errors} warnings.", err=True)
    if errors:
        sys.exit(1)


@framework_cli.command("show")
@click.argument("framework_id")
def show(framework_id: str) -> None:
    """Print one framework whole, as JSON."""
    try:
        framework = service.by_id(framework_id, _folder())
    except service.NoSuchFramework:
        known = ", ".join(framework.id for framework in service.usable(_folder())) or "none"
        cure = 'Run "flask framework check" to see what is wrong with the others.'
        message = f'There is no usable framework "{framework_id}". There are: {known}. {cure}'
        raise click.ClickException(message) from None
    click.echo(json.dumps(framework.as_dict(), ensure_ascii=False, indent=2))
