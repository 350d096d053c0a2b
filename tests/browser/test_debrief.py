"""From a sealed report to an agreed action plan, as coach, leader and manager meet it, on a phone and at a desk."""

import importlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback import press
from feedback.campaign.models import Subject
from feedback.response.rules import PARAPHRASE, Answers
from tests.browser import people
from tests.browser.conftest import Site
from tests.disclosure import rounds

WIDTHS = (1280, 390)
Look = Callable[[Page, str], None]


@pytest.fixture
def look(accessible: Callable[[Page], None]) -> Look:
    """Refuse a page that is not accessible on a phone or at a desk; FEEDBACK_LOOK names a folder for pictures of it."""

    def at(page: Page, name: str) -> None:
        folder = os.environ.get("FEEDBACK_LOOK")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            accessible(page)
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    return at


def closed(site: Site) -> tuple[str, str, str, str]:
    """The id of a leader whose report is sealed; the addresses of coach, leader and manager."""
    council = site.council
    [leader] = rounds.launched(council)
    leader.person.name, leader.manager.name, leader.coach.name = "Lee Leader", "Max Manager", "Casey Coach"
    found: Subject = leader
    items = rounds.items_of(found)
    low, high = dict.fromkeys(items, 2), dict.fromkeys(items, 5)
    peers = [Answers(low, {"q1": "Decides alone, and late."}, {"q1": PARAPHRASE})]
    peers += [Answers(low, {"q1": f"Could listen for longer ({number})."}) for number in range(4)]
    rounds.send(found, {"peers": peers, "self": [Answers(high, {})]})
    rounds.close(council, found.campaign)
    importlib.import_module("feedback.report.page")  # seconds, which the first reader after a start waits for
    return str(found.id), found.coach.email, found.person.email, found.manager.email


def test_from_sealed_to_action_plan(site: Site, browser_of: Callable[..., BrowserContext], look: Look) -> None:
    with site.app.app_context():
        report, coach_at, leader_at, manager_at = closed(site)

    coach = people.sign_in(browser_of(), site, coach_at)
    people.follow(coach, "Leaders you coach")
    people.heading(coach, "Leaders you coach")
    look(coach, "bench-sealed")
    people.follow(coach, re.compile("Open the report"))
    people.press(coach, "Open the report")
    people.heading(coach, "Feedback for Lee Leader")

    coach.goto(f"{site.url}/coaching")
    people.follow(coach, re.compile("Put 1 comment in your words"))
    people.follow(coach, re.compile("words", re.IGNORECASE))
    coach.get_by_role("textbox").fill("People want to be heard before things are settled.")
    coach.locator("main button[type=submit]").first.click()
    expect(coach.get_by_text("Saved. The leader reads your words")).to_be_visible()
    people.follow(coach, "What to do if a comment worries you")
    people.heading(coach, "If a comment worries you")
    look(coach, "concerns")

    people.follow(coach, "Leaders you coach")
    people.follow(coach, re.compile("Agree a day to talk"))
    people.heading(coach, "The conversation with Lee Leader")
    expect(coach.get_by_text("This report is hard to read")).to_be_visible()
    for part, value in zip(("Day", "Month", "Year"), ("1", "6", "2030"), strict=True):
        coach.get_by_label(part, exact=True).fill(value)
    people.press(coach, "Save the day")
    expect(coach.get_by_text("sees the day among their tasks")).to_be_visible()
    coach.get_by_label("Your notes").fill("Begin with what goes well.")
    people.press(coach, "Save your notes")
    look(coach, "debrief")

    leader = people.sign_in(browser_of(width=390), site, leader_at)
    expect(leader.get_by_text("goes through it with you on 1 June 2030")).to_be_visible()
    leader.goto(f"{site.url}/reports/{report}")
    expect(leader.get_by_text("Your report is with your coach")).to_be_visible()

    people.press(coach, "We have met")
    coach.goto(f"{site.url}/coaching")
    people.follow(coach, re.compile("Release the report"))
    people.press(coach, "Release the report")
    expect(coach.get_by_text("Released. Lee Leader is told by email.")).to_be_visible()

    leader.goto(site.mail(leader_at, "report"))
    leader.goto(f"{site.url}/reports/{report}")
    people.heading(leader, "Feedback for Lee Leader")
    expect(leader.get_by_text("People want to be heard before things are settled.")).to_be_visible()
    expect(leader.get_by_text("Decides alone, and late.")).to_have_count(0)
    look(leader, "report")

    leader.goto(f"{site.url}/tasks")
    people.follow(leader, "Make your action plan")
    people.press(leader, "Choose a behaviour")
    look(leader, "choose")
    leader.locator("main li a").first.click()
    leader.wait_for_load_state()
    leader.get_by_label("What will you do?").fill("Ask three people each week before I decide.")
    leader.get_by_label("How will you and others know?").fill("They tell my manager so.")
    for part, value in zip(("Day", "Month", "Year"), ("1", "9", "2030"), strict=True):
        leader.get_by_label(part, exact=True).fill(value)
    look(leader, "action")
    people.press(leader, "Save in your plan")
    look(leader, "plan")
    people.press(leader, "Share the plan")

    manager = people.sign_in(browser_of(), site, manager_at)
    people.follow(manager, "Agree the action plan of Lee Leader")
    people.press(manager, "Agree the plan")
    expect(manager.get_by_text("Agreed. Lee Leader has been told by email.")).to_be_visible()
    look(manager, "plan-agreed")
    coach.goto(f"{site.url}/coaching")
    expect(coach.get_by_role("link", name=re.compile("Read the action plan"))).to_be_visible()
    look(coach, "bench-done")


