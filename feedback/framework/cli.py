"""Frameworks from the command line; the JSON of ``list`` and ``show`` is a stable contract."""

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from feedback.framework import service, versions
from feedback.framework.format import Framework

framework_cli = AppGroup("framework", help="The councils' leadership frameworks.")


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].frameworks
    return folder


def _in_use() -> list[Framework]:
    """Files and what was published in the browser; the files alone where there is no database yet."""
    return service.usable(_folder()) if versions.are_kept() else service.in_files(_folder())


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
        for framework in _in_use()
    ]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


@framework_cli.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check FILES (default: all frameworks): every error with its line, and warnings for what weakens an item.

    Versions that were published in the browser are checked with the files; they have no lines.

    JSON goes to standard output, the same findings in sentences to standard error.
    """
    chosen = list(files) or service.files(_folder())
    published = versions.published() if not files and versions.are_kept() else []
    if not chosen and not published:
        raise click.ClickException(f"There is no framework file in {_folder()}.")
    findings = service.check(chosen) + service.check_published(published)
    click.echo(json.dumps([vars(finding) for finding in findings], ensure_ascii=False, indent=2))
    for finding in findings:
        click.echo(str(finding), err=True)
    errors = sum(finding.kind == "error" for finding in findings)
    click.echo(f"{len(chosen) + len(published)} checked: {errors} errors, {len(findings) - errors} warnings.", err=True)
    if errors:
        sys.exit(1)


@framework_cli.command("show")
@click.argument("framework_id")
def show(framework_id: str) -> None:
    """Print one framework whole, as JSON."""
    known = {framework.id: framework for framework in _in_use()}
    if framework_id not in known:
        cure = 'Run "flask framework check" to see what is wrong with the others.'
        there = ", ".join(known) or "none"
        raise click.ClickException(f'There is no usable framework "{framework_id}". There are: {there}. {cure}')
    click.echo(json.dumps(known[framework_id].as_dict(), ensure_ascii=False, indent=2))
