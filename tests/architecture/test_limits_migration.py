"""Do campaigns come through the change that brought limits of groups, and back?"""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.architecture.test_schema import MIGRATIONS
from tests.building import Council

BEFORE = "0017"


def test_campaigns_that_there_are_keep_the_usual_limits(app: Flask, council: Council) -> None:
    run_id = council.collecting(peers=4).campaign_id
    with one_transaction():
        db.session.get_one(Campaign, run_id).rater_limits = {"peers": [3, 4, 5]}
    db.session.remove()

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert "rater_limits" not in {column["name"] for column in inspect(db.engine).get_columns("campaign")}
    db.session.remove()
    upgrade(directory=MIGRATIONS)

    assert db.session.get_one(Campaign, run_id).rater_limits == {}
