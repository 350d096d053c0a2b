"""Somebody gets all that is kept about them, and nothing of anybody else's; nobody learns who answered."""

import html
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from flask import Flask

from feedback.assurance import access_pack
from feedback.campaign import service
from feedback.campaign.models import Subject
from feedback.coaching import service as coaching
from feedback.coaching import sessions
from feedback.disclosure.models import NamedAnswer
from feedback.extensions import db
from feedback.followup import assessment
from feedback.followup import service as followup
from feedback.followup.service import Undertaking
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.pages import british_date
from feedback.identity.models import Person
from feedback.report import service as reports
from tests.building import Council
from tests.conftest import START
from tests.staff import Browser

BrowserOf = Callable[[Person], Browser]
SECRET = "a secret for tests only, long enough to be accepted"


@pytest.fixture
def open_round(council: Council) -> Subject:
    """A leader with eight raters, half of whom have answered."""
    leader = council.collecting(peers=4, reports=4)
    for invitation in council.invitations(leader)[::2]:
        council.answer(invitation, 4)
    return leader


def released(council: Council, leader: Subject) -> Subject:
    for invitation in council.invitations(leader)[1::2]:
        council.answer(invitation, 2)
    council.close(leader.campaign)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        sessions.save_notes(leader, "NOTE-OF-THE-COACH", secret=SECRET, by=leader.coach_id)
        coaching.release(leader, by=leader.coach_id, now=council.clock.now)
    return leader


def pack(person: Person, *, whole: bool = True, **more: Any) -> dict[str, Any]:
    return access_pack.pack_of(person, secret=SECRET, whole=whole, today=START.date(), **more)


def test_a_rater_s_pack_is_the_same_whether_they_answered_or_not(council: Council, open_round: Subject) -> None:
    raters = [one for one in council.invitations(open_round) if one.group == "peers"]
    packs = [pack(db.session.get_one(Person, one.person_id)) for one in raters]
    assert {one.state for one in raters} == {0, 2}, "some have answered, and some have not"
    for one in packs:
        assert len(one["asked_for_feedback_on"]) == 1
        del one["person"]
        assert not one["done_as_staff"]
    assert all(one == packs[0] for one in packs)
    late = next(one for one in raters if one.state == 0)
    before = pack(db.session.get_one(Person, late.person_id))
    council.answer(late, 5)
    assert pack(db.session.get_one(Person, late.person_id)) == before


def test_a_leader_s_pack_has_their_report_and_no_rater_s_name(council: Council, open_round: Subject) -> None:
    names = {db.session.get_one(Person, one.person_id).name for one in council.invitations(open_round)}
    leader = released(council, open_round)
    made = pack(leader.person)
    [round_] = made["leader_in"]
    assert round_["released_report"]["format"] == "released-report/1"
    assert round_["on_the_list"] == {"manager": 1, "peers": 4, "reports": 4, "self": 1}
    told = json.dumps(made)
    for name in names - {leader.person.name, leader.manager.name, leader.coach.name}:
        assert f'"{name}"' not in told
    assert "NOTE-OF-THE-COACH" not in told
    assert "NOTE-OF-THE-COACH" in json.dumps(pack(leader.coach))
    assert pack(leader.manager)["line_manager_in"][0]["your_ratings"]


def test_the_page_says_it_in_the_words_of_the_product(
    council: Council, open_round: Subject, browser_of: BrowserOf
) -> None:
    leader = released(council, open_round)
    page = browser_of(leader.person).get("/your-data")
    assert "Report: released to you" in page.text
    assert "People on your list: Manager: 1, Peers: 4, Direct reports: 4, Self: 1" in page.text
    assert "released-report/1" not in page.text
    page = browser_of(leader.coach).get("/your-data")
    assert "Report opened by the coach" in page.text
    assert "Your notes: NOTE-OF-THE-COACH" in page.text


