"""Every state of a rater's pages, errors included: axe finds nothing, nothing scrolls sideways, and each is kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Site
from tests.browser.people import follow, heading, press
from tests.browser.questionnaire import COMMENT, Asked, choose, row

STATES = [
    "landing",
    "not started",
    "statements",
    "a comment too long",
    "an answer off the scale",
    "saved",
    "five words",
    "withdrawn",
    "nothing to send",
    "ready to send",
    "sent",
    "changing what was sent",
    "a page of what was sent",
    "withdraw?",
    "saved elsewhere",
    "wrong words",
    "not saved: saved elsewhere",
    "not saved: another link",
    "not saved: the form is old",
    "rather not?",
    "declined",
    "the link cannot be used",
    "no such page",
]


@pytest.mark.parametrize("width", [320, 1280])
def test_every_state(
    site: Site,
    browser_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    width: int,
    tmp_path: Path,
) -> None:
    seen = []
    for state, page in _walk(Asked(site), lambda: browser_of(width, expects="Failed to load resource")):
        accessible(page)
        page.screenshot(path=tmp_path / f"{len(seen):02} {state.strip('?').replace(':', '')}.png", full_page=True)
        seen.append(state)
    assert seen == STATES, "the walk reached the end"
    assert len({file.read_bytes() for file in tmp_path.glob("*.png")}) == len(STATES)


def _walk(asked: Asked, browser: Callable[[], BrowserContext]) -> Iterator[tuple[str, Page]]:
    """One rater's way through all states; each is yielded as it is on the screen."""
    context, url = browser(), asked.site.url
    page = context.new_page()
    page.goto(asked.link)
    heading(page, "Give your feedback")
    yield "landing", page
    press(page, "Continue")
    heading(page, "Feedback on Ann Lee")
    yield "not started", page
    press(page, "Start")
    heading(page, "Connect")
    yield "statements", page

    page.get_by_label(COMMENT).fill("x" * 3_001)
    press(page, "Save and continue")
    _says(page, "Shorten this to 3,000 characters: it has 3,001")
    yield "a comment too long", page
    page.get_by_label(COMMENT).fill("")
    page.evaluate("document.querySelector('.rating input').value = '7'")
    row(page, 0).get_by_role("radio").first.check()
    press(page, "Save and continue")
    _says(page, "Choose one of the answers shown")
    yield "an answer off the scale", page

    page.goto(f"{url}/r/1/page/2")
    choose(page, 0, "Often")
    press(page, "Save and come back later")
    heading(page, "Your answers are saved")
    yield "saved", page
    press(page, "Show me five words")
    heading(page, "Your five words")
    yield "five words", page

    other = browser().new_page()
    other.goto(asked.link)
    press(other, "Continue")
    elsewhere = other
    _says(elsewhere, "Answers were saved in another browser")

    page.goto(f"{url}/r/1/withdraw")
    press(page, "Withdraw my answers")
    heading(page, "Your answers are withdrawn")
    yield "withdrawn", page
    page.goto(f"{url}/r/1/check")
    press(page, "Send your feedback")
    _says(page, "Answer at least one question before you send")
    yield "nothing to send", page
    page.goto(f"{url}/r/1/page/1")
    choose(page, 0, "Often")
    page.get_by_label(COMMENT).fill("Ask Casey Coach at casey@example.org about 12 May.")
    press(page, "Save and continue")
    page.goto(f"{url}/r/1/check")
    _says(page, "may tell the leader it is you")
    yield "ready to send", page
    press(page, "Send your feedback")
    heading(page, "Thank you")
    yield "sent", page
    follow(page, "change your answers")
    heading(page, "Change your answers")
    yield "changing what was sent", page
    page.get_by_role("link", name="Connect", exact=True).click()
    _says(page, "What you change here counts as soon as you save it")
    yield "a page of what was sent", page
    page.goto(f"{url}/r/1/withdraw")
    heading(page, "Withdraw your answers?")
    yield "withdraw?", page

    elsewhere.reload()
    _says(elsewhere, "Answers were saved in another browser")
    yield "saved elsewhere", elsewhere
    elsewhere.get_by_label("The five words you were shown when you saved").fill("not the right words")
    press(elsewhere, "Go on")
    _says(elsewhere, "These are not the words for this feedback")
    yield "wrong words", elsewhere

    stale = context.new_page()
    stale.goto(f"{url}/r/1/page/1")
    stale.get_by_label(COMMENT).fill("three paragraphs")
    press(elsewhere, "Erase and start again")
    choose(elsewhere, 0, "Never")
    press(elsewhere, "Save and continue")
    heading(elsewhere, "Inspire")
    press(stale, "Save and continue")
    heading(stale, "This page was not saved")
    assert stale.get_by_label("What you wrote").input_value() == "three paragraphs"
    yield "not saved: saved elsewhere", stale

    second = Asked(asked.site)
    elsewhere.goto(f"{url}/r/1/page/1")
    tab = elsewhere.context.new_page()
    tab.goto(second.link)
    press(tab, "Continue")
    choose(elsewhere, 1, "Often")
    press(elsewhere, "Save and continue")
    heading(elsewhere, "This page was not saved")
    yield "not saved: another link", elsewhere
    press(tab, "Start")
    choose(tab, 0, "Often")
    tab.locator("main [name=csrf_token]").evaluate_all("all => all.forEach(one => { one.value = 'made up' })")
    press(tab, "Save and continue")
    _says(tab, "Press save once more")
    yield "not saved: the form is old", tab

    tab.goto(f"{url}/r/1/decline")
    heading(tab, "Would you rather not give feedback?")
    yield "rather not?", tab
    press(tab, "I would rather not")
    _says(tab, "You said that you would rather not give feedback")
    yield "declined", tab
    tab.context.clear_cookies()
    tab.reload()
    heading(tab, "This link cannot be used")
    yield "the link cannot be used", tab
    tab.goto(f"{url}/r/nowhere")
    heading(tab, "This page cannot be shown")
    yield "no such page", tab


def _says(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()
