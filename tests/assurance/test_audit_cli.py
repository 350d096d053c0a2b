"""``flask audit``: an officer checks the chain and takes it out; what they take out can be checked without us."""

import json
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from feedback.extensions import db
from feedback.foundations import audit, audit_chain
from feedback.foundations.database import one_transaction
from tests.conftest import START
from tests.foundations.test_audit_chain import past_the_guard

METHOD = Path(__file__).parents[2] / "docs/methods/audit.md"


@pytest.fixture
def head(app: Flask) -> str:
    """Three events, sealed by the worker."""
    with one_transaction():
        for number in range(3):
            audit.record("campaign.changed", by=None, about=None, now=START, number=number)
    sealed = audit_chain.seal_waiting(db.engine, head_file=app.config["SETTINGS"].audit_head_file)
    return str(sealed)


def run(app: Flask, *words: str) -> Any:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["audit", *words])


def test_verify_says_what_it_checked(app: Flask, head: str) -> None:
    result = run(app, "verify", "--head", head)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "ok": True, "head": head, "sealed": 3, "removed_by_retention": 0, "waiting": 0, "oldest_waiting": None,
        "heads_checked": 2, "problems": [],
    }  # fmt: skip


def test_verify_fails_on_a_chain_that_is_shorter_than_the_worker_noted(app: Flask, head: str) -> None:
    past_the_guard(app, "DELETE FROM audit_event WHERE number = 3")
    result = run(app, "verify")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"] == ["3: a head was noted there, and the chain ends at 2"]
    assert "not as it was written" in result.stderr


def test_a_chain_that_was_restored_is_accepted_with_a_reason_that_is_audited(app: Flask, head: str) -> None:
    past_the_guard(app, "DELETE FROM audit_event WHERE number = 3")
    assert run(app, "accept").exit_code == 2
    result = run(app, "accept", "--reason", "restored from last night's backup")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["instead_of"] == head
    assert run(app, "verify").exit_code == 0
    [told] = [one for one in audit_chain.exported() if one["action"] == "audit.accepted"]
    assert told["facts"] == {"reason": "restored from last night's backup", "instead_of": head}


@pytest.mark.parametrize("wrong", ["", "3", "3:abc", "x" * 70])
def test_what_is_no_head_is_refused(app: Flask, wrong: str) -> None:
    assert run(app, "verify", "--head", wrong).exit_code == 2


def test_a_damaged_file_of_the_head_is_said(app: Flask, head: str) -> None:
    app.config["SETTINGS"].audit_head_file.write_text("nonsense")
    result = run(app, "verify")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"] == ["the file of the noted head cannot be read"]


def test_the_export_is_checked_by_the_ten_lines_of_the_method_page(app: Flask, head: str, tmp_path: Path) -> None:
    result = run(app, "export")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert [event["action"] for event in told["events"]] == ["campaign.changed"] * 3 + ["audit.exported"]
    file = tmp_path / "audit.json"
    assert run(app, "export", "--output", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    [lines] = re.findall(r"```python\n(.*?)```", METHOD.read_text(), re.DOTALL)

    def checked(export: dict[str, Any]) -> str:
        file.write_text(json.dumps(export))
        known: dict[str, Any] = {"FILE": str(file)}
        exec(lines, known)  # noqa: S102 - the lines of our own page
        return str(known["head"])

    export = json.loads(file.read_text())
    assert checked(export) == json.loads(run(app, "verify").stdout)["head"]
    export["events"][1]["facts"]["number"] = 7
    with pytest.raises(AssertionError, match="2"):
        checked(export)


def test_the_worked_example_of_the_method_page(app: Flask) -> None:
    """The page quotes one event, and its digest as the first of a chain."""
    text = METHOD.read_text()
    [told] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    [digest] = re.findall(r"^`([0-9a-f]{64})`$", text, re.MULTILINE)
    event = json.loads(told)
    row = audit.AuditEvent(
        id=uuid.UUID(event["id"]),
        at=datetime.fromisoformat(event["at"]).astimezone(UTC),
        by_id=None, action=event["action"], about_id=None, facts=event["facts"],
    )  # fmt: skip
    assert audit_chain.written_out(1, row) == event
    assert audit_chain.link(audit_chain.BEGINNING, 1, row).hex() == digest
