"""Do people and campaigns come through the change that gave people a level, a team and a manager, and back?"""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.identity.models import Person
from tests.architecture.test_schema import MIGRATIONS
from tests.building import Council

BEFORE = "0010"


def test_the_directory_is_there_and_goes_again(app: Flask, council: Council) -> None:
    leader = council.collecting(peers=4)
    kept = [leader.id, leader.person_id, leader.campaign_id]
    invitations = len(council.invitations(leader))
    assert invitations > 4
    db.session.remove()

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert db.session.execute(text("SELECT count(*) FROM invitation")).scalar() == invitations
    db.session.remove()
    upgrade(directory=MIGRATIONS)

    person, run = db.session.get_one(Person, kept[1]), db.session.get_one(Campaign, kept[2])
    assert (person.level, person.team, person.manager_id) == ("", "", None)
    assert (run.level_rules, run.privacy_notice) == ({}, "")
    assert "protection" in run.steps_saved, "whatever there is has been through every step"
    assert db.session.execute(text("SELECT count(*) FROM invitation")).scalar() == invitations
