"""What other systems are told: the same figures as everywhere, and nothing that the pages would not tell."""

import json
import logging
from collections.abc import Callable

import pytest
from flask import Flask

from feedback.api import service
from feedback.api.models import ApiClient
from feedback.api.scopes import CAMPAIGNS, COHORTS, PROGRESS, REPORTS, SCOPES
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.campaign.promise import promise_to
from feedback.cohort import service as cohorts
from feedback.demo.inbox import Inbox
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.invitation import progress
from feedback.report import files
from feedback.report import service as reports
from tests.api.conftest import System
from tests.building import Council
from tests.disclosure import rounds
from tests.staff import Browser

Systems = Callable[..., System]
SAID = "A remark that only one person could have written"


@pytest.fixture
def released(council: Council) -> Subject:
    """A released report of a campaign that lets other systems read."""
    return a_report(council, for_systems=True)


def a_report(council: Council, *, for_systems: bool, release: bool = True) -> Subject:
    leader = council.collecting(council.leader(council.campaign(name="Spring", for_systems=for_systems)))
    asked = campaigns.questionnaire_for(leader)
    for number, invitation in enumerate(council.invitations(leader)):
        council.answer(invitation, 2 + number % 3, {asked.question_ids[0]: SAID})
    rounds.close(council, leader.campaign)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        if release:
            reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    return leader


def test_a_report_is_what_the_export_says_without_its_comments(system: Systems, released: Subject) -> None:
    told = system(REPORTS).read(f"/reports/{released.id}")

    exported = json.loads(files.file_of(released, "json", council="Council", colour="#1d70b8"))
    assert SAID in json.dumps(exported), "check this test: there is a comment to leave out"
    exported.pop("comments")
    assert told["figures"] == exported
    assert (told["leader"], told["email"]) == (released.person.name, released.person.email)
    assert SAID not in json.dumps(told)
    assert system(REPORTS).read("/reports")["items"] == [{key: told[key] for key in told if key != "figures"}]


@pytest.mark.parametrize(("for_systems", "release"), [(False, True), (True, False)])
def test_no_report_is_read_that_is_not_released_or_not_allowed(
    council: Council, system: Systems, for_systems: bool, release: bool
) -> None:
    leader = a_report(council, for_systems=for_systems, release=release)
    hr = system(REPORTS)

    assert hr.read("/reports")["items"] == []
    assert hr.get(f"/reports/{leader.id}").status_code == 404


def test_what_was_frozen_at_launch_counts_not_what_the_campaign_says_later(council: Council, system: Systems) -> None:
    leader = a_report(council, for_systems=False)
    with pytest.raises(NotAllowedNow):
        campaigns.change_setup(leader.campaign, campaigns.Setup("X", council.day(9), "behaviours", "frequency-5"),
                               by=None, now=council.clock.now)  # fmt: skip
    leader.campaign.for_systems = True  # as nobody can through the product
    db.session.commit()

    assert system(REPORTS).get(f"/reports/{leader.id}").status_code == 404


def test_leaders_and_raters_are_told(council: Council, inbox: Inbox) -> None:
    told = council.collecting(council.leader(council.campaign(for_systems=True)))
    untold = council.collecting()
    choose = "Choose who gives you feedback"
    letters = {one.to: " ".join(one.text.split()) for one in inbox.letters if one.subject == choose}
    words = "other systems of the council may read"
    assert words in letters[told.person.email]
    assert words not in letters[untold.person.email]
    for group in ("self", "manager", "peers"):
        assert any(words in sentence for sentence in promise_to(group, told))
        assert not any(words in sentence for sentence in promise_to(group, untold))


def test_leaders_together_are_what_their_report_says(council: Council, system: Systems, released: Subject) -> None:
    hr = system(COHORTS)
    assert hr.get(f"/campaigns/{released.campaign_id}/cohort").status_code == 404, "there is none yet"
    with one_transaction():
        assert cohorts.make_due(now=council.clock.now)

    told = hr.read(f"/campaigns/{released.campaign_id}/cohort")

    assert told == json.loads(json.dumps(cohorts.released(released.campaign_id)))
    assert released.person.name not in json.dumps(told)


def test_progress_is_that_of_the_page_and_never_of_few_leaders(council: Council, system: Systems) -> None:
    run = council.campaign(name="Autumn")
    leaders = [council.leader(run) for _ in range(5)]
    council.launched(leaders[0])
    few = system(PROGRESS).read(f"/campaigns/{run.id}/progress")
    for leader in leaders:
        with one_transaction():
            leader.list_state = "choosing"
    asked = council.collecting(council.leader())

    assert few["replies"] == {"asked": 0, "answered": 0, "groups": {"enough": 0, "short": 0, "too_few": 0}}
    alone = system(PROGRESS).read(f"/campaigns/{asked.campaign_id}/progress")
    assert alone["replies"] is None, "one leader's replies are nobody's business"
    assert alone["lists"] == {"choosing": 0, "with_manager": 0, "approved": 1, "ended": 0}


def test_the_token_of_somebody_with_a_part_counts_as_they_do(council: Council, system: Systems) -> None:
    run = council.campaign()
    leaders = [council.leader(run) for _ in range(6)]
    council.launched(leaders[0])
    maker = leaders[0].manager
    told = system(PROGRESS, by=maker).read(f"/campaigns/{run.id}/progress")

    assert told["leaders_left_out"] == len(progress.of_campaign(run, reader=maker.id).left_out) == 1
    fewer = system(PROGRESS, by=maker)
    with one_transaction():
        leaders[5].ended = leaders[5].closed = True
    assert fewer.read(f"/campaigns/{run.id}/progress")["replies"] is None, "one of five is left out"


