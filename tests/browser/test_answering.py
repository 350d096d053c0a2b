"""A whole response, as different people give it: by mouse, finger or keyboard, in large letters, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.people import heading, press
from tests.browser.questionnaire import COMMENT, LEADER, Asked, choose, row

AT_THE_END = "Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight"
TWO_FRAMES = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
SMALLEST_TARGET = 44  # CSS pixels
SCREENS: list[Any] = [
    pytest.param({"width": 320, "height": 640, "has_touch": True}, id="small phone"),
    pytest.param({"width": 390, "height": 844, "has_touch": True}, id="phone"),
    pytest.param({"width": 1280}, id="desk"),
    pytest.param({"width": 640, "height": 450, "device_scale_factor": 2}, id="desk at 200 %"),
]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_whole_response_on_any_screen(
    site: Site, browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None], screen: dict[str, Any]
) -> None:
    page = Asked(site).open(browser_of(**screen))
    accessible(page)
    press(page, "Start")
    for theme in (1, 2):
        expect(page.get_by_text(f"Theme {theme} of 2, about")).to_be_visible()
        expect(page.get_by_role("heading", name=f"How often does this describe {LEADER}?")).to_be_visible()
        _can_be_pressed(page)
        for number in range(page.locator("fieldset.rating").count()):
            choose(page, number, ("Often", "Always", "I can’t say")[number % 3])
        page.get_by_label(COMMENT).fill("Explained why the plan had changed; we could get on with it.")
        accessible(page)
        press(page, "Save and continue")

    heading(page, "In your own words")
    accessible(page)
    page.get_by_role("textbox").first.fill("Keep asking what we think before you decide.")
    press(page, "Save and check your answers")
    heading(page, "Check your answers")
    assert page.get_by_text("Complete").count() == 3
    accessible(page)
    press(page, "Send your feedback")
    heading(page, "Thank you")
    accessible(page)


def test_a_whole_response_by_keyboard_alone(site: Site, browser_of: Callable[..., BrowserContext]) -> None:
    page = Asked(site).open(browser_of())
    _tab_to(page, "Start")
    page.keyboard.press("Space")

    # The first theme: arrows rate, the tab key moves on.
    expect(page.get_by_text("Theme 1 of 2")).to_be_visible()
    first = page.locator("fieldset.rating").count()
    assert first > 2
    _tab_to(page, "1 Never")
    for _ in range(first):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    assert (
        page.locator("fieldset.rating input:checked").evaluate_all("found => found.map(one => one.value)")
        == ["3"] * first
    )
    page.keyboard.type("Written by keyboard: 5 times, 0 problems?")
    _tab_to(page, "Save and continue")
    page.keyboard.press("Enter")

    # The second: a number rates and moves on; 0 and ? are "I can't say".
    expect(page.get_by_text("Theme 2 of 2")).to_be_visible()
    second = page.locator("fieldset.rating").count()
    keys = ["5", "0", "?", "2", *("4" for _ in range(second))][:second]
    _tab_to(page, "1 Never")
    for key in ("9", "x"):
        page.keyboard.press(key)  # no point of the scale: nothing happens
    for key in keys:
        page.keyboard.press(key)
    values = page.locator("fieldset.rating input:checked").evaluate_all("found => found.map(one => one.value)")
    assert values == ["cant_say" if key in "0?" else key for key in keys]
    expect(page.get_by_label(COMMENT)).to_be_focused()
    _tab_to(page, "Save and continue")
    page.keyboard.press("Enter")

    heading(page, "In your own words")
    _tab_to(page, "Save and check your answers")
    page.keyboard.press("Enter")
    heading(page, "Check your answers")
    expect(page.get_by_text("1 comment")).to_be_visible()
    _tab_to(page, "Send your feedback")
    page.keyboard.press("Enter")
    heading(page, "Thank you")


def test_a_whole_response_without_scripts(site: Site, browser_of: Callable[..., BrowserContext]) -> None:
    asked = Asked(site)
    page = browser_of(390, java_script_enabled=False).new_page()
    page.goto(asked.link)
    page.get_by_label("Paste the link from your email").fill(asked.link)
    press(page, "Continue")
    press(page, "Start")
    for _ in (1, 2):
        expect(page.get_by_text("With a keyboard")).to_be_hidden()
        expect(page.get_by_text("You can write up to 3,000 characters")).to_be_visible()
        for number in range(page.locator("fieldset.rating").count()):
            choose(page, number, "Rarely")
        press(page, "Save and continue")
    press(page, "Save and check your answers")
    press(page, "Send your feedback")
    heading(page, "Thank you")


def test_what_a_screen_reader_hears_of_a_statement(site: Site, browser_of: Callable[..., BrowserContext]) -> None:
    page = Asked(site).page(browser_of(390))
    statement = row(page, 0).locator("legend").inner_text()
    told = page.get_by_role("group", name=f"How often does this describe {LEADER}?").aria_snapshot()
    lines = [line.strip() for line in told.splitlines()]
    at = lines.index(f'- group "{statement}":') if f'- group "{statement}":' in lines else -1
    assert at > 0, told
    radios = [line for line in lines[at:] if line.startswith("- radio")][:6]
    points = ["1 Never", "2 Rarely", "3 Sometimes", "4 Often", "5 Always", "I can’t say"]
    assert radios == [f'- radio "{words}"' for words in points]


def test_the_heads_of_the_scale_stay_in_sight_and_cover_no_focus(
    site: Site, browser_of: Callable[..., BrowserContext]
) -> None:
    page = Asked(site).page(browser_of(height=600))
    page.keyboard.press("End")
    page.wait_for_function(AT_THE_END)
    head = page.locator(".ratings__head")
    expect(head).to_be_in_viewport()
    expect(head.get_by_text("Sometimes")).to_be_visible()

    page.get_by_role("textbox").focus()
    for _ in range(page.locator("fieldset.rating").count()):
        page.keyboard.press("Shift+Tab")
        page.evaluate(TWO_FRAMES)  # the page moves when it is next drawn
        focus = page.locator(":focus").bounding_box()
        heads = head.bounding_box()
        assert focus is not None
        assert heads is not None
        assert focus["y"] >= heads["y"] + heads["height"], "the focus is beneath the heads"


def _can_be_pressed(page: Page) -> None:
    """Every answer is a target of its own, as large as a finger, and none lies over another."""
    boxes = page.locator("fieldset.rating input").evaluate_all(
        "found => found.map(one => one.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])"
    )
    assert len(boxes) > 10
    for left, top, right, bottom in boxes:
        assert right - left >= SMALLEST_TARGET
        assert bottom - top >= SMALLEST_TARGET
    for n, (left, top, right, bottom) in enumerate(boxes):
        for left2, top2, right2, bottom2 in boxes[n + 1 :]:
            assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top


def _tab_to(page: Page, words: str) -> None:
    """Press the tab key until what has the focus is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "(document.activeElement.labels ? document.activeElement.labels[0] : null)?.innerText.replace(/\\s+/g, ' ')"
            " || document.activeElement.innerText"
        )
        if called and called.strip() == words:
            return
    raise AssertionError(f"the tab key never reaches {words!r}")
