"""An administrator sets how many raters a group may have, and reminds by hand, on a phone and at a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from feedback.extensions import db
from tests.browser import people
from tests.browser.conftest import Site


@pytest.mark.parametrize("width", [390, 1280])
def test_setting_limits_and_reminding(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], width: int
) -> None:
    admin = site.person("Ada Admin", administrator=True)
    with site.app.app_context():
        council = site.council
        draft = f"/campaigns/{council.campaign(name='Autumn 2027').id}"
        ann = council.leader(council.campaign(name="Spring 2027"), person=council.person("Ann Lee"))
        council.collecting(ann, peers=6, reports=3)
        own = f"/campaigns/{ann.campaign_id}"
        db.session.commit()
        council.clock.advance(days=4)
        site.sweep()
    page = people.sign_in(browser_of(width, expects="400"), site, admin)
    page.goto(site.url + draft)
    accessible(page)
    page.get_by_role("link", name="How raters are chosen").click()
    accessible(page)
    peers = page.get_by_role("group", name="Peers")
    peers.get_by_label("At least").fill("13")
    people.press(page, "Save and continue")
    accessible(page)
    peers.get_by_label("At least").fill("3")
    people.press(page, "Save and continue")
    page.goto(f"{site.url}{draft}/mail/plan")
    accessible(page)

    page.goto(f"{site.url}{own}/mail")
    page.get_by_role("button", name="Remind by hand").click()
    accessible(page)
    people.press(page, "Remind 11 people")
    accessible(page)
