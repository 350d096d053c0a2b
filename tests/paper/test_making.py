"""May this administrator make paper copies now, for these people, and what do the rater and the audit learn of it?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.identity.models import Person
from feedback.invitation.models import PaperCode
from tests.building import Council
from tests.paper.conftest import Staff


def test_from_the_campaign_to_copies_for_two(admin: Staff, leader: Subject, raters: list[str]) -> None:
    admin.get(f"/campaigns/{leader.campaign_id}")
    page = admin.follow("Make paper copies")
    assert page.h1 == "Paper copies"
    page = admin.follow("Lee Leader")
    assert page.h1 == "Paper copies about Lee Leader"

    answer = admin.pdf(leader, *raters[:2])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=paper-copies.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert db.session.query(PaperCode).count() == 2


def test_the_slips_are_in_order_and_say_where_to(admin: Staff, leader: Subject, raters: list[str]) -> None:
    found = admin.make(leader, *raters[:3])
    assert len({paper.code for paper in found}) == 3
    for paper, name in zip(found, raters[:3], strict=True):
        assert name in paper.slip
        assert "by 28 March 2027 to: Paper answers Business support Exampleton" in paper.slip


def test_everybody_who_has_still_to_answer_is_listed(
    admin: Staff, leader: Subject, council: Council, raters: list[str]
) -> None:
    def listed() -> set[str]:
        page = admin.get(f"/campaigns/{leader.campaign_id}/paper/{leader.id}")
        form = page.form("Make paper copies")
        labels = [form.document.label(one) for one in form.controls if one.get("name") == "raters"]
        return {label.partition(",")[0] for label in labels}

    everybody = {*raters, "Lee Leader", "Max Manager"}
    assert listed() == everybody
    sends, drafts, declines = council.invitations(leader)[1:4]
    council.answer(sends)
    council.answer(drafts, send=False)
    names = {one: db.session.get_one(Person, one.person_id).name for one in (sends, drafts, declines)}
    declines.state = 3
    db.session.commit()
    assert listed() == everybody - {names[sends], names[declines]}


def test_only_administrators_with_no_part_in_it(
    staff: Callable[[Person], Staff], leader: Subject, council: Council, client: Any
) -> None:
    path = f"/campaigns/{leader.campaign_id}/paper"
    for person in (leader.person, leader.manager, leader.coach, council.person("Chris Clerk", clerk=True)):
        staff(person).get(path, expect=403)
        staff(person).get(f"{path}/{leader.id}", expect=403)
    assert client.get(path).h1 == "Sign in"
    for person in (leader.person, leader.manager, leader.coach):
        person.is_administrator = True
        db.session.commit()
        browser = staff(person)
        assert "Not for you" in browser.get(path).text
        browser.get(f"{path}/{leader.id}", expect=403)
        browser.get(f"/campaigns/{leader.campaign_id}")
        browser.post(f"{path}/{leader.id}", expect=403)


def test_a_leader_of_another_campaign_is_not_found(admin: Staff, leader: Subject, council: Council) -> None:
    other = council.collecting(peers=4)
    admin.get(f"/campaigns/{leader.campaign_id}/paper/{other.id}", expect=404)


@pytest.mark.parametrize("state", ["draft", "nominating", "stopped", "closed"])
def test_paper_is_made_while_raters_answer(admin: Staff, council: Council, state: str) -> None:
    leader = {"draft": council.leader, "nominating": council.launched}.get(state, council.collecting)()
    if state == "stopped":
        council.stop(leader.campaign)
    if state == "closed":
        council.close(leader.campaign)
    run = f"/campaigns/{leader.campaign_id}"
    assert "Make paper copies" not in admin.get(run).text
    for path in (f"{run}/paper", f"{run}/paper/{leader.id}"):
        admin.get(path, expect=409)
    admin.get(run)
    admin.post(f"{run}/paper/{leader.id}", expect=409)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"Who asked for paper?": []}, "Select at least one person"),
        ({"Where do they return it?": " \n "}, "Enter where they return it"),
        ({"Where do they return it?": "a\n" * 7}, "The address must have 6 lines or fewer"),
        ({"Where do they return it?": "a" * 301}, "The address must be 300 characters or less"),
        ({"Ask for it back by": ("", "", "")}, "Enter the day by which you ask for it back"),
        ({"Ask for it back by": (31, 2, 2027)}, "The day must be a real date, like 31 3 2027"),
        ({"Ask for it back by": date(2027, 2, 28)}, "Choose a day from today to the last day to answer."),
        ({"Ask for it back by": date(2027, 4, 1)}, "Choose a day from today to the last day to answer."),
    ],
)
def test_what_cannot_be_used_is_said_and_makes_nothing(
    admin: Staff, leader: Subject, raters: list[str], typed: dict[str, Any], error: str
) -> None:
    page = admin.get(f"/campaigns/{leader.campaign_id}/paper/{leader.id}")
    form = page.form("Make paper copies")
    labels = [form.document.label(one) for one in form.controls if one.get("name") == "raters"]
    page = admin.submit(
        "Make paper copies", {"Who asked for paper?": labels[:1], "Where do they return it?": "Town Hall"} | typed
    )
    assert page.status == 400
    assert len(page.errors) == 1
    assert page.errors[0].startswith(error)
    assert db.session.query(PaperCode).count() == 0


def test_whoever_answers_meanwhile_gets_none_and_nor_does_anybody(
    admin: Staff, leader: Subject, council: Council, raters: list[str]
) -> None:
    page = admin.get(f"/campaigns/{leader.campaign_id}/paper/{leader.id}")
    form = page.form("Make paper copies").fill({"Where do they return it?": "Town Hall"})
    form.held |= {one: True for one in form.controls if one.get("name") == "raters"}
    council.answer(council.invitations(leader)[0])
    answer = admin.fetch("POST", page.path, data=form.data)
    assert answer.status_code == 400
    assert db.session.query(PaperCode).count() == 0


def test_the_rater_is_told_so_that_nobody_answers_in_their_place_unnoticed(
    admin: Staff, leader: Subject, raters: list[str], inbox: Inbox, sweep: Any, council: Council
) -> None:
    admin.make(leader, raters[0])
    email = db.session.query(Person).filter_by(name=raters[0]).one().email
    sweep()
    letter = inbox.to(email)[-1]
    assert letter.subject == "Your feedback on paper"
    assert "about Lee Leader was printed for you" in letter.text
    assert "If you did not ask for paper" in letter.text
    assert len(letter.links) == 1

    admin.make(leader, raters[1])
    [other] = [
        one for one in council.invitations(leader) if db.session.get_one(Person, one.person_id).name == raters[1]
    ]
    council.answer(other)
    before = len(inbox.letters)
    sweep()
    assert len(inbox.letters) == before, "whoever has answered since needs no letter"


def test_the_audit_knows_how_many_on_which_day_and_not_for_whom(
    admin: Staff, leader: Subject, raters: list[str], council: Council
) -> None:
    admin.make(leader, *raters[:3])
    [event] = db.session.query(AuditEvent).filter_by(action="paper.copies_made").all()
    assert (event.about_id, event.facts) == (leader.id, {"copies": 3})
    assert (event.at.hour, event.at.minute, event.at.second) == (0, 0, 0)
    assert event.by_id == db.session.query(Person).filter_by(name="Ada Admin").one().id


def test_the_file_is_kept_nowhere(admin: Staff, leader: Subject, raters: list[str], tmp_path: Any) -> None:
    admin.make(leader, raters[0])
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"%PDF" in path.read_bytes()]


def test_no_administrator_is_a_clerk(admin: Staff, council: Council) -> None:
    clerk = council.person("Chris Clerk", clerk=True)
    admin.get(f"/people/{clerk.id}")
    page = admin.submit("Save", {"Administrator: runs campaigns and adds people": True})
    assert page.errors == ["Choose one: administrators see who has which paper copy, so a clerk must be somebody else"]
    told = council.app.test_cli_runner().invoke(args=["person", "add-administrator", clerk.email, "Chris Clerk"])
    assert told.exit_code == 1
    assert "This person is a clerk" in told.stderr
    db.session.expire_all()
    assert (clerk.is_clerk, clerk.is_administrator) == (True, False)
    admin.get(f"/people/{clerk.id}")
    admin.submit(
        "Save",
        {
            "Administrator: runs campaigns and adds people": True,
            "Clerk: keys in answers that were given on paper": False,
        },
    )
    assert "Administrator" in admin.get("/people").text
