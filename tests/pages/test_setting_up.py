"""Can an administrator bring a campaign from nothing to launch, by forms alone?"""

from typing import Any

import pytest

from feedback.campaign import service as campaigns
from feedback.campaign.models import Campaign
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.identity.models import Person
from tests.building import LEVELS, Council
from tests.staff import Browser

NAME, LAST_DAY, COACH = "Name of the campaign", "Last day to answer", "Coach"
LEADER = {
    "Leader’s full name": "Lee Leader",
    "Leader’s email address": "lee@example.org",
    "Line manager’s full name": "Max Manager",
    "Line manager’s email address": "max@example.org",
}
REAL_DATE = "The last day must be a real date, like 31 3 2027"


@pytest.mark.parametrize("framework", LEVELS)
def test_from_framework_to_launch(admin: Browser, council: Council, inbox: Inbox, sweep: Any, framework: str) -> None:
    council.person("Casey Coach", coach=True)
    assert "There is none yet" in admin.get("/campaigns").text
    admin.follow("Set up a campaign")
    admin.submit("Continue", {"Which framework?": framework})
    page = admin.submit("Save and continue", {NAME: "Spring 2027", LAST_DAY: (31, 3, 2027)})
    assert (page.h1, "31 March 2027" in page.text, "Draft" in page.text) == ("Spring 2027", True, True)

    admin.get(page.path + "/leaders/new")
    page = admin.submit("Add leader", LEADER | {"Level": LEVELS[framework], COACH: "Casey Coach"})
    assert page.messages == ["Lee Leader added."]
    [row] = page.table("Leaders")[1:]
    assert row[0] == "Lee Leader"
    assert row[3:5] == ["Max Manager", "Casey Coach"]

    page = admin.follow("Check and launch")
    assert page.facts["Smallest group shown"] == "4 raters"
    assert "You cannot undo a launch" in page.text
    page = admin.submit("Launch the campaign")
    assert page.messages == ["Launched. The leaders are asked by email to choose their raters."]
    assert "Nominating" in page.text
    sweep()
    assert [letter.subject for letter in inbox.to("lee@example.org")] == ["Choose who gives you feedback"]


def test_a_framework_must_be_chosen(admin: Browser) -> None:
    admin.get("/campaigns/new")
    assert admin.submit("Continue").errors == ["Select a framework"]
    admin.get("/campaigns/new/nothing", expect=404)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        pytest.param({NAME: " "}, "Enter a name", id="no name"),
        pytest.param({NAME: "x" * 101}, "Name must be 100 characters or less", id="long name"),
        pytest.param({LAST_DAY: ("", "", "")}, "Enter the last day to answer", id="no day"),
        pytest.param({LAST_DAY: (31, 2, 2027)}, REAL_DATE, id="no such day"),
        pytest.param({LAST_DAY: (31, "", 2027)}, REAL_DATE, id="no month"),
        pytest.param({LAST_DAY: (31, "March", 2027)}, REAL_DATE, id="month in words"),
        pytest.param({LAST_DAY: (1, 3, 2027)}, "The last day must be in the future", id="today"),
        pytest.param({LAST_DAY: (1, 3, 27)}, REAL_DATE, id="short year"),
    ],
)
def test_a_slip_in_the_setup_is_told_and_nothing_lost(admin: Browser, typed: dict[str, Any], error: str) -> None:
    admin.get("/campaigns/new/leicestershire")
    page = admin.submit("Save and continue", {NAME: "Spring", LAST_DAY: (31, 3, 2027)} | typed)

    assert (page.status, page.errors) == (400, [error])
    assert admin.get("/campaigns").text.count("Draft") == 0


def test_a_campaign_without_leaders_is_not_ready(admin: Browser, council: Council) -> None:
    run = council.campaign()
    page = admin.get(f"/campaigns/{run.id}/launch")

    assert page.h1 == "Not ready to launch yet"
    assert "Add at least one leader." in page.text
    assert "Launch the campaign" not in page.text
    assert admin.post(f"/campaigns/{run.id}/launch").h1 == "Not ready to launch yet"
    assert "Draft" in admin.get(f"/campaigns/{run.id}").text


