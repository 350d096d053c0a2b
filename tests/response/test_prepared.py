"""The statements of raters' pages, asked past SQLAlchemy: the same rows, types and transactions as with it."""

import uuid

import pytest
from sqlalchemy import column, select, table

from feedback.campaign import rounds
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import sealing
from feedback.foundations.database import one_transaction
from feedback.foundations.prepared import Prepared
from feedback.identity.models import Person
from feedback.invitation import handover, statements
from tests.response.raters import Rater
from tests.response.round import Round


def _code(round_: Round) -> str:
    return round_.links(0)[-1].partition("#")[2]


def _asked(round_: Round) -> rounds.Round:
    [slot] = handover.slots(_code(round_), to_write=False)
    assert slot.round is not None
    return slot.round


def test_the_rows_are_those_that_sqlalchemy_reads(round_: Round, rater: Rater) -> None:
    rater.answer_all(4, "some words")
    digest = sealing.digest(_code(round_))
    with_it = [tuple(row) for row in db.session.execute(statements._OPENED, {"digest": digest})]
    db.session.rollback()
    assert statements.OPENED.read(digest=digest) == with_it
    assert [type(value) for value in with_it[0]][:3] == [uuid.UUID, int, uuid.UUID]
    assert not db.session().in_transaction(), "a page that is only read begins no transaction of the session"

    leader = db.session.get_one(Subject, round_.leader.id)
    asked = _asked(round_)
    assert (asked.leader, asked.campaign, asked.closes_on) == (
        leader.person.name, leader.campaign.name, leader.campaign.closes_on,
    )  # fmt: skip


def test_a_transaction_sees_what_it_has_written_and_nothing_stays_if_it_fails(round_: Round) -> None:
    [before] = handover.slots(_code(round_), to_write=False)
    sealed = handover.Sealed(b"x" * 32_808, b"y" * 72, None, None)
    try:
        with one_transaction():
            [slot] = handover.slots(_code(round_), to_write=True)
            handover.save(slot, sealed)
            [written] = handover.slots(_code(round_), to_write=False)
            assert written.content == sealed.content
            raise InterruptedError
    except InterruptedError:
        pass
    assert handover.slots(_code(round_), to_write=False) == [before]


def test_a_name_that_is_corrected_is_read_at_once_in_a_transaction_too(round_: Round) -> None:
    with one_transaction():
        person = db.session.scalars(select(Person).where(Person.id == round_.leader.person_id)).one()
        person.name = "Corrected Name"
        db.session.flush()
        asked = _asked(round_)
    assert asked.leader == "Corrected Name"


def test_a_statement_that_breaks_leaves_nobody_a_broken_connection(round_: Round) -> None:
    broken = Prepared(select(column("words")).select_from(table("nowhere")))
    for _ in range(20):  # more often than the pool has connections
        with pytest.raises(Exception, match="nowhere"):
            broken.read()
    assert handover.slots(_code(round_), to_write=False)
    with one_transaction():
        assert handover.slots(_code(round_), to_write=True)
