"""Systems that ask, each request made on its own as on a server."""

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback.api import service
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.building import Council


class System:
    """Another system with a token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client, self.token = app.test_client(), token

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for something."""
        db.session.rollback()
        sent = {"Authorization": f"Bearer {self.token}"} | {
            key.replace("_", "-"): text for key, text in headers.items()
        }
        return Context().run(self.client.get, f"/api/v1{path}", headers=sent)

    def read(self, path: str) -> Any:
        """What it is told, which must be something."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.fixture
def system(app: Flask, council: Council) -> Callable[..., System]:
    """A system that may read so much; made by somebody new unless given."""

    def make(*scopes: str, days: int = 30, by: Any = None) -> System:
        by = by or council.person("Ada Admin", administrator=True)
        now = council.clock.now
        with one_transaction():
            _made, token = service.make(
                "HR", scopes=scopes, expires_on=now.date() + timedelta(days=days), by=by.id, now=now
            )
        return System(app, token)

    return make
