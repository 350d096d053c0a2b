"""Is a page of statements light: few bytes in few requests, and few questions to the database?"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from sqlalchemy import event
from werkzeug.test import TestResponse

from feedback.campaign import service as campaigns
from feedback.extensions import db
from feedback.response.pages import pages
from feedback.response.showing import statement
from tests.building import LEVELS, Council
from tests.databases import about_sqlite
from tests.response.raters import Rater

MOST_BYTES, MOST_REQUESTS = 45_000, 4
FETCHED = re.compile(r'<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"|<script[^>]* src="([^"]+)"|from "([^"]+)"')
PAGE = "/r/1/page/{}"


def _on_the_wire(answer: TestResponse) -> int:
    """Bytes of an answer over HTTP/1.1, with its head and about 100 bytes that the server adds."""
    return len(answer.data) + len(str(answer.headers)) + 100


def _rater_of(council: Council, app: Flask, framework: str, **setup: bool) -> tuple[Rater, int]:
    """A rater's browser whose link is open, and the number of the page with most statements."""
    leader = council.collecting(council.leader(council.campaign(framework, **setup)), peers=5)
    rater, [invitation, *_] = Rater(app), council.invitations(leader)
    rater.open_link(f"{'/r'}#{council.token(invitation)}")
    longest = max(pages(campaigns.questionnaire_for(leader)), key=lambda page: len(page.item_ids))
    return rater, longest.number


@pytest.mark.parametrize("one_page", [False, True], ids=["page by page", "all on one page"])
@pytest.mark.parametrize("framework", sorted(LEVELS))
def test_the_first_view_of_the_longest_page_is_light(
    app: Flask, council: Council, framework: str, one_page: bool
) -> None:
    rater, number = _rater_of(council, app, framework, one_page=one_page)

    plain = rater.fetch("GET", PAGE.format(number))
    page = rater.fetch("GET", PAGE.format(number), headers={"Accept-Encoding": "gzip, br"})
    addresses = [next(filter(None, found)) for found in FETCHED.findall(plain.text)]
    assert any(".css" in address for address in addresses)
    assert all(address.startswith("/static/") for address in addresses)
    parts = [rater.fetch("GET", address, headers={"Accept-Encoding": "gzip, br"}) for address in addresses]

    assert {answer.status_code for answer in (page, *parts)} == {200}
    assert 1 + len(parts) <= MOST_REQUESTS
    assert sum(_on_the_wire(answer) for answer in (page, *parts)) < MOST_BYTES


def test_only_a_long_page_that_holds_nothing_of_its_request_is_packed(app: Flask, council: Council) -> None:
    """Packed together, a stranger's words and a secret of the page would tell of each other by their length."""
    rater, number = _rater_of(council, app, "leicestershire", one_page=True)
    can_unpack = {"Accept-Encoding": "gzip"}
    rater.get(PAGE.format(number))
    refused = {**rater.hidden(), "i.nothing": "4"}
    short, queried, plain, packed = (
        rater.fetch("GET", "/r/1", headers=can_unpack),
        rater.fetch("GET", f"{PAGE.format(number)}?words=a-strangers", headers=can_unpack),
        rater.fetch("GET", PAGE.format(number)),
        rater.fetch("GET", PAGE.format(number), headers=can_unpack),
    )
    posted = rater.fetch("POST", PAGE.format(number), data=refused, headers=can_unpack)

    assert [answer.headers.get("Content-Encoding") for answer in (short, queried, plain, posted)] == [None] * 4
    assert posted.status_code == 400
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 5
    assert {answer.headers["Vary"].count("Accept-Encoding") for answer in (plain, packed)} == {1}


def test_a_kept_statement_is_what_the_macro_makes(app: Flask) -> None:
    points = ((1, "Never"), (2, "Some & <more>"))
    with app.test_request_context():
        rating = get_template_attribute("components/rating.html", "rating")
        for checked in (None, "1", "2", "cant_say", "3", '1" onclick="', ""):
            made = statement("i.a.1", "Says “so” & listens", points, "I can’t say", checked)
            assert made == rating("i.a.1", "Says “so” & listens", points, "I can’t say", checked=checked), checked


@about_sqlite("its driver tells each statement")
def test_a_page_asks_the_database_once_and_a_save_twice(app: Flask, council: Council) -> None:
    rater, _ = _rater_of(council, app, "leicestershire")
    rater.get(PAGE.format(1))
    with _statements() as asked:
        rater.get(PAGE.format(1))
    assert len(asked) == 1, asked

    form = rater.page.form("Save and continue") if rater.page else None
    assert form is not None
    rater.fetch("POST", PAGE.format(1), data=form.data)  # the questions of a round are read once
    with _statements() as asked:
        saved = rater.fetch("POST", PAGE.format(1), data=form.data)
    assert saved.status_code == 302
    assert len(asked) == 2, asked


@contextmanager
def _statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile, but for beginning and ending; heard at the driver, whoever asks."""
    asked: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            asked.append(statement)

    db.session.remove()  # what the test itself holds is given back, so that every connection is one that is listened to
    heard: list[Any] = []

    def listen(connection: Any, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(note)
        heard.append(connection)

    event.listen(db.engine, "checkout", listen)
    try:
        yield asked
    finally:
        event.remove(db.engine, "checkout", listen)
        for connection in heard:
            connection.set_trace_callback(None)
