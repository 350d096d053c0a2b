"""Does the page of a list ask the database as often, and no oftener, whatever stands in the list and the directory?"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.identity.models import Person
from feedback.nomination.models import Nomination
from tests.building import Council
from tests.staff import Browser

TO_BE_LED_THERE = 3
MOST_QUERIES = 12


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def fill(council: Council, *, people: int, leaders: int, each: int) -> list[Subject]:
    """A directory of teams of fifty, and so many leaders who each ask so many of it, some of them often."""
    run = council.campaign()
    manager, coach = council.person("Max Manager"), council.person("Cas Coach", coach=True)
    subjects = [council.leader(run, manager=manager, coach=coach) for _ in range(leaders)]
    council.launched(subjects[0])
    ids = [uuid.uuid4() for _ in range(people)]
    db.session.execute(
        insert(Person),
        [
            {
                "id": person_id, "name": f"Person {number}", "email": f"p{number}@example.org", "job_title": "Officer",
                "team": f"Team {number // 50}", "level": "5",
                "manager_id": subjects[number % leaders].person_id if number < 7 * leaders else None,
            }
            for number, person_id in enumerate(ids)
        ],
    )  # fmt: skip
    db.session.execute(
        insert(Nomination),
        [
            {"id": uuid.uuid4(), "subject_id": leader.id, "person_id": person_id, "group": "peers", "state": "proposed"}
            for place, leader in enumerate(subjects)
            for person_id in {ids[(place * 3 + number * 7) % min(people, 2000)] for number in range(each)}
        ],
    )
    db.session.commit()
    return subjects


@pytest.mark.parametrize("each", [2, 12])
def test_the_page_of_a_list_asks_a_bounded_number_of_times(
    council: Council, browser_of: Callable[[Person], Browser], each: int
) -> None:
    leaders = fill(council, people=600, leaders=12, each=each)
    browser = browser_of(leaders[5].person)
    browser.get(f"/nominations/{leaders[5].id}")
    with counted() as sent:
        page = browser.get(f"/nominations/{leaders[5].id}")
    assert f"Peers {each} on the list" in page.text
    assert len(sent) <= MOST_QUERIES, "\n\n".join(sent)
    with counted() as sent:
        page = browser.submit("Search", {"Search the directory": "person team"})
    with counted() as found:
        browser.get(page.address)
    assert len(found) <= MOST_QUERIES
    assert len(sent) - len(found) <= TO_BE_LED_THERE, "a search leads to the page of the list"
