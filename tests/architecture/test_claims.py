"""Every claim names tests that exist, on the databases it says: a table of promises that cannot rot."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
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


@cache
def run_on_the_server() -> frozenset[str]:
    """Of all tests in the table, those that ``make postgresql`` runs on the server as well: ``file::test``."""
    target = (ROOT / "Makefile").read_text().partition("\npostgresql:")[2].partition("\n\n")[0]
    assert "FEEDBACK_TEST_DATABASE=postgresql" in target
    ignored = tuple(re.findall(r"--ignore (tests/\w+)", target))
    files = sorted({file for _, tests, _ in rows() for file, _ in tests if not file.startswith(ignored)})
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files],
        cwd=ROOT, env=os.environ | {"FEEDBACK_TEST_DATABASE": "postgresql"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return frozenset(line.partition("[")[0] for line in found.stdout.splitlines() if "::" in line)


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
    for file, name in tests:
        if not file.startswith(ON_POSTGRESQL_ALONE):
            places.add("SQLite")
        if file.startswith(ON_POSTGRESQL_ALONE) or f"{file}::{name}" in run_on_the_server():
            places.add("PostgreSQL")
    assert on == ", ".join(sorted(places, reverse=True)), claim
