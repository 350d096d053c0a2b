"""Is everybody kept out of what is not theirs: asked to sign in, refused, or told that there is no such page?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from feedback.campaign.models import Subject
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council
from tests.staff import Browser

NO_ID = "00000000-0000-0000-0000-000000000000"


def routes(app: Flask, wanted: Callable[[str], bool]) -> list[tuple[str, Rule]]:
    """The methods and rules of all views of which it is wanted who may use them."""
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if wanted(getattr(app.view_functions[rule.endpoint], "who_may_use_it", ""))
    ]
    assert found, "found no route: check this test"
    return found


def path_of(rule: Rule, **ids: Any) -> str:
    """The rule's path with these ids; another id, or the first choice, where none is given."""

    def part(match: re.Match[str]) -> str:
        choices, name = match[1], match[2]
        other = 1 if match[0].startswith("<int:") else NO_ID
        return choices.split(",")[0] if choices else str(ids.get(name, other))

    return re.sub(r"<(?:\w+(?:\((.*?)\))?:)?(\w+)>", part, rule.rule)


def test_who_is_signed_out_is_asked_to_sign_in(app: Flask, client: Browser) -> None:
    for method, rule in routes(app, lambda who: who not in ("", "anyone", "whoever holds the link")):
        client.get("/sign-in")
        path = path_of(rule)
        page = client.get(path) if method == "GET" else client.post(path)
        assert page.h1 == "Sign in", (method, path)
        assert (f'name="then" value="{path}"' in page.html) is (method == "GET"), (method, path)


def test_administrators_pages_are_for_administrators(
    app: Flask, council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    leader = council.leader()
    browser = browser_of(leader.coach)
    for method, rule in routes(app, lambda who: who == "administrator"):
        path = path_of(rule, campaign_id=leader.campaign_id, subject_id=leader.id, person_id=leader.coach_id)
        browser.get("/tasks")
        page = browser.get(path, expect=403) if method == "GET" else browser.post(path, expect=403)
        assert page.h1 == "You do not have access to this page", (method, path)


def test_what_is_a_leaders_own_does_not_exist_for_others(
    app: Flask, council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    leader, another = council.launched(), council.launched()
    strangers = [council.person("Ada Admin", administrator=True), another.person, another.manager, another.coach]
    for method, rule in routes(app, lambda who: who.startswith("the leader's own")):
        path = path_of(rule, subject_id=leader.id)
        for browser in map(browser_of, strangers):
            browser.get("/tasks")
            page = browser.get(path, expect=404) if method == "GET" else browser.post(path, expect=404)
            assert page.h1 == "Page not found", (method, path)


def test_nobody_removes_from_another_leaders_list(
    council: Council, propose: Any, browser_of: Callable[[Person], Browser]
) -> None:
    leader, another = council.launched(), council.launched()
    propose(another, peers=1)
    [theirs] = nominations.nominations(another.id)
    browser = browser_of(leader.person)
    browser.get(f"/nominations/{leader.id}")
    browser.post(f"/nominations/{leader.id}/{theirs.id}/remove", expect=409)

    assert len(nominations.nominations(another.id)) == 1


def test_nobody_removes_a_leader_through_another_campaign(admin: Browser, council: Council) -> None:
    leader, other = council.leader(), council.campaign()
    admin.get(f"/campaigns/{other.id}")
    admin.post(f"/campaigns/{other.id}/leaders/{leader.id}/remove", expect=404)

    assert len(admin.get(f"/campaigns/{leader.campaign_id}").table("Leaders")) == 2


@pytest.fixture
def strict(app: Flask) -> Flask:
    """The application; it asks for tokens in tests as anywhere."""
    assert app.config.get("WTF_CSRF_ENABLED", True)
    return app


def test_a_form_without_its_token_changes_nothing(strict: Flask, council: Council, admin: Browser) -> None:
    leader: Subject = council.leader()
    paths = [
        "/sign-in",
        "/sign-in/link",
        "/sign-out",
        "/people/new",
        f"/campaigns/{leader.campaign_id}/launch",
        f"/campaigns/{leader.campaign_id}/leaders/{leader.id}/remove",
    ]
    for path in paths:
        admin.page = None  # no page is open from which a token could be taken
        page = admin.post(path, {"email": "x@example.org", "code": "x"}, expect=400)
        assert page.h1 == "We could not use what you sent", path
        assert "Traceback" not in page.html
        assert "CSRF" not in page.html
    assert "Draft" in admin.get(f"/campaigns/{leader.campaign_id}").text


def test_a_token_of_another_browser_is_refused(admin: Browser, client: Browser, council: Council) -> None:
    client.get("/sign-in")
    admin.page = client.page
    admin.post("/people/new", {"name": "Eve", "email": "eve@example.org"}, expect=400)

    assert "eve@" not in admin.get("/people").text


@pytest.mark.parametrize(
    "path", [f"/campaigns/{NO_ID}", f"/campaigns/{NO_ID}/set-up/dates", "/campaigns/17", "/nowhere"]
)
def test_what_is_not_there_is_not_found(admin: Browser, path: str) -> None:
    assert admin.get(path, expect=404).h1 == "Page not found"


def test_a_session_of_somebody_who_is_gone_is_signed_out(
    council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    person = council.person()
    browser = browser_of(person)
    session = council.app.extensions["sqlalchemy"].session
    session.delete(person)
    session.commit()

    assert browser.get("/tasks").h1 == "Sign in"
