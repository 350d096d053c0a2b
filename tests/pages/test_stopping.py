"""Does an administrator know what stopping means, and can it be undone in time and no later?"""

from typing import Any

import pytest

from feedback.campaign.models import Subject
from tests.building import Council
from tests.conftest import ToldClock
from tests.staff import Browser


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose raters are answering."""
    return council.collecting(council.leader(council.campaign(name="Spring 2027")), peers=4)


def test_the_page_says_what_stopping_means(admin: Browser, leader: Subject) -> None:
    admin.get(f"/campaigns/{leader.campaign_id}")
    page = admin.follow("Stop before the last day")

    assert page.h1 == "Stop taking answers?"
    for words in ("no more answers", "For 24 hours: you can undo it", "Nobody sees a figure", "opened", "destroyed"):
        assert words in page.text
    assert admin.follow("Keep it open").h1 == "Spring 2027"


def test_stop_and_undo(admin: Browser, leader: Subject, council: Council, client: Browser) -> None:
    link = council.token(council.invitations(leader)[0])
    admin.get(f"/campaigns/{leader.campaign_id}/stop")
    page = admin.submit("Stop taking answers")
    assert page.messages == ["Stopped. Nobody can answer any more."]
    assert "24 hours after the stop, the answers are opened" in page.text
    client.get("/r")
    client.submit("Continue", {"Paste the link from your email": link}, expect=410)

    page = admin.submit("Undo the stop")
    assert page.messages == ["Raters can answer again."]
    assert "Raters are answering" in page.text
    client.get("/r")
    assert client.submit("Continue", {"Paste the link from your email": link}).status == 200


def test_after_the_last_day_undoing_gives_another_week(
    admin: Browser, leader: Subject, clock: ToldClock, sweep: Any
) -> None:
    clock.advance(days=31)
    sweep()
    admin.get(f"/campaigns/{leader.campaign_id}")
    page = admin.submit("Undo the stop")

    assert "8 April 2027" in page.text


def test_what_is_opened_cannot_be_undone(admin: Browser, leader: Subject, council: Council, sweep: Any) -> None:
    admin.get(f"/campaigns/{leader.campaign_id}/stop")
    page = admin.submit("Stop taking answers")
    council.clock.advance(hours=24)
    sweep()

    page = admin.submit("Undo the stop", expect=409)
    assert page.h1 == "This cannot be done now"
    page = admin.get(f"/campaigns/{leader.campaign_id}")
    assert "The answers have been opened, mixed and destroyed." in page.text


@pytest.mark.parametrize("launched", [False, True])
def test_what_has_not_begun_cannot_be_stopped(admin: Browser, council: Council, launched: bool) -> None:
    leader = council.launched() if launched else council.leader()
    page = admin.get(f"/campaigns/{leader.campaign_id}/stop", expect=409)

    assert page.h1 == "This cannot be done now"
    admin.get(f"/campaigns/{leader.campaign_id}")
    admin.post(f"/campaigns/{leader.campaign_id}/stop", expect=409)


def test_the_last_day_moves(admin: Browser, leader: Subject) -> None:
    admin.get(f"/campaigns/{leader.campaign_id}")
    page = admin.submit("Move the last day", {"New last day to answer": (30, 4, 2027)})

    assert page.messages == ["The last day to answer is now 30 April 2027."]
    assert "until the end of 30 April 2027" in page.text


@pytest.mark.parametrize(
    ("day", "error"),
    [
        (("", "", ""), "Enter the new last day"),
        ((31, 4, 2027), "The last day must be a real date, like 31 3 2027"),
        ((1, 3, 2027), "The last day must be in the future"),
    ],
)
def test_the_last_day_does_not_move_to_just_any_day(admin: Browser, leader: Subject, day: Any, error: str) -> None:
    admin.get(f"/campaigns/{leader.campaign_id}")
    page = admin.submit("Move the last day", {"New last day to answer": day})

    assert (page.status, page.errors) == (400, [error])


def test_nothing_but_the_last_day_changes_after_launch(admin: Browser, leader: Subject) -> None:
    run = f"/campaigns/{leader.campaign_id}"
    page = admin.get(run)
    assert "Frozen when the campaign was launched." in page.text
    assert "Change the set-up" not in page.text
    assert "Remove" not in page.text

    for path in ("/set-up/protection", "/leaders/new", "/leaders/import", "/launch"):
        assert admin.get(run + path, expect=409).h1 == "This cannot be done now"
        admin.get(run)
        admin.post(run + path, expect=409)
    admin.get(run)
    admin.post(f"{run}/leaders/{leader.id}/remove", expect=409)


def test_a_last_day_that_passed_without_a_list_is_pointed_out(
    admin: Browser, council: Council, clock: ToldClock
) -> None:
    leader = council.launched()
    clock.advance(days=31)
    page = admin.get(f"/campaigns/{leader.campaign_id}")
    assert "The last day has passed, and no list of raters has been approved" in page.text

    page = admin.submit("Move the last day", {"New last day to answer": (30, 4, 2027)})
    assert "Leaders choose their raters" in page.text


def test_one_glance_tells_how_far_the_lists_are(admin: Browser, council: Council, propose: Any) -> None:
    run = council.campaign()
    names = ("Ann Choosing", "Bo Waiting", "Cy Approved")
    leaders = [council.leader(run, person=council.person(name)) for name in names]
    council.launched(leaders[0])
    propose(leaders[1], peers=4, send=True)
    leaders[2].list_state = "approved"
    council.app.extensions["sqlalchemy"].session.commit()

    page = admin.get(f"/campaigns/{run.id}")
    assert "Lists of raters approved 1 of 3" in page.text
    assert page.facts["List with the manager"] == "1"
    page = admin.follow("See each leader")
    assert [row[1] for row in page.table("Leaders")[1:]] == ["Choosing raters", "With the manager", "Approved"]
