"""Can a leader find people in the directory, see what the list becomes, and choose what is asked?"""

import uuid
from collections.abc import Callable

import pytest

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.nomination import competencies, service
from tests.building import Council
from tests.staff import Browser

HOW = "How do they work with you?"


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader of Housing with three direct reports, in a directory with somebody of Planning."""
    leader = council.launched(council.leader(council.campaign("mansfield"), person=council.person("Lee Leader")))
    stands = {"Ann Lee": "Planning", "Jo Field": "Housing", "Kit Wood": "Housing", "Lou Dale": "Housing"}
    for name, team in stands.items():
        person = council.person(name)
        with one_transaction():
            db.session.add(person)
            person.team, person.job_title = team, "Officer"
            person.manager_id = leader.person_id if team == "Housing" else None
    return leader


@pytest.fixture
def theirs(leader: Subject, browser_of: Callable[[Person], Browser]) -> Browser:
    """The leader's browser with the list open."""
    browser = browser_of(leader.person)
    browser.get(f"/nominations/{leader.id}")
    return browser


def ann() -> str:
    """The id of Ann Lee, as a tick sends it."""
    return str(db.session.query(Person).filter_by(name="Ann Lee").one().id)


def test_somebody_found_is_ticked_and_added(theirs: Browser) -> None:
    page = theirs.submit("Search", {"Search the directory": "planning"})
    assert "Ann Lee Officer, Planning" in page.text
    assert "words=" not in page.path

    page = theirs.submit("Add those ticked", {"Who?": [ann()], HOW: "others"})
    assert page.messages == ["Ann Lee added to the list."]
    assert "Others 1 on the list" in page.text
    assert "Nobody found who could be added" in theirs.submit("Search", {"Search the directory": "Ann Lee"}).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [("zzz", "Nobody found who could be added."), ("Lee Leader", "Nobody found")],
)
def test_a_search_that_finds_nobody_says_what_to_do(theirs: Browser, typed: str, words: str) -> None:
    assert words in theirs.submit("Search", {"Search the directory": typed}).text


@pytest.mark.parametrize("typed", ["", " ", "a", " a "])
def test_too_little_to_search_for_is_told_at_the_field(theirs: Browser, typed: str) -> None:
    page = theirs.submit("Search", {"Search the directory": typed})
    assert (page.status, page.errors) == (400, ["Type at least two letters"])


def test_what_was_found_is_there_when_the_page_is_loaded_again(
    theirs: Browser, leader: Subject, browser_of: Callable[[Person], Browser]
) -> None:
    where = theirs.submit("Search", {"Search the directory": "planning"}).address
    assert "planning" not in where
    page = theirs.get(where)
    assert "Ann Lee Officer, Planning" in page.text
    assert page.form("Search").data["words"] == "planning"
    elsewhere = browser_of(leader.manager).get(where)
    assert "Ann Lee" not in elsewhere.text, "what somebody searched for is kept in their own browser"


def test_nobody_ticked_and_no_group_are_told(theirs: Browser) -> None:
    theirs.submit("Search", {"Search the directory": "ann"})
    page = theirs.submit("Add those ticked")
    assert (page.status, page.errors) == (400, ["Tick whom you want to ask", "Select how they work together"])


@pytest.mark.parametrize("ticked", ["no-id", str(uuid.UUID(int=1))])
def test_nobody_comes_in_by_a_made_up_tick(theirs: Browser, leader: Subject, ticked: str) -> None:
    theirs.post(f"/nominations/{leader.id}/add-found", {"found-people": ticked, "found-group": "peers"}, expect=400)
    assert service.counts(leader.id).total() == 0


def test_all_direct_reports_come_with_one_press(theirs: Browser) -> None:
    page = theirs.submit("Add all 3 direct reports")
    assert page.messages == ["Jo Field, Kit Wood and Lou Dale added to the list."]
    assert "Direct reports 3 on the list" in page.text
    assert "Add all" not in page.text


def test_the_forecast_says_what_the_list_becomes_and_who_is_missing(theirs: Browser) -> None:
    assert "Add people to see" in theirs.page.text
    page = theirs.submit("Add all 3 direct reports")
    assert "Most likely too few answer for anything to be shown (100%)." in page.text
    assert "No councillor is on the list." in page.text
    assert "No partner from outside the council is on the list." in page.text


def test_what_is_ticked_is_forecast_without_being_added(theirs: Browser, leader: Subject) -> None:
    answer = theirs.browser.post(
        f"/nominations/{leader.id}/forecast",
        data={
            "csrf_token": theirs.page.form("Search").data["csrf_token"],
            "found-people": [ann()],
            "found-group": "peers",
        },
        base_url=theirs.base_url,
    )
    assert answer.status_code == 200
    assert "None" in answer.text
    assert "<html" not in answer.text
    assert service.counts(leader.id).total() == 0


def test_competencies_are_chosen_on_the_same_page(theirs: Browser, leader: Subject) -> None:
    themes = {theme.name: [one.id for one in theme.competencies] for theme in competencies.themes_of(leader)}
    page = theirs.submit("Save what is asked", {name: ids[:1] for name, ids in themes.items()})
    assert (page.status, page.errors) == (400, ["Choose about 6: from 4 to 8. You chose 3."])
    page = theirs.submit("Save what is asked", {name: ids[1:3] for name, ids in themes.items()})
    assert page.messages == ["Saved what raters are asked about."]
    db.session.expire_all()
    assert leader.competencies == [one for ids in themes.values() for one in ids[1:3]]
