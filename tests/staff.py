"""A browser of staff. Each request is made on its own, as on a server: nothing of the test's context leaks into it."""

from contextvars import Context
from typing import Any, Self

from flask import Flask
from werkzeug.test import TestResponse

from feedback.extensions import db
from feedback.identity.models import Person
from tests.page_client import Page, PageClient


class Browser(PageClient):
    """A browser that shares only the database with the test."""

    @classmethod
    def of(cls, app: Flask, person: Person) -> Self:
        """A browser in which somebody is signed in."""
        browser = cls(app)
        with browser.browser.session_transaction() as session:
            session["person"] = str(person.id)
        return browser

    def _open(self, method: str, path: str, *, expect: int | None, **sent: Any) -> Page:
        db.session.rollback()  # what the test has looked at would keep the database locked for the page
        return Context().run(super()._open, method, path, expect=expect, **sent)

    def download(self, path: str, *, expect: int = 200) -> TestResponse:
        """Fetch a file with nothing of the test's context in the request."""
        db.session.rollback()
        return Context().run(super().download, path, expect=expect)
