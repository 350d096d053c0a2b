"""What tests/access does not walk: things reached through somebody else's, and forms without their token."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council
from tests.staff import Browser

NO_ID = "00000000-0000-0000-0000-000000000000"


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
    assert browser.get("/tasks").h1 != "Sign in"
    session = council.app.extensions["sqlalchemy"].session
    session.delete(person)
    session.commit()

    assert browser.get("/tasks").h1 == "Sign in"
