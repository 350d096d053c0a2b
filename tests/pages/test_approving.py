"""Can a manager see to it that the right people are asked?"""

from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.identity.models import Person
from tests.building import Council
from tests.staff import Browser

HOW = "How do they work with the leader?"
SAM = {"Full name": "Sam Lee", "Work email address": "sam.lee@example.org", HOW: "peers"}


@pytest.fixture
def leader(council: Council, propose: Any) -> Subject:
    """A leader whose list is with the manager."""
    run = council.campaign(name="Spring 2027")
    leader = council.launched(
        council.leader(run, person=council.person("Lee Leader"), manager=council.person("Max Manager"))
    )
    propose(leader, peers=4, reports=1, send=True)
    return leader


@pytest.fixture
def manager(leader: Subject, browser_of: Callable[[Person], Browser]) -> Browser:
    """The manager's browser with the list open."""
    browser = browser_of(leader.manager)
    browser.get("/approvals")
    browser.follow("Lee Leader")
    return browser


def test_approving_asks_everybody(manager: Browser, leader: Subject, inbox: Inbox, sweep: Any) -> None:
    page = manager.submit("Approve the list")
    assert page.messages == ["Approved. Everybody on the list is asked by email."]
    assert "Remove" not in page.text
    sweep()

    subjects = sorted(letter.subject for letter in inbox.letters if "/r#" in letter.text)
    assert subjects == [*["Feedback on Lee Leader"] * 6, "Rate yourself: your 360 feedback"]


def test_the_manager_changes_the_list(manager: Browser) -> None:
    manager.submit("Remove Reports Rater 0")
    page = manager.submit("Add to the list", SAM)

    assert page.messages == ["Sam Lee added to the list."]
    assert ("Peers 5 on the list" in page.text, "Direct reports 0 on the list" in page.text) == (True, True)


def test_what_the_manager_left_too_short_cannot_be_approved(manager: Browser) -> None:
    manager.submit("Remove Peers Rater 0")
    page = manager.submit("Approve the list")

    assert (page.status, page.errors) == (400, ["Add at least 4 peers: the list has 3."])


def test_a_list_goes_back_with_a_note(
    manager: Browser, leader: Subject, inbox: Inbox, sweep: Any, browser_of: Callable[[Person], Browser]
) -> None:
    page = manager.submit("Send the list back", {"What should change?": "Please add <b>two</b> partners."})
    assert (page.messages, page.path) == (["Sent back to Lee Leader."], "/approvals")
    sweep()
    assert "Your list of raters needs a change" in [letter.subject for letter in inbox.to(leader.person.email)]

    theirs = browser_of(leader.person)
    page = theirs.get(f"/nominations/{leader.id}")
    assert "Max Manager sent the list back with this note: Please add <b>two</b> partners." in page.text
    assert theirs.submit("Send the list to your manager").messages == ["Sent to Max Manager to approve."]


@pytest.mark.parametrize(
    ("note", "error"), [(" ", "Say what should change"), ("x" * 501, "The note must be 500 characters or less")]
)
def test_a_list_does_not_go_back_without_words(manager: Browser, note: str, error: str) -> None:
    page = manager.submit("Send the list back", {"What should change?": note})
    assert (page.status, page.errors) == (400, [error])


def test_somebody_added_after_approval_is_asked_too(manager: Browser, inbox: Inbox, sweep: Any) -> None:
    manager.submit("Approve the list")
    sweep()
    page = manager.submit("Add to the list", SAM)
    assert "You can still add somebody: they are asked at once." in page.text
    sweep()

    assert [letter.subject for letter in inbox.to("sam.lee@example.org")] == ["Feedback on Lee Leader"]


def test_nothing_is_decided_twice(manager: Browser) -> None:
    window = manager.page
    manager.submit("Approve the list")

    for button, answers in (("Approve the list", {}), ("Send the list back", {"What should change?": "More."})):
        manager.page = window
        assert manager.submit(button, answers, expect=409).h1 == "This cannot be done now"


def test_a_manager_may_help_before_the_list_is_sent(
    council: Council, propose: Any, browser_of: Callable[[Person], Browser]
) -> None:
    leader = council.launched()
    browser = browser_of(leader.manager)
    page = browser.get(f"/nominations/{leader.id}")
    assert "has not sent you the list yet" in page.text
    assert "Approve the list" not in page.text

    assert browser.submit("Add to the list", SAM).messages == ["Sam Lee added to the list."]


def test_a_leader_cannot_approve(leader: Subject, browser_of: Callable[[Person], Browser]) -> None:
    theirs = browser_of(leader.person)
    theirs.get(f"/nominations/{leader.id}")
    theirs.post(f"/nominations/{leader.id}/approve", expect=404)


def test_after_the_stop_the_list_stands(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    leader = council.collecting()
    council.stop(leader.campaign)
    for person in (leader.person, leader.manager):
        page = browser_of(person).get(f"/nominations/{leader.id}")
        assert "Feedback has stopped. The list cannot change any more." in page.text
        assert "Add to the list" not in page.text
