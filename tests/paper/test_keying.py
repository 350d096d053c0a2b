"""Can a clerk key in what is on paper, quickly and without harm, and learn nothing of who it was?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.disclosure.models import Block, Comment, NamedAnswer, ReleasedCell
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation import handover
from feedback.invitation.models import Invitation, PaperCode
from feedback.response import service as responses
from feedback.response.rules import LONGEST_COMMENT
from tests.building import Council
from tests.paper.conftest import Staff, copy_of

UNUSABLE = "This code cannot be used. Check its letters, or whether it was keyed in already"
SENT = "Keyed in and sealed"


def _invitation(leader: Subject, name: str) -> Invitation:
    db.session.expire_all()
    person = db.session.query(Person).filter_by(name=name).one()
    return db.session.query(Invitation).filter_by(subject_id=leader.id, person_id=person.id).one()


def _fields(leader: Subject) -> list[str]:
    return [f"i.{item.id}" for item in campaigns.questionnaire_for(leader).items]


def test_keyed_in_checked_sent(clerk: Staff, leader: Subject, raters: list[str], code: str) -> None:
    page = clerk.open_code(code.lower().replace(" ", "-"))
    assert page.h1 == "Feedback on Lee Leader"
    assert not [name for name in [*raters, "Max Manager"] if name in page.html]
    for word in ("peer", "report", "manager"):
        assert word not in page.text.lower().replace("direct reports", "").replace(_wordings(leader), "")
    first, second, third, *_ = _wordings_of(leader)
    question = campaigns.questionnaire_for(leader).questions[0].text
    page = clerk.submit("Check", {first: "4", second: "–", third: "", question: "Says\nwhy."}, expect=200)
    assert page.h1 == "Check it beside the paper"
    assert f"{first} 4 {second} I can’t say {third} empty" in page.text
    assert _invitation(leader, raters[0]).slot is None, "nothing is kept before it is sent"
    page = clerk.submit("Go back and change")
    form = page.form("Check")
    assert form.data[_fields(leader)[0]] == "4"
    assert form.data["c.q1"].replace("\r", "") == "Says\nwhy."
    clerk.submit("Check", {first: "5"}, expect=200)
    assert clerk.submit("Send").h1 == SENT
    assert _invitation(leader, raters[0]).state == 2


def _wordings_of(leader: Subject) -> list[str]:
    return [item.rater for item in campaigns.questionnaire_for(leader).items]


def _wordings(leader: Subject) -> str:
    return "\0".join(_wordings_of(leader))


def test_from_print_to_figures(
    admin: Staff, clerk: Staff, leader: Subject, raters: list[str], council: Council, app: Flask
) -> None:
    """Four reports answer on paper, and so do the leader and the manager; four peers online."""
    names = [name for name in raters if _invitation(leader, name).group == "reports"]
    papers = admin.make(leader, *names, "Lee Leader", "Max Manager")
    assert len(papers) == 6
    for paper in papers:
        own = "About yourself" in paper.pages[0]
        rating = "5" if own else "1" if "You are not anonymous" in paper.pages[0] else "4"
        page = clerk.open_code(paper.code)
        assert page.h1 == ("Lee Leader about themself" if own else "Feedback on Lee Leader")
        item = campaigns.questionnaire_for(leader).items[0]
        assert (item.self if own else item.rater) in page.text
        assert clerk.key_in(paper.code, rating, "" if own else f"Written by hand {paper.code}").h1 == SENT
    for invitation in council.invitations(leader):
        if invitation.group == "peers":
            council.answer(invitation, 2)
    council.close(leader.campaign)

    blocks = {block.label: block.n for block in db.session.query(Block).filter_by(subject_id=leader.id)}
    assert blocks == {"reports": 4, "peers": 4}
    cells = db.session.query(ReleasedCell).filter_by(subject_id=leader.id).all()
    items = campaigns.questionnaire_for(leader).items
    assert len(cells) == 2 * len(items)
    assert {(cell.block, cell.kind, cell.tenths) for cell in cells} == {
        ("reports", "mean", 40),
        ("peers", "at_most", 25),
    }
    named = {(answer.group, answer.value) for answer in db.session.query(NamedAnswer).filter_by(subject_id=leader.id)}
    assert named == {("self", 5), ("manager", 1)}
    texts = [one.text for one in db.session.query(Comment).filter_by(subject_id=leader.id)]
    questions = len(campaigns.questionnaire_for(leader).question_ids)
    assert len(texts) == 5 * questions
    assert db.session.query(PaperCode).count() == 0


@pytest.mark.parametrize("typed", ["", "BCDF GHJK MNPR TVWX", "nonsense", "O" * 16, "B" * 100_000, "\0", "🙂"])
def test_an_unknown_code(clerk: Staff, leader: Subject, typed: str) -> None:
    assert clerk.open_code(typed).errors == [UNUSABLE]


def test_a_code_is_good_once(clerk: Staff, code: str) -> None:
    clerk.key_in(code, "3")
    assert clerk.open_code(code).errors == [UNUSABLE]


def test_a_new_copy_cancels_the_one_before(
    clerk: Staff, admin: Staff, leader: Subject, raters: list[str], code: str
) -> None:
    [again] = admin.make(leader, raters[0])
    assert again.code != code
    assert clerk.open_code(code).errors == [UNUSABLE]
    assert clerk.key_in(again.code, "3").h1 == SENT


@pytest.mark.parametrize("how", ["sent", "declined", "stopped", "closed"])
def test_when_there_is_nothing_more_to_answer_the_code_says_no_more_than_any_other(
    clerk: Staff, leader: Subject, raters: list[str], council: Council, code: str, how: str
) -> None:
    page = clerk.open_code(code)
    ready = page.form("Check").data
    ready[_fields(leader)[0]] = "5"
    invitation = _invitation(leader, raters[0])
    if how == "sent":
        council.answer(invitation, 2)
    elif how == "declined":
        with one_transaction():
            handover.clear(handover.slots(council.token(invitation), to_write=True)[0], declined=True)
    elif how == "stopped":
        council.stop(leader.campaign)
    else:
        council.close(leader.campaign)
    kept = _invitation(leader, raters[0]).slot

    assert clerk.open_code(code).errors == [UNUSABLE]
    for path in ("/paper/check", "/paper/send"):
        assert clerk._open("POST", path, expect=400, data=ready).errors == [UNUSABLE]
    assert _invitation(leader, raters[0]).slot == kept, "nothing was overwritten"


def test_whoever_declined_and_then_says_yes_needs_another_copy(
    clerk: Staff, leader: Subject, raters: list[str], council: Council, code: str
) -> None:
    token = council.token(_invitation(leader, raters[0]))
    for declined in (True, False):
        with one_transaction():
            handover.clear(handover.slots(token, to_write=True)[0], declined=declined)
    assert _invitation(leader, raters[0]).state == 0
    assert clerk.open_code(code).errors == [UNUSABLE]


def test_a_draft_online_gives_way_to_the_paper(
    clerk: Staff, leader: Subject, raters: list[str], council: Council, code: str
) -> None:
    token = council.token(_invitation(leader, raters[0]))
    device = council.answer(_invitation(leader, raters[0]), 1, send=False)
    with one_transaction():
        responses.make_phrase(handover.slots(token, to_write=True)[0], device=device)
    draft = _invitation(leader, raters[0]).slot
    assert _invitation(leader, raters[0]).wrap_phrase
    assert clerk.key_in(code, "4").h1 == SENT
    sent = _invitation(leader, raters[0])
    assert sent.state == 2
    assert sent.slot != draft
    assert sent.wrap_phrase is None


def test_no_letter_goes_out_when_paper_is_keyed_in(clerk: Staff, code: str, inbox: Inbox, sweep: Any) -> None:
    """Its hour, in the mail server's log, would tell a clerk whose sheet it was."""
    sweep()
    before = len(inbox.letters)
    clerk.key_in(code, "4")
    sweep()
    assert len(inbox.letters) == before


