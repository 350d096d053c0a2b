"""Can a coach lock the answers, close the feedback, and see what went wrong when a passphrase is mistyped?"""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from tests.building import Council
from tests.disclosure.coached import PASSPHRASE, lock
from tests.page_rules import text
from tests.staff import Browser

WHO = "Casey Coach , for Lee Leader"
NEW, AGAIN, MINE = "Passphrase", "The same passphrase again", "Your passphrase"


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader in a launched campaign that needs the coach, who has done nothing yet."""
    people = {"person": council.person("Lee Leader"), "coach": council.person("Casey Coach", coach=True)}
    return council.launched(council.leader(council.campaign(name="Spring 2027", coach_key=True), **people))


@pytest.fixture
def coach(leader: Subject, browser_of: Callable[[Person], Browser]) -> Browser:
    """The coach's browser."""
    return browser_of(leader.coach)


def key_page(leader: Subject) -> str:
    return f"/coaching/{leader.id}/key"


def stop(council: Council, leader: Subject, sweep: Any) -> None:
    """Raters answer, the campaign is stopped, and the worker asks the coach."""
    council.close(leader.campaign)
    sweep()


def test_the_whole_way(
    council: Council,
    coach: Browser,
    admin: Browser,
    leader: Subject,
    inbox: Inbox,
    sweep: Any,
    propose: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    sweep()
    [letter] = inbox.to(leader.coach.email)
    assert letter.subject == "Choose a passphrase to protect answers about Lee Leader"
    waiting = "Coaches who have not chosen a passphrase yet"
    page = admin.get(f"/campaigns/{leader.campaign_id}")
    assert (waiting in page.text, [text(item) for item in page.document.all("li")].count(WHO)) == (True, 1)

    coach.get("/tasks")
    page = coach.follow("Protect the answers about Lee Leader")
    assert "lost for good" in page.text
    page = coach.submit("Lock the answers", {NEW: PASSPHRASE, AGAIN: PASSPHRASE.title()})
    assert page.errors == ["The two passphrases are not the same. Type both again"]
    page = coach.submit("Lock the answers", {NEW: PASSPHRASE, AGAIN: PASSPHRASE})
    assert page.h1 == "Answers about Lee Leader are protected"
    assert waiting not in admin.get(f"/campaigns/{leader.campaign_id}").text

    propose(leader, peers=4, send=True)
    with one_transaction():
        nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    sweep()
    for invitation in council.invitations(leader):
        council.answer(invitation, 4)
    stop(council, leader, sweep)
    assert inbox.to(leader.coach.email)[-1].subject == "Type your passphrase to close feedback on Lee Leader"
    page = admin.get(f"/campaigns/{leader.campaign_id}")
    assert WHO in [text(item) for item in page.document.all("li")]
    assert "Nothing is lost by waiting" in page.text

    coach.get("/tasks")
    coach.follow("Close the feedback on Lee Leader")
    page = coach.submit("Close the feedback", {MINE: PASSPHRASE + "s"})
    assert page.errors == [
        "This is not the passphrase that you chose for this leader. Check it and try again. Nothing is lost"
    ]
    page = coach.submit("Close the feedback", {MINE: PASSPHRASE})
    assert page.h1 == "Feedback on Lee Leader is being closed"
    sweep()
    assert inbox.to(leader.coach.email)[-1].subject == "Reports are ready for you to open"
    db.session.expire_all()
    assert (leader.closed, leader.campaign.state) == (True, "closed")
    coach.get(key_page(leader), expect=404)
    facts = [event.facts for event in db.session.query(AuditEvent)]
    for trace in (caplog.text, str(facts), *(str(sent) for sent in inbox.letters)):
        assert PASSPHRASE not in trace
        assert PASSPHRASE.replace(" ", "+") not in trace


@pytest.mark.parametrize("typed", ["", "six short words", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x" * 201])
def test_a_passphrase_that_could_be_guessed_is_refused(coach: Browser, leader: Subject, typed: str) -> None:
    offered = coach.get(key_page(leader)).text
    page = coach.submit("Lock the answers", {NEW: typed, AGAIN: typed})
    assert page.status == 400
    assert len(page.errors) == 1
    words = offered.partition("Words you can use")[2].partition("They were drawn")[0]
    assert words in page.text, "the words offered stay while the slip is mended"
    assert len(words.split()) == 6
    assert typed not in page.html or not typed


def test_words_are_drawn_anew_for_every_visit(coach: Browser, leader: Subject) -> None:
    seen = {coach.get(key_page(leader)).text.partition("use")[2].partition("They were")[0] for _ in range(3)}
    assert len(seen) == 3


def test_after_five_slips_the_page_says_how_long_to_wait(
    council: Council, coach: Browser, leader: Subject, sweep: Any, propose: Any
) -> None:
    lock(council, leader)
    propose(leader, peers=4, send=True)
    with one_transaction():
        nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    sweep()
    council.answer(council.invitations(leader)[0], 4)
    stop(council, leader, sweep)
    coach.get(key_page(leader))
    for _ in range(5):
        assert "not the passphrase" in coach.submit("Close the feedback", {MINE: "something else entirely"}).errors[0]
    page = coach.submit("Close the feedback", {MINE: PASSPHRASE})
    assert page.errors == ["You have tried too often. Wait 15 minutes, then try again. Nothing is lost"]
    council.clock.advance(minutes=15)
    assert coach.submit("Close the feedback", {MINE: PASSPHRASE}).h1 == "Feedback on Lee Leader is being closed"


def test_the_passphrase_can_be_changed_with_the_old_one(council: Council, coach: Browser, leader: Subject) -> None:
    lock(council, leader)
    coach.get(key_page(leader))
    coach.follow("Change the passphrase")
    another = "quite another passphrase"
    typed = {
        "Your present passphrase": "not this one at all",
        "New passphrase": another,
        "The new passphrase again": another,
    }
    assert coach.submit("Change the passphrase", typed).status == 400
    page = coach.submit("Change the passphrase", typed | {"Your present passphrase": PASSPHRASE})
    assert page.messages == ["Your passphrase has been changed. The old one no longer works."]


def test_one_passphrase_does_for_all_leaders_of_a_coach(
    council: Council, browser_of: Callable[[Person], Browser], sweep: Any, propose: Any
) -> None:
    run, coach = council.campaign(coach_key=True), council.person("Casey Coach", coach=True)
    mine = [council.leader(run, coach=coach) for _ in range(3)]
    council.leader(run)
    council.launched(mine[0])
    browser = browser_of(coach)
    browser.get(key_page(mine[2]))
    typed = {NEW: "one for this leader alone", AGAIN: "one for this leader alone"}
    browser.submit("Lock the answers", typed | {"Use it for all leaders I coach in this campaign": False})
    browser.get(key_page(mine[0]))
    page = browser.submit("Lock the answers", {NEW: PASSPHRASE, AGAIN: PASSPHRASE})
    assert page.messages == [
        "The answers are locked by your passphrase. Keep it safe. And those about one other leader."
    ]
    assert list(coach_keys.states(campaigns.subjects_of(run.id)).values()).count(coach_keys.MADE) == 3

    for leader in mine:
        propose(leader, peers=4, send=True)
        with one_transaction():
            nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    sweep()
    for leader in mine:
        council.answer(council.invitations(leader)[0], 4)
    stop(council, mine[0], sweep)
    browser.get(key_page(mine[1]))
    page = browser.submit("Close the feedback", {MINE: PASSPHRASE})
    assert page.messages == ["Your passphrase has opened 2 leaders’ answers."]
    sweep()
    db.session.expire_all()
    assert [leader.closed for leader in mine] == [True, True, False]


def test_nobody_but_the_coach_has_such_pages(
    council: Council, admin: Browser, leader: Subject, browser_of: Callable[[Person], Browser]
) -> None:
    for path in (key_page(leader), key_page(leader) + "/passphrase"):
        for stranger in (admin, browser_of(leader.person), browser_of(leader.manager)):
            stranger.get(path, expect=404)
    without = council.launched()
    browser_of(without.coach).get(key_page(without), expect=404)
    assert "passphrase" not in browser_of(without.coach).get("/tasks").text.lower()


def test_the_option_is_off_unless_chosen_and_shown_before_launch(admin: Browser, council: Council) -> None:
    run = council.campaign(name="Spring")
    council.leader(run)
    assert admin.get(f"/campaigns/{run.id}").facts["Closing"] == "Does not need the coaches"
    admin.get(f"/campaigns/{run.id}/set-up/protection")
    admin.submit("Save and continue", {"Closing needs each leader’s coach": True})
    page = admin.get(f"/campaigns/{run.id}")
    assert page.facts["Closing"] == "Needs each leader’s coach and their passphrase"
    assert "No rater of a leader is written to before the coach has" in admin.follow("Check and launch").text
