"""Requests made up from the API's own description: nothing breaks, nothing is told without a scope."""

from collections import Counter
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import Case

from feedback.api import document, service
from feedback.api.document import Operation
from feedback.api.scopes import CAMPAIGNS, REPORTS, SCOPES
from feedback.cohort import service as cohorts
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.api.conftest import System
from tests.api.test_reading import a_report
from tests.building import Council

EXAMPLES = 15  # for each operation and client; docs/reference/api.md says how many were tried once
CLIENTS = {
    "every scope": tuple(SCOPES), "campaigns alone": (CAMPAIGNS,), "reports alone": (REPORTS,), "unknown token": (),
}  # fmt: skip


def test_whatever_is_asked_it_is_answered_as_described_and_only_to_whom_it_may_be(
    app: Flask, council: Council, system: Callable[..., System], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_AN_HOUR", 1_000_000)
    leader = a_report(council, for_systems=True)
    known = {"subject_id": str(leader.id), "campaign_id": str(leader.campaign_id)}
    with one_transaction():
        assert cohorts.make_due(now=council.clock.now)
    tokens = {name: system(*scopes).token if scopes else "fbk_unknown" for name, scopes in CLIENTS.items()}
    db.session.rollback()
    described = Context().run(schemathesis.openapi.from_wsgi, "/api/v1/openapi.json", app)
    for operation in document.OPERATIONS:
        for name, scopes in CLIENTS.items():
            told = _asked(described, operation, tokens[name], allowed=operation.scope in scopes, known=known)
            print(name, operation.path, dict(told))  # noqa: T201
            assert told[200] or operation.scope not in scopes, "everything made up was refused: check this test"


def _asked(described: Any, operation: Operation, token: str, *, allowed: bool, known: dict[str, str]) -> Counter[int]:
    """How often which status was answered to made-up requests, of which every other one is about what there is."""
    told: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=described[operation.path]["GET"].as_strategy())
    def ask(case: Case) -> None:
        case.headers["Authorization"] = f"Bearer {token}"
        if told.total() % 2 and operation.about:
            case.path_parameters[operation.about] = known[operation.about]
        answer = Context().run(case.call)
        told[answer.status_code] += 1
        assert answer.status_code < 500
        assert allowed or answer.status_code in (401, 403, 404)
        case.validate_response(answer)

    ask()
    return told