def test_a_leader_who_would_be_asked_nothing_stands_in_the_way(admin: Browser, council: Council) -> None:
    run = council.campaign("mansfield", themes=("people",))
    council.leader(run, person=council.person("Lee Leader"), competencies=["big-picture"])
    page = admin.get(f"/campaigns/{run.id}/launch")

    assert "Lee Leader would be asked about nothing" in page.text
    assert "Launch the campaign" not in page.text


@pytest.mark.parametrize(("framework", "long"), [("plymouth", True), ("derbyshire", False)])
def test_a_long_questionnaire_is_pointed_out(admin: Browser, council: Council, framework: str, long: bool) -> None:
    leader = council.leader(council.campaign(framework))
    asked = campaigns.questionnaire_for(leader)
    for path in (f"/campaigns/{leader.campaign_id}", f"/campaigns/{leader.campaign_id}/launch"):
        page = admin.get(path)
        [row] = page.table("Leaders" if path.count("/") == 2 else "Leaders, also frozen")[1:]
        assert row[2] == f"{asked.item_count} items, {asked.minutes} minutes" + (" Long" if long else "")
        assert ("Above 40 items or 15 minutes fewer people finish" in page.text) is long


@pytest.fixture
def draft(council: Council) -> Campaign:
    """A draft in which Kay is a leader already."""
    council.person("Casey Coach", coach=True)
    run = council.campaign("bristol")
    council.leader(run, person=council.person("Kay Known"))
    return run


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        pytest.param({"Leader’s full name": ""}, "Enter the leader’s name", id="no name"),
        pytest.param(
            {"Leader’s email address": "lee"}, "Enter an email address in the correct format", id="no address"
        ),
        pytest.param({"Leader’s email address": "Kay Known"}, "This leader is in the campaign already", id="twice"),
        pytest.param(
            {"Leader’s email address": "max@example.org"}, "A leader cannot be their own manager", id="own manager"
        ),
        pytest.param({"Level": ""}, "Select a level", id="no level"),
        pytest.param({COACH: ""}, "Select a coach", id="no coach"),
        pytest.param(
            {"Line manager’s email address": "Casey Coach"},
            "The coach must be neither the leader nor their manager",
            id="manager coaches",
        ),
    ],
)
def test_a_leader_who_does_not_fit_is_refused(
    admin: Browser, council: Council, draft: Campaign, typed: dict[str, str], error: str
) -> None:
    known = {person.name: person.email for person in db.session.query(Person)}
    typed = {question: known.get(answer, answer) for question, answer in typed.items()}
    admin.get(f"/campaigns/{draft.id}/leaders/new")
    wanted = LEADER | {"Level": "strong", COACH: "Casey Coach"} | typed
    page = admin.submit("Add leader", {asked: answer for asked, answer in wanted.items() if answer or asked != "Level"})

    assert page.status == 400
    assert [told.startswith(error) for told in page.errors] == [True]
    assert len(admin.get(f"/campaigns/{draft.id}").table("Leaders")) == 2


def test_senior_leaders_are_asked_more(admin: Browser, council: Council, draft: Campaign) -> None:
    counts = []
    for senior in (False, True):
        admin.get(f"/campaigns/{draft.id}/leaders/new")
        who = {"Leader’s full name": f"Lee {senior}", "Leader’s email address": f"lee{senior}@example.org"}
        more = {"Senior leaders: also ask the part of the framework for them": senior}
        page = admin.submit("Add leader", LEADER | who | more | {"Level": "strong", COACH: "Casey Coach"})
        [row] = [row for row in page.table("Leaders") if row[0] == f"Lee {senior}"]
        counts.append(int(row[2].split()[0]))
    assert counts[0] < counts[1]


def test_a_leader_can_be_taken_out_of_a_draft(admin: Browser, council: Council, draft: Campaign) -> None:
    admin.get(f"/campaigns/{draft.id}")
    page = admin.submit("Remove Kay Known")

    assert page.messages == ["Kay Known removed."]
    assert "You can launch as soon as there is a leader" in page.text


def test_without_a_coach_the_page_says_what_to_do_first(admin: Browser, council: Council) -> None:
    page = admin.get(f"/campaigns/{council.campaign().id}/leaders/new")
    assert "Nobody is set up as a coach yet" in page.text
    assert admin.follow("Add a person who can coach").h1 == "Add a person"
