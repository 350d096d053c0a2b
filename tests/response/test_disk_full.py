"""The disk is full: whoever saves is told so, what was saved stays, and all goes on when there is room (SQLite)."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from feedback import worker
from feedback.extensions import db
from feedback.foundations.database import scrub_sqlite
from tests import databases
from tests.page_client import BadPage
from tests.response.raters import Rater
from tests.response.round import Round

pytestmark = databases.about_sqlite("its file is the disk that we can fill")
LONG = "What they do when it gets difficult is to ask each of us. " * 20


def forget_connections() -> None:
    """The next connection is a new one."""
    db.session.remove()
    db.engine.dispose()


@contextmanager
def not_one_page_more() -> Iterator[None]:
    """SQLite may not make its file longer, and says what it says of a full disk."""

    def limit(connection: sqlite3.Connection, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes it to mean: as many as there are

    forget_connections()
    scrub_sqlite(db.engine)  # pages that migrations have left free would do for a while
    db.engine.dispose()
    event.listen(db.engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", limit)
        forget_connections()


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """The operating system refuses to write beyond the beginning of any file, in the middle of a commit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        forget_connections()


@pytest.mark.parametrize("full", [not_one_page_more, no_file_may_grow])
def test_what_was_saved_stays_and_what_was_not_is_said_to_be_lost(
    full: Callable[[], AbstractContextManager[None]], round_: Round, rater: Rater
) -> None:
    rater.get("/r/1/page/1")
    rater.submit(rater.save_button, rater.fill(3))
    saved = rater.given(1)
    assert set(saved.values()) == {"3"}
    others = [round_.rater(peer) for peer in range(1, 5)]
    refused = told = 0
    with full():
        for one in [rater, *others] * 3:
            shown = one.get("/r/1/page/3")
            answers = one.fill(5, LONG)
            assert shown.status == 200, "what is only read can be read"
            try:
                one.submit(one.save_button, answers)
            except BadPage:
                refused += one.page.status == 500 and "Answers that you have saved are still there" in one.page.text
                told += 1
        assert refused == told > 0, "the disk was never full, or somebody was not told"
        assert rater.given(1) == saved
    assert rater.given(1) == saved
    rater.get("/r/1/page/3")
    rater.submit(rater.save_button, rater.fill(5, LONG))
    assert set(rater.given(3).values()) == {LONG.strip()}


def test_the_worker_goes_on_when_there_is_room_again(round_: Round, caplog: pytest.LogCaptureFixture) -> None:
    round_.clock.next_working_day()
    asked = round_.council.remind(round_.leader.campaign_id)
    before = len(round_.inbox.letters)
    db.session.rollback()
    with not_one_page_more():
        done = worker.sweep(round_.app)
        db.session.rollback()
    worker.sweep(round_.app)
    assert done.letters.lapsed == 0
    assert len(round_.inbox.letters) - before == asked > 3
    assert {letter.to for letter in round_.inbox.letters[before:]} == {round_.address(peer) for peer in range(5)} | {
        letter.to for letter in round_.inbox.letters[before:]
    }
