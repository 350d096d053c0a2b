"""The process that closes and is killed: started once on a folder, it forks a fresh closer for every order.

An order is a line of JSON on standard input, and its answer one on standard output:

    {"do": "rehearse", "into": FILE}    close, and write down every step: each line of our code, each SQL statement
    {"do": "kill_at_step", "step": 17}  close, and be killed by signal 9 on reaching that step
    {"do": "kill_after", "seconds": x}  close, and be killed from outside after that time, wherever it is
    {"do": "close"}                     close

The product knows nothing of this: steps are seen by Python's own tracing and by SQLAlchemy's events.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy import event

import feedback
from feedback import create_app
from feedback.config import read_settings
from feedback.disclosure import closing, locks
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyStore

OUR_CODE = str(Path(feedback.__file__).parent)
CLOSING = (
    "disclosure/closing.py",
    "disclosure/locks.py",
    "campaign/coach_keys.py",
    "disclosure/keeping.py",
    "invitation/handover.py",
    "campaign/service.py",
    "foundations/keystore.py",
    "foundations/database.py",
    "foundations/outbox.py",
    "foundations/audit.py",
)
AT = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)

Step = Callable[[str], None]


def application(folder: Path, database_url: str) -> Flask:
    """An application on a database, and on the keys in a folder."""
    settings = read_settings(
        secret_key="a secret for tests only, long enough to be accepted",
        database_url=database_url,
        broker_url="none",
        key_store=folder / "keys",
        key_store_copy=folder / "keys-copy",
    )
    return create_app(settings)


def watch(step: Step) -> None:
    """Call ``step`` with the name of every step that this process takes from now on."""

    def trace(frame: FrameType, what: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(OUR_CODE) or not name.endswith(CLOSING):
            return None
        if what == "line":
            step(f"{name[len(OUR_CODE) + 1 :]}:{frame.f_lineno} {frame.f_code.co_name}")
        return trace

    def sql(when: str) -> Callable[..., None]:
        return lambda _connection, _cursor, statement, *_: step(f"{when} {' '.join(statement.split()[:3])}")

    event.listen(db.engine, "before_cursor_execute", sql("before"))
    event.listen(db.engine, "after_cursor_execute", sql("after"))
    event.listen(db.engine, "commit", lambda _: step("before COMMIT"))
    sys.settrace(trace)


def close(app: Flask) -> None:
    """What the worker does about closing."""
    settings = app.config["SETTINGS"]
    keys = KeyStore(settings.key_store, settings.key_store_copy)
    undo = timedelta(hours=24)
    with one_transaction():
        locks.ask_coaches(keys=keys, now=AT, undo=undo)
    closing.close_due(keys=keys, now=AT, undo=undo)
    db.session.remove()
    db.engine.dispose()


def obey(app: Flask, order: dict[str, Any]) -> None:
    """Do what was ordered, in a process that may be killed."""
    taken: list[str] = []

    def die_at_last(name: str) -> None:
        taken.append(name)
        if len(taken) == order["step"]:
            os.kill(os.getpid(), signal.SIGKILL)

    if order["do"] == "rehearse":
        watch(taken.append)
    elif order["do"] == "kill_at_step":
        watch(die_at_last)
    close(app)
    sys.settrace(None)
    if order["do"] == "rehearse":
        Path(order["into"]).write_text(json.dumps(taken))


def main(folder: Path, database_url: str) -> None:
    """Take orders until the input ends."""
    app = application(folder, database_url)
    with app.app_context():
        close(app)  # once beforehand, so that every closer is forked with its statements compiled
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            order, started = json.loads(line), time.perf_counter()
            closer = os.fork()
            if closer == 0:
                obey(app, order)
                os._exit(0)
            if order["do"] == "kill_after":
                time.sleep(order["seconds"])
                os.kill(closer, signal.SIGKILL)
            _, status = os.waitpid(closer, 0)
            ended = {"signal": status & 0x7F, "code": status >> 8, "seconds": time.perf_counter() - started}
            sys.stdout.write(json.dumps(ended) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
