"""A rater asks to be taken out: nothing of theirs stays, and nobody else's feedback changes."""

import pytest
from sqlalchemy import func, select

from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Outgoing
from feedback.identity.models import Person
from feedback.invitation import forgetting
from feedback.invitation.forgetting import StillNeeded
from feedback.invitation.models import Invitation, InvitationToken
from feedback.nomination.models import Nomination
from tests.building import Council
from tests.disclosure import rounds


def test_forgetting_a_rater_leaves_no_row_of_theirs(council: Council) -> None:
    [leader] = rounds.answered(council)
    gone, *others = db.session.scalars(select(Invitation.person_id))
    db.session.add(Nomination(subject_id=leader.id, person_id=gone, group="peers", state="approved"))
    db.session.commit()

    with one_transaction():
        forgetting.forget_rater(gone, by=None, now=council.clock.now)

    assert set(db.session.scalars(select(Invitation.person_id))) == set(others)
    assert db.session.scalar(select(func.count()).select_from(InvitationToken)) == len(others)
    for column in (Nomination.person_id, Outgoing.person_id, Person.id):
        assert gone not in db.session.scalars(select(column)).all()


def test_before_closing_it_withdraws_their_answers(council: Council) -> None:
    [leader] = rounds.launched(council)
    answers = rounds.varied(leader, peers=5)["peers"]
    rounds.send(leader, {"peers": answers[:1]})
    [gone] = db.session.scalars(select(Invitation.person_id))
    db.session.rollback()
    rounds.send(leader, {"peers": answers[1:]})

    with one_transaction():
        forgetting.forget_rater(gone, by=None, now=council.clock.now)
    rounds.close(council, leader.campaign)

    assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, {"peers": answers[1:]})
    assert disclosure.report_of(leader.id).counts == {"peers": [4, 4]}


def test_R24_after_closing_no_report_changes_by_a_byte(council: Council) -> None:
    [leader] = rounds.answered(council)
    rounds.close(council, leader.campaign)
    before = repr(disclosure.released(leader.id))

    for person_id in list(db.session.scalars(select(Invitation.person_id))):
        with one_transaction():
            forgetting.forget_rater(person_id, by=None, now=council.clock.now)
    db.session.expire_all()

    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0
    assert repr(disclosure.released(leader.id)) == before


@pytest.mark.parametrize("part", ["person_id", "manager_id", "coach_id"])
def test_who_has_another_part_in_the_house_is_not_forgotten(council: Council, part: str) -> None:
    [leader] = rounds.launched(council)

    with pytest.raises(StillNeeded):
        forgetting.forget_rater(getattr(leader, part), by=None, now=council.clock.now)


def test_forgetting_twice_is_forgetting_once(council: Council) -> None:
    rater = council.person("Rater").id

    for _ in range(2):
        with one_transaction():
            forgetting.forget_rater(rater, by=None, now=council.clock.now)

    assert len(rounds.events("person.forgotten")) == 1
