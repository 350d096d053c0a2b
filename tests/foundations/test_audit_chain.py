"""Nobody changes, removes or slips in an event of the audit without its being noticed; retention can still remove."""

import hashlib
import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from feedback.extensions import db
from feedback.foundations import audit, audit_chain
from feedback.foundations.audit import AuditEvent
from feedback.foundations.audit_chain import head_now, remove_older, verify
from feedback.foundations.audit_head import Head
from feedback.foundations.database import one_transaction
from tests.conftest import START, ToldClock

EVENTS = 12
SOMEBODY = uuid.UUID(int=7, version=4)


@pytest.fixture
def head_file(tmp_path: Path) -> Path:
    return tmp_path / "audit-head"


@pytest.fixture
def chain(app: Flask, head_file: Path) -> Head:
    """Twelve events, one an hour, sealed."""
    with one_transaction():
        for hour in range(EVENTS):
            at = START + timedelta(hours=hour)
            audit.record("campaign.changed", by=SOMEBODY, about=None, now=at, number=hour, words="Ünïcode “quoted”")
    head = audit_chain.seal_waiting(db.engine, head_file=head_file)
    assert head is not None
    return head


def past_the_guard(app: Flask, *statements: str) -> None:
    """What somebody does who owns the database: they take the triggers away first."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("audit_event_stays", "audit_event_is_kept", "audit_checkpoint_stays"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_chain_is_whole_and_its_head_is_noted_outside_the_database(chain: Head, head_file: Path) -> None:
    found = verify(heads=(chain,))

    assert (found.problems, found.sealed, found.waiting, found.head) == ([], EVENTS, 0, chain)
    assert Head.read(head_file.read_text()) == chain == head_now()
    assert chain.number == EVENTS


def test_what_is_written_waits_and_then_follows_on(chain: Head, head_file: Path, clock: ToldClock) -> None:
    with one_transaction():
        audit.record("campaign.changed", by=None, about=None, now=START)
    assert (verify().waiting, verify().oldest_waiting) == (1, START)

    after = audit_chain.seal_waiting(db.engine, head_file=head_file)

    assert after is not None
    assert after.number == EVENTS + 1
    assert verify(heads=(chain, after)).well
    assert audit_chain.seal_waiting(db.engine, head_file=head_file) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'nothing' WHERE number = 3",
        "UPDATE audit_event SET number = 30 WHERE number = 3",
        "UPDATE audit_event SET number = NULL, digest = NULL WHERE number = 3",
        "DELETE FROM audit_event WHERE number = 3",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses_to_change_what_is_written(chain: Head, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify().well


def test_the_database_refuses_it_before_the_event_is_sealed_too(app: Flask) -> None:
    with one_transaction():
        audit.record("campaign.changed", by=None, about=None, now=START)
    for statement in ("UPDATE audit_event SET action = 'nothing'", "DELETE FROM audit_event"):
        with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit_event SET action = 'nothing' WHERE number = 3", "3: the event, or the one before it"),
        ("UPDATE audit_event SET by_id = NULL WHERE number = 12", "12: the event, or the one before it"),
        ("UPDATE audit_event SET digest = (SELECT digest FROM audit_event WHERE number = 1) WHERE number = 4", "4: "),
        ("DELETE FROM audit_event WHERE number = 3", "3: event 3 is missing"),
        ("DELETE FROM audit_event WHERE number BETWEEN 3 AND 5", "3: events 3 to 5 are missing"),
        ("DELETE FROM audit_event WHERE number < 4", "1: events 1 to 3 are missing"),
        ("DELETE FROM audit_event WHERE number > 10", "12: a head was noted there, and the chain ends at 10"),
        ("DELETE FROM audit_event", "12: a head was noted there, and the chain ends at 0"),
    ],
)
def test_what_the_owner_of_the_database_does_is_noticed(app: Flask, chain: Head, statement: str, problem: str) -> None:
    past_the_guard(app, statement)

    assert verify(heads=(chain,)).problems[0].startswith(problem)


def test_a_chain_that_was_made_anew_from_the_beginning_is_noticed_by_its_noted_head(
    app: Flask, chain: Head, head_file: Path
) -> None:
    past_the_guard(
        app,
        "UPDATE audit_event SET action = 'nothing' WHERE number = 3",
        "UPDATE audit_event SET number = NULL, digest = NULL",
    )
    audit_chain.seal_waiting(db.engine, head_file=head_file)

    assert verify().well, "by itself it is a whole chain"
    assert verify(heads=(chain,)).problems == ["12: the chain is not the one whose head was noted"]
    assert Head.read(head_file.read_text()) == chain, "the evidence stays"


def test_retention_removes_a_beginning_and_the_rest_is_still_checked(app: Flask, chain: Head, head_file: Path) -> None:
    middle = Head(5, db.session.query(AuditEvent).filter_by(number=5).one().digest or b"")
    db.session.rollback()
    with one_transaction():
        assert remove_older(START + timedelta(hours=7), now=START) == 7
        assert remove_older(START + timedelta(hours=7), now=START) == 0
    last = audit_chain.seal_waiting(db.engine, head_file=head_file)

    found = verify(heads=(chain, middle))
    assert (found.problems, found.removed, found.sealed) == ([], 7, EVENTS - 7 + 1)
    assert last == found.head == Head.read(head_file.read_text())
    with one_transaction():
        assert remove_older(START + timedelta(days=9), now=START + timedelta(days=9)) == EVENTS - 7 + 1
    audit_chain.seal_waiting(db.engine, head_file=head_file)
    assert verify(heads=(chain, last)).well


def test_a_checkpoint_that_was_forged_to_hide_a_removal_is_noticed(app: Flask, chain: Head) -> None:
    past_the_guard(
        app,
        "INSERT INTO audit_checkpoint (number, digest, removed_on)"
        " SELECT number, digest, '2027-03-01' FROM audit_event WHERE number = 4",
        "DELETE FROM audit_event WHERE number <= 4",
    )
    assert verify().problems == ["4: a checkpoint that no event of the chain speaks of"]


def test_a_look_is_kept_whatever_becomes_of_the_page(app: Flask) -> None:
    audit.looked("report.read", by=SOMEBODY, about=None, now=START)
    db.session.rollback()
    assert [event.action for event in db.session.query(AuditEvent)] == ["report.read"]


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
FACTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=4)


@given(FACTS, st.text(max_size=20))
def test_an_event_is_written_out_the_same_in_any_order_of_its_facts(facts: dict[str, object], action: str) -> None:
    event = AuditEvent(id=SOMEBODY, at=START, by_id=None, action=action, about_id=None, facts=facts)
    turned = AuditEvent(
        id=SOMEBODY, at=START, by_id=None, action=action, about_id=None, facts=dict(reversed(facts.items()))
    )
    before = hashlib.sha256(b"before").digest()
    assert audit_chain.link(before, 1, event) == audit_chain.link(before, 1, turned)
    assert audit_chain.link(before, 1, event) != audit_chain.link(before, 2, event)
    told = json.dumps(audit_chain.written_out(1, event), sort_keys=True, separators=(",", ":"))
    assert audit_chain.link(before, 1, event) == hashlib.sha256(before + told.encode()).digest()
