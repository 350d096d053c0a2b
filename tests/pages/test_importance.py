"""Can people say what matters most in the role, up to as much as is asked, and is it theirs until they send it?"""

import uuid

import pytest
from flask import Flask

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.disclosure.service import released
from feedback.extensions import db
from feedback.identity.models import Person
from feedback.response.pages import pages, so_far
from tests.building import Council
from tests.paper.conftest import Staff, copy_of
from tests.response.raters import Rater
from tests.staff import Browser

WHERE, TITLE = "/r/1/page/{}", "What matters most"
THIRD = "You may mark what matters most in the role."


@pytest.fixture(params=[False, True], ids=["page by page", "all on one page"])
def leader(council: Council, request: pytest.FixtureRequest) -> Subject:
    run = council.campaign("leicestershire", depth="competencies", importance=True, one_page=request.param)
    return council.collecting(council.leader(run), peers=5)


def opened(app: Flask, council: Council, leader: Subject, group: str = "peers") -> Rater:
    rater = Rater(app)
    invitation = next(one for one in council.invitations(leader) if one.group == group)
    rater.open_link(f"/r#{council.token(invitation)}")
    return rater


def page_of(leader: Subject) -> str:
    """Where it is asked."""
    found = pages(campaigns.questionnaire_for(leader))
    return WHERE.format(next(page.number for page in found if page.marking))


def marked(rater: Rater) -> set[str]:
    """What is ticked on the page that is open."""
    assert rater.page is not None
    return {name for name in rater.page.form(rater.save_button).data if name.startswith("m.")}


def test_what_is_marked_comes_back_can_be_changed_and_is_sent(app: Flask, council: Council, leader: Subject) -> None:
    rater, where = opened(app, council, leader), page_of(leader)
    page = rater.get(where)
    assert "Which of these matter most in the role of" in page.text
    assert "Mark up to 2. You may mark fewer, or none." in page.text
    rater.submit(rater.save_button, {"Drive": True, "Inspire": True})
    rater.get(where)
    assert marked(rater) == {"m.drive", "m.inspire"}
    rater.submit(rater.save_button, {"Drive": False, "Think": True})
    check = rater.get("/r/1/check")
    assert "2 marked" in check.text
    assert "Thank you" in rater.send().h1
    rater.get(where)
    assert marked(rater) == {"m.think", "m.inspire"}

    for invitation in [one for one in council.invitations(leader) if one.group == "peers"][1:]:
        council.answer(invitation, 3)
    council.close(leader.campaign)
    assert released(leader.id)["importance"]["marked"] == {"all_shown": []}


def test_one_too_many_is_refused_with_what_to_do_and_nothing_is_lost(
    app: Flask, council: Council, leader: Subject
) -> None:
    rater, where = opened(app, council, leader), page_of(leader)
    rater.get(where)
    page = rater.submit(rater.save_button, {"Drive": True, "Think": True, "Connect": True}, expect=400)

    assert page.errors == ["Mark no more than 2. Untick the others"]
    assert marked(rater) == {"m.drive", "m.think", "m.connect"}
    rater.get(where)
    assert marked(rater) == set()


def test_marks_alone_can_be_sent_and_something_else_cannot_be_marked(
    app: Flask, council: Council, leader: Subject
) -> None:
    rater, where = opened(app, council, leader), page_of(leader)
    forged = rater.fetch("POST", where, data={**rater.hidden(), "m.courage": "y"})
    assert forged.status_code == 400
    assert "Nothing marked" in rater.get("/r/1/check").text or leader.campaign.one_page
    rater.get(where)
    rater.submit(rater.save_button, {"Feel": True})
    assert "Thank you" in rater.send().h1


@pytest.mark.parametrize("group", ["self", "manager", "peers"])
def test_everybody_is_told_what_becomes_of_it_before_they_mark(
    app: Flask, council: Council, leader: Subject, group: str
) -> None:
    rater = opened(app, council, leader, group)
    start, page, shown = (rater.get(path).text for path in ("/r/1", page_of(leader), "/r/1/what-is-shown"))

    assert (THIRD in start) == (THIRD in shown) == (group == "peers")
    assert ("at least half of all raters marked, if five or more answer" in page) == (group == "peers")
    assert ("Your marks are shown as yours" in page) == ("is shown as yours" in shown) == (group != "peers")
    assert ("matter most in your role?" in page) == (group == "self")


def test_where_it_is_not_asked_there_is_no_trace_of_it(app: Flask, council: Council) -> None:
    leader = council.collecting(council.leader(council.campaign("leicestershire", depth="competencies")), peers=5)
    rater = opened(app, council, leader)
    for path in ("/r/1", "/r/1/what-is-shown", *(WHERE.format(page.number) for page in pages(_asked(leader)))):
        assert "matter" not in rater.get(path).text
    assert rater.fetch("POST", WHERE.format(1), data={**rater.hidden(), "m.drive": "y"}).status_code == 400


def test_it_is_asked_after_the_themes_and_before_the_words_and_the_time_counts_it(council: Council) -> None:
    leader = council.leader(council.campaign("leicestershire", depth="competencies", importance=True))
    found = pages(_asked(leader))

    assert [page.title for page in found[-2:]] == [TITLE, "In your own words"]
    assert so_far(found[-2]).startswith(f"Page {len(found) - 1} of {len(found)}, about ")
    assert so_far(found[-1]).startswith("Last page")
    assert [page.minutes_left for page in found] == sorted((page.minutes_left for page in found), reverse=True)


def test_an_administrator_chooses_it_and_sees_that_it_was_chosen(admin: Browser, council: Council) -> None:
    run = council.campaign()
    assert admin.get(f"/campaigns/{run.id}").facts["What matters most in the role"] == "Not asked"
    admin.get(f"/campaigns/{run.id}/set-up/questionnaire")
    admin.submit("Save and continue", {"Ask what matters most in the role": True})
    page = admin.get(f"/campaigns/{run.id}")

    assert page.facts["What matters most in the role"] == "Asked"
    council.leader(run)
    leader = council.launched(campaigns.subjects_of(run.id)[0])
    assert (leader.rules or {})["importance"]["most"] == 2


def test_on_paper_the_same_boxes_are_ticked_and_keyed_in(app: Flask, council: Council) -> None:
    run = council.campaign("leicestershire", depth="competencies", importance=True)
    leader = council.collecting(council.leader(run), peers=5)
    names = [name for _, name in (_asked(leader).marking or pytest.fail("not asked")).competencies]
    first = council.invitations(leader)[-1]
    clerk = Staff.of(app, council.person("Chris Clerk", clerk=True))
    code = copy_of(council, first)
    clerk.open_code(code)

    page = clerk.submit("Check", dict.fromkeys(names[:3], True), expect=400)
    assert page.errors == ["Mark no more than 2. Untick the others"]
    page = clerk.submit("Check", {names[0]: False}, expect=200)
    assert f"{TITLE} {names[1]}, {names[2]}" in page.text
    assert clerk.submit("Send").h1 == "Keyed in and sealed"

    maker = Staff.of(app, council.person("Ada Admin", administrator=True))
    other = next(one for one in council.invitations(leader) if one.group == "peers" and one.id != first.id)
    [paper] = maker.make(leader, _name(other.person_id))
    printed = " ".join(" ".join(map(str, vars(paper).values())).split())
    assert "Tick up to 2. You may leave it out." in printed
    assert all(name in printed for name in names)


def _asked(leader: Subject) -> Questionnaire:
    return campaigns.questionnaire_for(leader)


def _name(person_id: uuid.UUID) -> str:
    return db.session.get_one(Person, person_id).name
