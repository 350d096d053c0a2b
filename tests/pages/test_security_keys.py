"""Does a security key keep out whoever has only the mailbox, and is nobody locked out for good?"""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from feedback.config import Settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity import asking
from feedback.identity.models import Person, SecurityKey
from feedback.worker import Sweep
from tests.building import Council
from tests.conftest import ToldClock
from tests.identity.authenticator import Authenticator
from tests.page_client import Page
from tests.staff import Browser

NAME, PASTE = "What do you call it? For example: key on my key ring", "Paste the link from your email"


@pytest.fixture
def ada(council: Council) -> Person:
    return council.person("Ada Admin", administrator=True)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


@pytest.fixture
def by_link(app: Flask, inbox: Inbox, sweep: Callable[[], Sweep]) -> Callable[[Person], Browser]:
    """A browser in which somebody has used their link, and no more."""

    def sign_in(person: Person) -> Browser:
        email = person.email
        with one_transaction():
            asking.ask_to_sign_in(email)
        sweep()
        browser = Browser(app)
        link = inbox.to(email)[-1].links[0]
        browser.get(urlsplit(link).path)
        browser.submit("Sign in", {PASTE: link})
        return browser

    return sign_in


def options(page: Page) -> str:
    """What the page tells the browser."""
    [form] = [form for form in page.document.all("form") if form.get("data-key")]
    return str(form.get("data-key"))


def answered(browser: Browser, answer: str, *, expect: int | None = None, **fields: str) -> Page:
    """What the page's script does with the key's answer."""
    [form] = [form for form in browser.page.document.all("form") if form.get("data-key")]
    held = {one.get("name"): one.get("value", "") for one in browser.page.document.all("input") if one.get("name")}
    return browser.post(form.get("action") or browser.page.path, {**held, "touch": answer, **fields}, expect=expect)


def add(browser: Browser, device: Authenticator, name: str = "Red key", *, expect: int | None = None) -> Page:
    """Add a key under one's name."""
    browser.get("/account/keys")
    page = browser.submit("Add a key", {NAME: name})
    return answered(browser, device.make(options(page)), expect=expect)


def touch(browser: Browser, device: Authenticator, *, expect: int | None = None) -> Page:
    """Press the button at the door and touch the key."""
    page = browser.submit("Use my security key")
    return answered(browser, device.touch(options(page)), expect=expect)


@pytest.fixture
def added(ada: Person, app: Flask, device: Authenticator) -> Authenticator:
    """Ada's key."""
    assert add(Browser.of(app, ada), device).messages == ["Added. You are asked for it from the next time you sign in."]
    return device


def test_whoever_has_a_key_is_asked_for_it_and_goes_where_they_wanted(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser]
) -> None:
    browser = by_link(ada)
    assert browser.page.h1 == "Touch your security key"
    assert browser.get("/people").h1 == "Touch your security key", "the link alone opens nothing"
    assert browser.get("/tasks").h1 == "Touch your security key"
    assert touch(browser, added).h1 == "Your tasks"
    assert browser.get("/people").h1 == "People"


def test_an_answer_is_good_once(ada: Person, added: Authenticator, by_link: Callable[[Person], Browser]) -> None:
    first, second = by_link(ada), by_link(ada)
    page = first.submit("Use my security key")
    answer = added.touch(options(page))
    second.submit("Use my security key")
    assert answered(second, answer, expect=403).h1 == "Touch your security key", "to another browser's challenge"
    first.submit("Ask once more")
    assert answered(first, answer, expect=403).h1 == "Touch your security key", "to a challenge that was replaced"
    page = first.submit("Ask once more")
    answer = added.touch(options(page))
    assert answered(first, answer).h1 == "Your tasks"
    first.page = page
    answered(first, answer)
    touched = by_link(ada)
    touched.submit("Use my security key")
    assert answered(touched, answer, expect=403).h1 == "Touch your security key", "once more"


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(Authenticator(), id="another key"),
        pytest.param(Authenticator(origin="https://feedback.example.evil"), id="another site"),
        pytest.param(Authenticator(host="evil.example"), id="a key for another site"),
    ],
)
def test_another_answer_is_refused(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser], stranger: Authenticator
) -> None:
    if stranger.origin != added.origin or stranger.host != added.host:
        stranger.key, stranger.id = added.key, added.id
    browser = by_link(ada)
    assert touch(browser, stranger, expect=403).h1 == "Touch your security key"
    assert browser.get("/people").h1 == "Touch your security key"


