"""Databases with campaigns in them are brought forward without a letter nobody asked for, and back."""

from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from feedback import worker
from feedback.extensions import db
from feedback.foundations.outbox import Delivery
from feedback.invitation.models import Invitation
from feedback.mailing import schedule
from feedback.mailing.rules import Wishes
from tests.building import Council

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
