"""Browsers of staff. Each request is made on its own, as on a server: nothing of the test's context leaks into it."""

from collections.abc import Callable

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council
from tests.staff import Browser


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser of nobody we know."""
    return Browser(app)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person], Browser]:
    """A browser in which somebody is signed in."""
    return lambda person: Browser.of(app, person)


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
