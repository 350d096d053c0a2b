"""What the privacy officer can do from the command line."""

import json
import uuid

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from feedback.coaching import service
from feedback.coaching.models import Redaction
from feedback.extensions import db
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyFault, KeyStore

redaction_cli = AppGroup("redaction", help="What moderators took out of comments.")


@redaction_cli.command("list")
def list_() -> None:
    """Print every redaction as JSON: id, day, reason, whether the sealed original is still kept. No text."""
    rows = [
        {
            "id": str(redaction.id),
            "day": redaction.day.isoformat(),
            "reason": redaction.reason,
            "kept": redaction.original_sealed is not None,
            "erase_after": redaction.erase_after.isoformat(),
        }
        for redaction in db.session.scalars(select(Redaction).order_by(Redaction.day, Redaction.id))
    ]
    click.echo(json.dumps(rows, indent=2))


@redaction_cli.command("show")
@click.argument("redaction_id", type=click.UUID)
def show(redaction_id: uuid.UUID) -> None:
    """Print what was taken out, while it is kept. The look is audited."""
    settings = current_app.config["SETTINGS"]
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    try:
        with one_transaction():
            text = service.original(redaction_id, keys=keys)
            audit.record("redaction.looked_at", by=None, about=redaction_id, now=clock.now())
    except KeyFault as fault:
        raise click.ClickException(
            "The privacy officer's key is missing or wrong. Restore it from its copy."
        ) from fault
    if text is None:
        raise click.ClickException("There is no such redaction, or its original has been erased.")
    click.echo(json.dumps({"id": str(redaction_id), "original": text}, ensure_ascii=False))
