"""The released report as the rest of the product gets it: there or not there, and always the same."""

import json
import uuid

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from feedback.campaign.models import Subject
from feedback.disclosure import service
from feedback.disclosure.report_format import check
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from tests.building import Council
from tests.disclosure import rounds

EVERYBODY = {"self": 1, "manager": 1, "peers": 5, "reports": 4, "others": 1}


def released(council: Council, leaders: int = 1) -> list[Subject]:
    """Leaders of one campaign that has closed."""
    found = rounds.launched(council, leaders)
    for seed, leader in enumerate(found):
        rounds.send(leader, rounds.varied(leader, seed, say="Said by", **EVERYBODY), silent=1)
    rounds.close(council, found[0].campaign)
    return found


def as_bytes(subject_id: uuid.UUID) -> bytes:
    """The report as it is exported."""
    return json.dumps(service.released(subject_id), ensure_ascii=False).encode()


def test_a_report_is_the_same_bytes_every_time_and_passes_its_own_check(council: Council) -> None:
    [leader] = released(council)

    first = as_bytes(leader.id)
    db.session.expire_all()

    assert as_bytes(leader.id) == first
    check(json.loads(first))


def test_before_closing_there_is_no_report(council: Council) -> None:
    [leader] = rounds.answered(council)

    for ask in (service.released, service.report_of):
        with pytest.raises(service.NotClosed):
            ask(leader.id)
    assert service.states_of([leader.id]) == {}
    assert service.closed_reports() == []


def test_reports_start_sealed_and_the_last_closed_come_first(council: Council) -> None:
    earlier = released(council, 2)
    council.clock.advance(days=1)
    [later] = released(council)

    assert service.states_of([leader.id for leader in (*earlier, later)]) == {
        leader.id: "sealed" for leader in (*earlier, later)
    }
    ids = [leader.id for _, leader in service.closed_reports()]
    assert ids[0] == later.id
    assert set(ids[1:]) == {leader.id for leader in earlier}


def test_R24_taking_a_rater_out_after_release_changes_no_byte(council: Council) -> None:
    [leader] = released(council)
    before = as_bytes(leader.id)
    raters = select(Invitation.person_id).where(Invitation.subject_id == leader.id, Invitation.group == "peers")
    people = list(db.session.scalars(raters))
    db.session.rollback()
    assert len(people) == 6

    with one_transaction():
        db.session.execute(delete(Invitation).where(Invitation.person_id.in_(people)))
        db.session.execute(delete(Person).where(Person.id.in_(people)))
    db.session.expire_all()

    assert as_bytes(leader.id) == before


def test_a_rater_is_not_taken_out_by_accident_while_the_invitation_is_there(council: Council) -> None:
    [leader] = released(council)
    [rater] = db.session.scalars(select(Invitation.person_id).where(Invitation.group == "others"))
    db.session.rollback()

    with pytest.raises(IntegrityError), one_transaction():
        db.session.execute(delete(Person).where(Person.id == rater))

    assert as_bytes(leader.id)


def test_taking_a_leader_out_takes_the_report_with_them_and_no_other(council: Council) -> None:
    leader, other = released(council, 2)
    before = as_bytes(other.id)

    with one_transaction():
        db.session.execute(delete(Subject).where(Subject.id == leader.id))
    db.session.expire_all()

    with pytest.raises(service.NotClosed):
        service.released(leader.id)
    assert rounds.cells_of(leader.id) == {}
    assert as_bytes(other.id) == before