def test_all_reports_at_once(site: Site, browser_of: Callable[..., BrowserContext], look: Look) -> None:
    """The page follows the worker by itself, and leads on without script too."""
    with site.app.app_context():
        report, coach_at, *_ = closed(site)
    coach = people.sign_in(browser_of(), site, coach_at)
    coach.goto(f"{site.url}/reports/{report}")
    people.press(coach, "Open the report")
    coach.goto(f"{site.url}/coaching")
    people.follow(coach, re.compile("All reports of"))
    look(coach, "bundle-before")
    people.press(coach, "Make 1 PDF")
    expect(coach.get_by_text("0 of 1 are ready.")).to_be_visible()
    expect(coach.get_by_role("link", name="See how many are ready now")).to_be_hidden()
    look(coach, "bundle-at-work")
    with site.app.app_context():
        assert press.make_due(site.app, processes=1) == 1
    ready = coach.get_by_role("button", name="Download 1 report (ZIP)")
    expect(ready).to_be_visible()
    look(coach, "bundle-ready")
    with coach.expect_download() as download:
        ready.click()
    assert download.value.suggested_filename == "feedback-reports.zip"
    people.press(coach, "Erase the files now")
    expect(coach.get_by_text("1 file is erased.")).to_be_visible()


def test_rating_oneself(site: Site, browser_of: Callable[..., BrowserContext], look: Look) -> None:
    lee = people.sign_in(browser_of(), site, site.person("Lee Leader"))
    manager = site.person("Max Manager", coach=True)  # one who is known here: others are not to be found out
    people.follow(lee, "Rate yourself against the leadership framework")
    look(lee, "self-begin")
    lee.get_by_label("Derbyshire County Council: Front Line Leadership").check()
    people.press(lee, "Start")
    look(lee, "self-page")
    pages = 0
    while not lee.get_by_role("heading", level=1).inner_text().startswith("Your self-assessment"):
        pages += 1
        assert pages < 20
        rating = "2" if pages == 1 else "5" if pages == 2 else "4"
        chosen = lee.locator(f'fieldset.rating input[value="{rating}"]')
        chosen.evaluate_all("found => found.forEach(point => point.click())")
        lee.locator("main button[type=submit]").first.click()
        lee.wait_for_load_state()
    assert pages > 2
    lee.locator("main li a").first.click()
    lee.wait_for_load_state()
    look(lee, "self-aim")
    lee.get_by_label("What will you do?").fill("Ask my team on Fridays how the week went.")
    lee.get_by_label("How will you and others know?").fill("They say so.")
    for part, value in zip(("Day", "Month", "Year"), ("1", "9", "2030"), strict=True):
        lee.get_by_label(part, exact=True).fill(value)
    people.press(lee, "Save")
    look(lee, "self-found")
    lee.get_by_label("Your manager’s work email address").fill(manager)
    people.press(lee, "Share it")
    expect(lee.get_by_text(f"{manager} can read this.")).to_be_visible()
    reader = people.sign_in(browser_of(), site, manager)
    look(reader, "tasks-manager")
    people.follow(reader, "The self-assessment of Lee Leader")
    look(reader, "self-shared")
    people.follow(lee, "Erase it, or begin again at another level")
    people.press(lee, "Erase it")
    people.heading(lee, "Rate yourself")
