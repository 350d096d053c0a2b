"""Can a leader put a list of raters together that will do, and hand it on?"""

from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.identity import service as identity
from feedback.identity.models import Person
from tests.building import Council
from tests.staff import Browser

HOW = "How do they work with you?"
SAM = {"Full name": "Sam Lee", "Work email address": "sam.lee@example.org", HOW: "peers"}


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader who is to choose raters."""
    run = council.campaign(name="Spring 2027")
    return council.launched(
        council.leader(run, person=council.person("Lee Leader"), manager=council.person("Max Manager"))
    )


@pytest.fixture
def theirs(leader: Subject, browser_of: Callable[[Person], Browser]) -> Browser:
    """The leader's browser with the empty list open."""
    browser = browser_of(leader.person)
    browser.get("/nominations")
    browser.follow("Spring 2027")
    return browser


def test_add_and_remove_somebody(theirs: Browser) -> None:
    page = theirs.submit("Add to the list", SAM)
    assert page.messages == ["Sam Lee added to the list."]
    assert "Peers 1 on the list" in page.text
    assert "sam.lee@example.org" in page.text

    page = theirs.submit("Remove Sam Lee")
    assert page.messages == ["Removed from the list."]
    assert "sam.lee" not in page.text


def test_somebody_removed_can_be_added_again(theirs: Browser) -> None:
    theirs.submit("Add to the list", SAM)
    theirs.submit("Remove Sam Lee")
    page = theirs.submit("Add to the list", SAM | {HOW: "others"})

    assert "Others 1 on the list" in page.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        pytest.param({"Full name": " "}, "Enter their full name", id="no name"),
        pytest.param({"Full name": "x" * 101}, "Name must be 100 characters or less", id="long name"),
        pytest.param({"Work email address": ""}, "Enter their work email address", id="no address"),
        pytest.param(
            {"Work email address": "sam lee@example.org"},
            "Enter an email address in the correct format, like name@example.gov.uk",
            id="bad address",
        ),
        pytest.param({"Work email address": "LEADER"}, "Leaders rate themselves anyway. Add somebody else", id="self"),
        pytest.param(
            {"Work email address": "MANAGER"}, "The line manager is asked anyway. Add somebody else", id="manager"
        ),
        pytest.param({HOW: None}, "Select how they work together", id="no group"),
    ],
)
def test_a_slip_is_told_and_nothing_lost(theirs: Browser, leader: Subject, typed: dict[str, Any], error: str) -> None:
    known = {"LEADER": leader.person.email.upper(), "MANAGER": leader.manager.email}
    wanted = {asked: known.get(answer, answer) for asked, answer in (SAM | typed).items() if answer is not None}
    page = theirs.submit("Add to the list", wanted)

    assert (page.status, page.errors) == (400, [error])
    assert "Peers 0 on the list" in page.text
    assert page.form("Add to the list").data["name"].strip() == wanted["Full name"].strip()
    assert identity.person_by_email("sam.lee@example.org") is None, "who is refused is not kept"


def test_nobody_is_asked_twice(theirs: Browser) -> None:
    theirs.submit("Add to the list", SAM)
    page = theirs.submit("Add to the list", SAM | {"Work email address": "Sam.Lee@Example.org ", HOW: "reports"})

    assert page.errors == ["Sam Lee is on the list already"]


def test_a_full_group_takes_nobody(theirs: Browser, leader: Subject, propose: Any) -> None:
    propose(leader, others=8)
    theirs.get(f"/nominations/{leader.id}")
    page = theirs.submit("Add to the list", SAM | {HOW: "others"})

    assert page.errors == ["This group is full: at most 8 people"]
    assert theirs.submit("Add to the list", SAM).messages == ["Sam Lee added to the list."]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ({}, ["Nobody yet", "Nobody yet", "Nobody yet"]),
        ({"peers": 3, "others": 1}, ["Too few to be shown on its own: add 1 or more", "Nobody yet"]),
        ({"peers": 6, "reports": 4}, ["65% likely that at least 4 answer", "18% likely that at least 4 answer"]),
        ({"peers": 11}, ["Almost certain that at least 4 answer"]),
    ],
)
def test_the_chance_to_be_shown_is_told(
    theirs: Browser, leader: Subject, propose: Any, groups: Any, words: list[str]
) -> None:
    propose(leader, **groups)
    page = theirs.get(f"/nominations/{leader.id}")

    told = [" ".join("".join(part.itertext()).split()) for part in page.document.of_class("outlook__words")]
    assert told[: len(words)] == words
    assert "at least 4 of its people answer" in page.text


def test_a_short_list_cannot_be_sent(theirs: Browser, leader: Subject, propose: Any) -> None:
    propose(leader, peers=3, reports=2)
    page = theirs.get(f"/nominations/{leader.id}")
    assert "Before you can send it: Add at least 4 peers: the list has 3." in page.text

    page = theirs.submit("Send the list to your manager")

    assert (page.status, page.errors) == (400, ["Add at least 4 peers: the list has 3."])


def test_a_sent_list_waits_for_the_manager(
    theirs: Browser, leader: Subject, propose: Any, inbox: Inbox, sweep: Any
) -> None:
    propose(leader, peers=4)
    theirs.get(f"/nominations/{leader.id}")
    page = theirs.submit("Send the list to your manager")

    assert page.messages == ["Sent to Max Manager to approve."]
    assert "Nobody is asked before that" in page.text
    assert not [words for words, _ in page.links if words == "Add somebody"]
    assert "Remove" not in page.text
    sweep()
    assert [letter.subject for letter in inbox.to(leader.manager.email)] == ["Approve the raters of Lee Leader"]


def test_what_was_open_in_another_window_cannot_change_a_sent_list(
    theirs: Browser, leader: Subject, propose: Any
) -> None:
    propose(leader, peers=4)
    theirs.get(f"/nominations/{leader.id}")
    window = theirs.page
    theirs.submit("Send the list to your manager")

    for button, answers in (
        ("Add to the list", SAM),
        ("Remove Peers Rater 0", {}),
        ("Send the list to your manager", {}),
    ):
        theirs.page = window
        page = theirs.submit(button, answers, expect=409)
        assert (page.h1, "Nothing was changed." in page.text) == ("This cannot be done now", True)


def test_nobody_in_a_campaign_is_told_so(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    browser = browser_of(council.person())
    assert "You are not in a campaign" in browser.get("/nominations").text
    assert "No leader you manage takes part" in browser.get("/approvals").text
