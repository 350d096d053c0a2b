"""Is what matters most marked by everybody: at a desk, on a phone, by keyboard, without a script?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.people import follow, heading, press
from tests.browser.questionnaire import Asked


@pytest.mark.parametrize("width", [390, 1280])
def test_up_to_three_are_marked_and_a_fourth_is_refused_and_kept_on_the_page(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], width: int
) -> None:
    asked = Asked(site, framework="mansfield", themes=(), importance=True)
    page = asked.open(browser_of(width, expects="Failed to load resource"))
    page.goto(f"{site.url}/r/1/check")
    follow(page, "What matters most")
    heading(page, "What matters most")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    boxes = page.get_by_role("checkbox")
    for number in range(4):
        boxes.nth(number).focus()
        page.keyboard.press("Space")
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Mark no more than 3. Untick the others")
    assert [box.is_checked() for box in boxes.all()[:5]] == [True] * 4 + [False]
    accessible(page)
    boxes.nth(2).uncheck()
    press(page, "Save and continue")
    page.goto(f"{site.url}/r/1/check")
    expect(page.get_by_text("3 marked")).to_be_visible()
    accessible(page)
