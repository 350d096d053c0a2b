"""What is the least that eight saved pages can cost? Bare Flask, one durable commit a page turn, no template.

Not the product: the yardstick beside which its figures stand, on the same machine and in the same minutes.
"""

import os
import sqlite3
import threading

from flask import Flask, Response, redirect, request

app = Flask(__name__)
_own = threading.local()


def _database() -> sqlite3.Connection:
    if not hasattr(_own, "connection"):
        _own.connection = sqlite3.connect(os.environ["FLOOR_DATABASE"], isolation_level=None, timeout=10)
        _own.connection.execute("PRAGMA journal_mode=WAL")
        _own.connection.execute("PRAGMA synchronous=FULL")
        _own.connection.execute("CREATE TABLE IF NOT EXISTS answer (rater, page, typed, UNIQUE(rater, page))")
    connection: sqlite3.Connection = _own.connection
    return connection


@app.post("/<rater>/<page>")
def save(rater: str, page: str) -> Response:
    """Keep what was typed and send the browser on."""
    typed = "&".join(f"{name}={value}" for name, value in request.form.items())
    _database().execute("BEGIN IMMEDIATE")
    _database().execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (rater, page, typed))
    _database().execute("COMMIT")
    return redirect(f"/{rater}/{page}")  # type: ignore[return-value]


@app.get("/<rater>/<page>")
def show(rater: str, page: str) -> str:
    """Next to nothing."""
    return "ok"