def test_the_rater_can_still_withdraw_online_and_answer_anew(
    clerk: Staff, leader: Subject, raters: list[str], council: Council, code: str, client: Any
) -> None:
    clerk.key_in(code, "4", "Zinnober")
    client.get("/r")
    page = client.submit("Continue", {"Paste the link from your email": council.token(_invitation(leader, raters[0]))})
    assert "Answers were saved in another browser" in page.text
    assert "Zinnober" not in page.html
    client.submit("Erase and start again")
    assert _invitation(leader, raters[0]).state == 0


@pytest.mark.parametrize(
    "typed", ["6", "7", "9", "x", "1 2", "3.5", "\N{FULLWIDTH DIGIT FOUR}", "1,2", "cant say", "-1", "11"]
)
def test_what_is_no_answer_is_said_at_its_row(clerk: Staff, leader: Subject, code: str, typed: str) -> None:
    clerk.open_code(code)
    first, second, *_ = _wordings_of(leader)
    page = clerk.submit("Check", {first: typed, second: "3"})
    assert page.errors == ["Type a number from 1 to 5, or – for “I can’t say”, or leave it empty"]
    form = page.form("Check")
    assert form.data[_fields(leader)[0]] == typed
    assert form.data[_fields(leader)[1]] == "3"


@pytest.mark.parametrize("typed", [" 4 ", "-", "–", "—", "0", "cant_say"])
def test_what_a_quick_hand_types(clerk: Staff, leader: Subject, code: str, typed: str) -> None:
    clerk.open_code(code)
    page = clerk.submit("Check", {_wordings_of(leader)[0]: typed}, expect=200)
    shown = "4" if "4" in typed else "I can’t say"
    assert f"{_wordings_of(leader)[0]} {shown}" in page.text


