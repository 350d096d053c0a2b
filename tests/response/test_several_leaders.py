"""Somebody whom several leaders ask: one list, as in the letter, and from each leader a way on to the others."""

import pytest

from feedback.demo.inbox import Received
from feedback.foundations.database import one_transaction
from feedback.nomination import service as nominations
from tests.response.raters import Rater
from tests.response.round import Round

NAMES = ["Zoë", "Cher", "Ann Lee", "Bob Fox"]
OTHERS = "Give feedback on somebody else"


@pytest.fixture
def letter(round_: Round) -> Received:
    """What a peer of all four finds in the mail."""
    council = round_.council
    rater, *peers = [council.person(name) for name in ("Rae Ter", "Pea One", "Pea Two", "Pea Three")]
    for name in NAMES:
        person = council.person("".join(filter(str.isascii, name)))
        with one_transaction():
            person.name = name
        leader = council.launched(council.leader(council.campaign(themes=("connect",)), person=person))
        with one_transaction():
            for peer in (rater, *peers):
                nominations.nominate(
                    leader, name=peer.name, email=peer.email, group="peers", by=leader.person_id, now=round_.clock.now
                )
            leader.list_state = "with_manager"
            nominations.approve(leader, by=leader.manager_id, now=round_.clock.now)
    round_.sweep()
    [found] = round_.inbox.to(rater.email)
    return found


@pytest.fixture
def asked(round_: Round, letter: Received) -> Rater:
    """Their browser."""
    browser = round_.browser()
    browser.open_link(letter.links[0])
    return browser


def test_a_letter_counts_whom_it_cannot_name_in_a_line_and_names_them_below(letter: Received) -> None:
    assert letter.subject == "Feedback on 4 people"
    assert "4 people would value your feedback on how they lead." in letter.text
    assert [name for name in sorted(NAMES) if f"- {name}: about" in letter.text] == sorted(NAMES)


def test_the_list_is_in_the_order_of_the_letter(asked: Rater) -> None:
    page = asked.get("/r/requests")
    assert [words for words, _ in page.links if words in NAMES] == ["Ann Lee", "Bob Fox", "Cher", "Zoë"]


def test_from_each_leader_there_is_a_way_back_to_the_list(asked: Rater) -> None:
    asked.get("/r/2")
    assert asked.follow("Everybody you are asked about").path == "/r/requests"


def test_who_asks_alone_leads_to_no_list(rater: Rater) -> None:
    assert "Everybody" not in rater.get("/r/1").text


def test_who_said_no_goes_on_to_the_others(asked: Rater) -> None:
    asked.get("/r/2/decline")
    asked.submit("I would rather not")
    assert asked.follow(OTHERS).path == "/r/requests"


def test_who_withdraws_is_told_that_it_is_done_and_goes_on_to_the_others(asked: Rater) -> None:
    asked.answer_all(3)
    asked.send()
    asked.get("/r/1/withdraw")
    page = asked.submit("Withdraw my answers")
    assert page.h1 == "Your answers are withdrawn"
    assert asked.follow(OTHERS).path == "/r/requests"
    asked.answer_all(3)
    assert asked.get("/r/1/withdrawn").path == "/r/1", "answered again, so it is no longer true"


def test_who_wants_no_reminders_goes_on_answering(asked: Rater) -> None:
    asked.get("/r/no-reminders")
    page = asked.submit("Do not remind me again")
    assert page.h1 == "We will not remind you again"
    assert asked.follow("Go back to answering").path == "/r/requests"
    assert "Go back to answering" not in Rater(asked.app).get("/r/no-reminders/stopped").text, "nobody's link"
