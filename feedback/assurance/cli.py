"""The audit from the command line: is it whole, and what does it hold?"""

import json
import os
import sys
from pathlib import Path
from typing import TextIO

import click
from flask import current_app
from flask.cli import AppGroup

from feedback.assurance import access_pack, data_protection, supply
from feedback.assurance.notice import notice as privacy_notice
from feedback.assurance.paper import as_markdown
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import audit, audit_chain, audit_head, clock
from feedback.foundations.audit_head import Head
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.identity.cli import person_cli

audit_cli = AppGroup("audit", help="What staff did and looked at: check it, and take it out.")


def _heads(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Head, ...]:
    try:
        return tuple(Head.read(value) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@audit_cli.command("verify")
@click.option("--head", "heads", callback=_heads, multiple=True, help="A head noted earlier; may be given again.")
def verify(heads: tuple[Head, ...]) -> None:
    """Recompute the whole chain, and hold it against heads that were noted outside the database.

    Prints JSON: ok, head, sealed, removed_by_retention, waiting, oldest_waiting, heads_checked and problems. The head
    that the worker noted is held against it too, where this user may read it. Fails if anything is not as it was.
    """
    noted, unreadable = _noted(_head_file())
    found = audit_chain.verify(heads=(*heads, *noted))
    found.problems += unreadable
    click.echo(json.dumps(found.as_json(), indent=2))
    if not found.well:
        raise click.ClickException("The audit is not as it was written. See docs/methods/audit.md.")


@audit_cli.command("export")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write, for its owner alone.")
def export(output: Path | None) -> None:
    """Print every event of the chain as JSON, with its digest, so that anybody can check it without this product."""
    with one_transaction():
        audit.record("audit.exported", by=None, about=None, now=clock.now())
    audit_chain.seal_waiting(db.engine, head_file=_head_file())
    if output is None:
        _write(sys.stdout, audit_chain.start())
        return
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            _write(file, audit_chain.start())
    except OSError as error:
        raise click.ClickException(f"It cannot be written to {output}: {error.strerror}") from None


@audit_cli.command("accept")
@click.option("--reason", required=True, help="Why the chain is shorter or another: kept in the audit.")
def accept(reason: str) -> None:
    """Note the head as it is now, for example after the database was restored from a backup. That is audited itself."""
    file = _head_file()
    before, unreadable = _noted(file)
    with one_transaction():
        told = str(before[0]) if before else "unreadable" if unreadable else "none"
        audit.record("audit.accepted", by=None, about=None, now=clock.now(), reason=reason[:200], instead_of=told)
    audit_chain.seal_waiting(db.engine, head_file=file)
    head = audit_chain.head_now()
    audit_head.note(file, head)
    click.echo(json.dumps({"head": str(head), "instead_of": told}))


papers_cli = AppGroup("data-protection", help="What a data-protection officer asks for, as Markdown.")


@papers_cli.command("register")
def register() -> None:
    """Print what is kept, of whom, why and for how long: every table and column."""
    click.echo(as_markdown(data_protection.register(current_app.config["SETTINGS"])), nl=False)


@papers_cli.command("notice")
def notice() -> None:
    """Print the privacy notice."""
    click.echo(as_markdown(privacy_notice(current_app.config["SETTINGS"])), nl=False)


@papers_cli.command("assessment")
def assessment() -> None:
    """Print the data protection impact assessment."""
    click.echo(as_markdown(data_protection.assessment(current_app.config["SETTINGS"])), nl=False)


@person_cli.command("access-pack")
@click.argument("email")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write.")
def make_access_pack(email: str, output: Path) -> None:
    """Write all that is kept about somebody, for them alone: a ZIP that only its owner may read. That is audited."""
    person = identity.person_by_email(email)
    if person is None:
        raise click.ClickException("Nobody here has this address.")
    settings: Settings = current_app.config["SETTINGS"]
    audit.looked("access_pack.made", by=None, about=person.id, now=clock.now())
    pack = access_pack.pack_of(person, secret=settings.secret_key, whole=True, today=clock.today())
    try:
        with open(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(access_pack.zipped(pack))
    except OSError as error:
        raise click.ClickException(f"It cannot be written to {output}: {error.strerror}") from None
    click.echo(json.dumps({"person": str(person.id), "written": str(output)}))


supply_cli = AppGroup("supply", help="What this is made of: checked offline, listed, and as a bill of materials.")


@supply_cli.command("check")
def check_supply() -> None:
    """Print as JSON whether packages are pinned, as pinned, licensed, and unchanged. Fails if one is not."""
    found = supply.checks()
    looked, changed = supply.changed_files()
    found.append(supply.Check("installed files", not changed, f"{looked} as they came; changed: {len(changed)}"))
    click.echo(json.dumps([vars(one) for one in found], indent=2))
    if not all(one.well for one in found):
        raise click.ClickException("Something is not as it was pinned.")


@supply_cli.command("licences")
def list_licences() -> None:
    """Print every package with its licence, as Markdown."""
    click.echo(as_markdown(supply.licences()), nl=False)


@supply_cli.command("sbom")
def print_bill() -> None:
    """Print the bill of materials: CycloneDX, JSON."""
    click.echo(json.dumps(supply.bill(), indent=2))


def _write(target: TextIO, start: Head) -> None:
    target.write('{"format": "audit/1", "starts_after": ' + json.dumps(str(start)) + ', "events": [')
    for index, event in enumerate(audit_chain.exported()):
        target.write(("," if index else "") + "\n" + json.dumps(event, sort_keys=True))
    target.write("\n]}\n")


def _head_file() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.audit_head_file


def _noted(file: Path) -> tuple[tuple[Head, ...], list[str]]:
    """The head that the worker noted, if there is one and we may see it; and what is wrong with the file."""
    try:
        found = audit_head.noted(file)
    except PermissionError:
        return (), []
    except (OSError, ValueError):
        return (), ["the file of the noted head cannot be read"]
    return ((found,) if found else ()), []
