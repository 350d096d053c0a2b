"""A browser of staff. Each request is made on its own, as on a server: nothing of the test's context leaks into it."""

import uuid
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any, Self

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import browser, sessions
from feedback.identity.models import Person
from tests.page_client import Page, PageClient

FRESH = timedelta(minutes=10)


def sign_in(client: FlaskClient, person_id: uuid.UUID, *, now: datetime, base_url: str = "http://localhost") -> None:
    """Sign somebody in, in a test client, as their link would; forms that are open stay good."""
    with one_transaction():
        token = sessions.begin(person_id, how="link", now=now)
    with client.session_transaction(base_url=base_url) as session:
        session[browser.TOKEN], session[browser.SEEN] = token, int(now.timestamp())


class Browser(PageClient):
    """A browser that shares only the database with the test."""

    @classmethod
    def of(cls, app: Flask, person: Person) -> Self:
        """A browser in which somebody is signed in."""
        browser = cls(app)
        browser.person_id = person.id
        return browser

    person_id: uuid.UUID | None = None
    signed_in_at: datetime | None = None

    def _stay_signed_in(self) -> None:
        """Whoever comes back after long signs in again first, as their own self would."""
        now = clock.now()
        if self.person_id and (self.signed_in_at is None or now - self.signed_in_at > FRESH):
            sign_in(self.browser, self.person_id, now=now)
            self.signed_in_at = now

    def _open(self, method: str, path: str, *, expect: int | None, **sent: Any) -> Page:
        db.session.rollback()  # what the test has looked at would keep the database locked for the page
        self._stay_signed_in()
        return Context().run(super()._open, method, path, expect=expect, **sent)

    def download(self, path: str, *, expect: int = 200) -> TestResponse:
        """Fetch a file with nothing of the test's context in the request."""
        db.session.rollback()
        self._stay_signed_in()
        return Context().run(super().download, path, expect=expect)
