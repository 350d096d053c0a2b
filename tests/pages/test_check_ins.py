"""The pages of check-ins, thanks and team conversations, for everybody who meets them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.followup import check_ins
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Outgoing
from feedback.foundations.pages import british_date
from feedback.identity.models import Person
from feedback.invitation.models import NoCheckIns
from tests.building import Council
from tests.followup.conftest import begun as begun
from tests.followup.conftest import planned as planned
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]


@pytest.fixture
def asked(begun: Callable[..., Any]) -> Subject:
    """The round of the first check-in, open."""
    return db.session.get_one(Subject, begun().subject_id)


def test_raters_answer_on_one_page_with_the_promise_of_check_ins(
    app: Flask, council: Council, planned: Subject, asked: Subject
) -> None:
    browser = _opened(app, council, asked)
    page = browser.page
    assert page.h1 == "Has anything changed? A check-in on Lee Leader"
    assert "If fewer than four do, no figures are shown" in page.text
    assert "their manager and the coach see the result" in page.text
    assert "Comments are shown" not in page.text
    browser.follow("See what Lee Leader will see")
    assert "Comments" not in browser.page.text
    page = browser.get("/r/1/page/1")
    assert "Since the feedback, does Lee Leader do this more or less?" in page.text
    assert "How often does this describe Lee Leader now?" in page.text
    assert ("Much less" in page.text, "Never" in page.text) == (True, True)
    radios = {box.get("name") for box in page.document.all("input") if box.get("type") == "radio"}
    assert len(radios) == 4
    filled = page.form("Save and check your answers").data
    filled.update(dict.fromkeys(sorted(map(str, radios)), "4"))
    browser.post("/r/1/page/1", filled)
    assert "Has it changed?" in browser.get("/r/1/check").text
    browser.submit("Send your feedback")
    assert "the result stands beside Lee Leader’s action plan" in browser.page.text


def test_a_rater_says_no_for_good_and_nobody_is_told(app: Flask, council: Council, asked: Subject) -> None:
    browser = _opened(app, council, asked)
    browser.follow("I would rather not give feedback")
    assert "Nobody is told, now or later" in browser.page.text
    before = db.session.query(AuditEvent).count()
    browser.submit("I would rather not", {"Do not ask me in later check-ins on Lee Leader either": True})
    assert db.session.query(NoCheckIns).count() == 1
    assert db.session.query(AuditEvent).count() == before
    browser.submit("Give feedback after all")
    db.session.rollback()
    assert db.session.query(NoCheckIns).count() == 0


def test_the_result_stands_beside_each_behaviour_for_leader_manager_and_coach(
    council: Council, planned: Subject, asked: Subject, browser_of: BrowserOf, admin: Browser
) -> None:
    for invitation in council.invitations(asked):
        council.answer(invitation, 5 if invitation.group == "peers" else 3)
    path = f"/plans/{planned.id}"
    assert "being answered until" in browser_of(planned.person).get(path).text
    council.clock.advance(days=16)
    council.sweep()
    council.clock.advance(hours=25)
    council.sweep()
    for person in (planned.person, planned.manager, planned.coach):
        table = browser_of(person).get(path).table("Check-in after 3 months")
        assert ["Peers", "more than before", "4.6 or above", "3.0"] in table
        assert ["Direct reports", "about the same", "3.0", "3.0"] in table
        assert ["Manager", "about the same", "3", "3"] in table
    assert "Finished" in admin.get(f"/plans/after/{planned.campaign_id}").text
    admin.get(path, expect=404)
    admin.get(f"/campaigns/{asked.campaign_id}", expect=404)
    browser_of(planned.person).get(f"/reports/{asked.id}", expect=404)


def test_too_few_answers_give_no_figures(
    council: Council, planned: Subject, asked: Subject, browser_of: BrowserOf
) -> None:
    for invitation in [one for one in council.invitations(asked) if one.group == "peers"][:3]:
        council.answer(invitation, 5)
    council.close(asked.campaign)
    page = browser_of(planned.person).get(f"/plans/{planned.id}")
    assert "too few people answered, so no figures are shown" in page.text
    assert check_ins.of_plan(planned)[0].is_finished


def test_an_administrator_sees_whom_a_check_in_did_not_reach_and_the_leader_does_not(
    council: Council, planned: Subject, begun: Callable[..., Any], browser_of: BrowserOf, admin: Browser, inbox: Inbox
) -> None:
    peer = next(one for one in council.invitations(planned) if one.group == "peers")
    wrong = db.session.get_one(Person, peer.person_id).email
    council.clock.advance(days=3)
    inbox.refuse.add(wrong)
    asked = db.session.get_one(Subject, begun().subject_id)
    council.sweep()
    path = f"/campaigns/{planned.campaign_id}/mail"
    page = admin.get(path)
    assert "Who could not be reached" in page.text
    assert wrong in page.text
    assert "Letters of check-ins are among them" in page.text
    own = browser_of(planned.person).get(f"/plans/{planned.id}")
    assert wrong not in own.text
    assert db.session.get_one(Person, peer.person_id).name not in own.text

    with one_transaction():
        for letter in db.session.query(Outgoing):
            letter.kind = "reminder"  # it would tell that this peer has not answered about this leader
    assert wrong not in admin.get(path).text
    with one_transaction():
        for letter in db.session.query(Outgoing):
            letter.kind = "invitation"
        asked.coach_id = admin.person_id  # who has a part in it is not told
    assert wrong not in admin.get(path).text
    with one_transaction():
        asked.coach_id = planned.coach_id
    inbox.refuse.clear()
    admin.get(path)
    admin.submit("Try all again now")
    council.sweep()
    assert "Who could not be reached" not in admin.get(path).text
    assert inbox.to(wrong)[-1].subject.startswith("Has anything changed")


def test_one_click_thanks_everybody_who_was_asked(
    council: Council, planned: Subject, browser_of: BrowserOf, inbox: Inbox
) -> None:
    browser = browser_of(planned.person)
    browser.get(f"/plans/{planned.id}")
    browser.follow("Thank everybody who was asked")
    box = next(box for box in browser.page.document.all("input") if box.get("name") == "behaviours")
    words = browser.page.document.label(box)
    page = browser.submit("Thank everybody", {"Tell them what you are working on (optional)": [words]})
    assert page.messages == ["Everybody who was asked is thanked by email."]
    council.sweep()
    letters = [letter for letter in inbox.letters if letter.subject == "Thank you from Lee Leader"]
    asked = {one.person_id for one in council.invitations(planned) if one.group != "self"}
    assert {letter.to for letter in letters} == {db.session.get_one(Person, one).email for one in asked}
    assert all(words in letter.text for letter in letters)
    assert "Thank everybody who was asked" not in [words for words, _ in browser.get(f"/plans/{planned.id}").links]
    assert db.session.query(AuditEvent).filter_by(action="raters.thanked").count() == 1


def test_a_conversation_with_the_team_is_noted_and_taken_back(
    council: Council, planned: Subject, browser_of: BrowserOf
) -> None:
    browser, day = browser_of(planned.person), council.clock.now.date()
    browser.get(f"/plans/{planned.id}/conversation")
    for wrong, cure in ((day.year + 1, "Enter a day that is not in the future"), (2020, "Enter the day on which your")):
        page = browser.submit("Note it", {"Day": str(day.day), "Month": str(day.month), "Year": str(wrong)}, expect=400)
        assert page.errors[0].startswith(cure)
    browser.submit("Note it", {"Day": str(day.day), "Month": str(day.month), "Year": str(day.year)})
    assert "Talked with the team on" in browser_of(planned.manager).get(f"/plans/{planned.id}").text
    browser_of(planned.manager).get(f"/plans/{planned.id}/conversation", expect=404)
    browser.submit(f"Take back: {british_date(day)}")
    actions = [event.action for event in db.session.query(AuditEvent).filter(AuditEvent.action.like("team_%"))]
    assert sorted(actions) == ["team_conversation.noted", "team_conversation.taken_back"]


def test_a_leader_switches_check_ins_off_and_on(council: Council, planned: Subject, browser_of: BrowserOf) -> None:
    browser = browser_of(planned.person)
    assert browser.get(f"/plans/{planned.id}").text.count("To come:") == 2
    browser.submit("Hold no more check-ins")
    assert "To come" not in browser.page.text
    browser.submit("Hold check-ins")
    assert browser.page.text.count("To come:") == 2


def _opened(app: Flask, council: Council, asked: Subject, group: str = "peers") -> Browser:
    invitation = next(one for one in council.invitations(asked) if one.group == group)
    browser = Browser(app)
    browser.get("/r")
    browser.submit("Continue", {"Paste the link from your email": council.token(invitation)})
    return browser
