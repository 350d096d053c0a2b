"""Can a scheduler run a campaign: JSON out, errors apart, nothing done unless it is told to?"""

import json
import uuid
from typing import Any

import pytest
from flask import Flask

from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from tests.building import Council


@pytest.fixture
def run(council: Council) -> Campaign:
    """A draft campaign with one leader."""
    return council.leader(council.campaign(name="Spring 2027"), person=council.person("Ann Lee")).campaign


def flask(app: Flask, *args: object, ok: bool = True) -> Any:
    """Run ``flask campaign`` with these words; what it printed (JSON, or the error)."""
    told = app.test_cli_runner().invoke(args=["campaign", *map(str, args)])
    assert (told.exit_code == 0) == ok, told.output
    return json.loads(told.stdout) if ok else told.stderr


def state(run: Campaign) -> str:
    """The state in the database."""
    db.session.expire_all()
    return str(db.session.get_one(Campaign, run.id).state)


def test_a_whole_campaign_from_the_command_line(app: Flask, council: Council, run: Campaign) -> None:
    steps = [("launch",), ("extend", "2027-06-01")]
    for command, *more in steps:
        before = state(run)
        tried = flask(app, command, run.id, *more)
        assert tried["changed"] is False
        assert state(run) == before, "a dry run changes nothing"
        assert flask(app, command, run.id, *more, "--commit")["changed"] is True
    assert flask(app, "show", run.id)["closes_on"] == "2027-06-01"
    db.session.get_one(Campaign, run.id).state = "collecting"
    db.session.commit()
    for command, after in (("stop", "stopped"), ("undo-stop", "collecting"), ("cancel", "cancelled")):
        flask(app, command, run.id)
        assert state(run) != after
        assert flask(app, command, run.id, "--commit")["state"] == after == state(run)


def test_archiving(app: Flask, run: Campaign) -> None:
    run.state = "reported"
    db.session.commit()
    assert flask(app, "archive", run.id, "--commit")["state"] == "archived"


def test_what_cannot_be_done_is_an_error_that_says_why(app: Flask, council: Council, run: Campaign) -> None:
    for command in ("stop", "undo-stop", "cancel", "archive"):
        told = flask(app, command, run.id, "--commit", ok=False)
        assert told.startswith("Error: ")
        assert f"flask campaign show {run.id}" in told
    assert "later day" in flask(app, "extend", run.id, "2020-01-01", "--commit", ok=False)
    assert "Add at least one leader." in flask(app, "launch", council.campaign().id, ok=False)
    for command in ("show", "progress", "launch", "stop"):
        assert "flask campaign list" in flask(app, command, uuid.uuid4(), ok=False)
    assert not db.session.query(AuditEvent).filter(AuditEvent.action.like("campaign.cancelled")).count()


def test_list_show_and_progress_tell_counts_and_no_rater(app: Flask, council: Council, run: Campaign) -> None:
    [leader] = db.session.query(Subject).all()
    council.collecting(leader, peers=5)
    for invitation in [one for one in council.invitations(leader) if one.group == "peers"][:4]:
        council.answer(invitation)
    [row] = flask(app, "list")
    assert (row["name"], row["state"], row["leaders"], row["closed"]) == ("Spring 2027", "collecting", 1, 0)
    shown, told = flask(app, "show", run.id), flask(app, "progress", run.id)
    assert [(one["name"], one["stage"]) for one in shown["leaders"]] == [("Ann Lee", "approved")]
    assert (told["asked"], told["answered"], told["groups"]) == (7, 4, {"enough": 1})
    assert told["leaders"][0]["groups"] == {"peers": {"asked": 5, "answered": 4, "needed": 4, "standing": "enough"}}
    assert "Rater" not in json.dumps([row, shown, told])
