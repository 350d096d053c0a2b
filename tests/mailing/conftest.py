"""A campaign of six weeks, 1 March to 12 April 2027, with Easter in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from feedback import worker
from feedback.campaign.models import Campaign, Subject
from feedback.foundations.database import one_transaction
from feedback.nomination import service as nominations
from feedback.worker import Sweep
from tests.building import Council
from tests.conftest import ToldClock

LAST_DAY = date(2027, 4, 12)


@pytest.fixture
def run(council: Council) -> Campaign:
    """The campaign, a draft."""
    return council.campaign(name="Spring 2027", themes=("connect",), closes_on=LAST_DAY)


@pytest.fixture
def at(app: Flask, clock: ToldClock) -> Callable[[str], Sweep]:
    """Let the worker do what is due at a moment (UTC), such as ``03-22 09:00``."""

    def sweep(moment: str) -> Sweep:
        clock.now = datetime.fromisoformat(f"2027-{moment}").replace(tzinfo=UTC)
        return worker.sweep(app)

    return sweep


@pytest.fixture
def approve(council: Council) -> Callable[..., Subject]:
    """Put so many peers on a leader's list and approve it."""

    def make(leader: Subject, peers: int = 4) -> Subject:
        for _ in range(peers):
            rater = council.person()
            with one_transaction():
                nominations.nominate(
                    leader,
                    name=rater.name,
                    email=rater.email,
                    group="peers",
                    by=leader.person_id,
                    now=council.clock.now,
                )
        with one_transaction():
            nominations.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
            nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
        return leader

    return make