def test_a_hundred_thousand_characters(clerk: Staff, leader: Subject, code: str) -> None:
    clerk.open_code(code)
    question = campaigns.questionnaire_for(leader).questions[0].text
    page = clerk.submit("Check", {question: "x" * 100_000})
    assert page.errors == ["Shorten this to 3,000 characters: it has 100,000"]
    page = clerk.submit("Check", {question: "x" * LONGEST_COMMENT}, expect=200)
    assert clerk.submit("Send").h1 == SENT


def test_comments_that_together_are_too_long(clerk: Staff, council: Council) -> None:
    run = council.campaign("derbyshire", questions=("One?", "Two?", "Three?"))
    leader = council.collecting(council.leader(run), peers=4)
    invitation = council.invitations(leader)[0]
    page = clerk.open_code(copy_of(council, invitation))
    data = page.form("Check").data.to_dict()
    data |= {name: "\N{TWO HEARTS}" * LONGEST_COMMENT for name in data if name.startswith("c.")}
    clerk._open("POST", "/paper/check", expect=200, data=data)
    assert clerk.submit("Send").errors == ["The comments together are too long. Shorten some of them"]


def test_nothing_keyed_in_is_not_sent(clerk: Staff, leader: Subject, code: str) -> None:
    clerk.open_code(code)
    assert clerk.submit("Check").errors == ["Nothing was keyed in. Key in at least one answer"]
    data = clerk.page.form("Check").data if clerk.page else {}
    assert clerk._open("POST", "/paper/send", expect=400, data=data).errors[0].startswith("Nothing was keyed in")


def test_what_was_not_asked_is_refused(clerk: Staff, leader: Subject, raters: list[str], code: str) -> None:
    page = clerk.open_code(code)
    data = {**page.form("Check").data, "i.nowhere.9": "3", "c.q9": "words", _fields(leader)[0]: "3"}
    page = clerk._open("POST", "/paper/send", expect=400, data=data)
    assert len(page.errors) == 2
    assert _invitation(leader, raters[0]).slot is None


def test_who_is_part_of_the_feedback_does_not_key_it_in(
    staff: Callable[[Person], Staff], council: Council, leader: Subject, raters: list[str], code: str
) -> None:
    rater = db.session.query(Person).filter_by(name=raters[5]).one()
    for person in (leader.person, leader.manager, leader.coach, rater):
        person.is_clerk = True
        db.session.commit()
        page = staff(person).open_code(code)
        assert page.errors == ["You are part of this leader’s feedback. Ask another clerk to key this one in"]


def test_only_clerks(
    staff: Callable[[Person], Staff], admin: Staff, council: Council, leader: Subject, client: Any, code: str
) -> None:
    assert client.get("/paper").h1 == "Sign in"
    for browser in (admin, staff(leader.person), staff(council.person("Cay Coach", coach=True))):
        browser.get("/paper", expect=403)
        browser.get("/tasks")
        for path in ("/paper", "/paper/check", "/paper/send"):
            browser.post(path, {"code": code}, expect=403)
    clerk = staff(council.person("Chris Clerk", clerk=True))
    assert "Answers on paper" in clerk.get("/tasks").text
    assert clerk.follow("Paper answers").h1 == "Key in a questionnaire"
    clerk.get("/campaigns", expect=403)
    clerk.get("/people", expect=403)
