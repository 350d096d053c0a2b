"""Every table and column is in the register, and every word of it is in the pages made from it."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary

from feedback.assurance import data_protection, kept
from feedback.assurance.kept import TABLES
from feedback.assurance.notice import notice as privacy_notice
from feedback.assurance.paper import Paper, as_markdown
from feedback.config import Settings, read_settings
from feedback.extensions import db

ROOT = Path(__file__).parents[2]
SHOWN = {
    "register": data_protection.register,
    "notice": privacy_notice,
    "assessment": data_protection.assessment,
}


def as_delivered() -> Settings:
    """The settings of an installation that sets nothing."""
    return read_settings(secret_key="x" * 32, _env_file=None)


def test_every_column_is_classified_once(app: Flask) -> None:
    there = {name: [column.name for column in table.columns] for name, table in db.metadata.tables.items()}
    said = {name: [column for column, _ in table.kinds()] for name, table in TABLES.items()}
    assert len(there) > 30
    assert {name for name in there if sorted(there[name]) != sorted(said.get(name, []))} == set(), (
        "say in feedback/assurance/kept.py of whom, why and how long this is kept"
    )
    assert said.keys() == there.keys()


def test_what_is_said_of_a_column_fits_what_it_is(app: Flask) -> None:
    for name, table in db.metadata.tables.items():
        kinds = dict(TABLES[name].kinds())
        for column in table.columns:
            leads_to = {key.column.table.name for key in column.foreign_keys}
            if leads_to == {"person"}:
                assert kinds[column.name] == kept.WHO, f"{name}.{column.name}"
            if isinstance(column.type, LargeBinary):
                fits = {kept.SEALED, kept.DIGESTS} | ({kept.NAMES} if name == "directory_upload" else set())
                assert kinds[column.name] in fits, f"{name}.{column.name}"
        assert TABLES[name].until in data_protection.periods(as_delivered())


def test_the_page_in_the_documentation_is_made_from_the_models() -> None:
    made = as_markdown(data_protection.register(as_delivered()))
    assert (ROOT / "docs/reference/data.md").read_text() == made, (
        "flask data-protection register > docs/reference/data.md, with no settings of your own"
    )


@pytest.mark.parametrize("name", SHOWN)
def test_papers_are_filled_from_the_settings(app: Flask, name: str) -> None:
    other = read_settings(
        **vars(app.config["SETTINGS"]) | {"keep_asked_months": 7, "keep_reports_years": 2, "council_name": "Elsewhere"}
    )
    before, after = (as_markdown(SHOWN[name](settings)) for settings in (app.config["SETTINGS"], other))
    assert "12 months after feedback closed" in before
    assert "7 months after feedback closed" in after
    assert "2 years after feedback closed" in after
    assert name == "register" or "Elsewhere" in after


def test_a_table_in_markdown_keeps_its_columns() -> None:
    paper: Paper = data_protection.register(as_delivered())
    lines = [line for line in as_markdown(paper).splitlines() if line.startswith("|")]
    assert len(lines) > len(TABLES)
    assert {line.count(" | ") for line in lines} == {4}
