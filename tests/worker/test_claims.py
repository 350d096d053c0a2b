"""What one worker has claimed no other gets, on both databases, and a death gives it back at once."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from feedback.extensions import db
from feedback.foundations.claims import alone, claiming

HOLDER = """
import sys
from sqlalchemy import create_engine
from feedback.foundations.claims import claiming
with claiming(create_engine(sys.argv[1])) as claims:
    print(claims.take(sys.argv[2]), flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(what: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that claims something and holds it until it is killed."""
    address = db.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", HOLDER, address, what]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        yield holder
        holder.kill()


@pytest.mark.usefixtures("app")
def test_only_one_gets_it_until_it_is_given_back() -> None:
    with claiming(db.engine) as one, claiming(db.engine) as other:
        assert one.take("letter 1")
        assert not other.take("letter 1")
        assert other.take("letter 2"), "each thing is claimed by itself"
        one.give_back("letter 1")
        assert other.take("letter 1")
    with claiming(db.engine) as third:
        assert third.take("letter 1")
        assert third.take("letter 2"), "whoever ends gives everything back"


def test_of_two_threads_one_is_alone(app: Flask) -> None:
    found: list[bool] = []

    def try_too() -> None:
        with app.app_context(), alone(db.engine, "closing") as we_are:
            found.append(we_are)

    with alone(db.engine, "closing") as we_are:
        assert we_are
        other = threading.Thread(target=try_too)
        other.start()
        other.join()
    try_too()
    assert found == [False, True]


@pytest.mark.usefixtures("app")
def test_who_is_killed_holds_nobody_up() -> None:
    with another_process("steps") as holder, claiming(db.engine) as ours:
        assert not ours.take("steps")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert _soon(lambda: ours.take("steps"))


def _soon(there: Callable[[], bool]) -> bool:
    """Whether it comes to be: a server takes a moment to notice that a connection has died."""
    return any(there() or threading.Event().wait(0.02) for _ in range(500))
