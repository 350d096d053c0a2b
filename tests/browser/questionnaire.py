"""A rater in a browser: two pages of statements with a comment each, and one of open questions."""

from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.conftest import Site
from tests.browser.people import heading, press

LEADER = "Ann Lee"
COMMENT = "Describe something you have seen (optional)"


class Asked:
    """One peer who is asked about Ann Lee."""

    def __init__(
        self,
        site: Site,
        group: str = "peers",
        framework: str = "leicestershire",
        themes: tuple[str, ...] = ("connect", "inspire"),
        **setup: bool,
    ) -> None:
        self.site = site
        with site.app.app_context():
            council = site.council
            campaign = council.campaign(framework, themes=themes, comment_per_theme=True, **setup)
            leader = council.collecting(council.leader(campaign, person=council.person(LEADER)), peers=4)
            invitations = [one for one in council.invitations(leader) if one.group == group]
            self.link = f"{site.url}/r#{council.token(invitations[-1])}"

    def open(self, context: BrowserContext) -> Page:
        """Open the link and press the button."""
        page = context.new_page()
        page.goto(self.link)
        press(page, "Continue")
        heading(page, LEADER)
        return page

    def page(self, context: BrowserContext, number: int = 1) -> Page:
        """Open the link and go to a page of statements."""
        page = self.open(context)
        page.goto(f"{self.site.url}/r/1/page/{number}")
        return page

    def saved(self, context: BrowserContext, number: int = 1) -> list[str]:
        """What the server has of a page, as another tab of the same browser shows it: values in their order."""
        tab = context.new_page()
        tab.goto(f"{self.site.url}/r/1/page/{number}")
        chosen = tab.locator("fieldset.rating input:checked").evaluate_all("found => found.map(one => one.value)")
        written = [box.input_value() for box in tab.get_by_role("textbox").all()]
        tab.close()
        return [*chosen, *(text for text in written if text)]


def row(page: Page, number: int) -> Locator:
    """One statement and its scale."""
    return page.locator("fieldset.rating").nth(number)


def choose(page: Page, number: int, words: str) -> None:
    """Press the answer with these words in a row."""
    row(page, number).get_by_role("radio", name=words).check()
