"""People of the directory, and leaders who ask them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council
from tests.staff import Browser

Known = Callable[..., Person]
Ask = Callable[..., None]


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person], Browser]:
    """A browser in which somebody is signed in."""
    return lambda person: Browser.of(app, person)


@pytest.fixture
def known(council: Council) -> Known:
    """Somebody of the directory: a name, and where they stand."""

    def add(name: str, **stands: Any) -> Person:
        person = council.person(name)
        with one_transaction():
            db.session.add(person)
            for column, value in ({"team": "Housing"} | stands).items():
                setattr(person, column, value)
        return person

    return add


@pytest.fixture
def ask(council: Council) -> Ask:
    """Put people on a leader's list."""

    def put(leader: Subject, *people: Person, group: str = "peers") -> None:
        with one_transaction():
            for person in people:
                nominations.nominate(
                    leader,
                    name=person.name,
                    email=person.email,
                    group=group,
                    by=leader.person_id,
                    now=council.clock.now,
                )

    return put


@pytest.fixture
def asked_by(council: Council, ask: Ask) -> Callable[..., list[Subject]]:
    """Have so many other leaders ask somebody."""

    def put(person: Person, number: int, *, group: str = "peers") -> list[Subject]:
        run = council.campaign()
        leaders = [council.leader(run) for _ in range(number)]
        council.launched(leaders[0])
        for leader in leaders:
            ask(leader, person, group=group)
        return leaders

    return put
