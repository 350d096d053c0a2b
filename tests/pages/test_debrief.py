"""Can a coach prepare the conversation, keep notes to themself, and tell the leader the day?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from feedback.campaign.models import Subject
from feedback.coaching import sessions
from feedback.coaching.models import Debrief
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from tests import databases
from tests.building import Council
from tests.staff import Browser

MARK = "ZEBRA: sounded worn out"


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader rated 5 by themself and 2 by peers, whose report is sealed."""
    leader = council.collecting(council.leader(person=council.person("Lee Leader")), peers=5)
    for invitation in council.invitations(leader):
        council.answer(invitation, 5 if invitation.group == "self" else 2)
    council.close(leader.campaign)
    return leader


@pytest.fixture
def coach(leader: Subject, browser_of: Callable[[Person], Browser]) -> Browser:
    """The coach's browser with the page open."""
    browser = browser_of(leader.coach)
    browser.get(f"/reports/{leader.id}/debrief", expect=404)
    browser.get(f"/reports/{leader.id}")
    browser.submit("Open the report")
    browser.follow("Prepare the conversation")
    return browser


def test_the_page_asks_about_this_report_and_says_that_it_is_hard(coach: Browser) -> None:
    page = coach.page
    assert page.h1 == "The conversation with Lee Leader"
    assert "you 5, others 2.0 or below" in page.text or "you 5, others 2.2 or below" in page.text
    assert "This report is hard to read" in page.text


def test_the_day_is_shown_to_the_leader_and_the_past_is_refused(
    coach: Browser, leader: Subject, browser_of: Callable[[Person], Browser]
) -> None:
    page = coach.submit("Save the day", {"Day": "1", "Month": "2", "Year": "2020"}, expect=400)
    assert page.errors == ["The day must be today or later"]
    coach.submit("Save the day", {"Day": "1", "Month": "6", "Year": "2030"})
    assert "goes through it with you on 1 June 2030" in browser_of(leader.person).get("/tasks").text
    page = coach.submit("We have met")
    assert "You held the conversation on" in page.text


def test_notes_are_the_coachs_alone_and_nobody_reads_them_in_the_database(
    coach: Browser,
    leader: Subject,
    council: Council,
    tmp_path: Path,
    browser_of: Callable[[Person], Browser],
) -> None:
    page = coach.submit("Save your notes", {"Your notes": MARK})
    assert MARK in page.text
    db.session.rollback()
    assert MARK.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("feedback.sqlite*"))
    with databases.in_use().reading(tmp_path) as rows:
        [[sealed]] = rows("SELECT notes FROM debrief")
    assert sealed
    assert MARK.encode() not in sealed
    for other in (leader.person, leader.manager, council.person("Ada Admin", administrator=True)):
        browser_of(other).get(f"/reports/{leader.id}/debrief", expect=404)
    leader.coach_id = council.person("Another Coach", coach=True).id
    db.session.commit()
    page = browser_of(leader.coach).get(f"/reports/{leader.id}/debrief")
    assert MARK not in page.text, "notes do not pass to the next coach"


def test_empty_notes_leave_nothing(coach: Browser) -> None:
    coach.submit("Save your notes", {"Your notes": MARK})
    coach.submit("Save your notes", {"Your notes": ""})
    assert db.session.query(Debrief).one().notes is None


def test_notes_of_another_secret_are_said_to_be_unreadable_and_stay_until_others_are_saved(
    coach: Browser, leader: Subject, council: Council
) -> None:
    coach.submit("Save your notes", {"Your notes": MARK})
    with one_transaction():
        sessions.save_notes(leader, MARK, secret="another secret, long enough to be one", by=leader.coach_id)
    page = coach.get(f"/reports/{leader.id}/debrief")
    assert "a secret that this service no longer uses" in page.text
    assert MARK not in page.text
    page = coach.submit("Save your notes", {"Your notes": "Begin again"})
    assert "Begin again" in page.text
    assert "no longer uses" not in page.text
