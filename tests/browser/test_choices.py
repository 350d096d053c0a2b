"""What a campaign may choose about its reports, on the pages where it is chosen, told and shown, wide and narrow."""

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback.campaign import service as campaigns
from feedback.foundations.database import one_transaction
from feedback.report import service as reports
from tests.browser import people
from tests.browser.conftest import Site


@pytest.mark.parametrize("width", [390, 1280])
def test_choosing_and_what_raters_and_leaders_see_of_it(
    site: Site,
    browser_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    width: int,
) -> None:
    admin = site.person("Ada Admin", administrator=True)
    with site.app.app_context():
        run = site.council.campaign(spread_words=True, label_comments=True, merge="drop")
        leader = site.council.leader(
            run, person=site.council.person("Lee Example"), coach=site.council.person("Casey", coach=True)
        )
        run_id, leader_id, coach = run.id, leader.id, leader.coach.email
    page = people.sign_in(browser_of(width), site, admin)
    page.goto(f"{site.url}/campaigns/{run_id}/set-up/protection")
    page.get_by_label("Strict").check()
    page.get_by_text("What these choices tell, and what they cost").click()
    accessible(page)
    page.goto(f"{site.url}/campaigns/{run_id}/launch")
    accessible(page)
    page.goto(f"{site.url}/how-we-keep-raters-anonymous")
    accessible(page)

    with site.app.app_context():
        rater = _asked(site, leader_id)
    browser = browser_of(width).new_page()
    browser.goto(rater)
    people.press(browser, "Continue")
    expect(browser.get_by_text("whether a third or more gave low ratings")).to_be_visible()
    accessible(browser)

    with site.app.app_context():
        _answered(site, leader_id)
    page = people.sign_in(browser_of(width), site, coach)
    page.goto(f"{site.url}/reports/{leader_id}")
    for details in page.get_by_text("How these ratings spread, in words").all():
        details.click()
    expect(page.get_by_text("Some say which group wrote them")).to_be_visible()
    accessible(page)


def _asked(site: Site, leader_id: object) -> str:
    """The link of one of the peers, once everybody is asked."""
    leader = campaigns.subject(leader_id)  # type: ignore[arg-type]
    assert leader is not None
    site.council.collecting(leader, peers=6, reports=5, others=2)
    [peer, *_] = [one for one in site.council.invitations(leader) if one.group == "peers"]
    return f"{site.url}/r#{site.council.token(peer)}"


def _answered(site: Site, leader_id: object) -> None:
    """Everybody answers, the round is closed, and the coach opens the report."""
    leader, dice = campaigns.subject(leader_id), random.Random(7)  # type: ignore[arg-type]
    assert leader is not None
    for invitation in site.council.invitations(leader):
        ratings = {item.id: dice.choice((1, 2, 3, 4, 4, 5)) for item in campaigns.questionnaire_for(leader).items}
        if invitation.group != "others":  # with any of them outside the named groups no comment could be labelled
            site.council.answer(invitation, ratings, {"q1": "Says what is expected and keeps to it."})
    site.council.close(leader.campaign)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=site.council.clock.now)
