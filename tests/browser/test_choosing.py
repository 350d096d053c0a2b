"""Choosing raters as a leader and a manager meet it, with script, wide and narrow."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.nomination import service as nominations
from tests.browser import people
from tests.browser.conftest import Site


@pytest.mark.parametrize("width", [390, 1280])
def test_a_list_from_the_first_search_to_approval(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], width: int
) -> None:
    leader_id, leader, manager = _council(site)
    page = people.sign_in(browser_of(width), site, leader)
    page.goto(f"{site.url}/nominations/{leader_id}")
    accessible(page)
    expect(page.get_by_text("Asked by 6 other leaders")).to_be_visible()
    people.press(page, "Ask Bo Ray instead of Ann Lee")
    people.press(page, "Add all 5 direct reports")

    page.get_by_label("Search the directory").press_sequentially("plan")
    for name in ("Fay Brook", "Gus Hill", "Ivy Marsh"):
        page.get_by_label(name).check()
    page.locator("#found").get_by_label("Peer: a colleague").check()
    expect(page.locator("#forecast")).to_contain_text("1 group")
    expect(page.locator("#forecast")).not_to_contain_text("Nobody from another team")
    page.get_by_text("Choose others").click()
    accessible(page)
    people.press(page, "Add those ticked")
    expect(page.get_by_text("Fay Brook, Gus Hill and Ivy Marsh added to the list.")).to_be_visible()
    people.press(page, "Send the list to your manager")

    visitor = browser_of(width).new_page()
    visitor.goto(site.mail(manager, "Approve"))
    accessible(visitor)
    assert "#" not in visitor.url
    people.press(visitor, "Look at the list")
    accessible(visitor)
    people.press(visitor, "Approve the list")
    expect(visitor.get_by_text("Approved. Everybody on the list is asked by email.")).to_be_visible()


def test_a_search_without_script_leads_to_what_it_found(site: Site, browser_of: Callable[..., BrowserContext]) -> None:
    leader_id, leader, _manager = _council(site)
    signed_in = people.sign_in(browser_of(), site, leader).context.storage_state()
    page = browser_of(390, java_script_enabled=False, expects="400", storage_state=signed_in).new_page()
    page.goto(f"{site.url}/nominations/{leader_id}")
    page.get_by_label("Search the directory").fill("planning")
    people.press(page, "Search")
    for _again in range(2):
        expect(page.get_by_label("Fay Brook")).to_be_attached()
        expect(page.get_by_role("heading", name="Add somebody")).to_be_in_viewport()
        assert page.url.startswith(f"{site.url}/nominations/{leader_id}?")
        assert page.url.endswith("#add")
        assert "planning" not in page.url
        page.reload()
    page.get_by_label("Search the directory").fill("p")
    people.press(page, "Search")
    expect(page.get_by_role("link", name="Type at least two letters")).to_be_in_viewport()


def _council(site: Site) -> tuple[uuid.UUID, str, str]:
    """A leader with one peer whom six others ask, five direct reports, and colleagues of another team."""
    council = site.council
    with site.app.app_context():
        manager, coach = council.person("Morgan Example"), council.person("Casey Coach", coach=True)
        run = council.campaign("mansfield", name="Leadership feedback, spring 2027")
        leader = council.leader(run, person=council.person("Lee Example"), manager=manager, coach=coach)
        teams = {"Ann Lee": "Housing", "Bo Ray": "Housing", "Fay Brook": "Planning", "Gus Hill": "Planning"}
        teams |= {"Ivy Marsh": "Planning"} | {f"Report {number}": "Housing" for number in range(5)}
        with one_transaction():
            db.session.add(leader)
            leader.person.team = "Housing"
        known = {}
        for name, team in teams.items():
            known[name] = person = council.person(name)
            with one_transaction():
                db.session.add(person)
                person.team, person.job_title = team, "Head of service"
                person.manager_id = leader.person_id if name.startswith("Report") else None
        others = [council.leader(run, manager=manager, coach=coach) for _ in range(6)]
        council.launched(leader)
        ann, now = known["Ann Lee"], council.clock.now
        for one in [*others, leader]:
            with one_transaction():
                nominations.nominate(one, name=ann.name, email=ann.email, group="peers", by=one.person_id, now=now)
        return leader.id, leader.person.email, manager.email
