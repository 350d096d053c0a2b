"""A council of an older release comes through every change of the schema since then with everything in it.

``council_of_0012.json`` is a fictitious council as it lay in a database of revision 0012, with one campaign closed and
one open: its rows, table by table. What is longer than a line is a byte repeated, since nobody opens it here.
"""

import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from feedback.extensions import db
from tests.architecture.test_schema import MIGRATIONS

OLD = "0012"
COUNCIL: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("council_of_0012.json").read_text())


def _as_told(column: sa.Column[Any], value: Any) -> Any:
    """A value of the file, as the database takes it."""
    if value is None:
        return None
    if isinstance(value, dict) and "hex" in value:
        return bytes.fromhex(value["hex"]) * value.get("times", 1)
    reads = (
        (sa.DateTime, datetime.fromisoformat),
        (sa.Date, date.fromisoformat),
        (sa.Boolean, bool),
        (sa.JSON, json.loads),
        (sa.Uuid, uuid.UUID),
    )
    return next((read(value) for kind, read in reads if isinstance(column.type, kind)), value)


def _plain(value: Any) -> Any:
    """A value that a database gave, as any other would give it."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    return value.hex if isinstance(value, uuid.UUID) else json.dumps(value) if isinstance(value, dict | list) else value


def _tables() -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(db.engine)
    return found


def _rows(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every row of some tables, of the columns that are named, in no order."""
    tables = _tables().tables
    with db.engine.connect() as connection:
        return {
            name: sorted(
                repr([_plain(value) for value in row])
                for row in connection.execute(sa.select(*(tables[name].c[column] for column in of)))
            )
            for name, of in columns.items()
        }


@pytest.fixture
def old(app: Flask) -> dict[str, list[str]]:
    """The council in a database of its time; the columns that each table had."""
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision=OLD)
    schema = _tables()
    with db.engine.begin() as connection:
        for table in schema.sorted_tables:
            rows = COUNCIL.get(table.name, [])
            if rows:
                told = [{name: _as_told(table.c[name], value) for name, value in row.items()} for row in rows]
                connection.execute(table.insert(), told)
    assert set(COUNCIL) <= set(schema.tables)
    return {table.name: [column.name for column in table.columns] for table in schema.sorted_tables}


def test_nothing_is_lost_on_the_way_to_this_release(old: dict[str, list[str]]) -> None:
    del old["alembic_version"]
    before = _rows(old)
    assert {name: len(rows) for name, rows in before.items() if rows} == {name: len(COUNCIL[name]) for name in COUNCIL}

    upgrade(directory=MIGRATIONS)

    assert set(old) <= set(_tables().tables)
    assert _rows(old) == before
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM invitation WHERE slot IS NOT NULL")) == 4


def test_a_database_that_is_not_touched_between_is_the_same_both_ways(old: dict[str, list[str]]) -> None:
    before = _rows(old)
    upgrade(directory=MIGRATIONS)
    downgrade(directory=MIGRATIONS, revision=OLD)
    assert _rows(old) == before
