"""What lies on disk, and how a secret could lie in it."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback.campaign.models import Subject
from feedback.disclosure.models import Block, Comment, ReleasedCell, ReleasedReport
from feedback.extensions import db
from tests import databases


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, read past the application."""
    with databases.in_use().reading(folder) as read:
        tables = [name for (name,) in read(databases.in_use().tables())]
        assert {"invitation", "invitation_token", "outbox"} <= set(tables)
        found = {name: read(f'SELECT * FROM "{name}"') for name in tables}  # noqa: S608
    return {name: sorted(held, key=repr) for name, held in found.items()}


def slots(folder: Path) -> list[dict[str, Any]]:
    """The sealed columns of every invitation."""
    columns = ("slot", "wrap_dev", "wrap_phrase", "wrap_sub", "state")
    with databases.in_use().reading(folder) as read:
        found = read(f"SELECT {', '.join(columns)} FROM invitation")  # noqa: S608
    return [dict(zip(columns, row, strict=True)) for row in found]


def everything(folder: Path) -> bytes:
    """Every byte of every file (database, write-ahead log, keys), and every value as SQL gives it back."""
    db.session.rollback()
    others = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("feedback.sqlite")]
    values = [value for held in rows(folder).values() for row in held for value in row]
    texts = [value if isinstance(value, bytes) else str(value).encode() for value in values]
    lying = [databases.in_use().on_disk(folder), *(path.read_bytes() for path in others)]
    return b"\n".join([*lying, *texts])


def logged(caplog: pytest.LogCaptureFixture) -> bytes:
    """Everything that was logged, at any level, but for what the mail server of these tests says of its own work."""
    records = [record for record in caplog.get_records("setup") + caplog.records if record.name != "mail.log"]
    assert records, "nothing was logged: check this test"
    return "\n".join(f"{record.name} {record.getMessage()} {record.exc_text}" for record in records).encode()


def guises(secret: str | bytes) -> set[bytes]:
    """The forms in which a secret could have been written down."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    found = {raw, raw.hex().encode(), raw.hex().upper().encode()}
    for coded in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        found |= {coded, coded.rstrip(b"=")}
    if isinstance(secret, str):
        found |= {json.dumps(secret)[1:-1].encode(), secret.lower().encode()}
    return found


def released(app: Flask, leader_id: Any) -> tuple[Any, ...]:
    """What closing let through of a round, in an order that says nothing."""
    with app.app_context():
        assert db.session.get_one(Subject, leader_id).closed, "the round is not closed"
        kept = [
            db.session.execute(select(ReleasedReport.counts).where(ReleasedReport.subject_id == leader_id)).all(),
            db.session.execute(select(Block.label, Block.n).where(Block.subject_id == leader_id)).all(),
            db.session.execute(
                select(ReleasedCell.block, ReleasedCell.item_id, ReleasedCell.kind, ReleasedCell.tenths).where(
                    ReleasedCell.subject_id == leader_id
                )
            ).all(),
            db.session.execute(
                select(Comment.question_id, Comment.text, Comment.label).where(Comment.subject_id == leader_id)
            ).all(),
        ]
        assert db.session.scalar(select(func.count()).select_from(ReleasedCell)), (
            "nothing was released: check this test"
        )
        return tuple(sorted(map(repr, found)) for found in kept)
