"""N4 and N5: after launch no way in changes a setting; before closing no way out gives a figure."""

import re
from collections.abc import Callable, Mapping
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from feedback.campaign import bulk, imports, leaders, setting_up, steps
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.service import Setup
from feedback.disclosure import closing
from feedback.disclosure.closing import CannotClose
from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.finding import Wanted
from feedback.identity.models import Person
from tests.building import Council
from tests.disclosure import rounds
from tests.page_client import Page, PageClient
from tests.staff import sign_in

MAY_CHANGE = {"campaign.move_closing_date", "campaign.stop", "campaign.undo_stop"}  # none of them a promise to raters
# Changes of plans, each told to whom it concerns (docs/decisions/0020), mail, and files of reports:
# no promise is changed by any of them.
CHANGES_OF_PLANS = {"changes", "progress", "mailing", "bundle"}
MOVES = {"state", "stopped_at", "closes_on"}
AFTER_LAUNCH = [state for state in State if state != State.DRAFT]
FIGURE = re.compile(r"(?<![\d.])[1-5]\.\d(?![\d.])")


class Browser(PageClient):
    """A browser with somebody signed in, which shares only the database with the test."""

    def __init__(self, app: Flask, person: Person) -> None:
        super().__init__(app)
        sign_in(self.browser, person.id, now=clock.now())

    def _open(self, method: str, path: str, *, expect: int | None, **sent: Any) -> Page:
        db.session.rollback()
        return Context().run(super()._open, method, path, expect=expect, **sent)

    def status(self, path: str) -> int:
        """What a GET gives, whatever it is."""
        db.session.rollback()
        return Context().run(self.browser.get, path, base_url=self.base_url).status_code


def frozen(run: Campaign, leader: Subject) -> dict[str, Any]:
    """Everything of a campaign and a leader that was promised."""
    db.session.expire_all()
    values = {}
    for row in (run, leader):
        for column in inspect(type(row)).column_attrs:
            if column.key not in MOVES | {"closed", "list_state", "note_from_manager", "seal_public"}:
                values[f"{row.__tablename__}.{column.key}"] = getattr(row, column.key)
    return values


def put(council: Council, run: Campaign, state: State) -> None:
    """Bring a campaign into a state, by whatever way."""
    with one_transaction():
        run.state, run.stopped_at = state, council.clock.now if state == State.STOPPED else None


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader whose raters may answer."""
    [found] = rounds.launched(council)
    return found


@pytest.mark.parametrize("state", AFTER_LAUNCH)
def test_N4_no_service_changes_a_setting_after_launch(council: Council, leader: Subject, state: State) -> None:
    run, now = leader.campaign, council.clock.now
    put(council, run, state)
    before = frozen(run, leader)
    setup = Setup("Other", council.day(60), "behaviours", "frequency-6", group_min_n=3, merge="drop", spread_words=True)
    people = {"person": council.person(), "manager": council.person(), "coach": council.person(coach=True)}
    columns = f"name,email,level,manager_email,coach_email\nAnn,ann@example.org,{leader.level},max@example.org,"

    ways: Mapping[str, Callable[[], object]] = {
        "change": lambda: campaigns.change_setup(run, setup, by=None, now=now),
        "add": lambda: leaders.add_subject(run, **people, level=leader.level, by=None, now=now),
        "import": lambda: imports.import_subjects(run, f"{columns}{leader.coach.email}".encode(), by=None, now=now),
        "remove": lambda: leaders.remove_subject(leader, by=None, now=now),
        "add many": lambda: bulk.add_from_directory(run, Wanted(words="e"), level="2", coach_id=None, by=None, now=now),
        "coaches": lambda: bulk.give_coaches(run, [leader], coach_id=None, by=None, now=now),
        "a step": lambda: setting_up.save_step(run, steps.NOTICE, privacy_notice="Other", by=None, now=now),
        "launch again": lambda: campaigns.launch(run, smallest_allowed=3, by=None, now=now),
    }
    for way in ways.values():
        with pytest.raises(NotAllowedNow), one_transaction():
            way()

    assert frozen(run, leader) == before
    assert [found.id for found in campaigns.subjects_of(run.id)] == [leader.id]


@pytest.mark.parametrize("state", AFTER_LAUNCH)
def test_N4_no_page_changes_a_setting_after_launch(council: Council, leader: Subject, state: State) -> None:
    run = leader.campaign
    put(council, run, state)
    before = frozen(run, leader)
    browser = Browser(council.app, council.person("Admin", administrator=True))
    browser.get("/campaigns/new")  # a page with a form, for its token
    ways = [
        rule
        for rule in council.app.url_map.iter_rules()
        if "campaign_id" in rule.arguments
        and "POST" in (rule.methods or ())
        and rule.endpoint not in MAY_CHANGE
        and rule.endpoint.partition(".")[0] not in CHANGES_OF_PLANS
    ]
    assert len(ways) >= 5, "found too few: check this test"
    typed = {"name": "Other", "group_min_n": "3", "scale": "frequency-6", "depth": "behaviours"}
    typed |= {"privacy_notice": "Other", "level_0": leader.level, "which": "all", "coach": "evenly", "words": "e"}
    typed |= {"mode": "default", "merge": "drop", "spread_words": "y", "label_comments": "y"}

    for way in ways:
        for step in steps.FORMS if "step" in way.arguments else [""]:
            with council.app.test_request_context():
                values = {"campaign_id": run.id, "subject_id": leader.id, "step": step, "by": "team"}
                path = way.build(values, append_unknown=False)
            assert path is not None
            browser.post(path[1], typed, expect=409)

    assert frozen(run, leader) == before
    assert [found.id for found in campaigns.subjects_of(run.id)] == [leader.id]


def test_rules_changed_behind_our_back_are_noticed_before_anything_is_opened(council: Council) -> None:
    [leader] = rounds.answered(council)
    rounds.due(council, leader)
    assert leader.rules is not None
    with one_transaction():
        leader.rules = {**leader.rules, "disclosure": {**leader.rules["disclosure"], "group_min_n": 3}}

    with pytest.raises(CannotClose, match="its rules are not those frozen at launch"):
        closing.close_campaign(leader.campaign_id, keys=rounds.keys_of(council.app), now=council.clock.now)

    assert len(rounds.key_files(council.app, leader.id)) == 2


@pytest.mark.parametrize("stopped", [False, True])
def test_N5_no_page_has_a_figure_before_closing(council: Council, stopped: bool) -> None:
    [leader] = rounds.launched(council)
    rounds.send(leader, rounds.varied(leader, say="Secret words of", self=1, manager=1, peers=5, reports=4))
    if stopped:
        council.stop(leader.campaign)
    admin = council.person("Admin", administrator=True)
    overviews = ["/", "/campaigns", f"/campaigns/{leader.campaign_id}", "/reports", "/nominations", "/approvals"]
    about_one = [
        rule.rule.replace("<uuid:subject_id>", str(leader.id))
        for rule in council.app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in ("report", "coaching") and rule.arguments == {"subject_id"}
        and "GET" in (rule.methods or ())
    ]  # fmt: skip
    assert len(about_one) >= 2, "found too few: check this test"

    for person in (leader.person, leader.manager, leader.coach, admin):
        browser = Browser(council.app, person)
        seen = [path for path in overviews if browser.status(path) == 200]
        assert len(seen) >= 3, "opened hardly any page: check this test"
        for path in seen:
            page = browser.get(path)
            assert not FIGURE.search(page.text), path
            assert "Secret words" not in page.html, path
        assert {browser.status(path) for path in about_one} <= {403, 404}
