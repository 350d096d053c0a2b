"""People from the command line."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import directory, keys, service, sessions

person_cli = AppGroup("person", help="People and their roles.")


@person_cli.command("add-administrator")
@click.argument("email")
@click.argument("name")
def add_administrator(email: str, name: str) -> None:
    """Make the first administrator, or make somebody one. They then sign in by emailed link."""
    try:
        with one_transaction():
            known = service.find_or_add_person(name=name, email=email)
            saved = service.save_person(
                known.id,
                name=name,
                email=email,
                job_title=known.job_title,
                is_administrator=True,
                is_coach=known.is_coach,
                is_clerk=known.is_clerk,
                is_director=known.is_director,
                by=None,
                now=clock.now(),
            )
            found = {"id": str(saved.id), "email": saved.email, "name": saved.name, "is_administrator": True}
    except service.NotAnAddress as error:
        raise click.ClickException("That is not an email address. Write it like name@example.gov.uk.") from error
    except service.RolesClash as error:
        raise click.ClickException("This person is a clerk. Take that role away first, or choose another.") from error
    click.echo(json.dumps(found))


@person_cli.command("remove-keys")
@click.argument("email")
def remove_keys(email: str) -> None:
    """Let an administrator who has lost all security keys sign in without one, and sign them out everywhere."""
    known = service.person_by_email(email)
    if known is None:
        raise click.ClickException("Nobody has this address.")
    with one_transaction():
        gone = keys.remove_all(known.id, by=None, now=clock.now())
        sessions.end_all(known.id, by=None, now=clock.now())
    click.echo(json.dumps({"email": known.email, "removed": gone}))


@person_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", is_flag=True, help="Do it. Without this, only say what the file would do.")
def import_people(file: Path, commit: bool) -> None:
    """Bring the directory up to date from a CSV file or an Excel workbook.

    Prints JSON: added, changed, left_alone and not_in_file (numbers), unused (columns), errors (row, column, message)
    and committed. With errors nothing is changed, and the command fails.
    """
    content = file.read_bytes()
    if commit:
        with one_transaction():
            plan = directory.take_in(content, by=None, now=clock.now())
    else:
        plan = directory.plan(content)
    told = {
        "added": len(plan.added),
        "changed": len(plan.changed),
        "left_alone": len(plan.left_alone),
        "not_in_file": plan.not_in_file,
        "unused": list(plan.unused),
        "errors": [vars(error) for error in plan.errors],
        "committed": commit and not plan.errors,
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    if plan.errors:
        raise click.ClickException("Nothing was changed. Correct the rows above, and import the file again.")
    if not commit:
        click.echo("Nothing has been changed. Add --commit to do it.", err=True)
