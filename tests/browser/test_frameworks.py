"""A framework in a real browser: the check follows the typing, the preview is walked, and the picture of the guide."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import people
from tests.browser.conftest import Site
from tests.browser.pictures import take


def test_a_framework_is_copied_edited_and_looked_at(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None]
) -> None:
    page = people.sign_in(browser_of(), site, site.person("Ada Admin", administrator=True))
    people.follow(page, "Running the service")
    people.follow(page, "Frameworks")
    accessible(page)
    page.get_by_role("link", name="Performance Management Framework").click()
    people.press(page, "Copy and edit")
    accessible(page)
    page.get_by_role("link", name="Connect", exact=True).nth(1).click()
    wording = page.get_by_label("As raters read it", exact=True).first
    before = page.locator("#check").inner_text()

    wording.fill("Never forgets to thank people.")

    expect(page.locator("#check")).to_contain_text("has a negation")
    expect(page.locator("#check")).to_contain_text("ends with a full stop")
    assert "has a negation" not in before
    accessible(page)
    take(page, "administrator-framework", wording)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator("#check")).to_contain_text("has a negation")
    people.follow(page, "See it as a rater or leader")
    accessible(page)
    page.get_by_role("link", name="As a rater").first.click()
    expect(page.get_by_text("A preview: nothing you choose or write here is kept.")).to_be_visible()
    accessible(page)
    people.press(page, "Save and continue")
    expect(page.get_by_text("Page 2 of")).to_be_visible()
