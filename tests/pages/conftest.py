"""Browsers of staff. Each request is made on its own, as on a server: nothing of the test's context leaks into it."""

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council
from tests.page_client import Page, PageClient


class Browser(PageClient):
    """A browser that shares only the database with the test."""

    def _open(self, method: str, path: str, *, expect: int | None, **sent: Any) -> Page:
        db.session.rollback()  # what the test has looked at would keep the database locked for the page
        return Context().run(super()._open, method, path, expect=expect, **sent)


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser of nobody we know."""
    return Browser(app)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person], Browser]:
    """A browser in which somebody is signed in."""

    def sign_in(person: Person) -> Browser:
        browser = Browser(app)
        with browser.browser.session_transaction() as session:
            session["person"] = str(person.id)
        return browser

    return sign_in


@pytest.fixture
def admin(council: Council, browser_of: Callable[[Person], Browser]) -> Browser:
    """An administrator's browser."""
    return browser_of(council.person("Ada Admin", administrator=True))


@pytest.fixture
def propose(council: Council) -> Callable[..., None]:
    """Put so many people of each group on a leader's list, and hand it to the manager if told so."""

    def put(leader: Subject, *, send: bool = False, **groups: int) -> None:
        by, now = leader.person_id, council.clock.now
        for group, count in groups.items():
            for number in range(count):
                rater = council.person(f"{group.capitalize()} Rater {number}")
                with one_transaction():
                    nominations.nominate(leader, name=rater.name, email=rater.email, group=group, by=by, now=now)
        if send:
            with one_transaction():
                nominations.send_to_manager(leader, by=by, now=now)

    return put
