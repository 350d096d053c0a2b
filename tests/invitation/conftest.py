"""People who are asked about several leaders at once."""

from collections.abc import Callable

import pytest

from feedback.campaign.models import Campaign, Subject
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council


@pytest.fixture
def approved(council: Council) -> Callable[..., Subject]:
    """Makes a leader whose list has been approved, with these people on it and enough others; nobody is invited yet."""

    def make(leader: Subject, **groups: list[Person]) -> Subject:
        if leader.campaign.state == "draft":
            council.launched(leader)
        asked = {group: list(people) for group, people in groups.items()}
        peers = asked.setdefault("peers", [])
        peers += [council.person() for _ in range(4 - len(peers))]
        with one_transaction():
            for group, people in asked.items():
                for person in people:
                    nominations.nominate(
                        leader,
                        name=person.name,
                        email=person.email,
                        group=group,
                        by=leader.person_id,
                        now=council.clock.now,
                    )
            leader.list_state = "with_manager"
            nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
        return leader

    return make


@pytest.fixture
def campaign(council: Council) -> Campaign:
    """A short campaign, not launched yet."""
    return council.campaign(themes=("connect",))
