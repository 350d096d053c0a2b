"""Which frameworks can a campaign start with, and what happens to a campaign when their files are edited?"""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback.campaign import built
from feedback.campaign import service as campaigns
from feedback.campaign.models import Campaign
from feedback.campaign.service import Setup
from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.memory import Memory
from feedback.framework import service
from feedback.framework.models import FrameworkSnapshot
from feedback.framework.reader import check
from feedback.framework.service import NoSuchFramework
from tests.building import Council
from tests.framework.example import FIVE, FRAMEWORKS, example, saved
from tests.staff import sign_in

FIRST_WORDS = "Shows positivity and passion in their role, with commitment to the people they serve"


@pytest.fixture
def shelf(app: Flask, tmp_path: Path) -> Path:
    """A folder with the five frameworks, which the application uses and a test may edit."""
    folder = tmp_path / "frameworks"
    shutil.copytree(FRAMEWORKS, folder)
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"frameworks": folder})
    return folder


def _edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def _started(council: Council, shelf: Path) -> Campaign:
    """A draft campaign on the framework as its file is now."""
    framework = service.by_id("leicestershire", shelf)
    setup = Setup("Feedback", council.day(30), framework.depth, "frequency-5")
    with one_transaction():
        return campaigns.create_campaign(framework, setup, by=None, now=council.clock.now)


def _forget_what_was_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another process would: nothing in memory but the database."""
    db.session.expire_all()
    monkeypatch.setattr(service, "_KEPT", {})
    monkeypatch.setattr(built, "_BUILT", Memory(500))


def test_an_edit_changes_nothing_that_runs(council: Council, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leader = council.launched(council.leader(_started(council, shelf)))
    asked, rules = campaigns.questionnaire_for(leader), leader.rules
    assert asked.items[0].rater == FIRST_WORDS

    _edit(shelf / "leicestershire.yaml", FIRST_WORDS, "Is cheerful")
    _forget_what_was_built(monkeypatch)

    assert service.by_id("leicestershire", shelf).behaviours[0].rater == "Is cheerful"
    assert campaigns.questionnaire_for(leader) == asked
    assert leader.rules == rules


def test_a_campaign_that_starts_after_the_edit_has_the_new_words(council: Council, shelf: Path) -> None:
    before = _started(council, shelf)
    _edit(shelf / "leicestershire.yaml", FIRST_WORDS, "Is cheerful")
    after = _started(council, shelf)

    assert campaigns.framework_of(before).behaviours[0].rater == FIRST_WORDS
    assert campaigns.framework_of(after).behaviours[0].rater == "Is cheerful"
    assert before.framework_hash != after.framework_hash


def test_the_same_content_is_kept_once(council: Council, shelf: Path) -> None:
    first, second = _started(council, shelf), _started(council, shelf)
    os.utime(shelf / "leicestershire.yaml", (1, 1))
    third = _started(council, shelf)

    assert first.framework_hash == second.framework_hash == third.framework_hash
    assert db.session.query(FrameworkSnapshot).count() == 1


@pytest.mark.parametrize("framework_id", FIVE)
def test_a_snapshot_gives_back_exactly_what_was_taken(
    app: Flask, framework_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework = service.by_id(framework_id, FRAMEWORKS)
    with one_transaction():
        service.take_snapshot(framework)
    _forget_what_was_built(monkeypatch)

    again = service.from_snapshot(framework.hash)
    assert again == framework
    assert again is not framework
    assert again.hash == framework.hash


def test_a_file_that_breaks_a_rule_starts_nothing_and_stops_nothing(
    council: Council, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = council.leader(_started(council, shelf))
    _edit(shelf / "leicestershire.yaml", "level_rule: cumulative", "level_rule: additive")
    _forget_what_was_built(monkeypatch)

    assert [finding.kind for finding in check(shelf / "leicestershire.yaml")] == ["error"]
    assert [framework.id for framework in service.usable(shelf)] == ["mansfield", "bristol", "derbyshire", "plymouth"]
    with pytest.raises(NoSuchFramework):
        _started(council, shelf)
    invited = council.collecting(leader)
    invitations = council.invitations(invited)
    assert len(invitations) > 5
    for invitation in invitations:
        council.answer(invitation)
    council.close(invited.campaign)
    assert campaigns.campaign(invited.campaign_id).state == "closed"  # type: ignore[union-attr]


def test_a_file_that_is_taken_away_stops_nothing(
    council: Council, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = council.launched(council.leader(_started(council, shelf)))
    shutil.rmtree(shelf)
    _forget_what_was_built(monkeypatch)

    assert service.usable(shelf) == []
    assert len(campaigns.questionnaire_for(leader).items) == 36


def test_a_link_that_leads_nowhere_is_left_out(shelf: Path) -> None:
    (shelf / "a.yaml").symlink_to(shelf / "gone")

    assert len(service.usable(shelf)) == len(FIVE)


def test_an_edit_is_seen_at_once(tmp_path: Path) -> None:
    file = saved(tmp_path, example())
    assert service.in_files(tmp_path)[0].title == "Leading Well"
    _edit(file, "Leading Well", "Leading Better")

    assert service.in_files(tmp_path)[0].title == "Leading Better"


def _open(app: Flask, person: Any, path: str) -> TestResponse:
    browser = app.test_client()
    address = app.config["SETTINGS"].base_url
    sign_in(browser, person.id, now=clock.now(), base_url=address)
    return browser.get(path, base_url=address)


def test_an_administrator_is_offered_only_what_is_in_order(app: Flask, council: Council, shelf: Path) -> None:
    administrator = council.person("Ada", administrator=True)
    offered = _open(app, administrator, "/campaigns/new").text
    assert all(f'value="{framework_id}"' in offered for framework_id in FIVE)
    assert _open(app, administrator, "/campaigns/new/plymouth").status_code == 200

    _edit(shelf / "plymouth.yaml", "level_rule: exact", "level_rule: exactly")

    offered = _open(app, administrator, "/campaigns/new").text
    assert [framework_id for framework_id in FIVE if f'value="{framework_id}"' not in offered] == ["plymouth"]
    assert _open(app, administrator, "/campaigns/new/plymouth").status_code == 404
    assert _open(app, administrator, "/campaigns/new/bristol").status_code == 200
