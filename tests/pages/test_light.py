"""Is a page of statements light: few bytes in few requests, and few questions to the database?"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from feedback.campaign import service as campaigns
from feedback.extensions import db
from feedback.response.pages import pages
from tests.building import LEVELS, Council
from tests.response.raters import Rater

MOST_BYTES, MOST_REQUESTS = 45_000, 4
FETCHED = re.compile(r'<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"|<script[^>]* src="([^"]+)"|from "([^"]+)"')
PAGE = "/r/1/page/{}"


def _on_the_wire(answer: TestResponse) -> int:
    """Bytes of an answer over HTTP/1.1, with its head and about 100 bytes that the server adds."""
    return len(answer.data) + len(str(answer.headers)) + 100


def _rater_of(council: Council, app: Flask, framework: str) -> tuple[Rater, int]:
    """A rater's browser whose link is open, and the number of the page with most statements."""
    leader = council.collecting(council.leader(council.campaign(framework)), peers=5)
    rater, [invitation, *_] = Rater(app), council.invitations(leader)
    rater.open_link(f"{'/r'}#{council.token(invitation)}")
    longest = max(pages(campaigns.questionnaire_for(leader)), key=lambda page: len(page.item_ids))
    return rater, longest.number


@pytest.mark.parametrize("framework", sorted(LEVELS))
def test_the_first_view_of_the_longest_page_is_light(app: Flask, council: Council, framework: str) -> None:
    rater, number = _rater_of(council, app, framework)

    page = rater.fetch("GET", PAGE.format(number), headers={"Accept-Encoding": "gzip, br"})
    addresses = [next(filter(None, found)) for found in FETCHED.findall(page.text)]
    assert any(".css" in address for address in addresses)
    assert all(address.startswith("/static/") for address in addresses)
    parts = [rater.fetch("GET", address, headers={"Accept-Encoding": "gzip, br"}) for address in addresses]

    assert {answer.status_code for answer in (page, *parts)} == {200}
    assert "Content-Encoding" not in page.headers  # docs/performance/0003: a page is sent as it is
    assert 1 + len(parts) <= MOST_REQUESTS
    assert sum(_on_the_wire(answer) for answer in (page, *parts)) < MOST_BYTES


def test_a_page_asks_the_database_twice_and_a_save_three_times(app: Flask, council: Council) -> None:
    rater, _ = _rater_of(council, app, "leicestershire")
    rater.get(PAGE.format(1))
    with _statements() as asked:
        rater.get(PAGE.format(1))
    assert len(asked) == 2, asked

    form = rater.page.form("Save and continue") if rater.page else None
    assert form is not None
    with _statements() as asked:
        saved = rater.fetch("POST", PAGE.format(1), data=form.data)
    assert saved.status_code == 302
    assert len(asked) == 3, asked


@contextmanager
def _statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile, but for beginning and ending."""
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
