"""Does the coach's bench say what comes next with each leader, and nobody else see it?"""

from collections.abc import Callable

import pytest

from feedback.campaign import coach_keys
from feedback.campaign.models import Subject
from feedback.config import Settings
from feedback.disclosure import service as disclosure
from feedback.followup.bench import Coached, Step
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import service as reports
from tests.building import Council
from tests.staff import Browser

FACTS = {"report": "", "meets_on": None, "held_on": None, "waiting": 0, "plan": "", "key": ""}


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({}, Step.FEEDBACK),
        ({"key": coach_keys.TO_MAKE}, Step.PROTECT),
        ({"key": coach_keys.MADE}, Step.FEEDBACK),
        ({"key": coach_keys.WANTED}, Step.UNLOCK),
        ({"report": "sealed", "waiting": 2}, Step.OPEN),
        ({"report": "opened", "waiting": 2}, Step.SAY),
        ({"report": "opened"}, Step.BOOK),
        ({"report": "opened", "meets_on": "a day"}, Step.HOLD),
        ({"report": "opened", "held_on": "a day"}, Step.RELEASE),
        ({"report": "released"}, Step.BOOK),
        ({"report": "released", "held_on": "a day"}, Step.PLAN),
        ({"report": "released", "held_on": "a day", "plan": "draft"}, Step.PLAN),
        ({"report": "released", "held_on": "a day", "plan": "agreed"}, Step.DONE),
    ],
)
def test_what_comes_next(known: dict[str, object], step: Step) -> None:
    assert Coached(None, **FACTS | known).step == step  # type: ignore[arg-type]


@pytest.fixture
def leaders(council: Council) -> list[Subject]:
    """Two leaders of one coach: the feedback on Zed has closed, that on Ada has not."""
    coach = council.person("Casey Coach", coach=True)
    zed = council.collecting(council.leader(person=council.person("Zed Leader"), coach=coach), peers=4)
    council.close(zed.campaign)
    ada = council.launched(council.leader(person=council.person("Ada Leader"), coach=coach))
    return [zed, ada]


def test_who_waits_for_the_coach_comes_first(
    leaders: list[Subject], council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    coach = browser_of(leaders[0].coach)
    coach.get("/tasks")
    page = coach.follow("Leaders you coach")
    rows = page.table("Leaders you coach")
    assert [row[0].split(" Leader")[0] for row in rows[-2:]] == ["Zed", "Ada"]
    assert "Nothing yet: feedback has not closed" in page.text
    with one_transaction():
        reports.open_report(leaders[0], by=leaders[0].coach_id, now=council.clock.now)
    assert disclosure.report_of(leaders[0].id).state == "opened"
    assert "Agree a day to talk" in coach.get("/coaching").text
    stranger = browser_of(council.person("Another Coach", coach=True))
    assert "You coach nobody" in stranger.get("/coaching").text
    assert "Leaders you coach" not in [words for words, _ in browser_of(leaders[0].person).get("/tasks").links]


def test_the_page_on_concerns_names_the_councils_own_contacts(
    leaders: list[Subject], council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    coach = browser_of(leaders[0].coach)
    assert "employee support" in coach.get("/coaching/concerns").text
    told = {"safeguarding_contact": "Safeguarding desk, 01632 960001", "staff_support": "Ask the listening line."}
    as_it_is: Settings = council.app.config["SETTINGS"]
    council.app.config["SETTINGS"] = as_it_is.model_copy(update=told)
    page = coach.get("/coaching/concerns")
    assert all(words in page.text for words in told.values())
