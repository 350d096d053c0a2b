"""The pages of a running campaign, wide and narrow: nothing on them that a screen reader or a phone cannot show."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from feedback.campaign.models import Subject
from feedback.extensions import db
from tests.browser import people
from tests.browser.conftest import Site


@pytest.mark.parametrize("width", [390, 1280])
def test_progress_and_changes(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], width: int
) -> None:
    admin = site.person("Ada Admin", administrator=True)
    with site.app.app_context():
        leader = _campaign(site)
        campaign, own = f"/campaigns/{leader.campaign_id}", f"/campaigns/{leader.campaign_id}/leaders/{leader.id}"
        rater = site.council.invitations(leader)[-1].person_id
        replies, leads = f"/nominations/{leader.id}/replies", leader.person.email
    page = people.sign_in(browser_of(width), site, admin)
    for path in (
        campaign, f"{campaign}/progress", own, f"{own}/end", f"{own}/manager", f"{own}/coach", f"{campaign}/cancel",
        f"{own}/raters/{rater}/address", f"/people/{rater}/forget", f"{own}/outstanding",
    ):  # fmt: skip
        page.goto(site.url + path)
        accessible(page)
    page.get_by_label("Somebody says they were not asked").check()
    people.press(page, "Show the names")
    accessible(page)

    page = people.sign_in(browser_of(width), site, leads)
    accessible(page)
    page.goto(site.url + replies)
    page.get_by_text("Why there is no exact number").click()
    accessible(page)


def _campaign(site: Site) -> Subject:
    """Ann, about whom some have answered, Bo whose list is with the manager, and Cy who is choosing."""
    council = site.council
    run = council.campaign(name="Spring 2027")
    ann, bo, _cy = (council.leader(run, person=council.person(name)) for name in ("Ann Lee", "Bo Dean", "Cy Hart"))
    council.collecting(ann, peers=6, reports=3)
    for invitation in council.invitations(ann)[1:6]:
        council.answer(invitation)
    bo.list_state = "with_manager"
    db.session.commit()
    council.clock.advance(days=1)
    site.sweep()
    return ann
