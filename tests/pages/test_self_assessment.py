"""Can somebody rate themself at any time, alone with it unless they share it, and carry it into a plan?"""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.followup import assessment
from feedback.followup.models import PlanAction, SelfAssessment
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.framework import service as frameworks
from feedback.identity.models import Person
from feedback.report import service as reports
from tests import databases
from tests.building import FRAMEWORKS, Council
from tests.staff import Browser

MARK = "ZEBRA: I lose patience in the afternoon"
AIM = {
    "What will you do?": MARK,
    "How will you and others know?": "My team says so.",
    "Day": "1",
    "Month": "6",
    "Year": "2030",
}


@pytest.fixture
def lee(council: Council) -> Person:
    """Somebody who is in no campaign."""
    return council.person("Lee Leader")


@pytest.fixture
def browser(lee: Person, browser_of: Callable[[Person], Browser]) -> Browser:
    """Their browser, the page opened from their tasks."""
    browser = browser_of(lee)
    browser.get("/tasks")
    browser.follow("Rate yourself against the leadership framework")
    return browser


def begin(browser: Browser, level: str = "Derbyshire County Council: Front Line Leadership") -> None:
    """Begin at a level."""
    browser.submit("Start", {"Which level is yours?": level})


def rate(browser: Browser, rating: str, first: str = "") -> int:
    """Rate every page alike but the first behaviour of all; return how many behaviours there were."""
    pages = count = 0
    while browser.page.path.startswith("/self-assessment/page/"):
        pages += 1
        assert pages < 40
        boxes = [box for box in browser.page.document.all("input") if box.get("type") == "radio"]
        names = list(dict.fromkeys(str(box.get("name")) for box in boxes))
        count += len(names)
        chosen = dict.fromkeys(names, rating) | ({names[0]: first} if first and pages == 1 else {})
        browser.post(browser.page.path, chosen)
    return count


def test_from_no_campaign_to_what_to_work_on_and_a_word_file(browser: Browser) -> None:
    assert browser.page.h1 == "Rate yourself"
    assert browser.submit("Start", expect=400).errors == ["Select your level"]
    begin(browser)
    assert rate(browser, "5", first="2") == 20
    page = browser.page
    assert page.h1 == "Your self-assessment"
    assert "Only you can read this." in page.text
    lowest = page.links[[words for words, _ in page.links].index("Back to your tasks") + 1][0]
    browser.follow(lowest)
    assert browser.page.h1 == lowest
    assert "What it looks like at the next level, Operational Leadership" in browser.page.text
    browser.submit("Save", AIM)
    assert MARK in browser.page.text
    written = docx.Document(io.BytesIO(browser.download("/self-assessment/self-assessment.docx").data))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert MARK in cells
    assert cells.count("Always") == 19
    assert cells.count("Rarely") == 1


def test_nobody_else_reads_it_not_even_in_the_database(
    browser: Browser, lee: Person, council: Council, tmp_path: Path, browser_of: Callable[[Person], Browser]
) -> None:
    begin(browser)
    rate(browser, "2")
    browser.get("/self-assessment")
    browser.follow(next(words for words, href in browser.page.links if "/behaviours/" in href))
    browser.submit("Save", AIM)
    db.session.rollback()
    stored = databases.in_use().on_disk(tmp_path)
    assert b"Lee" in stored, "the search finds what is there"
    assert MARK.encode() not in stored
    assert b'"ratings"' not in stored
    for stranger in (council.person("Max Manager"), council.person("Ada Admin", administrator=True)):
        browser_of(stranger).get(f"/self-assessment/of/{lee.id}", expect=404)
        assert browser_of(stranger).get("/self-assessment").h1 == "Rate yourself"
    assert [event.action for event in db.session.query(AuditEvent) if "assess" in event.action] == []


def test_it_is_shared_with_the_manager_and_taken_back(
    browser: Browser, lee: Person, council: Council, browser_of: Callable[[Person], Browser], inbox: Inbox
) -> None:
    begin(browser)
    rate(browser, "4")
    manager, outsider = council.person("Max Manager"), council.person("Olu Outsider")
    manager.team = "Homes"
    db.session.commit()
    share = "Your manager’s work email address"
    [unknown], [outside] = (
        browser.submit("Share it", {share: email}, expect=400).errors for email in ("no@example.org", outsider.email)
    )
    assert unknown == outside
    assert "It cannot be shared with this address" in unknown
    assert "Olu" not in browser.page.text
    assert "your own address" in browser.submit("Share it", {share: lee.email}, expect=400).errors[0]
    page = browser.submit("Share it", {share: manager.email})
    assert f"{manager.email} can read this." in page.text
    assert "Max Manager" not in page.text
    reader = browser_of(manager)
    reader.get("/tasks")
    page = reader.follow("The self-assessment of Lee Leader")
    assert page.h1 == "Self-assessment of Lee Leader"
    assert not [href for _, href in page.links if "/self-assessment/" in href], "a reader changes nothing"
    browser.submit("Stop sharing it")
    reader.get(page.path, expect=404)
    assert "self-assessment of" not in reader.get("/tasks").text


