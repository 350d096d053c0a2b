"""What is said of leaders together, with figures to show: report, cohort, averages, and whether it was worth it."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback.campaign.models import Subject
from feedback.coaching import sessions
from feedback.cohort import evaluation
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.browser import people
from tests.browser.conftest import Site
from tests.cohort.leaders import close, cohort_of_teams, draft, report

ANSWERS = {"peers": [3, 4, 4, 4], "reports": [2, 3, 4, 4], "self": [4], "manager": [3]}
WIDTHS = (390, 1280)


@pytest.fixture
def leaders(site: Site) -> tuple[str, str]:
    """A campaign, and the address of its first leader: all have talked, and six others have said what it was worth."""
    council = site.council
    with site.app.app_context():
        run, found = draft(council, ["North"] * 6 + ["South"] * 6, name="Spring")
        cohort_of_teams(council, run, "North")
        close(council, run, found, lambda number: ANSWERS)
        report(council, run)
        with one_transaction():
            for leader in found:
                sessions.hold(leader, by=leader.coach_id, now=council.clock.now)
                db.session.get_one(ReleasedReport, leader.id).state = "released"
        _say(site, found[1:7])
        return str(run.id), found[0].person.email


def _say(site: Site, leaders: Sequence[Subject]) -> None:
    with one_transaction():
        for leader in leaders:
            evaluation.answer(
                leader, evaluation.LEADER, useful=4, acting="yes", words="More time to prepare.",
                by=leader.person_id, now=site.council.clock.now,
            )  # fmt: skip
    with one_transaction():
        while evaluation.count_due():
            pass


def _later(site: Site) -> tuple[str, str]:
    """Another leader's report that was released after those, and their address."""
    council = site.council
    with site.app.app_context():
        council.clock.advance(days=40)
        run, [leader] = draft(council, ["North"], name="Autumn", closes_on=council.day(30))
        close(council, run, [leader], lambda number: ANSWERS)
        with one_transaction():
            db.session.get_one(ReleasedReport, leader.id).state = "released"
        return str(leader.id), leader.person.email


def test_leaders_together(
    site: Site, leaders: tuple[str, str], browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None]
) -> None:
    run, leader = leaders

    def look(page: Page) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            accessible(page)

    director = people.sign_in(browser_of(), site, site.person("Dora Director", director=True))
    director.goto(f"{site.url}/cohorts/{run}")
    look(director)
    director.get_by_role("main").get_by_role("link", name="North").first.click()
    expect(director.locator("strong[aria-current=page]")).to_have_text("North")
    look(director)
    director.goto(f"{site.url}/cohorts/{run}/evaluation")
    expect(director.get_by_text("4.0 of 5")).to_be_visible()
    look(director)
    director.goto(f"{site.url}/averages")
    expect(director.locator("table").first).to_be_visible()
    look(director)

    admin = people.sign_in(browser_of(), site, site.person("Ada Admin", administrator=True))
    admin.goto(f"{site.url}/cohorts/{run}/evaluation")
    expect(admin.get_by_text("More time to prepare.").first).to_be_visible()
    look(admin)
    admin.goto(f"{site.url}/plans/after/{run}")
    look(admin)

    beside, later = _later(site)
    reader = people.sign_in(browser_of(), site, later)
    reader.goto(f"{site.url}/reports/{beside}")
    people.follow(reader, "See what is usual here")
    expect(reader.get_by_text("usually 3.8").first).to_be_visible()
    look(reader)

    asked = people.sign_in(browser_of(expects="400 (BAD REQUEST)"), site, leader)
    people.follow(asked, "Say whether the feedback was worth it")
    people.heading(asked, "Was the feedback worth it?")
    look(asked)
    people.press(asked, "Send")
    look(asked)
