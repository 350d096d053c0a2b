"""Does a session end when it should, can it be ended from elsewhere, and is nothing typed lost when it does?"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import event

from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity import asking
from feedback.identity.models import Person, SignInAsk, StaffSession
from feedback.worker import Sweep
from tests.building import Council
from tests.conftest import ToldClock
from tests.page_client import Page
from tests.staff import Browser

ASKED, PASTE = "Your work email address", "Paste the link from your email"
NEW = {"Full name": "Eve New", "Work email address": "eve@example.org", "Job title (optional)": "Officer"}
ADMINISTRATOR = "Administrator: runs campaigns and adds people"


class Desk:
    """Somebody at a browser, who signs in for real and stays signed in only as long as the product says."""

    def __init__(self, app: Flask, inbox: Inbox, sweep: Callable[[], Sweep], person: Person) -> None:
        self.browser, self.inbox, self.sweep, self.email = Browser(app), inbox, sweep, person.email
        self.browser.get("/sign-in")
        self.browser.submit("Email me a link", {ASKED: self.email})
        self.browser.get(urlsplit(self.link()).path)
        self.browser.submit("Sign in", {PASTE: self.link()})

    def link(self) -> str:
        """The newest link in the mail."""
        self.sweep()
        return self.inbox.to(self.email)[-1].links[0]

    def h1(self, path: str) -> str:
        """The heading that a page has for them."""
        return self.browser.get(path).h1


@pytest.fixture
def ada(council: Council) -> Person:
    return council.person("Ada Admin", administrator=True)


@pytest.fixture
def at_desk(app: Flask, inbox: Inbox, sweep: Callable[[], Sweep], ada: Person) -> Callable[[], Desk]:
    """Another browser in which Ada signs in."""
    return lambda: Desk(app, inbox, sweep, ada)


def test_a_session_ends_when_nothing_happens_for_an_hour(at_desk: Callable[[], Desk], clock: ToldClock) -> None:
    desk = at_desk()
    for _ in range(3):
        clock.advance(minutes=59)
        assert desk.h1("/people") == "People"
    clock.advance(minutes=60)
    assert desk.h1("/people") == "Sign in"


def test_a_session_ends_after_twelve_hours_however_busy(at_desk: Callable[[], Desk], clock: ToldClock) -> None:
    desk = at_desk()
    for _ in range(23):
        clock.advance(minutes=30)
        assert desk.h1("/people") == "People"
    clock.advance(minutes=30)
    assert desk.h1("/people") == "Sign in"


def test_each_sign_in_is_another_session_and_signing_out_ends_it_on_the_server(
    at_desk: Callable[[], Desk], app: Flask
) -> None:
    desk = at_desk()
    kept = dict(desk.browser.browser._cookies)  # type: ignore[arg-type]  # as a thief would
    desk.browser.submit("Sign out")
    desk.browser.browser._cookies = kept  # type: ignore[assignment]
    assert desk.h1("/people") == "Sign in"
    assert db.session.query(StaffSession).count() == 0


def test_somebody_ends_a_session_in_another_browser(at_desk: Callable[[], Desk], clock: ToldClock) -> None:
    here, there, third = at_desk(), at_desk(), at_desk()
    page = here.browser.get("/account")
    assert page.text.count("Another browser") == 2
    assert "about 1 March 2027, 09:00" in page.text
    here.browser.submit("Sign out there 2")
    assert [desk.h1("/tasks") for desk in (there, third)].count("Sign in") == 1
    here.browser.submit("Sign out everywhere else")
    assert [desk.h1("/tasks") for desk in (here, there, third)] == ["Your tasks", "Sign in", "Sign in"]


def test_nobody_ends_a_session_of_somebody_else(at_desk: Callable[[], Desk], council: Council, app: Flask) -> None:
    desk, other = at_desk(), Browser.of(app, council.person())
    other.get("/account")
    [theirs] = db.session.query(StaffSession.id).join(Person).filter(Person.is_administrator).one()
    page = other.post(f"/account/sessions/{theirs}/end")
    assert page.messages == ["That browser was signed out already."]
    assert desk.h1("/people") == "People"


def test_a_session_keeps_no_trace_of_the_browser_or_of_when_it_is_used(
    at_desk: Callable[[], Desk], clock: ToldClock
) -> None:
    clock.advance(minutes=7)
    desk = at_desk()
    [row] = db.session.query(StaffSession).all()
    before = {column.key: getattr(row, column.key) for column in StaffSession.__table__.columns}
    assert before["began_at"] == clock.now - timedelta(minutes=7)
    known = {"id", "token_hash", "person_id", "how", "began_at", "proved_at", "waits_for_key", "challenge"}
    assert set(before) == known
    clock.advance(minutes=30)
    desk.h1("/people")
    db.session.expire_all()
    [row] = db.session.query(StaffSession).all()
    assert {column.key: getattr(row, column.key) for column in StaffSession.__table__.columns} == before


def test_what_is_dangerous_asks_who_it_is_and_loses_nothing(at_desk: Callable[[], Desk], clock: ToldClock) -> None:
    desk = at_desk()
    clock.advance(minutes=15)
    desk.browser.get("/people/new")
    page = desk.browser.submit("Save", {**NEW, ADMINISTRATOR: True}, expect=403)
    assert page.h1 == "Show that it is you"
    assert desk.browser.get("/people").text.count("Eve New") == 0
    desk.browser.page = page
    page = desk.browser.submit("Continue", {PASTE: "nonsense" * 5}, expect=403)
    assert page.errors == ["This link cannot be used. Check that it is the newest, and whole"]
    page = desk.browser.submit("Continue", {PASTE: desk.link()})
    assert page.messages == ["Eve New saved."]
    eve = db.session.query(Person).filter_by(email="eve@example.org").one()
    assert (eve.is_administrator, eve.job_title) == (True, "Officer")


def test_a_link_that_is_opened_in_another_tab_proves_it_too(at_desk: Callable[[], Desk], clock: ToldClock) -> None:
    desk = at_desk()
    clock.advance(minutes=16)
    desk.browser.get("/people/new")
    asked = desk.browser.submit("Save", {**NEW, ADMINISTRATOR: True}, expect=403)
    link = desk.link()
    desk.browser.get(urlsplit(link).path)
    desk.browser.submit("Sign in", {PASTE: link})
    desk.browser.page = asked
    assert desk.browser.submit("Continue").messages == ["Eve New saved."]


def test_nobody_proves_it_for_somebody_else(
    at_desk: Callable[[], Desk], clock: ToldClock, council: Council, inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    desk, mallory = at_desk(), council.person("Mallory")
    clock.advance(minutes=16)
    desk.browser.get("/people/new")
    desk.browser.submit("Save", {**NEW, ADMINISTRATOR: True}, expect=403)
    with one_transaction():
        asking.ask_to_sign_in(mallory.email)
    sweep()
    theirs = inbox.to(mallory.email)[-1].links[0]
    assert desk.browser.submit("Continue", {PASTE: theirs}, expect=403).errors
    assert db.session.query(Person).filter_by(email="eve@example.org").count() == 0


def _dangerous(page: Page) -> bool:
    return page.h1 == "Show that it is you"


def test_every_dangerous_action_asks(
    at_desk: Callable[[], Desk], clock: ToldClock, council: Council, ada: Person
) -> None:
    leader, desk = council.launched(), at_desk()
    run, rater = f"/campaigns/{leader.campaign_id}", council.person()
    leader_page = f"{run}/leaders/{leader.id}"
    council.clock.advance(minutes=16)
    desk.browser.get("/people/new")
    for path in (
        f"{run}/stop",
        f"{run}/cancel",
        f"{leader_page}/end",
        f"/people/{rater.id}/forget",
        f"/people/{ada.id}",
        "/other-systems",
    ):
        assert _dangerous(desk.browser.post(path, expect=403)), path
    page = desk.browser.post("/people/new", {"name": "Eve New", "email": "eve@example.org"})
    assert page.messages == ["Eve New saved."], "not dangerous"


def test_what_is_sent_after_the_session_ended_is_kept_and_saved_after_signing_in(
    at_desk: Callable[[], Desk], clock: ToldClock
) -> None:
    desk = at_desk()
    desk.browser.get("/people/new")
    clock.advance(hours=20)
    page = desk.browser.submit("Save", NEW, expect=403)
    assert (page.h1, "What you typed is still here" in page.text) == ("Sign in again", True)
    assert desk.browser.submit("Continue", {PASTE: desk.link()}).messages == ["Eve New saved."]


def test_links_are_limited_for_each_person_and_for_nobody_else(
    client: Browser, council: Council, inbox: Inbox, sweep: Callable[[], Sweep], clock: ToldClock
) -> None:
    flooded, other = council.person("Lee Leader").email, council.person("Max Manager").email
    for _ in range(9):
        client.get("/sign-in")
        assert client.submit("Email me a link", {ASKED: flooded}).h1 == "Check your email"
        sweep()
    client.get("/sign-in")
    client.submit("Email me a link", {ASKED: other})
    sweep()
    assert (len(inbox.to(flooded)), len(inbox.to(other))) == (5, 1)
    clock.advance(minutes=15)
    client.get("/sign-in")
    client.submit("Email me a link", {ASKED: flooded})
    sweep()
    assert len(inbox.to(flooded)) == 6


def test_asking_does_the_same_work_for_every_address(app: Flask, client: Browser, council: Council) -> None:
    """No word and no time tells who is known: the same statements run, and the address is looked up later."""
    done = []
    for email in (council.person("Lee Leader").email, "nobody.at.all@example.org"):
        statements: list[str] = []

        def note(*told: object, _into: list[str] = statements) -> None:
            _into.append(str(told[2]))

        client.get("/sign-in")
        event.listen(db.engine, "before_cursor_execute", note)
        client.submit("Email me a link", {ASKED: email})
        event.remove(db.engine, "before_cursor_execute", note)
        done.append(statements)
    assert done[0] == done[1]
    assert not [one for one in done[0] if "person" in one.lower()]


def test_who_asked_is_forgotten_at_the_next_sweep(
    client: Browser, council: Council, sweep: Callable[[], Sweep]
) -> None:
    client.get("/sign-in")
    client.submit("Email me a link", {ASKED: "nobody.at.all@example.org"})
    assert db.session.query(SignInAsk).count() == 1
    db.session.rollback()
    sweep()
    assert db.session.query(SignInAsk).count() == 0
