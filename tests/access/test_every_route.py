"""Every route of the application, tried by everybody: whom its declaration names gets in, nobody else does.

The routes are those of the URL map; who may use one stands on its view (``who_may_use_it``), and what those words mean
in ``meanings``. A route that says nothing, or says words that nobody has decided on, fails, as does one behind which
the prepared council has nothing: whoever may use it has to get in somewhere, or it would not be known that others may
not.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, abort
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from feedback import create_app
from feedback.config import ROOT
from feedback.demo.inbox import Inbox
from feedback.extensions import csrf, db
from feedback.identity.models import Person
from feedback.identity.permissions import administrators_only, only_if, open_to_anyone
from tests import databases
from tests.access.cast import ROLES
from tests.access.meanings import MEANS, Somebody
from tests.access.prepared import Place, Prepared
from tests.conftest import _settings
from tests.staff import Browser, sign_in

BASE = "https://feedback.example"
UNDECIDED = (
    "says {words!r} of who may use it. Put one of the decorators of identity.permissions or of an access.py on it;"
    " if those are new words, say what they mean in tests/access/meanings.py and docs/reference/access.md"
)
NOTHING_THERE = (
    "{who} may use it, and was let in nowhere ({met}):"
    " make something for it in tests/access/prepared.py, or mend the view"
)
NO_TOKEN = 419
pytestmark = databases.about_sqlite("what each request changes is undone by putting the file back")


@dataclass
class Walk:
    """The application, the prepared council, and everybody who tries its pages."""

    app: Flask
    prepared: Prepared
    database: Path
    cast: list[Somebody] = field(default_factory=list)
    disguised: dict[str, list[Somebody]] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self) -> None:
        self.client = self.app.test_client(use_cookies=False)
        self.snapshot = self.database.with_suffix(".prepared")
        db.session.remove()
        db.engine.dispose()
        with sqlite3.connect(self.database) as now, sqlite3.connect(self.snapshot) as kept:
            now.backup(kept)

    def ask(self, who: Somebody, method: str, path: str, at: Place) -> TestResponse:
        """One request; what it changed is changed back."""
        self.requests += 1
        answer = Context().run(self._fetch, who, method, path, at)
        assert answer.status_code != NO_TOKEN or who.disguised or who.bearer, f"{who} has no good token: {answer.text}"
        if method == "POST" and answer.status_code < 400:
            Context().run(self._put_back)
        return answer

    def _fetch(self, who: Somebody, method: str, path: str, at: Place) -> TestResponse:
        rater_page = path == "/r" or path.startswith("/r/") or path == "/language"
        token = who.rater_token if rater_page and who.rater_token else who.token
        data = {"csrf_token": token, "about": str(at.leader_id)} if method == "POST" else None
        answer = self.client.open(path, method=method, base_url=BASE, data=data, headers=_headers(who))
        answer.get_data()  # a file that is streamed comes to its end
        answer.close()
        return answer

    def _put_back(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        with sqlite3.connect(self.snapshot) as kept, sqlite3.connect(self.database) as now:
            kept.backup(now)

    def path(self, rule: Rule, at: Place) -> str:
        """The route's path at a place."""
        missing = rule.arguments - at.values.keys()
        assert not missing, f"{rule.endpoint} has {missing} in its path: give it a value in tests/access/prepared.py"
        values = {name: at.values[name] for name in rule.arguments}
        return str(self.app.url_map.bind("feedback.example", url_scheme="https").build(rule.endpoint, values))


@pytest.fixture(scope="module")
def walk(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory, mail_server: Inbox) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    databases.in_use().copy(migrated_database.parent, folder)
    app = create_app(_settings(folder, mail_server.port))  # type: ignore[attr-defined]
    _plant(app)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(csrf, "_error_response", _no_token)
        prepared = Prepared(app)
        walk = Walk(app, prepared, folder / "feedback.sqlite", *_everybody(app, prepared))
        yield walk
        db.session.remove()
        db.engine.dispose()


def _headers(who: Somebody) -> dict[str, str]:
    return {"Cookie": who.cookie} if not who.bearer else {"Authorization": f"Bearer {who.bearer}"}


