"""The pictures in the documentation are taken of the product by this test: ``make pictures`` renews them."""

import os
import random
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.foundations.database import one_transaction
from feedback.report import service as reports
from tests.browser import people
from tests.browser.conftest import Site
from tests.browser.questionnaire import Asked, choose

PICTURES = Path(__file__).parents[2] / "docs" / "images"


def test_the_report_on_the_readme(
    site: Site,
    browser_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    with site.app.app_context():
        leader, coach = _closed(site)
    page = people.sign_in(browser_of(), site, coach)
    page.goto(f"{site.url}/reports/{leader}")
    people.heading(page, "Feedback for Lee Example")
    accessible(page)

    folder = PICTURES if os.environ.get("FEEDBACK_PICTURES") else tmp_path
    page.screenshot(path=folder / "report.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1000}, full_page=True)

    assert (folder / "report.png").stat().st_size > 50_000
    assert (PICTURES / "report.png").exists(), "make pictures"


def test_a_page_of_statements_in_the_guide(
    site: Site, browser_of: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    folder = PICTURES if os.environ.get("FEEDBACK_PICTURES") else tmp_path
    asked = Asked(site)
    page = asked.page(browser_of(height=780))
    for number, words in enumerate(("Often", "Always", "I can’t say")):
        choose(page, number, words)
    page.mouse.move(0, 0)
    page.screenshot(path=folder / "statements.png")
    page.set_viewport_size({"width": 390, "height": 780})
    page.screenshot(path=folder / "statements-phone.png")

    for name in ("statements.png", "statements-phone.png"):
        assert (folder / name).stat().st_size > 15_000
        assert (PICTURES / name).exists(), "make pictures"


def _closed(site: Site) -> tuple[str, str]:
    """The id of a leader whose report the coach has opened, and the coach's address."""
    council, dice = site.council, random.Random(7)
    leader: Subject = council.leader(
        person=council.person("Lee Example"), coach=council.person("Casey Sample", coach=True)
    )
    council.collecting(leader, peers=6, reports=5, others=3)
    strengths = {item.id: dice.uniform(2.6, 4.7) for item in campaigns.questionnaire_for(leader).items}
    for invitation in council.invitations(leader):
        ratings = {item: min(5, max(1, round(dice.gauss(level, 0.7)))) for item, level in strengths.items()}
        council.answer(invitation, dict(ratings))
    council.close(leader.campaign)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
    return str(leader.id), leader.coach.email
