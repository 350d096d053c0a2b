"""Do databases that hold open campaigns come through each change of the schema with everything in them?"""

import hashlib
import json
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from feedback.campaign.models import Campaign
from feedback.extensions import db
from tests.building import Council
from tests.disclosure import coached, rounds

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
BEFORE_COACH_KEYS = "0003"


def everything(*tables: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of some tables."""
    return {table: sorted(map(tuple, db.session.execute(text(f"SELECT * FROM {table}")))) for table in tables}  # noqa: S608


def test_an_open_campaign_from_before_the_coachs_key_stays_open_and_closes(app: Flask, council: Council) -> None:
    [leader] = rounds.answered(council)
    run_id, leader_id = leader.campaign_id, leader.id
    tables = ("subject", "invitation", "invitation_token", "person", "outbox")
    before = everything(*tables)
    assert len(before["invitation"]) == 5
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision=BEFORE_COACH_KEYS)
    columns = [column["name"] for column in inspect(db.session.connection()).get_columns("campaign")]
    assert "name" in columns
    assert "coach_key" not in columns
    db.session.remove()
    upgrade(directory=MIGRATIONS)

    assert everything(*tables) == before
    run = db.session.get_one(Campaign, run_id)
    assert run.coach_key is False
    rounds.close(council, run)
    assert len(rounds.cells_of(leader_id)) > 0


def test_a_round_frozen_before_there_were_coachs_keys_opens_with_one_lock(council: Council) -> None:
    [leader] = rounds.launched(council)
    frozen = dict(leader.rules or {})
    del frozen["coach_key"]
    leader.rules = frozen
    leader.rules_hash = hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()
    db.session.commit()
    given = rounds.varied(leader, peers=5)
    rounds.send(leader, given)
    rounds.close(council, leader.campaign)
    assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, given)


def test_going_back_is_refused_while_answers_are_locked_by_coaches(
    app: Flask, council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    coached.answered(council)
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(directory=MIGRATIONS, revision=BEFORE_COACH_KEYS)
    assert "their answers would be lost" in caplog.text
    sent = text("SELECT count(*) FROM invitation WHERE wrap_sub IS NOT NULL")  # the schema is an older one by now
    assert db.session.scalar(sent) == 5
    assert db.session.scalar(text("SELECT count(*) FROM coach_share")) == 1
