"""No line of the log holds what it must not, whoever wrote it; and each can be read by a machine."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from feedback.foundations import journal

Write = Callable[..., list[str]]
PRIVATE = ["ann.lee+x@example.org", "ddcXYQ5PL2uO8WSMHxsswXnhEZq-ZFT8CKMdJXX5okw", "203.0.113.7", "2001:db8::7:1"]


@pytest.fixture(params=["plain", "json"])
def write(request: pytest.FixtureRequest) -> Iterator[Write]:
    """Logs something in either form, and returns the lines."""
    out = io.StringIO()
    handler = journal.keep(request.param, to=out)
    log = logging.getLogger("feedback.tests")

    def lines(message: str, *values: Any, fault: Exception | None = None) -> list[str]:
        log.error(message, *values, exc_info=fault)
        return out.getvalue().splitlines()

    yield lines
    logging.getLogger().removeHandler(handler)
    logging.getLogger("feedback").setLevel(logging.NOTSET)


@pytest.mark.parametrize("value", PRIVATE)
def test_what_looks_like_a_person_or_a_code_is_taken_out(write: Write, value: str) -> None:
    for written in (write("no letter to %s", value), write(f"no letter to <{value}>, again")):
        assert value not in "\n".join(written)
        assert "[taken out]" in "\n".join(written)


def test_what_an_operator_needs_stays(write: Write) -> None:
    for words in ("GET campaign.show 200", "council north-west is not served", "at 12:45:01, in 0:01:00"):
        assert words in write(words)[-1]


def raised(words: str) -> Exception:
    """A fault that went through a function."""
    try:
        raise ValueError(words)
    except ValueError as fault:
        return fault


def test_of_a_fault_its_kind_and_places_are_told_and_not_its_words(write: Write) -> None:
    written = "\n".join(write("error on GET people.person", fault=raised("no such person: Ann Lee")))
    assert "Ann Lee" not in written
    assert "ValueError" in written
    assert "test_journal.py" in written
    assert " raised" in written


def test_a_machine_reads_each_line(app: Flask) -> None:
    out = io.StringIO()
    handler = journal.keep("json", to=out)
    try:
        app.test_client().get("/sign-in")
        logging.getLogger("feedback.tests").warning("two\nlines", exc_info=raised("x"))
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger("feedback").setLevel(logging.NOTSET)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["level"], first["logger"], first["event"]) == ("info", "feedback.access", "GET identity.ask 200")
    assert set(first) == {"at", "level", "logger", "event"}
    assert (second["event"], second["fault"]) == ("two\nlines", "ValueError")