def _plant(app: Flask) -> None:
    """Views as nobody should write them, on which the walk has to remark."""
    app.add_url_rule("/planted/undecided", "planted.undecided", lambda: "")
    ajar = open_to_anyone(lambda **_path: "")
    ajar.who_may_use_it = "the leader's own coach"  # type: ignore[attr-defined]
    app.add_url_rule("/planted/ajar/<uuid:subject_id>", "planted.ajar", ajar)
    app.add_url_rule("/planted/shut", "planted.shut", only_if("clerk", lambda _who, /: False)(lambda: ""))
    app.add_url_rule("/planted/broken", "planted.broken", administrators_only(lambda: ""[1]))


def _no_token(reason: str) -> None:
    abort(Response(reason, NO_TOKEN))


def _everybody(app: Flask, prepared: Prepared) -> tuple[list[Somebody], dict[str, list[Somebody]]]:
    """The cast, and for each who is signed in the same person in disguises that must not be believed."""
    rates = defaultdict(set)
    for leader_id, person_id in prepared.raters():
        rates[person_id].add(leader_id)
    cast, disguised = [], {}
    for name in ROLES:
        person = prepared.people[name]
        browser = Browser.of(app, person)
        who = _from(browser, Somebody(name, person=person.id, roles=frozenset(ROLES[name])), "/tasks")
        who = replace(who, rates=frozenset(rates[person.id]))
        cast.append(who)
        disguised[name] = [_of_another_council(app, who), _expired(prepared, app, person), _ended(app, person)]
    cast.append(_from(Browser(app), Somebody("signed out"), "/sign-in"))
    rater = Browser(app)
    rater.get("/r")
    rater.post("/r", {"code": prepared.link})
    by_link = _from(rater, Somebody("a rater by link", holds="a rater's link"), "/r")
    cast.append(replace(_from(rater, by_link, "/sign-in"), rater_token=by_link.token))  # theirs is not of a session
    cast += [
        Somebody(f"a system with {scope}", holds=f"a token for {scope}", bearer=token)
        for scope, token in prepared.tokens.items()
    ]
    manager = Browser(app)
    manager.get("/list")
    manager.post("/list", {"code": prepared.list_code})
    cast.append(_from(manager, Somebody("a manager by link", holds="a manager's link"), "/list"))
    return cast, disguised


def _from(browser: Browser, who: Somebody, path: str) -> Somebody:
    """With the cookies of a browser, and a token for its forms."""
    page = browser.get(path)
    cookies = browser.browser._cookies.values()  # type: ignore[union-attr]
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.html)
    assert found, path
    return replace(who, cookie="; ".join(f"{one.key}={one.value}" for one in cookies), token=found[1])


def _expired(prepared: Prepared, app: Flask, person: Person) -> Somebody:
    """Signed in as long ago as a session lasts."""
    browser = Browser(app)
    now = prepared.clock.now - timedelta(hours=app.config["SETTINGS"].session_hours)
    sign_in(browser.browser, person.id, now=now)
    return _from(browser, Somebody(f"{person.name}, whose session is over", disguised=True), "/sign-in")


def _ended(app: Flask, person: Person) -> Somebody:
    """Signed in, with a cookie that was copied before signing out."""
    browser = Browser.of(app, person)
    copied = _from(browser, Somebody(f"{person.name}, signed out elsewhere", disguised=True), "/tasks")
    browser.submit("Sign out")
    return copied


