"""From framework to report in a browser, mail links included, for one leader of each council's framework."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import people
from tests.browser.conftest import Site

COUNCILS = [
    pytest.param("Bristol", "Essential", id="bristol"),
    pytest.param("Plymouth", "Service Directors", id="plymouth"),
    pytest.param("Mansfield", "Level 2", id="mansfield"),
    pytest.param("Leicestershire", "Team management", id="leicestershire"),
    pytest.param("Derbyshire", "Front Line Leadership", id="derbyshire"),
]
PEERS = dict.fromkeys(("Peer One", "Peer Two", "Peer Three", "Peer Four"), "^Peer")


@pytest.mark.parametrize(("council", "level"), COUNCILS)
def test_the_whole_journey(
    site: Site,
    browser_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    council: str,
    level: str,
) -> None:
    admin = site.person("Ada Admin", administrator=True)
    coach = site.person("Casey Coach", coach=True)

    # An administrator opens a campaign.
    page = people.sign_in(browser_of(), site, admin)
    people.create_campaign(page, site, framework=council, name="Spring feedback", closes_on="30 4 2027")
    people.add_leader(page, leader="Lee Leader", manager="Max Manager", coach="Casey Coach", level=level)
    people.launch(page)
    campaign_page = page.url
    accessible(page)

    # The leader nominates, from the letter; the manager approves.
    assert site.mail(people.address("Lee Leader"), "Choose who").endswith("/nominations")
    leader = people.sign_in(browser_of(), site, people.address("Lee Leader"))
    people.nominate(leader, site, PEERS | {"Cody Councillor": "^Other"})
    accessible(leader)
    manager = people.sign_in(browser_of(), site, people.address("Max Manager"))
    people.approve(manager, site, "Lee Leader")
    accessible(manager)

    # Raters answer from the mail they were sent: four peers, the manager, and the leader.
    given = {"Peer One": "4", "Peer Two": "4", "Peer Three": "3", "Peer Four": "2", "Max Manager": "5"}
    for name, rating in given.items():
        rater = people.open_link(browser_of(), site.mail(people.address(name), "Feedback on Lee Leader"))
        people.heading(rater, "Feedback on Lee Leader")
        assert people.answer(rater, rating, "Explains the reasons for a decision.") > 1
    accessible(rater)
    own = people.open_link(browser_of(), site.mail(people.address("Lee Leader"), "Rate yourself"))
    people.answer(own, "5", "I try to listen first.")

    # The campaign is stopped; nobody could undo it here, so the worker opens the answers at once.
    page.goto(campaign_page)
    people.press(page, "Stop before the last day")
    people.press(page, "Stop taking answers")
    site.sweep()
    page.reload()
    expect(page.get_by_text("Closed", exact=True).first).to_be_visible()

    # The coach opens the report and releases it; the leader reads the same figures.
    report = people.sign_in(browser_of(), site, coach)
    report.goto(f"{site.url}/reports")
    people.follow(report, re.compile("Lee Leader"))
    people.press(report, "Open the report")
    assert report.locator("svg[role=img]").count() >= 2, "charts"
    accessible(report)
    figures = _figures(report)
    people.follow(report, "Release this report")
    accessible(report)
    people.press(report, "Release the report")
    leader.goto(site.mail(people.address("Lee Leader"), "ready to read"))
    people.follow(leader, "Spring feedback")  # their name alone leads to their account
    assert _figures(leader) == figures
    _agrees_with_export(site, figures)


def _figures(page: Page) -> list[str]:
    """Every cell of every table of figures, once they are there."""
    expect(page.locator("table td").first).to_be_attached()
    cells = [text.strip() for text in page.locator("table td").all_inner_texts()]
    assert any(re.search(r"\d\.\d", cell) for cell in cells), "the report shows no figure"
    return cells


def _agrees_with_export(site: Site, figures: list[str]) -> None:
    """The released report of the command line holds the figures that the page shows."""
    runner = site.app.test_cli_runner()
    [row] = json.loads(runner.invoke(args=["report", "list"]).stdout)
    assert row["state"] == "released"
    report: dict[str, Any] = json.loads(runner.invoke(args=["report", "export", row["subject"]]).stdout)
    assert report["format"] == "released-report/1"
    printed = {f"{cell['mean']:.1f}" for cell in report["cells"] if "mean" in cell and cell["group"] == "peers"}
    assert printed
    assert printed <= set(figures) | {re.sub(r"[^\d.]", "", figure) for figure in figures}
