"""Databases with campaigns in them are brought forward without a letter nobody asked for, and back."""

from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from feedback import worker
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Delivery
from feedback.invitation.models import Invitation
from feedback.mailing import schedule
from feedback.mailing.rules import Wishes
from tests.building import Council
from tests.conftest import START

MIGRATIONS = Path(__file__).parents[2] / "migrations"
HERE = next(path.name[:4] for path in (MIGRATIONS / "versions").glob("*_mail.py"))


def _rows(table: str, columns: str) -> list[tuple[object, ...]]:
    return sorted(map(tuple, db.session.execute(text(f"SELECT {columns} FROM {table}"))))  # noqa: S608


def test_an_open_campaign_goes_on_without_reminders_and_a_draft_has_the_usual(app: Flask, council: Council) -> None:
    leader = council.collecting(peers=4)
    draft = council.campaign(name="Next year")
    run_id, draft_id = leader.campaign_id, draft.id
    council.answer(council.invitations(leader)[0])
    columns = "id, subject_id, person_id, grp, state, slot, wrap_sub"
    before = _rows("invitation", columns)
    assert len(before) == 6
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision=f"{int(HERE) - 1:04}")
    assert _rows("invitation", columns) == before
    db.session.remove()
    upgrade(directory=str(MIGRATIONS))

    assert _rows("invitation", columns) == before
    assert not any(db.session.scalars(db.select(Invitation.no_reminders)))
    assert schedule.wishes_of(schedule.plan_of(run_id)) == Wishes(reminders=0, nudges=False)
    assert schedule.wishes_of(schedule.plan_of(draft_id)) == Wishes()


def test_and_nobody_is_written_to(app: Flask, council: Council) -> None:
    council.collecting(peers=4)
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision=f"{int(HERE) - 1:04}")
    upgrade(directory=str(MIGRATIONS))
    for _ in range(29):
        council.clock.advance(days=1)
        assert worker.sweep(app).letters == Delivery()


def test_reminders_that_are_turned_on_afterwards_go(app: Flask, council: Council) -> None:
    leader = council.collecting(peers=4)
    leader_id, run = leader.id, leader.campaign
    council.clock.advance(days=4)
    late = council.collecting(council.leader(council.campaign(name="Late")), peers=4)
    late_id, waiting = late.id, council.leader(council.campaign(name="Nobody asked yet")).id
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision=f"{int(HERE) - 1:04}")
    db.session.execute(text("DELETE FROM audit_event WHERE about_id = :late"), {"late": late_id.hex})
    db.session.commit()
    upgrade(directory=str(MIGRATIONS))
    db.session.rollback()

    had = schedule.mail_of([leader_id, late_id, waiting])
    assert had[leader_id] == {schedule.FIRST: START.date()}
    assert list(had[late_id]) == [schedule.FIRST], "of some day, though nothing says which"
    assert waiting not in had
    with one_transaction():
        run = db.session.merge(run)
        schedule.change_plan(run, Wishes(), by=leader_id, now=council.clock.now)
    letters = 0
    for _ in range(25):
        council.clock.advance(days=1)
        letters += worker.sweep(app).letters.accepted
    assert letters == 12, "four peers, the manager and the leader, twice"
