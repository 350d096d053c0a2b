"""Is anybody asked what it was worth, and does a director see totals and nobody's answer?"""

from collections.abc import Sequence

import pytest

from feedback.campaign.models import CHECK_IN, Campaign, Subject
from feedback.coaching import sessions
from feedback.cohort import evaluation
from feedback.cohort.evaluation import COACH, LEADER
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db
from feedback.followup.models import CheckIn
from feedback.foundations.database import one_transaction
from tests.building import Council
from tests.cohort.leaders import close, draft, release, report
from tests.staff import Browser

PEERS = {"peers": [3, 4, 4, 4], "self": [4]}


@pytest.fixture
def leaders(council: Council) -> Sequence[Subject]:
    """Six leaders who have talked about their reports."""
    run, found = draft(council, ["North"] * 6, name="Spring")
    close(council, run, found, lambda number: PEERS)
    report(council, run)
    with one_transaction():
        for leader in found:
            sessions.hold(leader, by=leader.coach_id, now=council.clock.now)
            db.session.get_one(ReleasedReport, leader.id).state = "released"
    return found


def answer(council: Council, leaders: Sequence[Subject], who: str = LEADER, useful: int = 4) -> None:
    """Say that it was useful."""
    with one_transaction():
        for leader in leaders:
            evaluation.answer(
                leader, who, useful=useful, acting="yes", words=f"More time {leader.person.name}",
                by=leader.person_id, now=council.clock.now,
            )  # fmt: skip


def count() -> None:
    """What the worker does."""
    with one_transaction():
        while evaluation.count_due():
            pass


def test_leader_and_coach_are_asked_after_the_conversation(council: Council, leaders: Sequence[Subject]) -> None:
    one = leaders[0]
    browser = Browser.of(council.app, one.person)
    browser.get("/tasks")
    browser.follow("Say whether the feedback was worth it")
    page = browser.submit("Send", expect=400)
    assert page.errors == ["Select how useful it was", "Select whether something will be done differently"]
    answers = {"How useful was this feedback?": "5", "Will something be done differently because of it?": "perhaps"}
    page = browser.submit("Send", answers)

    assert "worth it" not in page.text
    assert len(evaluation.asked_of(one.coach_id)) == 6
    given = evaluation.answer_of(one, LEADER)
    assert given is not None
    assert (given.useful, given.acting) == (5, "perhaps")
    Browser.of(council.app, one.manager).get(f"/reports/{one.id}/worth", expect=404)


def test_nothing_is_told_of_fewer_than_five_nor_of_the_sixth(council: Council, leaders: Sequence[Subject]) -> None:
    run = leaders[0].campaign_id
    answer(council, leaders[:4])
    count()
    assert evaluation.of_campaign(run).said[0] == evaluation.Said(LEADER, 0, 4)

    answer(council, leaders[4:5], useful=1)
    count()
    told = evaluation.of_campaign(run).said[0]
    assert (told.counted, told.useful, told.acting) == (5, 3.4, (5, 0, 0))

    answer(council, leaders[5:], useful=1)
    count()
    assert evaluation.of_campaign(run).said[0] == evaluation.Said(LEADER, 5, 1, 3.4, (5, 0, 0))
    with pytest.raises(evaluation.NotAllowedNow):
        answer(council, leaders[:1])


def test_the_director_s_page_has_totals_and_no_words(council: Council, leaders: Sequence[Subject]) -> None:
    answer(council, leaders[:5])
    answer(council, leaders[:5], who=COACH, useful=5)
    count()
    path = f"/cohorts/{leaders[0].campaign_id}/evaluation"

    page = Browser.of(council.app, council.person("Dora", director=True)).get(path)
    seen = Browser.of(council.app, council.person("Ada", administrator=True)).get(path)

    said = page.table("Was it useful, and will something be done differently?")[1:]
    assert said == [
        ["Leaders", "5", "4.0 of 5", "5 yes, 0 perhaps, 0 no"],
        ["Coaches", "5", "5.0 of 5", "5 yes, 0 perhaps, 0 no"],
    ]
    assert page.table("Of the leaders who have their report")[1:3] == [
        ["Have their report", "6"], ["Talked about it with the coach", "6"],
    ]  # fmt: skip
    assert "More time" not in page.text
    assert "More time" in seen.text


def test_change_at_check_ins_is_told_of_five_leaders_at_a_time(council: Council, leaders: Sequence[Subject]) -> None:
    run = leaders[0].campaign
    for number, leader in enumerate(leaders):
        with one_transaction():
            again = Campaign(
                kind=CHECK_IN, name="Check-in", framework_hash=run.framework_hash, state="closed",
                closes_on=run.closes_on, depth=run.depth, scale=run.scale, group_min_n=4,
            )  # fmt: skip
            db.session.add(again)
            db.session.flush()
            asked = Subject(
                campaign_id=again.id, person_id=leader.person_id, manager_id=leader.manager_id,
                coach_id=leader.coach_id, level=leader.level,
            )  # fmt: skip
            db.session.add_all([asked, CheckIn(campaign_id=again.id, follows_id=leader.id, months=3)])
            db.session.flush()
            release(council, asked, {"peers": [4, 4, 4, 5]})
        told = evaluation.of_campaign(run.id).change
        assert told == (evaluation.Change(5, 0.5) if number >= 4 else None)