def test_it_goes_into_the_plan_after_a_campaign(council: Council, browser_of: Callable[[Person], Browser]) -> None:
    run = council.campaign("derbyshire", name="Spring 2027")
    leader = council.collecting(council.leader(run), peers=5)
    for invitation in council.invitations(leader):
        council.answer(invitation, 3)
    council.close(run)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    browser = browser_of(leader.person)
    browser.get("/self-assessment")
    chosen = [box for box in browser.page.document.all("input") if box.get("checked") is not None]
    assert [box.get("value") for box in chosen] == ["derbyshire/front-line-leadership"], "the level of the campaign"
    browser.submit("Start")
    rate(browser, "5", first="1")
    browser.follow(next(words for words, href in browser.page.links if "/behaviours/" in href))
    browser.submit("Save", AIM)
    browser.follow("Take them into your action plan after Spring 2027")
    assert "From your self-assessment" in browser.page.text
    browser.follow(next(words for words, href in browser.page.links if "/behaviours/" in href))
    assert MARK in browser.page.text
    browser.submit("Save in your plan")
    assert [action.doing for action in db.session.query(PlanAction)] == [MARK]


def test_it_can_be_left_half_done_and_erased(browser: Browser, tmp_path: Path) -> None:
    begin(browser)
    [first, *_] = [box for box in browser.page.document.all("input") if box.get("type") == "radio"]
    browser.post("/self-assessment/page/1", {str(first.get("name")): "cant_say", "then": "later"})
    assert "You have rated 1 of 20." in browser.page.text
    assert "Where you cannot say" in browser.page.text
    browser.follow("Erase it, or begin again at another level")
    browser.submit("Erase it")
    assert browser.page.messages == ["Your self-assessment is erased."]
    assert browser.page.h1 == "Rate yourself"
    assert db.session.query(SelfAssessment).count() == 0


def test_what_is_not_asked_is_not_kept(browser: Browser) -> None:
    begin(browser)
    browser.get("/self-assessment/behaviours/no-such-thing", expect=404)
    browser.get("/self-assessment/page/99", expect=404)
    browser.post("/self-assessment/page/1", {"other": "3", "then": "later"})
    assert "You have rated 0 of 20." in browser.page.text


@pytest.mark.parametrize("level", ["Plymouth City Council: ", "Bristol City Council: Exemplary"])
def test_every_shape_of_framework_can_be_rated(browser: Browser, level: str) -> None:
    label = next(
        words
        for box in browser.page.document.all("input")
        if box.get("type") == "radio" and (words := browser.page.document.label(box)).startswith(level)
    )
    begin(browser, label)
    assert rate(browser, "1") > 15
    assert "What you could work on" in browser.page.text


def test_with_another_secret_it_is_said_that_it_cannot_be_read_and_it_can_be_begun_anew(
    browser: Browser, lee: Person, council: Council, browser_of: Callable[[Person], Browser]
) -> None:
    begin(browser)
    rate(browser, "4")
    manager = council.person("Max Manager", coach=True)
    browser.submit("Share it", {"Your manager’s work email address": manager.email})
    kept, settings = _kept(), council.app.config["SETTINGS"]
    council.app.config["SETTINGS"] = settings.model_copy(update={"secret_key": "another secret, long enough as well"})
    assert browser.get("/self-assessment").h1 == "Your self-assessment cannot be read"
    for path in ("page/1", "behaviours/any", "self-assessment.docx"):
        assert browser.download(f"/self-assessment/{path}", expect=302).location == "/self-assessment"
    browser.post("/self-assessment/page/1", {"any": "3"})
    assert _kept() == kept, "with the old secret it can still be read"
    reader = browser_of(manager)
    assert reader.get(f"/self-assessment/of/{lee.id}").h1 == "The self-assessment of Lee Leader cannot be read"

    browser.get("/self-assessment")
    browser.follow("Erase it, or begin again")
    browser.submit("Erase it")
    begin(browser)
    assert rate(browser, "4") == 20
    assert browser.page.h1 == "Your self-assessment"


def test_a_plan_goes_on_without_a_self_assessment_that_cannot_be_read(
    council: Council, lee: Person, browser: Browser
) -> None:
    run = council.campaign("derbyshire")
    leader = council.leader(run, person=lee)
    begin(browser)
    rate(browser, "1")
    browser.follow(next(words for words, href in browser.page.links if "/behaviours/" in href))
    browser.submit("Save", AIM)
    secret = council.app.config["SETTINGS"].secret_key
    assert len(assessment.aims_for(leader, secret=secret)) == 1
    assert assessment.aims_for(leader, secret="another") == {}
    with pytest.raises(assessment.Unreadable):
        assessment.rate(lee.id, {}, secret="another")


def _kept() -> bytes | None:
    db.session.rollback()
    return db.session.query(SelfAssessment).one().kept


@pytest.mark.parametrize("part", ["manager", "coach"])
def test_who_has_a_part_in_a_campaign_or_leads_somebody_can_be_told(council: Council, lee: Person, part: str) -> None:
    leader = council.launched()
    framework = frameworks.by_id("derbyshire", FRAMEWORKS)
    above, nobody = council.person(), council.person()
    with one_transaction():
        leader.person.manager_id = above.id
        assessment.begin(lee, framework, level="front-line-leadership", senior=False, by=lee.id, now=council.clock.now)
        for reader in (getattr(leader, part), above):
            assert assessment.share(lee.id, reader.email, by=lee.id, now=council.clock.now) == reader
        with pytest.raises(assessment.CannotShare):
            assessment.share(lee.id, nobody.email, by=lee.id, now=council.clock.now)
