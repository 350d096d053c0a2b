"""Who is found, who is asked too often, and who could be asked instead?"""

from collections.abc import Callable

import pytest

from feedback import worker
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation.models import DECLINED, SUBMITTED
from feedback.nomination import directory, page, service
from feedback.nomination.page import Row
from feedback.nomination.service import NominationRefused
from tests.building import Council
from tests.nomination.conftest import Ask, Known

AskedBy = Callable[..., list[Subject]]


def names(typed: str) -> list[str]:
    """Who is found, in order."""
    return [person.name for person in directory.search(typed, leave_out=()).people]


def rows(leader: Subject) -> list[Row]:
    """What the leader's page says of everybody on the list."""
    db.session.expire_all()
    found = page.show(leader, by=leader.person_id)["rows"]
    assert isinstance(found, list)
    return found


def test_a_search_finds_by_name_address_title_and_team(known: Known) -> None:
    known("Ann Lee", team="Housing", job_title="Head of repairs")
    known("Bo Annand", team="Planning")
    known("Cai Moss", team="Finance")

    assert names("ann") == ["Ann Lee", "Bo Annand"]
    assert names("ANN hous") == ["Ann Lee"], "every word must be somewhere"
    assert names("repairs") == ["Ann Lee"]
    assert names("cai.moss") == ["Cai Moss"]
    assert names("finance") == ["Cai Moss"]


@pytest.mark.parametrize("typed", ["", " ", "a", "%%", "__", "%a%"])
def test_nobody_gets_the_directory_listed(known: Known, typed: str) -> None:
    known("Ann Lee")
    assert names(typed) == []


def test_a_search_shows_few_and_says_that_there_are_more(known: Known) -> None:
    for number in range(directory.MOST_FOUND):
        known(f"Ann {number}")
    assert not directory.search("ann", leave_out=()).more
    known("Ann Last")
    found = directory.search("ann", leave_out=())
    assert (len(found.people), found.more) == (directory.MOST_FOUND, True)


def test_whom_another_leader_asked_from_outside_is_not_found(council: Council, ask: Ask) -> None:
    leader = council.launched()
    ask(leader, council.person("Pat Partner"))

    assert names("partner") == []
    other = council.launched()
    partner = db.session.query(Person).filter_by(name="Pat Partner").one()
    with pytest.raises(NominationRefused), one_transaction():
        service.nominate_known(other, [partner.id], group="peers", by=other.person_id, now=council.clock.now)


@pytest.mark.parametrize(("group", "counts"), [("peers", True), ("others", True), ("reports", False)])
def test_what_counts_as_a_request(council: Council, known: Known, asked_by: AskedBy, group: str, counts: bool) -> None:
    ann = known("Ann Lee")
    asked_by(ann, 2, group=group)
    assert directory.open_requests([ann.id], besides=council.leader().id)[ann.id] == (2 if counts else 0)


def test_an_answer_cannot_be_seen_in_the_count(council: Council, known: Known, ask: Ask) -> None:
    ann = known("Ann Lee")
    leader = council.launched()
    ask(leader, ann)
    with one_transaction():
        leader.list_state = "with_manager"
    for _ in range(3):
        ask_more = council.person()
        with one_transaction():
            service.nominate(
                leader, name=ask_more.name, email=ask_more.email, group="peers", by=leader.manager_id,
                now=council.clock.now,
            )  # fmt: skip
    with one_transaction():
        service.approve(leader, by=leader.manager_id, now=council.clock.now)
    worker.sweep(council.app)
    [theirs] = [one for one in council.invitations(leader) if one.person_id == ann.id]
    for state in (SUBMITTED, DECLINED):
        with one_transaction():
            db.session.add(theirs)
            theirs.state = state
        assert directory.open_requests([ann.id], besides=council.leader().id)[ann.id] == 1


def test_requests_end_with_the_campaign(council: Council, known: Known, asked_by: AskedBy) -> None:
    ann = known("Ann Lee")
    leaders = asked_by(ann, 3)
    service.remove(leaders[0], service.nominations(leaders[0].id)[0].id, by=leaders[0].person_id, now=council.clock.now)
    besides = council.leader().id
    assert directory.open_requests([ann.id], besides=besides)[ann.id] == 2
    with one_transaction():
        leaders[0].campaign.state = "reported"
    assert directory.open_requests([ann.id], besides=besides)[ann.id] == 0


