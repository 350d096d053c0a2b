"""Does everybody see what there is for them to do, and nothing that is not theirs?"""

from collections.abc import Callable
from typing import Any

import pytest

from feedback.campaign.models import Subject
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import service as nominations
from feedback.report import service as reports
from tests.building import Council
from tests.page_client import Page
from tests.staff import Browser

See = Callable[[Person], dict[str, str]]
NOTHING = "There is nothing for you to do now. We will email you when there is."


def rows(page: Page) -> dict[str, str]:
    """The tasks of the page and the status of each."""
    words = page.document
    found = {}
    for row in words.of_class("govuk-task-list__item"):
        name, status = list(row)[:2]
        title = next(iter(name))
        found["".join(title.itertext()).strip()] = " ".join("".join(status.itertext()).split())
    return found


@pytest.fixture
def see(browser_of: Callable[[Person], Browser]) -> See:
    """The tasks that a person sees."""
    return lambda person: rows(browser_of(person).get("/"))


@pytest.fixture
def leader(council: Council) -> Subject:
    """Lee leads, Max manages, Casey coaches; the campaign is launched."""
    people: dict[str, Any] = {
        "person": council.person("Lee Leader"),
        "manager": council.person("Max Manager"),
        "coach": council.person("Casey Coach", coach=True),
    }
    return council.launched(council.leader(council.campaign(name="Spring 2027"), **people))


def test_nothing_to_do_is_said_kindly(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    page = browser_of(council.person()).get("/tasks")
    assert NOTHING in page.text
    assert rows(page) == {}


def test_a_draft_is_nobodys_task_but_the_administrators(council: Council, see: See, admin: Browser) -> None:
    leader = council.leader(council.campaign(name="Autumn 2027"))
    assert [see(person) for person in (leader.person, leader.manager, leader.coach)] == [{}, {}, {}]
    assert rows(admin.get("/tasks")) == {"Set up and launch Autumn 2027": "Draft"}


def test_an_administrator_without_campaigns_is_shown_where_to_begin(admin: Browser) -> None:
    page = admin.get("/tasks")
    assert "There is no campaign yet" in page.text
    assert admin.follow("Set up a campaign").h1 == "Choose a framework"


def test_choosing_then_approving_then_answering(leader: Subject, see: See, propose: Any, council: Council) -> None:
    assert see(leader.person) == {"Choose who gives you feedback": "To do"}
    assert see(leader.manager) == {"Lee Leader is choosing raters": "Not sent yet"}
    assert see(leader.coach) == {"Feedback on Lee Leader": "Choosing raters"}

    propose(leader, peers=4, send=True)
    assert see(leader.person) == {"Your list of raters": "With your manager"}
    assert see(leader.manager) == {"Approve the raters of Lee Leader": "To do"}

    with one_transaction():
        nominations.send_back(leader, note="More, please.", by=leader.manager_id, now=council.clock.now)
    assert see(leader.person) == {"Change your list of raters": "Sent back"}
    assert see(leader.manager) == {"Lee Leader is choosing raters": "You sent it back"}

    with one_transaction():
        nominations.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
        nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    assert see(leader.person) == {"Your list of raters": "Approved"}
    assert see(leader.manager) == {"The raters of Lee Leader": "Approved"}


def test_each_task_leads_where_it_is_done(
    leader: Subject, propose: Any, browser_of: Callable[[Person], Browser]
) -> None:
    theirs = browser_of(leader.person)
    page = theirs.get("/tasks")
    assert "There is 1 thing for you to do." in page.text
    assert theirs.follow("Choose who gives you feedback").h1 == "Who gives you feedback?"
    propose(leader, peers=4, send=True)
    managers = browser_of(leader.manager)
    managers.get("/tasks")
    assert managers.follow("Approve the raters of Lee Leader").h1 == "Who gives Lee Leader feedback?"


def test_from_the_stop_to_the_released_report(
    leader: Subject, council: Council, see: See, sweep: Any, admin: Browser, browser_of: Callable[[Person], Browser]
) -> None:
    with one_transaction():
        for number in range(4):
            email = f"peer{number}@example.org"
            nominations.nominate(
                leader, name="Peer", email=email, group="peers", by=leader.person_id, now=council.clock.now
            )
        nominations.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
        nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    sweep()
    assert rows(admin.get("/tasks")) == {"Spring 2027": "Raters are answering"}
    answering = {"How many have answered about you": "Collecting answers", "Your list of raters": "Approved"}
    assert see(leader.person) == answering
    assert see(leader.coach) == {"Feedback on Lee Leader": "Collecting answers"}
    assert see(leader.manager)["How many have answered about Lee Leader"] == "Collecting answers"
    council.stop(leader.campaign)
    assert rows(admin.get("/tasks")) == {"Spring 2027": "Stopped"}
    assert see(leader.person) == {"Your report": "Being made"}
    assert see(leader.manager) == {"Lee Leader": "Stopped"}

    council.clock.advance(hours=25)
    sweep()
    assert rows(admin.get("/tasks")) == {"Spring 2027": "Closed"}
    assert see(leader.person) == {"Your report": "With your coach"}
    assert see(leader.coach) == {"Open the report of Lee Leader": "To do"}

    coach = browser_of(leader.coach)
    coach.get("/tasks")
    page = coach.follow("Open the report of Lee Leader")
    assert "You are the first to read it." in page.text
    page = browser_of(leader.person).get(f"/reports/{leader.id}")
    assert (page.h1, "Casey Coach opens it first" in page.text) == ("Your report is with your coach", True)
    assert "Open the report" not in page.text
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    assert see(leader.coach) == {"Release the report of Lee Leader": "Opened"}

    with one_transaction():
        reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    assert see(leader.person) == {"Read your report": "Released", "Make your action plan": "To do"}
    assert see(leader.coach) == {"The report of Lee Leader": "Released"}
    assert rows(admin.get("/tasks")) == {"Spring 2027": "Reported"}


def test_somebody_with_every_role_sees_all_of_them(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    busy = council.person("Bea Busy", administrator=True, coach=True)
    council.launched(council.leader(person=busy))
    council.launched(council.leader(manager=busy))
    page = browser_of(busy).get("/tasks")

    assert {"Feedback on you", "Leaders you manage", "Campaigns you look after"} <= {
        "".join(title.itertext()) for title in page.document.all("h2")
    }
    assert "There is 1 thing for you to do." in page.text
