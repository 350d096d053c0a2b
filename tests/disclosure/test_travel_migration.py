"""Databases that exist come up to comments that travel, and back down without showing what was not to be shown."""

from datetime import date
from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from feedback.coaching import service as coaching
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.report import service as reports
from feedback.response.rules import COACH_ONLY, PARAPHRASE, Answers
from tests.building import Council
from tests.databases import ON_POSTGRESQL
from tests.disclosure import rounds

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
BEFORE = "0007"


def _texts() -> list[str]:
    found = db.session.scalars(text("SELECT text FROM comment ORDER BY text")).all()
    db.session.remove()
    return list(found)


def test_down_and_up_again_with_data(app: Flask, council: Council) -> None:
    [leader] = rounds.launched(council)
    rating = dict.fromkeys(rounds.items_of(leader), 3)
    ways = [{}, {}, {}, {"q1": PARAPHRASE}, {"q1": PARAPHRASE}, {"q1": COACH_ONLY}]
    rounds.send(leader, {"peers": [Answers(rating, {"q1": f"Words {n}"}, way) for n, way in enumerate(ways)]})
    rounds.close(council, leader.campaign)
    subject_id, by, now = leader.id, leader.coach_id, council.clock.now
    with one_transaction():
        coaching.keep_office_key(rounds.keys_of(app))
        reports.open_report(leader, by=by, now=now)
        [said] = [comment for comment in coaching.comments_of(leader) if comment.text == "Words 3"]
        coaching.say_in_own_words(leader, said, "In other terms.", by=by, now=now)
    db.session.remove()
    assert len(_texts()) == 6

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert _texts() == ["In other terms.", "Words 0", "Words 1", "Words 2"]
    upgrade(directory=MIGRATIONS)
    kept = db.session.execute(text("SELECT DISTINCT travels, paraphrase FROM comment")).all()
    assert [tuple(row) for row in kept] == [("verbatim", None)]
    shown = {comment["text"] for comment in disclosure.released(subject_id)["comments"]}
    assert shown == {"In other terms.", "Words 0", "Words 1", "Words 2"}
    report = disclosure.report_of(subject_id)
    assert (report.state, report.released_on, isinstance(report.closed_on, date)) == ("opened", None, True)
    db.session.remove()
    if ON_POSTGRESQL:
        return  # nothing is made anew there
    kept_apart = "SELECT sql FROM sqlite_master WHERE name = 'comment'"
    created = db.session.scalar(text(kept_apart)) or ""
    assert "WITHOUT ROWID" in created
    assert "ON DELETE CASCADE" in created