def _of_another_council(app: Flask, who: Somebody) -> Somebody:
    """The same session, signed by an installation with another secret: as another council's own."""
    interface: Any = app.session_interface
    ours: URLSafeTimedSerializer = interface.get_signing_serializer(app)
    theirs = URLSafeTimedSerializer(
        "the secret of another council, just as long as ours is", salt=ours.salt, serializer=ours.serializer,
        signer=ours.signer, signer_kwargs=ours.signer_kwargs,
    )  # fmt: skip
    name, _, value = who.cookie.partition("=")
    return replace(
        who, called=f"{who.called}, of another council", cookie=f"{name}={theirs.dumps(ours.loads(value))}",
        person=None, roles=frozenset(), rates=frozenset(), disguised=True,
    )  # fmt: skip


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with the method it answers to."""
    found = [(rule, ({"GET", "POST"} & set(rule.methods or ())).pop()) for rule in app.url_map.iter_rules()]
    return [one for one in found if one[0].endpoint != "static" and not one[0].endpoint.startswith("planted")]


def test_every_route_lets_in_whom_it_names_and_nobody_else(walk: Walk) -> None:
    faults = []
    for rule, method in routes(walk.app):
        faults += [f"{method} {rule.endpoint}: {fault}" for fault in _try_everybody(walk, rule, method)]
    print(f"{len(routes(walk.app))} routes x {len(walk.cast)} people, {walk.requests} requests")  # noqa: T201
    assert not faults, "\n" + "\n".join(faults)


def test_the_walk_remarks_on_a_view_that_is_undecided_ajar_shut_or_broken(walk: Walk) -> None:
    found = {
        rule.endpoint: "; ".join(_try_everybody(walk, rule, "GET"))
        for rule in walk.app.url_map.iter_rules()
        if rule.endpoint.startswith("planted")
    }
    assert "says '' of who may use it" in found["planted.undecided"]
    assert "a rater gets in at" in found["planted.ajar"]
    assert "administrator, of another council gets in" not in found["planted.shut"]
    assert "clerk may use it, and was let in nowhere" in found["planted.shut"]
    assert "administrator met 500" in found["planted.broken"]


def test_the_page_for_officers_tells_all_these_words() -> None:
    told = re.findall(r"^\| ([^|]+?) +\|", (ROOT / "docs/reference/access.md").read_text(), re.MULTILINE)
    assert set(told[2:]) == set(MEANS)


def _try_everybody(walk: Walk, rule: Rule, method: str) -> list[str]:
    """What is wrong with one route."""
    words = getattr(walk.app.view_functions[rule.endpoint], "who_may_use_it", "")
    if words not in MEANS:
        return [UNDECIDED.format(words=words)]
    trial = Trial(walk, rule, method, words)
    trial.let_in()
    trial.keep_out()
    return trial.faults


@dataclass
class Trial:
    """One route, while everybody tries it."""

    walk: Walk
    rule: Rule
    method: str
    words: str
    faults: list[str] = field(default_factory=list)
    open_at: dict[str, tuple[Place, Somebody]] = field(default_factory=dict)

    def let_in(self) -> None:
        """Everybody whom the words name gets in somewhere, or somebody else in the same part."""
        nowhere, somewhere = dict[str, str](), set[str]()
        for who in self.walk.cast:
            met = []
            for at in [at for at in self.walk.prepared.places if MEANS[self.words](who, at)]:
                answer = self.ask(who, at)
                if not self.is_kept_out(answer):
                    self.open_at.setdefault(at.called, (at, who))
                    somewhere |= who.named_in(self.words, at)
                    break
                met.append(f"{at}: {answer.status_code}")
                nowhere |= dict.fromkeys(who.named_in(self.words, at), ", ".join(met))
        self.faults += [NOTHING_THERE.format(who=who, met=met) for who, met in nowhere.items() if who not in somewhere]

    def keep_out(self) -> None:
        """Nobody else gets in where somebody did."""
        for at, owner in self.open_at.values():
            strangers = [who for who in self.walk.cast if not MEANS[self.words](who, at)]
            if strangers:
                strangers += self.walk.disguised.get(owner.called, [])
            for who in strangers:
                answer = self.ask(who, at)
                led_back = "then=" in (answer.location or "then=")
                if not self.is_kept_out(answer):
                    self.faults.append(f"{who} gets in at {at}: {answer.status}")
                elif who.called == "signed out" and self.method == "GET" and not led_back:
                    self.faults.append(f"{who} is not led back after signing in")

    def ask(self, who: Somebody, at: Place) -> TestResponse:
        """One request, which must not break anything."""
        answer = self.walk.ask(who, self.method, self.walk.path(self.rule, at), at)
        if answer.status_code >= 500:
            self.faults.append(f"{who} met {answer.status} at {at}")
        return answer

    def is_kept_out(self, answer: TestResponse) -> bool:
        """Asked to sign in, refused, told that there is no such page, or that the link cannot be used."""
        if self.words == "anyone":  # a code may be wrong, and signing out leads to the page to sign in
            return answer.status_code in (401, 403, 404)
        return answer.status_code in (401, 403, 404, 410, NO_TOKEN) or (answer.location or "").startswith("/sign-in")
