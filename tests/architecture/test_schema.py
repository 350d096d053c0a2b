"""What is stored cannot lead from an answer to the person who gave it, and the migrations make what the models say."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import DateTime, Integer, Uuid, inspect, text

from feedback.extensions import db
from feedback.foundations.database import UtcDateTime
from tests.databases import about_sqlite

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
SILENT = {
    "invitation", "invitation_token", "paper_code", "released_cell", "comment", "block", "named_answer",
    "marked_important", "no_check_ins", "outbox",
}  # fmt: skip
RESULTS = {"released_cell", "comment", "block", "named_answer", "marked_important", "released_report"}
KNOWS_WHO = {"person", "nomination", "invitation", "invitation_token", "paper_code", "no_check_ins"}


def test_there_is_no_table_of_responses(app: Flask) -> None:
    names = set(db.metadata.tables)
    assert names >= SILENT | RESULTS, "a table is missing: check this test"
    assert not [name for name in names if "response" in name or "submission" in name or "rating" in name]


def test_results_lead_to_nobody(app: Flask) -> None:
    for name in RESULTS:
        table = db.metadata.tables[name]
        assert {key.column.table.name for key in table.foreign_keys} == {"subject"}, name


def test_R9_no_time_counter_address_or_agent_beside_answers(app: Flask) -> None:
    for name in SILENT - {"outbox"}:
        for column in db.metadata.tables[name].columns:
            assert not isinstance(column.type, (DateTime, UtcDateTime)), f"{name}.{column.name}"
            assert not (isinstance(column.type, Integer) and column.autoincrement is True), f"{name}.{column.name}"
            assert not {"ip", "agent", "address", "at", "on", "created", "updated"} & set(column.name.split("_"))


def test_R9_identifiers_are_random(app: Flask) -> None:
    for name in ("invitation", "comment", "outbox"):
        column = db.metadata.tables[name].columns["id"]
        assert isinstance(column.type, Uuid)
        assert column.default is not None
        made = [column.default.arg(None) for _ in range(3)]
        assert [identifier.version for identifier in made] == [4, 4, 4]


@about_sqlite("PostgreSQL has no row numbers")
@pytest.mark.parametrize(
    "table",
    ["invitation", "invitation_token", "paper_code", "released_cell", "comment", "marked_important", "no_check_ins"],
)
def test_sqlite_keeps_no_row_numbers_of_what_raters_do(app: Flask, table: str) -> None:
    created = db.session.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
    assert "WITHOUT ROWID" in created


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["db", "check", "--directory", MIGRATIONS]).exit_code == 0


def test_the_migrations_go_down_and_up_again(app: Flask) -> None:
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=MIGRATIONS)
    assert set(inspect(db.engine).get_table_names()) >= SILENT


def test_the_migrations_have_one_head_and_are_numbered() -> None:
    names = sorted(path.name for path in (Path(MIGRATIONS) / "versions").glob("*.py"))
    assert names
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