def test_ratings_are_told_with_the_words_of_their_statements(
    council: Council, open_round: Subject, browser_of: BrowserOf
) -> None:
    leader = released(council, open_round)
    items = service.questionnaire_for(leader).items
    made = pack(leader.manager)["line_manager_in"][0]
    assert list(made["your_ratings"]) == sorted(item.id for item in items)
    mine = browser_of(leader.manager)
    page = mine.get("/your-data")
    table = page.table(f"Your ratings of {leader.person.name}: {leader.campaign.name}")
    assert table[0] == ["Statement", "Theme", "Your rating"]
    assert [row[0] for row in table[1:]] == [item.rater for item in items]
    assert {row[2] for row in table[1:]} <= {"2: Rarely", "4: Often", "I can’t say"}
    answer = mine.browser.post("/your-data", data={"csrf_token": page.form("Download it").data["csrf_token"]})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        download = archive.read("what-we-keep-about-you.html").decode()
        download = html.unescape(download)
        assert json.loads(archive.read("what-we-keep-about-you.json"))["line_manager_in"] == [made]
    for item in items:
        assert f">{item.rater}</th>" in download
        assert item.id not in page.text + download, "an id is for machines"


def test_a_leader_reads_their_level_competencies_plan_and_self_assessment_in_words(
    council: Council, browser_of: BrowserOf
) -> None:
    run = council.campaign("mansfield")
    chosen = ["big-picture", "value-for-money"]
    leader = council.collecting(council.leader(run, level="2", competencies=chosen), peers=4, reports=4)
    for invitation in council.invitations(leader)[::2]:
        council.answer(invitation, 4)
    released(council, leader)
    item = service.questionnaire_for(leader).items[-1]
    what = Undertaking("Listen more", "They say so", "", council.day(30))
    framework = service.framework_of(leader.campaign)
    with one_transaction():
        followup.save_action(leader, item.id, what, by=leader.person_id, now=council.clock.now)
        assessment.begin(leader.person, framework, level="2", senior=False, by=leader.person_id, now=council.clock.now)
    with one_transaction():
        assessment.rate(leader.person_id, {item.id: None}, secret=SECRET)
        assessment.aim(leader.person_id, item.id, what, today=START.date(), secret=SECRET)
    page = browser_of(leader.person).get("/your-data")
    names = {one.id: one.name for one in framework.competencies}
    assert f"Competencies: {', '.join(names[one] for one in chosen)}" in page.text
    assert f"Level: {next(one.name for one in framework.levels if one.id == '2')}" in page.text
    plan = page.table(f"Your action plan: {run.name}")
    assert plan[1] == page.table("What you aim at")[1]
    assert plan[1][0] == item.self
    assert plan[1][2:] == ["Listen more", "They say so", "–", british_date(what.by_when)]
    theme = next(one.name for one in framework.themes if item.theme_id == one.id)
    assert page.table("Your ratings of yourself")[1] == [item.self, f"{theme}: {item.competency}", "I can’t say"]
    assert item.id not in page.text


def test_words_cost_no_question_to_the_database_for_a_statement(council: Council, open_round: Subject) -> None:
    leader = released(council, open_round)
    manager = leader.manager
    pack(manager)  # what is remembered of frameworks is there
    db.session.expire_all()
    many = _statements(lambda: pack(manager))
    ratings = db.session.query(NamedAnswer).filter_by(subject_id=leader.id, group="manager").all()
    assert len(ratings) > 10
    with one_transaction():
        for one in ratings[1:]:
            db.session.delete(db.session.merge(one))
    db.session.expire_all()
    assert _statements(lambda: pack(manager)) == many


def _statements(work: Callable[[], object]) -> int:
    """How many statements are sent to the database by this work."""
    sent: list[str] = []

    def hear(*told: Any) -> None:
        sent.append(told[2])

    sqlalchemy.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        work()
    finally:
        sqlalchemy.event.remove(db.engine, "before_cursor_execute", hear)
    return len(sent)


def test_a_report_that_is_not_released_is_in_nobody_s_pack(council: Council, open_round: Subject) -> None:
    council.close(open_round.campaign)
    [round_] = pack(open_round.person)["leader_in"]
    assert (round_["report"], round_["released_report"]) == ("sealed", None)