@pytest.mark.parametrize("answer", ["", "nonsense", "{}", json.dumps({"id": "x", "rawId": "x", "response": {}})])
def test_what_is_no_answer_is_refused(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser], answer: str
) -> None:
    browser = by_link(ada)
    browser.submit("Use my security key")
    answered(browser, answer, expect=403)
    assert browser.get("/people").h1 == "Touch your security key"


def test_a_copy_that_counts_less_is_refused(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser]
) -> None:
    touch(by_link(ada), added)
    touch(by_link(ada), added)
    added.count = 0
    touch(by_link(ada), added, expect=403)


def test_what_is_dangerous_asks_for_the_key_and_loses_nothing(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser], clock: ToldClock, inbox: Inbox
) -> None:
    browser = by_link(ada)
    touch(browser, added)
    clock.advance(minutes=16)
    browser.get("/people/new")
    letters = len(inbox.letters)
    role = {"Full name": "Eve New", "Work email address": "eve@example.org",
            "Administrator: runs campaigns and adds people": True}  # fmt: skip
    page = browser.submit("Save", role, expect=403)
    assert page.h1 == "Show that it is you"
    assert answered(browser, added.touch(options(page))).messages == ["Eve New saved."]
    assert len(inbox.letters) == letters, "the link would be the weaker of the two"


def test_another_administrator_removes_lost_keys(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser], admin: Browser, app: Flask
) -> None:
    theirs = Browser.of(app, ada)
    theirs.get("/tasks")
    theirs.person_id = None
    admin.get(f"/people/{ada.id}")
    page = admin.submit("Remove their security keys")
    assert page.messages == ["Their security keys are removed, and they are signed out."]
    assert theirs.get("/tasks").h1 == "Sign in"
    assert by_link(ada).page.h1 == "Your tasks"
    [told] = db.session.query(AuditEvent).filter_by(action="key.all_removed").all()
    assert (told.about_id, told.facts) == (ada.id, {"keys": 1})


def test_lost_keys_are_removed_from_the_command_line(
    ada: Person, added: Authenticator, by_link: Callable[[Person], Browser], app: Flask
) -> None:
    done = app.test_cli_runner().invoke(args=["person", "remove-keys", ada.email])
    assert json.loads(done.output) == {"email": ada.email, "removed": 1}
    assert app.test_cli_runner().invoke(args=["person", "remove-keys", "nobody@example.org"]).exit_code == 1
    assert by_link(ada).page.h1 == "Your tasks"


def test_a_key_is_removed_by_its_owner_alone(ada: Person, added: Authenticator, admin: Browser, app: Flask) -> None:
    [key] = db.session.query(SecurityKey).all()
    admin.get("/account/keys")
    admin.post(f"/account/keys/{key.id}/remove")
    assert db.session.query(SecurityKey).count() == 1
    browser = Browser.of(app, ada)
    browser.get("/account/keys")
    browser.submit("Remove Red key")
    assert db.session.query(SecurityKey).count() == 0


def test_the_same_device_is_not_added_twice(ada: Person, added: Authenticator, app: Flask) -> None:
    page = add(Browser.of(app, ada), added, "Again", expect=400)
    assert page.errors == ["The key was not added. Try once more, and touch it when your browser asks"]


def _policy(app: Flask, policy: str) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"second_factor": policy})


def test_where_a_key_is_required_an_administrator_adds_one_first(
    ada: Person, app: Flask, by_link: Callable[[Person], Browser], device: Authenticator, council: Council
) -> None:
    _policy(app, "required")
    browser = by_link(ada)
    assert browser.get("/people").h1 == "Your security keys"
    assert "Administrators need a security key here" in browser.page.text
    add(browser, device)
    assert browser.get("/people").h1 == "People"
    assert by_link(council.person("Lee Leader")).page.h1 == "Your tasks", "of nobody else"


def test_where_keys_are_off_none_is_asked_for(
    ada: Person, added: Authenticator, app: Flask, by_link: Callable[[Person], Browser]
) -> None:
    _policy(app, "off")
    browser = by_link(ada)
    assert browser.page.h1 == "Your tasks"
    assert "Security keys are not used here" in browser.get("/account/keys").text


def test_only_administrators_have_keys(council: Council, app: Flask) -> None:
    Browser.of(app, council.person("Lee Leader")).get("/account/keys", expect=403)
