"""Is everything on one page still a page for everybody: at a desk, on a phone, by keyboard?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Site
from tests.browser.people import heading, press
from tests.browser.questionnaire import Asked


@pytest.mark.parametrize("width", [390, 1280])
def test_everything_is_answered_on_one_page(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], width: int
) -> None:
    asked = Asked(site, one_page=True)
    page = asked.page(browser_of(width))
    heading(page, "Your answers")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    rows = page.locator("fieldset.rating").all()
    assert len(rows) > 5
    page.locator("fieldset.rating input").first.focus()
    for _ in rows:
        page.keyboard.press("4")
    press(page, "Save and check your answers")
    accessible(page)
    assert page.get_by_text("not answered").count() == 0
