"""The process that is killed while it works: started once on a folder, it forks a fresh worker for every order.

An order is a line of JSON on standard input, and its answer one on standard output:

    {"do": "letters"}   send what is due until killed; the answer is the process to be killed
    {"do": "files"}     make PDFs until killed; likewise
    {"do": "wait"}      wait for the end of the process that was begun last
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from flask import Flask

from feedback import create_app, lanes, press
from feedback.config import Settings, read_settings
from feedback.extensions import db
from feedback.report import files


def application(folder: Path, database_url: str, mail_port: int) -> Flask:
    """An application on a database, on the keys in a folder, and on a mail server."""
    return create_app(
        read_settings(
            secret_key="a secret for tests only, long enough to be accepted",
            base_url="https://feedback.example",
            database_url=database_url,
            broker_url="none",
            key_store=folder / "keys",
            key_store_copy=folder / "keys-copy",
            mail_host="127.0.0.1",
            mail_port=mail_port,
            mail_from="feedback@exampleshire.example",
            mail_at_any_hour=True,
        )
    )


@contextmanager
def forked_makers(app: Flask, count: int) -> Iterator[Executor]:
    """The press's processes, forked from us rather than started afresh: that takes seconds, a hundred times."""
    makers = ProcessPoolExecutor(count, get_context("fork"), begin_maker, (app,))
    try:
        yield makers
    finally:
        makers.shutdown(cancel_futures=True)


def begin_maker(app: Flask) -> None:
    """What the press does in a new process, but for making an application."""
    threading.Thread(target=press._end_with_parent, daemon=True).start()
    with app.app_context():
        db.engine.dispose(close=False)  # the lines to a server are of the process that we were forked from
    press._app.append(app)


def work(app: Flask, do: str) -> None:
    """Work until killed."""
    if do == "letters":
        lanes.run(lanes.of_one(app), threading.Event(), every=0.05, kinds=("letters",))
    press._makers = lambda _settings, count: forked_makers(app, count)  # type: ignore[assignment]
    [lane] = [lane for lane in lanes.LANES if lane.kind == "files"]
    lanes.LONGEST_REST = 0.1
    lanes._work(lane, lanes.Turns(lanes.of_one(app), 0.02), {}, threading.Event())  # no thread beside: this one forks


def main(folder: Path, database_url: str, mail_port: int) -> None:
    """Take orders until the input ends."""
    app = application(folder, database_url, mail_port)
    settings: Settings = app.config["SETTINGS"]
    assert files  # loaded once, for all who are forked
    assert settings.mail_port == mail_port
    begun = 0
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "wait":
            _, status = os.waitpid(begun, 0)
            print(status & 0x7F, flush=True)  # noqa: T201
            continue
        begun = os.fork()
        if begun == 0:
            work(app, order["do"])
            os._exit(0)
        print(begun, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
