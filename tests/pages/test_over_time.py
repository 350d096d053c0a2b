"""The page over all rounds of a leader: what it says, whom it lets in, and what it costs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.identity.models import Person
from tests.building import Council
from tests.followup.conftest import SETUP, agreed, released
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]


@contextmanager
def _queries() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _again(council: Council, leader: Subject, rating: int, **setup: Any) -> Subject:
    """The same leader, manager and coach in another campaign, a plan, and a check-in a quarter later."""
    run = council.campaign(**SETUP | {"closes_on": council.day(30)} | setup)
    again = council.leader(run, person=leader.person, manager=leader.manager, coach=leader.coach)
    agreed(council, released(council, council.collecting(again, peers=5), lambda _group: rating))
    council.clock.advance(days=93)
    for _ in range(3):
        council.sweep()
        council.clock.next_working_day()
    from feedback.followup import check_ins

    [held] = check_ins.of_plan(again)
    for invitation in council.invitations(db.session.get_one(Subject, held.subject_id)):
        council.answer(invitation, min(5, rating + 1))
    council.clock.advance(days=15)
    for _ in range(3):
        council.sweep()
        council.clock.advance(days=2)
    return again


@pytest.fixture
def first(council: Council) -> Subject:
    """A leader who has no campaign yet that is launched."""
    return council.leader(council.campaign(name="Draft"), person=council.person("Lee Leader"))


def test_campaigns_and_check_ins_stand_side_by_side(council: Council, first: Subject, browser_of: BrowserOf) -> None:
    _again(council, first, 2, name="Spring 2027")
    _again(council, first, 3, name="Autumn 2027", scale="frequency-6")
    last = _again(council, first, 4, name="Spring 2028")

    page = browser_of(last.person).get(f"/plans/{last.id}/over-time?by=behaviour")
    assert "It was rated on another scale" in page.text
    head, *rows = page.table("Peers, from round to round")
    assert [words.split(",")[0] for words in head[1:]] == [
        "Spring 2027", "Check-in", "Spring 2028", "Check-in", "The last one against the one before",
    ]  # fmt: skip
    assert rows[0][1:] == ["2.2 or below", "3.0", "4.0", "4.6 or above", "0.6 to 1.0 higher"]
    assert rows[-1][1:] == ["2.2 or below", "no comparison", "4.0", "no comparison", "1.8 to 3.0 higher"]
    themes = browser_of(last.person).get(f"/plans/{last.id}/over-time").table("Peers, from round to round")
    assert themes[1][1:] == ["about 1.6", "4.0", "1.8 to 3.0 higher"]
    for stranger in (last.manager, council.person("Ada Admin", administrator=True)):
        browser_of(stranger).get(f"/plans/{last.id}/over-time", expect=404)
    assert "Lee Leader" in browser_of(last.coach).get(f"/plans/{last.id}/over-time?of=self").text
    browser_of(last.person).get(f"/plans/{last.id}/over-time?of=nobody", expect=404)


def test_a_coach_reads_only_what_they_coached(council: Council, first: Subject, browser_of: BrowserOf) -> None:
    _again(council, first, 2, name="Spring 2027")
    first.coach = council.person("Another Coach", coach=True)
    last = _again(council, first, 4, name="Spring 2028")
    page = browser_of(last.coach).get(f"/plans/{last.id}/over-time")
    assert "Spring 2027" not in page.text
    assert "Spring 2027" in browser_of(last.person).get(f"/plans/{last.id}/over-time").text


def test_it_takes_as_many_queries_for_three_rounds_as_for_one_and_little_time(
    council: Council, first: Subject, browser_of: BrowserOf
) -> None:
    numbers, took = [], 0.0
    for year in (2027, 2028, 2029):
        last = _again(council, first, 3, name=f"Spring {year}")
        browser = browser_of(last.person)
        browser.get(f"/plans/{last.id}/over-time")  # words and templates are read once
        with _queries() as seen:
            began = perf_counter()
            browser.get(f"/plans/{last.id}/over-time")
            took = perf_counter() - began
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] == numbers[2]
    assert numbers[0] <= 20, numbers
    assert took < 5, "a page of this kind takes a fraction of this (docs/performance/0007-over-time.md)"
