"""Paper in a browser: an administrator downloads the copies, a clerk keys one in by keyboard alone, on any width."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from feedback.campaign import service as campaigns
from feedback.extensions import db
from feedback.invitation.models import Invitation
from tests.browser import people
from tests.browser.conftest import Site
from tests.paper.printing import papers


def _collecting(site: Site) -> tuple[str, str, int]:
    """The path of a leader's paper copies, the name of a rater, and how many statements there are."""
    with site.app.app_context():
        run = site.council.campaign(name="Spring 2027", themes=("connect", "inspire"))
        leader = site.council.leader(run, person=site.council.person("Lee Leader"))
        site.council.collecting(leader, peers=4)
        rater = db.session.query(Invitation).filter_by(subject_id=leader.id, group="peers").first()
        assert rater is not None
        name = db.session.get_one(type(leader.person), rater.person_id).name
        items = campaigns.questionnaire_for(leader).item_count
        return f"/campaigns/{run.id}/paper", name, items


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_from_the_download_to_the_sealed_answer(
    site: Site,
    browser_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    tmp_path: Path,
    width: int,
) -> None:
    admin = site.person("Ada Admin", administrator=True)
    clerk = site.person("Chris Clerk", clerk=True)
    path, rater, items = _collecting(site)

    page = people.sign_in(browser_of(width, expects="status of 400"), site, admin)
    page.goto(site.url + path)
    accessible(page)
    people.follow(page, "Lee Leader")
    people.press(page, "Make paper copies")
    accessible(page)
    assert "There is a problem" in page.inner_text("main")
    page.get_by_label(rater).check()
    page.get_by_label("Where do they return it?").fill("Paper answers\nTown Hall")
    with page.expect_download() as downloading:
        people.press(page, "Make paper copies")
    downloading.value.save_as(tmp_path / "copies.pdf")
    [paper] = papers((tmp_path / "copies.pdf").read_bytes())

    page = people.sign_in(browser_of(width, expects="status of 400"), site, clerk)
    people.follow(page, "Paper answers")
    accessible(page)
    page.get_by_label("Code at the top").fill("nonsense")
    page.keyboard.press("Enter")
    page.get_by_text("There is a problem").wait_for()  # a key leads to another page without the browser waiting for it
    accessible(page)
    page.get_by_label("Code at the top").fill(paper.code.lower())
    page.keyboard.press("Enter")
    people.heading(page, "Feedback on Lee Leader")
    accessible(page)
    _key_in(page, items, first="9")
    page.get_by_text("There is a problem").wait_for()
    people.heading(page, "Feedback on Lee Leader")
    accessible(page)
    page.locator(".key-in__number").first.fill("0")
    page.keyboard.press("Enter")
    people.heading(page, "Check it beside the paper")
    accessible(page)
    people.press(page, "Send")
    people.heading(page, "Keyed in and sealed")
    accessible(page)


def _key_in(page: Page, items: int, *, first: str) -> None:
    """A number, the tab key, the next number; in the end the enter key in a number's field."""
    numbers: Any = page.locator(".key-in__number")
    assert numbers.count() == items
    numbers.first.focus()
    typed = 0
    while typed < items:
        focused = page.evaluate("document.activeElement.className")
        if "key-in__number" in focused:
            page.keyboard.type(first if typed == 0 else "4")
            typed += 1
        page.keyboard.press("Tab")
    numbers.last.focus()
    page.keyboard.press("Enter")
