"""A process answers one visit at a time, takes each in whole, and lets nobody wait for one that takes long."""

import io
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Request

from feedback.turns import WHOLE, InTurn

LONG = 60.0  # seconds that nobody should have to wait in these tests


def ask(app: Any, body: bytes = b"", **environ: Any) -> tuple[str, Iterable[bytes]]:
    """Status and answer of one visit."""
    told: list[str] = []
    asked = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True} | environ
    answer = app(asked, lambda status, *_: told.append(status))
    return told[0], answer


class Slow:
    """An application that answers when it is told to, and notes how many visits are in it at once."""

    def __init__(self) -> None:
        self.within = self.most = 0
        self.come, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self.within += 1
        self.most = max(self.most, self.within)
        self.come.release()
        assert self.go.acquire(timeout=LONG)
        self.within -= 1
        start_response("200 OK", [("Content-Length", "2")])
        return [b"o", b"k"]


def _visit(app: Any, times: int) -> list[threading.Thread]:
    visits = [threading.Thread(target=ask, args=(app,)) for _ in range(times)]
    for visit in visits:
        visit.start()
    return visits


def test_visits_are_answered_one_after_another() -> None:
    slow = Slow()
    visits = _visit(InTurn(slow, patience=LONG), 5)
    for _ in visits:
        assert slow.come.acquire(timeout=LONG)
        slow.go.release()
    for visit in visits:
        visit.join()
    assert slow.most == 1


def test_nobody_waits_long_for_one_that_takes_long() -> None:
    slow = Slow()
    visits = _visit(InTurn(slow, patience=0.001), 3)
    for _ in visits:
        assert slow.come.acquire(timeout=LONG), "a visit waited for another that takes long"
    slow.go.release(3)
    for visit in visits:
        visit.join()
    assert slow.most == 3


def test_one_that_breaks_makes_way_for_the_next() -> None:
    def breaks(_environ: Any, _start: Any) -> list[bytes]:
        raise ZeroDivisionError

    app = InTurn(breaks, patience=LONG)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            ask(app)


class Answer:
    """What an application answers, and whether it was read and put away."""

    def __init__(self) -> None:
        self.read = self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        self.read = True
        yield from (b"a", b"b")

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("headers", "whole"),
    [([("Content-Length", "2")], True), ([("content-length", str(WHOLE + 1))], False), ([("X-Other", "1")], False)],
)
def test_a_short_answer_is_taken_whole_and_a_long_one_as_it_comes(headers: list[tuple[str, str]], whole: bool) -> None:
    given = Answer()

    def app(_environ: Any, start_response: Any) -> Answer:
        start_response("200 OK", headers)
        return given

    _, answer = ask(InTurn(app))
    assert answer == [b"ab"] if whole else answer is given
    assert (given.read, given.closed) == (whole, whole)


def test_what_was_cut_short_is_not_taken_for_a_whole() -> None:
    read = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        try:
            read.append(Request(environ).form.to_dict())
        except ClientDisconnected:
            read.append(None)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    for length in (WHOLE, WHOLE + 10):  # read beforehand, and not
        body = b"a=" + b"b" * (length - 2)
        ask(InTurn(app), body, CONTENT_LENGTH=str(length), **form)
        ask(InTurn(app), body[:-1], CONTENT_LENGTH=str(length), **form)
    assert ask(InTurn(app), b"a=b", HTTP_TRANSFER_ENCODING="chunked", **form)[0].startswith("411")
    assert [got and len(got["a"]) for got in read] == [WHOLE - 2, None, WHOLE + 8, None]
