"""Follows every link as everybody, and sends every form with values of somebody who means harm.

What must hold of each answer: it is no fault of the server; it gives back no script; it holds nobody's secret who is
not its reader; and what a member of staff changed is in the audit, while nothing is that a rater did. What a form
changed is put back, so that every form is tried on the same council.
"""

import random
import sqlite3
from collections import Counter
from contextvars import Context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from feedback.extensions import db
from tests.access.prepared import Prepared
from tests.architecture.test_audit import CHANGES_NOTHING, THEIR_OWN
from tests.fuzz import hostile
from tests.page_client import Form
from tests.page_rules import Document, tag

BASE = "https://feedback.example"
ENDS_THE_WALK = {"identity.sign_out"}
NOT_OF_THE_COUNCIL = {"audit_event", "sign_in_link", "outbox", "wipe_due", "directory_upload"}


class Crawler:
    """Everybody's way through the council, with as many forms as are asked for."""

    def __init__(self, app: Flask, prepared: Prepared, database: Path, secrets: dict[str, set[str]], seed: int) -> None:
        self.app, self.prepared, self.database, self.secrets = app, prepared, database, secrets
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.failures: list[str] = []
        self.written: set[str] = set()
        self.snapshot = database.with_suffix(".prepared")
        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", self._note)
        self._copy(database, self.snapshot)

    def crawl(self, who: str, client: FlaskClient, starts: list[str], *, pages: int, forms: int) -> None:
        """Look at so many pages from these on, and send so many forms that stand on them."""
        waiting, known = list(starts), set[str]()
        visits: Counter[str] = Counter()
        found: list[tuple[str, str, Form]] = []
        while waiting and pages > 0:
            path = waiting.pop(0).partition("#")[0]
            route = self.route_of(path, "GET")
            if path in known or route is None or visits[route] >= 3:
                continue
            known.add(path)
            visits[route] += 1
            pages -= 1
            document = self._looked(who, client, path)
            if document is None:
                continue
            waiting += [urljoin(path, link.get("href", "")) for link in document.all("a") if link.get("href")]
            for form in document.all("form"):
                for button in document.all("button", within=form)[:3]:
                    filled = Form(document, form, button)
                    target = urlsplit(urljoin(BASE + path, filled.action)).path
                    endpoint = self.route_of(target, filled.method)
                    if endpoint and endpoint not in ENDS_THE_WALK:
                        found.append((endpoint, path, filled))
        self.chance.shuffle(found)
        found.sort(key=lambda one: self.sent[one[0]])
        for turn in range(forms if found else 0):
            endpoint, path, form = found[turn % len(found)]
            self._send(who, client, endpoint, path, form)

    def route_of(self, path: str, method: str) -> str | None:
        """The route of a path of ours."""
        parts = urlsplit(path)
        if parts.netloc and parts.netloc != urlsplit(BASE).netloc:
            return None
        try:
            return str(self.app.url_map.bind("feedback.example").match(parts.path, method=method)[0])
        except (HTTPException, RequestRedirect):
            return None

    def _looked(self, who: str, client: FlaskClient, path: str) -> Document | None:
        answer = self._ask(who, client, "GET", path)
        words = urlencode({self.chance.choice(("page", "show", "kind", "q", "sort", "by", "since")): self._value()})
        self._ask(who, client, "GET", f"{path.partition('?')[0]}?{words}")
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return None
        return Document(answer.text, urljoin(BASE, path))

    def _send(self, who: str, client: FlaskClient, endpoint: str, path: str, form: Form) -> None:
        self.sent[endpoint] += 1
        data: dict[str, Any] = dict(form.data)
        for control in form.controls:
            name = control.get("name")
            if not name or name == "csrf_token" or self.chance.random() < 0.2:
                continue
            if control.get("type") in {"radio", "checkbox"} and self.chance.random() < 0.7:
                data[name] = control.get("value", "on")
            elif tag(control) == "select" and self.chance.random() < 0.7:
                continue
            else:
                data[name] = self._value()
        target = urljoin(BASE + path, form.action)
        sent = urlsplit(target)
        if form.method == "GET":
            self._ask(who, client, "GET", f"{sent.path}?{urlencode(data)}")
        else:
            self._ask(who, client, "POST", sent.path + (f"?{sent.query}" if sent.query else ""), data)

    def _value(self) -> str:
        return self.chance.choice(hostile.NASTY).encode("utf-8", "replace").decode()

    def _ask(
        self, who: str, client: FlaskClient, method: str, path: str, data: dict[str, Any] | None = None
    ) -> TestResponse:
        self.counts[method] += 1
        self.written.clear()
        answer: TestResponse = Context().run(self._fetch, client, method, path, data)
        place = f"{who}: {method} {self.route_of(path, method)}"
        text = answer.text if answer.mimetype in {"text/html", "application/json", "text/csv"} else ""
        if answer.status_code >= 500:
            self.failures.append(f"{place} gave {answer.status_code} for {data}")
        self.failures += [
            f"{place} gave back {script!r}" for script in hostile.reflected(text) if "html" in answer.mimetype
        ]
        for secret, readers in self.secrets.items():
            if secret in text and who not in readers:
                self.failures.append(f"{place} shows {secret}")
        self._check_audit(place, method, path, answer)
        if method == "POST" and answer.status_code < 400:
            Context().run(self._put_back)
        return answer

    def _check_audit(self, place: str, method: str, path: str, answer: TestResponse) -> None:
        endpoint = self.route_of(path, method) or ""
        view = self.app.view_functions.get(endpoint)
        quiet = getattr(view, "rater_page", False) or getattr(view, "silent", False)
        audited, changed = "audit_event" in self.written, self.written - NOT_OF_THE_COUNCIL
        if quiet and audited:
            self.failures.append(f"{place}: the audit tells of a rater")
        unsaid = quiet or endpoint in CHANGES_NOTHING or endpoint in THEIR_OWN
        if method == "POST" and changed and answer.status_code < 400 and not audited and not unsaid:
            self.failures.append(f"{place} changed {sorted(changed)}, and the audit does not say so")
        if method == "GET" and changed:
            self.failures.append(f"{place} changed {sorted(changed)}")

    def _fetch(self, client: FlaskClient, method: str, path: str, data: dict[str, Any] | None) -> TestResponse:
        answer = client.open(path, method=method, base_url=BASE, data=data)
        answer.get_data()
        answer.close()
        return answer

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        words = statement.split(None, 3)
        if words[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            self.written.add(words[1 if words[0].upper() == "UPDATE" else 2].strip('"'))

    def _put_back(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self._copy(self.snapshot, self.database)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
            one.backup(other)
        one.close()
        other.close()
