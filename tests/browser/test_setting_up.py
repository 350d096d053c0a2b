"""An administrator brings people in from a file, sets a campaign up step by step and adds leaders, wide and narrow."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import people
from tests.browser.conftest import Site
from tests.identity.files import HEAD, csv

DIRECTORY = [
    "Robin Sample,robin.sample@example.org,Director of Places,Director,Places,,",
    *(
        f"{name} Example,{name.lower()}@example.org,Head of {team},Head of service,{team},robin.sample@example.org,"
        for name, team in [("Ann", "Housing"), ("Bo", "Roads"), ("Cy", "Parks"), ("Di", "Libraries")]
    ),
    "Ed Officer,ed@example.org,Housing officer,Officer,Housing,ann@example.org,",
    "Casey Coach,casey@example.org,Adviser,,Learning,,yes",
    "Drew Coach,drew@example.org,Adviser,,Learning,,yes",
]


@pytest.mark.parametrize("width", [390, 1280])
def test_from_the_directory_to_the_check_before_launch(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], width: int
) -> None:
    page = people.sign_in(
        browser_of(width, expects="Failed to load resource"), site, site.person("Ada Admin", administrator=True)
    )
    seen = 0

    def look() -> None:
        nonlocal seen
        seen += 1
        accessible(page)
        if folder := os.environ.get("FEEDBACK_LOOK"):
            page.screenshot(path=Path(folder) / f"{width}-{seen:02}.png", full_page=True)

    page.goto(f"{site.url}/people/import")
    look()
    page.set_input_files("input[type=file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": csv(HEAD, ",x,,,,,")})
    people.press(page, "Check the file")
    look()
    page.set_input_files("input[type=file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": csv(HEAD, *DIRECTORY)})
    people.press(page, "Check the file")
    people.heading(page, "Check what will change")
    look()
    people.press(page, "Make these changes")
    expect(page.get_by_text("8 added, 0 changed, 0 left alone.")).to_be_visible()
    look()
    people.follow(page, "Ann Example")
    look()

    people.create_campaign(page, site, framework="Leicestershire", name="Spring feedback", closes_on="30 4 2027")
    look()
    campaign = page.url
    people.follow(page, "Level rules")
    page.get_by_label("Head of service").select_option(label="Managing people managers")
    look()
    for step in ("What raters are asked", "How raters are protected", "How raters are chosen", "Privacy notice"):
        people.press(page, "Save and continue")
        people.heading(page, step)
        look()
    page.get_by_label("Privacy notice").fill("Exampleshire Council holds your name and address.\nAsk dpo@example.org.")
    people.press(page, "Save and continue")
    people.follow(page, "Leaders and their coaches")
    look()
    people.press(page, "Add from the directory")
    page.get_by_label("Team").select_option(label="Housing")
    people.press(page, "Find")
    look()
    page.get_by_label("Team").select_option(label="All teams")
    page.get_by_label("Level", exact=True).select_option(label="Head of service")
    people.press(page, "Find")
    people.press(page, "Add 4 leaders")
    expect(page.get_by_text("4 leaders added.")).to_be_visible()
    look()
    page.goto(campaign)
    look()
    people.press(page, "Check and launch")
    people.heading(page, "Check and launch")
    look()
    page.goto(f"{site.url}/campaigns/copy")
    look()
    assert seen == 17
