"""Somebody who has no mouse and sees no page: they hear its title, headings and names, and press keys."""

import re
from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

FURTHEST = 150  # presses of the tab key; whoever needs more has lost their way
FOCUSED = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const label = here.labels && here.labels.length ? here.labels[0] : here;
  const shown = here.matches("input[type=radio], input[type=checkbox]") && here.labels.length
    ? getComputedStyle(here.labels[0], "::before") : style;
  return {
    name: (here.getAttribute("aria-label") || label.innerText || "").replace(/\\s+/g, " ").trim(),
    lost: here === document.body,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    marked: [style, shown].some(one => one.outlineStyle !== "none" || one.boxShadow !== "none"),
  };
}"""


class Keyboard:
    """One person's keyboard. ``goes_to`` opens an address as a link in a letter would; all else is done with keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes_to(self, address: str, heading: str) -> None:
        """Open an address, and hear its heading."""
        self.page.goto(address)
        self.hears(heading)

    def hears(self, heading: str) -> None:
        """The page that is open now has this heading, and can be found through by its landmarks and headings."""
        self.page.wait_for_load_state()
        top = self.page.get_by_role("heading", level=1)
        expect(top).to_have_count(1)
        expect(top).to_contain_text(heading)
        for landmark in ("banner", "main", "contentinfo"):
            expect(self.page.get_by_role(landmark)).to_have_count(1)  # type: ignore[arg-type]
        tree = self.page.locator("body").aria_snapshot()
        levels = [int(level) for level in re.findall(r"- heading .*?\[level=(\d)\]", tree)]
        below_the_top = levels[levels.index(1) :]  # a message or a summary of errors stands before it
        assert all(below <= above + 1 for above, below in pairwise(below_the_top)), levels
        nameless = re.findall(
            r"^\s*- (?:button|link|textbox|radio|checkbox|combobox)(?: \[.*\])?:?$", tree, re.MULTILINE
        )
        assert not nameless, f"{self.page.url}: {nameless}"

    def to(self, name: str) -> None:
        """Press the tab key until the focus is on what is called so; on the way it is always seen where it is."""
        met = set[str]()
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUSED)
            if here["lost"]:
                continue  # past the end of the page, in the browser's own bar
            assert here["seen"], f"{self.page.url}: the focus is out of sight on {here['name']!r}"
            assert here["marked"], f"{self.page.url}: nothing marks the focus on {here['name']!r}"
            met.add(here["name"])
            if here["name"].startswith(name):
                return
        raise AssertionError(f"{self.page.url}: no way by keyboard to {name!r}, only to {sorted(met)}")

    def presses(self, name: str, *, then: str) -> None:
        """Press a button or follow a link, and hear the heading of what comes."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.hears(then)

    def types(self, field: str, words: str) -> None:
        """Fill in a field in place of what is in it."""
        self.to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def ticks(self, name: str) -> None:
        """Tick a box, or choose the first of some radio buttons."""
        self.to(name)
        self.page.keyboard.press("Space")

    def is_told(self, message: str) -> None:
        """A message is read out without being looked for: it stands in a live region, or has the focus."""
        live = self.page.locator("[role=alert], [role=status], [aria-live]").filter(has_text=message)
        expect(live.first).to_be_visible()

    def is_told_of_a_mistake(self, message: str, *, field: str) -> None:
        """The summary of what is wrong has the focus, and leads to the field, which says it too."""
        summary = self.page.locator(".govuk-error-summary")
        expect(summary).to_be_focused()
        expect(summary).to_contain_text(message)
        assert self.page.title().startswith("Error: ")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        there = self.page.locator(":focus")
        expect(there).to_have_accessible_name(re.compile(re.escape(field)))
        expect(there).to_have_accessible_description(re.compile(re.escape(message)))

    def signs_in(self, site: Site, email: str) -> None:
        """By the link in the mail."""
        self.goes_to(f"{site.url}/sign-in", "Sign in")
        self.page.keyboard.press("Tab")
        assert "Skip to main content" in self.page.evaluate(FOCUSED)["name"], "the first thing on every page"
        self.types("Your work email address", email)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.hears("Check your email")
        self.goes_to(site.mail(email, "sign in"), "Sign in")
        self.presses("Sign in", then="Your tasks")
