"""Do campaigns and lists come through the change that brought response rates, silence and links to lists, and back?"""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from tests.architecture.test_schema import MIGRATIONS
from tests.building import Council

BEFORE = "0011"


def test_campaigns_that_there_are_never_approve_by_silence(app: Flask, council: Council) -> None:
    leader = council.collecting(peers=4)
    subject_id, run_id = leader.id, leader.campaign_id
    invitations = len(council.invitations(leader))
    assert invitations == 6
    db.session.remove()

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert "list_link" not in inspect(db.engine).get_table_names()
    assert db.session.execute(text("SELECT count(*) FROM invitation")).scalar() == invitations
    db.session.remove()
    upgrade(directory=MIGRATIONS)

    run, kept = db.session.get_one(Campaign, run_id), db.session.get_one(Subject, subject_id)
    assert (run.response_percent, run.silent_days, kept.manager_told_on) == (65, None, None)
    assert kept.list_state == "approved"
    assert db.session.execute(text("SELECT count(*) FROM invitation")).scalar() == invitations
