"""A rater who wants no more reminders gets none: one click in the mail program, or a page; answering stays open."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox, Received
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.outbox import Delivery
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.response import service as responses
from feedback.worker import Sweep
from tests.building import Council
from tests.staff import Browser

At = Callable[[str], Sweep]


@pytest.fixture
def leader(council: Council, run: Campaign, approve: Callable[..., Subject], at: At) -> Subject:
    """A leader whose raters were asked on 2 March and reminded on the 22nd."""
    leader = council.launched(council.leader(run))
    at("03-02 09:00")
    approve(leader)
    at("03-02 09:00")
    at("03-22 09:00")
    return leader


@pytest.fixture
def reminder(leader: Subject, council: Council, inbox: Inbox) -> Received:
    """A peer's newest letter."""
    peer = next(one for one in council.invitations(leader) if one.group == "peers")
    return inbox.to(db.session.get_one(Person, peer.person_id).email)[-1]


def _one_click(letter: Received) -> str:
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return urlsplit(str(letter.message["List-Unsubscribe"]).strip("<>")).path


def test_an_invitation_has_no_such_heading(inbox: Inbox, leader: Subject) -> None:
    first = [letter for letter in inbox.letters if letter.subject.startswith("Feedback on")]
    assert len(first) > 3
    assert all(letter.message["List-Unsubscribe"] is None for letter in first)


def test_one_click_of_a_mail_program_stops_reminders_and_nothing_else(
    app: Flask, leader: Subject, reminder: Received, at: At, inbox: Inbox
) -> None:
    path = _one_click(reminder)
    before = db.session.query(AuditEvent).count()
    db.session.rollback()
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})  # no cookie, no form token
    assert answer.status_code == 200
    asked = db.session.query(Invitation).filter_by(no_reminders=True).all()
    assert len(asked) == 1
    assert asked[0].state == 0, "it is not a no"
    assert db.session.query(AuditEvent).count() == before, "nothing that a rater does is recorded"
    inbox.letters.clear()
    assert at("04-09 09:00").letters == Delivery(accepted=5)
    assert inbox.to(reminder.to) == []
    code = reminder.links[0].partition("#")[2]
    assert responses.slots(code, to_write=False)[0].id == asked[0].id, "and the link still works"


def test_looking_stops_nothing(app: Flask, reminder: Received) -> None:
    db.session.rollback()
    page = app.test_client().get(_one_click(reminder))
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert b"Leader" not in page.data, "the code tells no name"
    assert db.session.query(Invitation).filter_by(no_reminders=True).count() == 0


def test_the_code_in_the_heading_opens_nothing(app: Flask, reminder: Received) -> None:
    code = _one_click(reminder).rpartition("/")[2]
    assert code not in reminder.text + reminder.html
    browser = Browser(app)
    browser.get("/r")
    browser.submit("Continue", {"Paste the link from your email": code}, expect=410)


@pytest.mark.parametrize("code", ["00", "zz", "f" * 64, "f" * 63])
def test_a_code_of_nobody_changes_nothing(app: Flask, leader: Subject, code: str) -> None:
    db.session.rollback()
    assert app.test_client().post(f"/r/no-reminders/{code}").status_code == 410
    assert db.session.query(Invitation).filter_by(no_reminders=True).count() == 0


def test_on_the_page_that_the_link_opens(app: Flask, leader: Subject, reminder: Received) -> None:
    browser = Browser(app)
    browser.get("/r")
    browser.submit("Continue", {"Paste the link from your email": reminder.links[0]})
    page = browser.follow("No more reminders")
    assert leader.person.name in page.text
    page = browser.submit("Do not remind me again")
    assert page.h1 == "We will not remind you again"
    assert db.session.query(Invitation).filter_by(no_reminders=True).count() == 1


def test_it_is_forgotten_at_closing(app: Flask, leader: Subject, reminder: Received, council: Council) -> None:
    db.session.rollback()
    app.test_client().post(_one_click(reminder))
    council.close(leader.campaign)
    assert db.session.query(Invitation).filter_by(no_reminders=True).count() == 0
