"""A page of answers that saves itself: what was typed survives a lost connection, a closed tab and a broken browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect

from tests.browser.conftest import Site
from tests.browser.people import heading, press
from tests.browser.questionnaire import COMMENT, Asked, choose

OFFLINE = "Not saved: there is no connection. Keep this page open; we try again."
A_SAVE = 20_000  # milliseconds
BROKEN = "Failed to load resource"


@pytest.fixture
def asked(site: Site) -> Asked:
    """A peer who is asked about a leader."""
    return Asked(site)


def _posts(page: Page) -> list[str]:
    """What the page sends to be kept from now on; what it has looked through for hints is kept nowhere."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and not request.url.endswith("/giveaways"):
            sent.append(request.post_data or "")

    page.on("request", note)
    return sent


def test_a_page_saves_itself_rarely_and_says_so(asked: Asked, browser_of: Callable[..., BrowserContext]) -> None:
    browser = browser_of()
    page = asked.page(browser)
    page.clock.install()
    page.reload()
    sent, told = _posts(page), page.get_by_role("status")
    page.clock.run_for(10 * A_SAVE)
    assert sent == [], "nothing was typed, so nothing is sent"

    choose(page, 0, "Often")
    page.clock.run_for(A_SAVE // 2)
    choose(page, 1, "I can’t say")
    page.get_by_label(COMMENT).fill("half a sent")
    assert sent == []
    page.clock.run_for(A_SAVE // 2)
    expect(told).to_have_text("Saved")
    assert len(sent) == 1, "one message for all that was done in the meantime"
    assert asked.saved(browser) == ["4", "cant_say", "half a sent"]

    page.get_by_label(COMMENT).fill("half a sentence")
    expect(told).to_have_text("")
    page.clock.run_for(A_SAVE)
    expect(told).to_have_text("Saved")
    assert asked.saved(browser)[-1] == "half a sentence"


def test_what_was_typed_is_saved_when_the_page_is_left(asked: Asked, browser_of: Callable[..., BrowserContext]) -> None:
    browser = browser_of()
    page = asked.page(browser)
    choose(page, 0, "Rarely")
    page.get_by_label(COMMENT).fill("left in the middle")
    page.get_by_role("link", name="Back").click()
    heading(page, "Feedback on")
    assert asked.saved(browser) == ["2", "left in the middle"]


def test_a_lost_connection_loses_nothing(asked: Asked, browser_of: Callable[..., BrowserContext]) -> None:
    browser = browser_of(390, expects=BROKEN)
    page = asked.page(browser)
    page.clock.install()
    page.reload()
    told = page.get_by_role("status")
    choose(page, 0, "Always")
    browser.set_offline(True)
    expect(told).to_have_text(OFFLINE)
    page.get_by_label(COMMENT).fill("typed in a tunnel")
    press(page, "Save and continue")
    page.clock.run_for(3 * A_SAVE)
    expect(told).to_have_text(OFFLINE)
    expect(page.get_by_label(COMMENT)).to_have_value("typed in a tunnel")

    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Back").click(no_wait_after=True)
    expect(page.get_by_label(COMMENT)).to_have_value("typed in a tunnel")
    assert warned == ["beforeunload"]

    browser.set_offline(False)
    page.clock.run_for(4 * A_SAVE)
    expect(told).to_have_text("Saved")
    assert asked.saved(browser) == ["5", "typed in a tunnel"]
    press(page, "Save and continue")
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()
    assert warned == ["beforeunload"]


@pytest.mark.parametrize("sent", [False, True], ids=["before sending", "after sending"])
def test_a_page_stays_where_the_network_leads_nowhere(
    asked: Asked, browser_of: Callable[..., BrowserContext], sent: bool
) -> None:
    """As in a train: the browser believes that it is online."""
    browser = browser_of(390, expects=BROKEN)
    page = asked.page(browser)
    if sent:
        choose(page, 0, "Often")
        press(page, "Save and continue")
        page.goto(f"{asked.site.url}/r/1/check")
        press(page, "Send your feedback")
        page.goto(f"{asked.site.url}/r/1/page/1")
    page.clock.install()
    page.reload()
    page.route("**/page/1", lambda route: route.abort("timedout"))
    page.get_by_label(COMMENT).fill("typed in a train")
    press(page, "Save and continue")
    expect(page.get_by_role("status")).to_have_text(OFFLINE)
    expect(page.get_by_label(COMMENT)).to_have_value("typed in a train")
    page.unroute("**/page/1")
    if sent:
        page.clock.run_for(A_SAVE)
    else:
        press(page, "Save and continue")
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()
    assert asked.saved(browser)[-1] == "typed in a train"


def test_who_is_quicker_than_the_hints_is_shown_them_for_each_text(
    asked: Asked, browser_of: Callable[..., BrowserContext]
) -> None:
    page = asked.page(browser_of())
    for date in ("12 May", "13 May"):  # the second leads to the very same address
        page.get_by_label(COMMENT).evaluate(
            "(box, text) => { box.value = text; box.form.querySelector('button').click(); }",
            f"On {date} they came late.",
        )
        expect(page.get_by_text("Saved. Before you go on")).to_be_visible()
        expect(page.locator(".giveaways li")).to_contain_text(date)


def test_a_save_that_is_refused_says_what_to_do(asked: Asked, browser_of: Callable[..., BrowserContext]) -> None:
    page = asked.page(browser_of(expects=BROKEN))
    page.clock.install()
    page.reload()
    told, box = page.get_by_role("status"), page.get_by_label(COMMENT)
    box.fill("\N{TWO HEARTS}" * 2_950)
    page.clock.run_for(1_000)
    expect(page.get_by_text("Characters left: 50")).to_be_visible()
    box.fill("x" * 3_010)
    page.clock.run_for(A_SAVE)
    expect(page.get_by_text("Characters too many: 10")).to_be_visible()
    expect(told).to_have_text("Not saved yet. Press the save button to see why.")

    press(page, "Save and continue")
    link = page.get_by_role("link", name="Shorten this to 3,000 characters: it has 3,010")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    link.click()
    expect(box).to_be_focused()
    box.fill("x" * 3_000)
    press(page, "Save and continue")
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()


def test_what_was_sent_changes_only_when_a_button_is_pressed(
    asked: Asked, browser_of: Callable[..., BrowserContext]
) -> None:
    browser = browser_of(expects=BROKEN)
    page = asked.page(browser)
    choose(page, 0, "Often")
    press(page, "Save and continue")
    old = asked.page(browser)  # a tab from before it was sent
    page.goto(f"{asked.site.url}/r/1/check")
    press(page, "Send your feedback")
    old.clock.install()
    choose(old, 0, "Never")
    old.clock.run_for(A_SAVE)
    page.goto(f"{asked.site.url}/r/1/page/1")
    page.clock.install()
    page.reload()
    sent = _posts(page)
    choose(page, 0, "Rarely")
    page.clock.run_for(10 * A_SAVE)
    assert sent == []
    assert asked.saved(browser) == ["4"]
    press(page, "Save and continue")
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()
    assert asked.saved(browser) == ["2"]


def test_two_clicks_are_one(asked: Asked, browser_of: Callable[..., BrowserContext]) -> None:
    page = asked.page(browser_of())
    choose(page, 0, "Often")
    sent = _posts(page)
    page.get_by_role("button", name="Save and continue").evaluate(
        # The second click comes when the first is already on its way.
        "button => { button.click(); requestAnimationFrame(() => requestAnimationFrame(() => button.click())); }"
    )
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()
    assert len(sent) == 1


def test_nothing_that_was_typed_stays_in_the_browser(asked: Asked, browser_of: Callable[..., BrowserContext]) -> None:
    browser = browser_of()
    page = asked.page(browser)
    page.get_by_label(COMMENT).fill("a shared computer")
    press(page, "Save and continue")
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, 0]
