"""What people do in a browser, step by step, in the words that they see on the page."""

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Site


def heading(page: Page, words: str) -> Locator:
    """The page's heading, which must hold the words."""
    found = page.get_by_role("heading", level=1)
    expect(found).to_contain_text(words)
    return found


def press(page: Page, words: str) -> None:
    """Press the button, or the link that looks like one; the page that it leads to is there whole."""
    page.get_by_role("button", name=words, exact=True).first.click()
    settled(page)


def settled(page: Page) -> None:
    """A page of answers that is being saved is left once it has been; wait for that, and for what comes then."""
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    page.wait_for_load_state()


def follow(page: Page, words: str | re.Pattern[str]) -> None:
    """Follow the first link with these words; the page that it leads to is there whole."""
    page.get_by_role("link", name=words).first.click()
    page.wait_for_load_state()


def sign_in(context: BrowserContext, site: Site, email: str) -> Page:
    """Ask for a link, find it in the mail, and press its button."""
    page = context.new_page()
    sign_in_here(page, site, email)
    return page


def sign_in_here(page: Page, site: Site, email: str, *, then: str = "Your tasks") -> None:
    """The same in a browser that is open already; ``then`` is the heading that follows."""
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("Your work email address").fill(email)
    press(page, "Email me a link")
    heading(page, "Check your email")
    page.goto(site.mail(email, "sign in"))
    press(page, "Sign in")
    heading(page, then)


def create_campaign(page: Page, site: Site, *, framework: str, name: str, closes_on: str) -> None:
    """Set a campaign up on a framework."""
    page.goto(f"{site.url}/campaigns/new")
    page.get_by_label(re.compile(framework)).check()
    press(page, "Continue")
    page.get_by_label("Name of the campaign").fill(name)
    for part, value in zip(("Day", "Month", "Year"), closes_on.split(), strict=True):
        page.get_by_label(part, exact=True).fill(value)
    press(page, "Save and continue")
    heading(page, name)


def add_leader(page: Page, *, leader: str, manager: str, coach: str, level: str) -> None:
    """Put a leader into the campaign whose page is open; addresses are made from the names."""
    follow(page, re.compile("Leaders and their coaches"))
    press(page, "Add one leader")
    page.get_by_label("Leader’s full name").fill(leader)
    page.get_by_label("Leader’s email address").fill(address(leader))
    page.get_by_role("radio", name=re.compile(level)).first.check()
    page.get_by_label("Line manager’s full name").fill(manager)
    page.get_by_label("Line manager’s email address").fill(address(manager))
    page.get_by_label("Coach").select_option(label=coach)
    press(page, "Add leader")
    expect(page.get_by_text(f"{leader} added.")).to_be_visible()


def launch(page: Page) -> None:
    """Check and launch the campaign whose page is open."""
    press(page, "Check and launch")
    press(page, "Launch the campaign")
    expect(page.get_by_text("Launched. The leaders")).to_be_visible()


def nominate(page: Page, site: Site, raters: dict[str, str]) -> None:
    """Put raters (name -> how they work with the leader) on the list, and send it to the manager."""
    page.goto(f"{site.url}/nominations")
    page.get_by_role("main").get_by_role("link").first.click()
    page.wait_for_load_state()
    for name, relation in raters.items():
        page.get_by_label("Full name").fill(name)
        page.get_by_label("Work email address").fill(address(name))
        page.get_by_role("radio", name=re.compile(relation)).check()
        press(page, "Add to the list")
        expect(page.get_by_text(f"{name} added to the list.")).to_be_visible()
    press(page, "Send the list to your manager")
    expect(page.get_by_text("to approve.").first).to_be_visible()


def approve(page: Page, site: Site, leader: str) -> None:
    """Approve a leader's list."""
    page.goto(f"{site.url}/approvals")
    follow(page, re.compile(leader))
    press(page, "Approve the list")
    expect(page.get_by_text("Approved.").first).to_be_visible()


def open_link(context: BrowserContext, link: str) -> Page:
    """Open the link of a letter and press the button; the code leaves the address bar."""
    page = context.new_page()
    page.goto(link)
    assert "#" not in page.url
    press(page, "Continue")
    return page


def answer(page: Page, rating: str, comment: str) -> int:
    """Answer every page with one rating and a comment in the last box, and send; return how many pages there were."""
    press(page, "Start")
    pages = 0
    while page.get_by_role("heading", level=1).inner_text() != "Check your answers":
        pages += 1
        assert pages < 40, "the questionnaire does not end"
        chosen = page.locator(f'fieldset.rating input[value="{rating}"]')
        assert chosen.count() == page.locator("fieldset.rating").count()
        chosen.evaluate_all("found => found.forEach(point => point.click())")  # one message, not one for each
        boxes = page.get_by_role("textbox").all()
        if boxes:
            boxes[-1].fill(comment)
        page.locator("button[type=submit]").first.click()
        settled(page)
    page.get_by_role("button", name=re.compile("^Send")).click()
    heading(page, "Thank you")
    return pages


def address(name: str) -> str:
    """The made-up address of a made-up person."""
    return f"{name.lower().replace(' ', '.')}@example.org"
