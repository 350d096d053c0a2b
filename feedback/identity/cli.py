"""People from the command line."""

import json

import click
from flask.cli import AppGroup

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service

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
                by=None,
                now=clock.now(),
            )
            found = {"id": str(saved.id), "email": saved.email, "name": saved.name, "is_administrator": True}
    except service.NotAnAddress as error:
        raise click.ClickException("That is not an email address. Write it like name@example.gov.uk.") from error
    except service.RolesClash as error:
        raise click.ClickException("This person is a clerk. Take that role away first, or choose another.") from error
    click.echo(json.dumps(found))
