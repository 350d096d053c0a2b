"""From a released report to a plan that leader and manager agree."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.followup.models import PlanAction
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import service as reports
from tests.building import Council
from tests.staff import Browser

WORDS = {
    "What will you do?": "Ask three people each week what I should hear.",
    "How will you and others know?": "They tell my manager so.",
    "Day": "1",
    "Month": "6",
    "Year": "2030",
}


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose coach has released the report; rated 5 by themself and 2 by peers."""
    run = council.campaign("plymouth", name="Spring 2027")
    leader = council.collecting(
        council.leader(run, person=council.person("Lee Leader"), manager=council.person("Max Manager")), peers=5
    )
    for invitation in council.invitations(leader):
        council.answer(invitation, 5 if invitation.group == "self" else 2)
    council.close(run)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    return leader


@pytest.fixture
def browser(leader: Subject, browser_of: Callable[[Person], Browser]) -> Browser:
    """The leader's browser with the empty plan open."""
    browser = browser_of(leader.person)
    browser.get("/tasks")
    browser.follow("Make your action plan")
    return browser


def _choose(browser: Browser, place: int = 0) -> str:
    """Choose one of the behaviours that are offered, and return its words."""
    page = browser.get(browser.page.path.split("/behaviours")[0].removesuffix("/choose") + "/choose")
    offered = [words for words, href in page.links if "/behaviours/" in href]
    browser.follow(offered[place])
    return offered[place]


def test_a_plan_is_made_shared_agreed_and_taken_to_the_appraisal(
    browser: Browser, leader: Subject, browser_of: Callable[[Person], Browser], inbox: Inbox, sweep: Any
) -> None:
    assert "Choose a behaviour" in [words for words, _ in browser.page.links]
    chosen = _choose(browser)
    page = browser.submit("Save in your plan", WORDS)
    assert page.messages == ["Saved in your plan."]
    assert chosen in page.text
    assert "1 June 2030" in page.text

    manager, coach = browser_of(leader.manager), browser_of(leader.coach)
    for stranger in (manager, coach):
        stranger.get(page.path, expect=404)
    page = browser.submit("Share the plan")
    assert "With your manager" in browser.get("/tasks").text
    assert coach.get(page.path).h1 == "Action plan of Lee Leader"
    sweep()
    [letter] = [letter for letter in inbox.letters if letter.subject == "Agree the action plan of Lee Leader"]
    assert "Ask three people" not in letter.text, "a plan stays out of the mail"

    manager.get("/tasks")
    manager.follow("Agree the action plan of Lee Leader")
    page = manager.submit("Agree the plan")
    assert page.messages == ["Agreed. Lee Leader has been told by email."]
    file = browser.browser.get(f"{page.path}/plan.docx")
    written = docx.Document(io.BytesIO(file.data))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert WORDS["What will you do?"] in cells
    assert "1 June 2030" in cells
    assert any("Agreed with Max Manager" in paragraph.text for paragraph in written.paragraphs)


def test_the_manager_sends_it_back_with_a_note_and_the_leader_changes_it(
    browser: Browser, leader: Subject, browser_of: Callable[[Person], Browser]
) -> None:
    _choose(browser)
    browser.submit("Save in your plan", WORDS)
    page = browser.submit("Share the plan")
    manager = browser_of(leader.manager)
    manager.get(page.path)
    assert "Say what should change" in manager.submit("Send the plan back", expect=400).text
    manager.submit("Send the plan back", {"What should change?": "Start sooner."})
    assert "Start sooner." in browser.get(page.path).text
    manager.get(page.path, expect=404)


def test_ideas_of_the_framework_are_taken_over_in_its_own_words(browser: Browser, leader: Subject) -> None:
    for place in range(5):
        _choose(browser, place)
        ideas = [box for box in browser.page.document.all("input") if box.get("name") == "ideas"]
        if ideas:
            break
    assert ideas, "no behaviour of this framework has ideas: check this test"
    words = browser.page.document.label(ideas[0])
    browser.submit("Save in your plan", WORDS | {"Ideas from the framework": [words]})
    [action] = db.session.query(PlanAction).all()
    assert action.doing.split("\n") == [words, WORDS["What will you do?"]]


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(browser: Browser) -> None:
    _choose(browser)
    page = browser.submit("Save in your plan", WORDS | {"Year": "2001"}, expect=400)
    assert page.errors == ["The day must be in the future"]
    assert WORDS["What will you do?"] in page.text
    page = browser.submit("Save in your plan", WORDS | {"What will you do?": ""}, expect=400)
    assert page.errors == ["Say what you will do, or choose one of the ideas"]
    page = browser.submit("Save in your plan", WORDS | {"Day": "31", "Month": "2"}, expect=400)
    assert page.errors == ["The day must be a real date, like 31 3 2027"]


def test_three_behaviours_are_enough(browser: Browser, leader: Subject) -> None:
    for _ in range(3):
        _choose(browser)
        browser.submit("Save in your plan", WORDS)
    assert "Three behaviours are enough" in browser.page.text
    _choose(browser)
    page = browser.submit("Save in your plan", WORDS, expect=400)
    assert page.errors == ["Your plan has three behaviours already. Take one out before you add another"]
    browser.get(f"/plans/{leader.id}")
    [gone, *_] = [action.item_id for action in db.session.query(PlanAction).order_by(PlanAction.item_id)]
    words = {item.id: item.self for item in campaigns.questionnaire_for(leader).items}
    browser.submit(f"Take out: {words[gone]}")
    db.session.rollback()
    assert db.session.query(PlanAction).count() == 2
    assert gone not in {action.item_id for action in db.session.query(PlanAction)}


def test_there_is_no_plan_before_the_report_is_released(
    council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    leader = council.collecting()
    browser = browser_of(leader.person)
    browser.get(f"/plans/{leader.id}/choose", expect=409)
    assert "action plan" not in browser.get("/tasks").text


def test_others_find_no_plan(leader: Subject, council: Council, browser_of: Callable[[Person], Browser]) -> None:
    for stranger in (council.person("Sid Stranger"), council.person("Ada Admin", administrator=True)):
        browser_of(stranger).get(f"/plans/{leader.id}", expect=404)
    browser_of(leader.manager).get(f"/plans/{leader.id}/choose", expect=404)
