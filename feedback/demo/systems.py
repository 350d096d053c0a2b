"""Which other systems may read in the demo? One that reads counts, and one whose token was taken away."""

from datetime import datetime, timedelta

from flask import Flask

from feedback.api import service
from feedback.api.scopes import CAMPAIGNS, PROGRESS, REPORTS
from feedback.demo.council import ADMINISTRATOR
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity

YEAR = timedelta(days=365)


def connect(app: Flask, *, now: datetime) -> None:
    """Make a token for each; nobody knows them."""
    with app.app_context(), one_transaction():
        person = identity.person_by_email(ADMINISTRATOR.email)
        assert person is not None  # noqa: S101 - added a moment ago
        until = (now + YEAR).date()
        service.make(
            "HR system, training records", scopes=[CAMPAIGNS, PROGRESS], expires_on=until, by=person.id, now=now
        )
        old, _token = service.make("Dashboard on trial", scopes=[REPORTS], expires_on=until, by=person.id, now=now)
        service.revoke(old.id, by=person.id, now=now)