def test_campaigns_are_told_page_by_page_and_drafts_never(council: Council, system: Systems) -> None:
    for name in "ABC":
        council.launched(council.leader(council.campaign(name=name)))
    draft = council.campaign(name="Draft")
    hr = system(CAMPAIGNS)

    first = hr.read("/campaigns?page_size=2")
    assert [one["name"] for one in first["items"]] == ["A", "B"]
    assert (first["total"], first["next"]) == (3, "/api/v1/campaigns?page=2&page_size=2")
    last = hr.read(first["next"].removeprefix("/api/v1"))
    assert ([one["name"] for one in last["items"]], last["next"]) == (["C"], None)
    assert hr.read(f"/campaigns/{first['items'][0]['id']}") == first["items"][0]
    assert hr.get(f"/campaigns/{draft.id}").status_code == 404
    for wrong in ("page=0", "page_size=101", "page=x", "page=٣", "page_size=-1"):
        assert hr.get(f"/campaigns?{wrong}").status_code == 400, wrong


def test_who_asks_again_is_told_that_nothing_has_changed(council: Council, system: Systems) -> None:
    council.launched()
    hr = system(CAMPAIGNS)
    tag = hr.get("/campaigns").headers["ETag"]

    again = hr.get("/campaigns", If_None_Match=tag)

    assert (again.status_code, again.data) == (304, b"")


def test_a_scope_opens_its_own_and_nothing_else(council: Council, system: Systems, released: Subject) -> None:
    with one_transaction():
        assert cohorts.make_due(now=council.clock.now)
    needed = {
        "/campaigns": CAMPAIGNS, f"/campaigns/{released.campaign_id}": CAMPAIGNS,
        f"/campaigns/{released.campaign_id}/progress": PROGRESS, "/reports": REPORTS,
        f"/reports/{released.id}": REPORTS, f"/campaigns/{released.campaign_id}/cohort": COHORTS,
    }  # fmt: skip
    systems = {scope: system(scope) for scope in SCOPES}
    for path, wanted, scope in [(*one, scope) for one in needed.items() for scope in SCOPES]:
        answer = systems[scope].get(path)
        assert answer.status_code == (200 if wanted == scope else 403), path
        if wanted != scope:
            assert answer.mimetype == "application/problem+json"
            assert f'scope="{wanted}"' in answer.headers["WWW-Authenticate"]


def test_a_token_ends(council: Council, system: Systems, clock: object) -> None:
    hr, gone = system(CAMPAIGNS, days=2), system(CAMPAIGNS)
    client = db.session.query(ApiClient).filter_by(token_digest=service.digest(gone.token)).one()
    with one_transaction():
        service.revoke(client.id, by=council.person().id, now=council.clock.now)
    assert gone.get("/campaigns").status_code == 401
    assert hr.get("/campaigns").status_code == 200
    council.clock.advance(days=3)
    assert hr.get("/campaigns").status_code == 401


def test_no_cookie_and_no_other_way_counts(app: Flask, council: Council) -> None:
    admin = Browser.of(app, council.person("Ada Admin", administrator=True))
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}, {"Authorization": "Bearer é"}):
        answer = admin.browser.get("/api/v1/campaigns", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Set-Cookie" not in answer.headers
    assert admin.browser.post("/api/v1/campaigns").status_code == 405
    assert admin.browser.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_too_many_calls_wait_for_the_next_hour(
    system: Systems, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_AN_HOUR", 3)
    hr, other = system(CAMPAIGNS), system(CAMPAIGNS)
    council.clock.advance(minutes=50)
    assert [hr.get("/campaigns").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert int(hr.get("/campaigns").headers["Retry-After"]) == 601
    assert other.get("/campaigns").status_code == 200
    council.clock.advance(minutes=11)
    assert hr.get("/campaigns").status_code == 200


def test_use_is_audited_by_day_and_neither_log_nor_database_holds_the_token(
    system: Systems, released: Subject, council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hr = system(CAMPAIGNS, REPORTS)
    for _ in range(3):
        hr.read("/campaigns")
        hr.read(f"/reports/{released.id}")
    used = db.session.query(AuditEvent).filter_by(action="api_client.used").count()
    looked = db.session.query(AuditEvent).filter_by(action="report.read_by_system", about_id=released.id).count()
    assert (used, looked) == (1, 1)
    council.clock.advance(days=1)
    hr.read("/campaigns")
    assert db.session.query(AuditEvent).filter_by(action="api_client.used").count() == 2
    client = db.session.query(ApiClient).one()
    assert client.last_used_on == council.clock.now.date()
    assert hr.token not in str(vars(client))
    assert hr.token not in caplog.text
    assert released.person.name not in caplog.text
    assert str(released.id) not in caplog.text


def test_nothing_of_a_round_that_is_open_is_in_any_answer(council: Council, system: Systems) -> None:
    leader = council.collecting(council.leader(council.campaign(for_systems=True)))
    for invitation in council.invitations(leader):
        council.answer(invitation, 5)
    hr = system(*SCOPES)

    assert hr.read("/reports")["items"] == []
    assert hr.get(f"/reports/{leader.id}").status_code == 404
    assert disclosure.states_of([leader.id]) == {}
