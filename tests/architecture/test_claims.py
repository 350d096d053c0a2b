"""Every claim names tests that exist, on the databases it says: a table of promises that cannot rot."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "threat-model.md"
ROW = re.compile(r"^\| ([RN]\d+|) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
CLAIMS = [*(f"R{number}" for number in range(1, 25)), *(f"N{number}" for number in range(1, 6))]
ON_POSTGRESQL_ALONE = ("tests/postgresql/", "tests/attack/test_at_rest_postgres.py")


def rows() -> list[tuple[str, list[tuple[str, str]], str]]:
    """Claim, its tests as (file, name), and the databases it says they run on."""
    found = [(claim, TEST.findall(tests), on.strip()) for claim, _, tests, on in ROW.findall(TABLE.read_text())]
    assert len(found) >= len(CLAIMS)
    return found


def run_on_both() -> tuple[str, ...]:
    """The folders that ``make postgresql`` runs on the server, after ``make unit`` ran them on files."""
    target = (ROOT / "Makefile").read_text().partition("\npostgresql:")[2].partition("\n\n")[0]
    assert "FEEDBACK_TEST_DATABASE=postgresql" in target
    return tuple(f"{folder}/" for folder in re.findall(r"tests/\w+", target))


def test_the_table_has_every_claim_once() -> None:
    assert [claim for claim, _, _ in rows() if claim] == CLAIMS


def test_every_test_that_a_document_names_is_there() -> None:
    known = {
        (str(path.relative_to(ROOT)), node.name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    named = {(file, name) for path in [*ROOT.glob("docs/**/*.md")] for file, name in TEST.findall(path.read_text())}
    bare = {name for path in ROOT.glob("docs/**/*.md") for name in re.findall(r"`(test_\w+)`", path.read_text())}

    assert len(named) > len(CLAIMS)
    assert not named - known
    assert not bare - {name for _, name in known}


@pytest.mark.parametrize(("claim", "tests", "on"), rows())
def test_a_claim_s_tests_run_on_the_databases_it_says(claim: str, tests: list[tuple[str, str]], on: str) -> None:
    assert tests, claim
    places = set[str]()
    for file, _ in tests:
        if not file.startswith(ON_POSTGRESQL_ALONE):
            places.add("SQLite")
        if file.startswith((*ON_POSTGRESQL_ALONE, *run_on_both())):
            places.add("PostgreSQL")
    assert on == ", ".join(sorted(places, reverse=True)), claim
