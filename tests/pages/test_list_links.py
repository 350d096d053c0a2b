"""Does a manager come from the letter to the list, and nowhere else? And who sets how raters are chosen?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from feedback.campaign import ending
from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation import ending as rounds
from feedback.nomination import links
from tests.building import Council
from tests.staff import Browser


@pytest.fixture
def leader(council: Council, propose: Any) -> Subject:
    """A leader whose list is with the manager."""
    leader = council.launched(council.leader(person=council.person("Lee Leader")))
    propose(leader, peers=5, send=True)
    return leader


@pytest.fixture
def code(leader: Subject, sweep: Any, inbox: Inbox) -> str:
    """The code in the manager's letter."""
    sweep()
    [letter] = inbox.to(leader.manager.email)
    [link] = letter.links
    path, code = link.split("#")
    assert path == "https://feedback.example/list"
    return code


def follow(app: Flask, code: str, *, expect: int = 200) -> Browser:
    """A browser in which the link was pressed."""
    browser = Browser(app)
    browser.get("/list")
    browser.submit("Look at the list", {"Paste the link from your email": code}, expect=expect)
    return browser


def test_a_list_is_approved_from_the_letter(app: Flask, leader: Subject, code: str) -> None:
    visitor = follow(app, code)
    assert visitor.page.path == f"/nominations/{leader.id}"
    assert "Sign out" not in visitor.page.text
    visitor.submit("Remove Peers Rater 0")
    assert visitor.submit("Approve the list").messages == ["Approved. Everybody on the list is asked by email."]
    db.session.expire_all()
    assert leader.list_state == "approved"


def test_it_opens_that_list_and_nothing_else(app: Flask, council: Council, leader: Subject, code: str) -> None:
    another = council.launched(council.leader(manager=leader.manager))
    visitor = follow(app, code)
    for path in (f"/nominations/{another.id}", "/approvals", "/tasks", f"/plans/{leader.id}", "/people"):
        page = visitor.get(path, expect=None)
        assert "Sign in" in page.h1 or page.status == 404, path
        assert "Lee Leader" not in page.text


@pytest.mark.parametrize("decide", ["Approve the list", "Send the list back"])
def test_it_is_worth_nothing_once_the_list_is_decided(app: Flask, code: str, decide: str) -> None:
    follow(app, code).submit(decide, {"What should change?": "More."} if decide != "Approve the list" else {})
    page = follow(app, code, expect=410).page
    assert page.h1 == "This link cannot be used"


def test_it_is_worth_nothing_to_whoever_managed_the_leader_before(
    app: Flask, council: Council, leader: Subject, code: str
) -> None:
    visitor = follow(app, code)
    with one_transaction():
        leader.manager_id = council.person().id
    assert "Sign in" in visitor.get(f"/nominations/{leader.id}").h1
    follow(app, code, expect=410)


def test_opening_the_page_changes_nothing_and_a_wrong_code_opens_nothing(app: Flask, code: str) -> None:
    browser = Browser(app)
    for _ in range(3):
        browser.get("/list")
    follow(app, code[:-1] + ("A" if code[-1] != "A" else "B"), expect=410)
    assert follow(app, code).page.status == 200


def test_only_its_digest_is_kept(app: Flask, code: str) -> None:
    rows = db.session.query(links.ListLink).all()
    assert len(rows) == 1
    assert code.encode() not in rows[0].token_hash


def test_an_administrator_sets_how_raters_are_chosen(admin: Browser, council: Council) -> None:
    run = council.campaign()
    admin.get(f"/campaigns/{run.id}/set-up/choosing")
    wanted = {
        "How many of a hundred raters usually answer?": "70",
        "What if a manager does not decide about a list?": "approve",
    }
    page = admin.submit("Save and continue", wanted)
    assert (page.status, page.errors) == (400, ["Enter after how many days, from 3 to 30"])
    page = admin.submit("Save and continue", wanted | {"After how many days?": "2"})
    assert page.errors == ["Enter a number from 3 to 30"]
    page = admin.submit("Save and continue", wanted | {"After how many days?": "7"})
    db.session.expire_all()
    assert (run.response_percent, run.silent_days) == (70, 7)


def test_a_leader_may_not_set_it(leader: Subject, browser_of: Callable[[Person], Browser]) -> None:
    browser_of(leader.person).get(f"/campaigns/{leader.campaign_id}/set-up/choosing", expect=403)


def test_who_came_by_a_link_may_decide_and_no_more(app: Flask, council: Council, leader: Subject, code: str) -> None:
    visitor, stale = follow(app, code), follow(app, code)
    page = visitor.submit("Approve the list")
    assert page.h1 == "There is nothing left to decide"
    assert stale.submit("Remove Peers Rater 0", expect=409).h1 == "There is nothing left to decide"
    assert visitor.get(f"/nominations/{leader.id}").h1 == "There is nothing left to decide"


@pytest.mark.parametrize("how", ["leader", "campaign"])
def test_it_is_worth_nothing_once_the_feedback_is_called_off(
    app: Flask, council: Council, leader: Subject, code: str, sweep: Any, how: str
) -> None:
    visitor, now = follow(app, code), council.clock.now
    with one_transaction():
        if how == "leader":
            rounds.end_round(leader, by=leader.person_id, now=now)
        else:
            ending.cancel(leader.campaign, by=None, now=now)
    assert visitor.get(f"/nominations/{leader.id}").h1 == "There is nothing left to decide"
    follow(app, code, expect=410)
    sweep()
    assert db.session.query(links.ListLink).count() == 0