@pytest.mark.parametrize(("others", "marked"), [(4, None), (5, 5), (7, 7)])
def test_five_requests_are_told(
    council: Council, known: Known, ask: Ask, asked_by: AskedBy, others: int, marked: int | None
) -> None:
    ann = known("Ann Lee")
    asked_by(ann, others)
    leader = council.launched()
    ask(leader, ann)
    [row] = rows(leader)
    assert row.open_requests == marked


def test_eight_requests_are_enough_but_not_for_a_direct_report(
    council: Council, known: Known, ask: Ask, asked_by: AskedBy
) -> None:
    ann = known("Ann Lee")
    asked_by(ann, 8)
    leader = council.launched()
    for group in ("peers", "others"):
        with pytest.raises(NominationRefused, match="8 other leaders ask Ann Lee already"):
            ask(leader, ann, group=group)
    ask(leader, ann, group="reports")
    [row] = rows(leader)
    assert row.open_requests is None


def test_somebody_of_the_same_team_who_is_asked_least_is_suggested(
    council: Council, known: Known, ask: Ask, asked_by: AskedBy
) -> None:
    ann, bo, cai = known("Ann Lee"), known("Bo Ray"), known("Cai Moss")
    known("Dee Park", team="Planning")
    asked_by(ann, 6)
    asked_by(bo, 2)
    asked_by(cai, 1)
    leader = council.launched()
    ask(leader, ann)
    [row] = rows(leader)
    assert row.swap is not None
    assert (row.open_requests, row.swap.name, row.swap.open_requests) == (6, "Cai Moss", 1)

    with one_transaction():
        service.swap(leader, row.proposal.id, cai.id, by=leader.person_id, now=council.clock.now)
    assert [(one.person.name, one.group) for one in service.nominations(leader.id)] == [("Cai Moss", "peers")]


def test_nobody_is_suggested_twice_nor_whoever_cannot_be_asked(
    council: Council, known: Known, ask: Ask, asked_by: AskedBy
) -> None:
    ann, bo, coach = known("Ann Lee"), known("Bo Ray"), known("Aa Coach", is_coach=True)
    known("Cai Moss")
    for person in (ann, bo):
        asked_by(person, 5)
    leader = council.launched(council.leader(coach=coach))
    ask(leader, ann, bo)
    assert [row.swap and row.swap.name for row in rows(leader)] == ["Cai Moss", None]


def test_direct_reports_come_from_the_directory_up_to_the_most(council: Council, known: Known) -> None:
    leader = council.launched()
    for number in range(14):
        known(f"Report {number:02}", manager_id=leader.person_id)
    with one_transaction():
        added = service.nominate_direct_reports(leader, by=leader.person_id, now=council.clock.now)
    assert (len(added), added[0], added[-1]) == (12, "Report 00", "Report 11")
    with one_transaction():
        assert service.nominate_direct_reports(leader, by=leader.person_id, now=council.clock.now) == []


def test_a_coach_is_no_rater_of_their_own_leader(council: Council, ask: Ask) -> None:
    leader = council.launched()
    with pytest.raises(NominationRefused, match="reads the answers first"):
        ask(leader, leader.coach)


def test_who_became_the_coach_or_the_manager_later_is_no_rater_twice(council: Council, ask: Ask) -> None:
    leader = council.launched()
    people = [council.person() for _ in range(5)]
    ask(leader, *people)
    with one_transaction():
        leader.coach_id, leader.manager_id = people[0].id, people[1].id
        leader.list_state = "with_manager"
    assert any(people[0].name in problem for problem in service.list_problems(leader))
    with one_transaction():
        [theirs] = [one for one in service.nominations(leader.id) if one.person_id == people[0].id]
        service.remove(leader, theirs.id, by=leader.manager_id, now=council.clock.now)
        extra = council.person()
        service.nominate(
            leader, name=extra.name, email=extra.email, group="peers", by=leader.manager_id, now=council.clock.now
        )
        service.approve(leader, by=leader.manager_id, now=council.clock.now)
    groups = {one.person_id: one.group for one in service.nominations(leader.id)}
    assert groups[people[1].id] == "manager"
