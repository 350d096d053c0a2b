"""What is the least that eight saved pages can cost? Bare Flask, one durable commit a page turn, no template.

Not the product: the yardstick beside which its figures stand, on the same machine and in the same minutes; on SQLite,
or on the PostgreSQL server that ``FLOOR_DATABASE`` names.
"""

import os
import sqlite3
import threading
from typing import Any

from flask import Flask, Response, redirect, request

app = Flask(__name__)
WHERE = os.environ.get("FLOOR_DATABASE", "")
TABLE = "CREATE TABLE IF NOT EXISTS answer (rater text, page text, typed text, UNIQUE(rater, page))"
KEEP = "INSERT INTO answer VALUES (?, ?, ?) ON CONFLICT (rater, page) DO UPDATE SET typed = excluded.typed"
_own = threading.local()


def _database() -> Any:
    if not hasattr(_own, "connection"):
        _own.connection = _on_a_server() if WHERE.startswith("postgresql") else _in_a_file()
    return _own.connection


def _in_a_file() -> sqlite3.Connection:
    connection = sqlite3.connect(WHERE, isolation_level=None, timeout=10)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", TABLE):
        connection.execute(statement)
    return connection


def _on_a_server() -> Any:
    import psycopg

    connection = psycopg.connect(WHERE.replace("postgresql+psycopg:", "postgresql:"), autocommit=True)
    connection.execute("SELECT pg_advisory_lock(1)")  # two that create the same table at once would both fail
    connection.execute(TABLE)
    connection.execute("SELECT pg_advisory_unlock(1)")
    return connection


@app.post("/<rater>/<page>")
def save(rater: str, page: str) -> Response:
    """Keep what was typed and send the browser on."""
    typed = "&".join(f"{name}={value}" for name, value in request.form.items())
    on_a_server = WHERE.startswith("postgresql")
    _database().execute("BEGIN" if on_a_server else "BEGIN IMMEDIATE")
    _database().execute(KEEP.replace("?", "%s") if on_a_server else KEEP, (rater, page, typed))
    _database().execute("COMMIT")
    return redirect(f"/{rater}/{page}")  # type: ignore[return-value]


@app.get("/<rater>/<page>")
def show(rater: str, page: str) -> str:
    """Next to nothing."""
    return "ok"
