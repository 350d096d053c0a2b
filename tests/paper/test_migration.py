"""Databases that exist are brought to paper and back with everything in them."""

from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from feedback.extensions import db
from tests.building import Council
from tests.paper.conftest import copy_of

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
BEFORE, PAPER = "0006", "0007"


def test_people_and_invitations_survive_the_way_down_and_up(app: Flask, council: Council) -> None:
    council.person("Ada Admin", administrator=True)
    council.person("Chris Clerk", clerk=True)
    leader = council.collecting(peers=4)
    copy_of(council, council.invitations(leader)[0])
    counted = text("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM invitation)")
    before = tuple(db.session.execute(counted).one())
    assert min(before) > 5
    db.session.remove()

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert tuple(db.session.execute(counted).one()) == before
    db.session.remove()
    upgrade(directory=MIGRATIONS, revision=PAPER)
    assert tuple(db.session.execute(counted).one()) == before
    kept = db.session.execute(text("SELECT count(*) FROM person WHERE is_clerk IS NULL OR is_clerk")).scalar_one()
    assert kept == 0, "nobody becomes a clerk by an upgrade"
    assert db.session.execute(text("SELECT count(*) FROM person WHERE is_administrator")).scalar_one() == 1
    db.session.remove()