def test_an_administrator_gets_nothing_that_only_its_owner_may_read(council: Council, open_round: Subject) -> None:
    leader = released(council, open_round)
    for person in (leader.person, leader.coach, leader.manager):
        told = json.dumps(pack(person, whole=False, reader=None))
        for secret in ("released-report/1", "NOTE-OF-THE-COACH", "your_ratings", 'letters_waiting": ["'):
            assert secret not in told
        assert "Sign in and open" in told
    rater = next(one.person_id for one in council.invitations(leader) if one.group == "peers")
    found = db.session.get_one(Person, rater)
    assert len(pack(found, whole=False)["asked_for_feedback_on"]) == 1
    assert pack(found, whole=False, reader=leader.manager_id)["asked_for_feedback_on"] == []


def test_it_is_handed_out_by_page_behind_a_reason_and_audited(council: Council, admin: Browser) -> None:
    somebody = council.person("Bo Person")
    with one_transaction():
        somebody.name = "Bo <b>Person</b>"
    where = f"/people/{somebody.id}/data"
    admin.get(where)
    assert admin.submit("Download").errors == ["Select why"]
    token = {"csrf_token": admin.page.form("Download").data["csrf_token"], "reason": "asked"}  # type: ignore[union-attr]
    db.session.rollback()
    answer = admin.browser.post(where, data=token)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["what-we-keep-about-you.html", "what-we-keep-about-you.json"]
        page = archive.read("what-we-keep-about-you.html").decode()
        assert json.loads(archive.read("what-we-keep-about-you.json"))["person"]["name"] == "Bo <b>Person</b>"
    assert "Bo &lt;b&gt;Person&lt;/b&gt;" in page
    [event] = db.session.query(AuditEvent).filter_by(action="access_pack.made")
    assert (event.about_id, event.facts) == (somebody.id, {"reason": "asked"})


def test_who_has_left_is_noted_and_taken_back(council: Council, admin: Browser) -> None:
    somebody = council.person("Bo Person")
    admin.get(f"/people/{somebody.id}/data")
    page = admin.submit("They have left")
    assert "They left on 1 March 2027." in page.text
    page = admin.submit("They are back")
    assert "They left on" not in page.text


def test_everybody_reads_and_takes_their_own(council: Council, open_round: Subject, browser_of: BrowserOf) -> None:
    mine = browser_of(open_round.person)
    page = mine.get("/your-data")
    assert "What we keep about you" not in page.h1
    assert open_round.campaign.name in page.text
    token = {"csrf_token": page.form("Download it").data["csrf_token"]}
    answer = mine.browser.post("/your-data", data=token)
    assert answer.mimetype == "application/zip"


def test_the_command_writes_a_file_for_its_owner_alone(app: Flask, council: Council, tmp_path: Path) -> None:
    somebody = council.person("Bo Person")
    address, file = somebody.email, tmp_path / "pack.zip"
    db.session.rollback()
    told = app.test_cli_runner().invoke(args=["person", "access-pack", address, "--output", str(file)])
    assert told.exit_code == 0, told.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert zipfile.is_zipfile(file)
    wrong = app.test_cli_runner().invoke(args=["person", "access-pack", "x@example.org", "--output", str(file)])
    assert (wrong.exit_code, address in wrong.output) == (1, False)


@pytest.mark.parametrize("path", ["/data-protection", "/data-protection/register", "/data-protection/assessment"])
def test_the_papers_are_pages_for_administrators(
    council: Council, admin: Browser, browser_of: BrowserOf, path: str
) -> None:
    admin.get(path)
    browser_of(council.person("Co Coach", coach=True)).get(path, expect=403)


def test_the_notice_is_for_everybody(client: Browser) -> None:
    assert "12 months after feedback closed" in client.get("/privacy").text


@pytest.mark.parametrize("paper", ["register", "notice", "assessment"])
def test_the_papers_are_printed_as_markdown(app: Flask, paper: str) -> None:
    told = app.test_cli_runner().invoke(args=["data-protection", paper])
    assert told.exit_code == 0
    assert told.stdout.startswith("# ")
