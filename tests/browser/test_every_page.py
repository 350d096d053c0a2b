"""Every page that somebody can come to by following links, as each role of the demo: axe, widths, and no error.

A page is known by its route. Each route is looked at twice (two leaders' reports may differ), on a phone and at a desk,
whoever comes to it. Routes that no link of the demo leads to are named below, each with where else it is looked at.
"""

import json
import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from waitress.server import create_server
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from feedback.assurance import accessibility
from feedback.demo.guide import GUESTS
from feedback.extensions import db
from tests.browser import people
from tests.browser.conftest import WCAG
from tests.demo.conftest import SmallDemo, a_demo, build_small

LOOKS = 2  # at each route
VISITS = 5  # of each route and person, for the links that lead on from there
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NO_PAGE = {"static", "home.healthz", "home.readyz"}
FOR_PROGRAMS = "api."  # what other systems read, looked at by tests/api


class Walk:
    """One person's way through the site: what was seen, by route."""

    def __init__(self, demo: SmallDemo, url: str, page: Page, accessible: Callable[[Page], None]) -> None:
        self.demo, self.url, self.page, self.accessible = demo, url, page, accessible
        self.visited: Counter[str] = Counter()
        self.known: set[str] = set()

    def follow_everything(self, *besides: str) -> None:
        """Look at the page that is open, at others, and at all that their links lead to, breadth first."""
        waiting = [urlsplit(self.page.url).path, *besides]
        while waiting:
            path = waiting.pop(0).partition("#")[0]
            route = self.route_of(path)
            if path in self.known or route is None or self.visited[route] >= VISITS:
                continue
            self.known.add(path)
            self.visited[route] += 1
            if not self.open(path):
                SEEN[route] += 1
                continue
            if SEEN[route] < LOOKS:
                SEEN[route] += 1
                self.look_at()
            waiting += self.page.locator("a[href]").evaluate_all(
                "links => links.map(link => link.getAttribute('href'))"
            )

    def open(self, path: str) -> bool:
        """Open a page; False for a file."""
        try:
            answer = self.page.goto(self.url + path)
        except Error as told:
            if "Download is starting" in str(told):
                return False
            raise
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return True

    def look_at(self) -> None:
        """Look at the page that is open, at a desk and on a phone."""
        for screen in (PHONE, DESK):
            self.page.set_viewport_size(screen)  # type: ignore[arg-type]
            self.accessible(self.page)

    def route_of(self, path: str) -> str | None:
        """The route of a page of ours; None for another host, a part of the page, or what is no page."""
        parts = urlsplit(path)
        if parts.netloc or not parts.path.startswith("/"):
            return None
        try:
            rule, _ = self.demo.app.url_map.bind("").match(parts.path, method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            return None
        return None if rule.endpoint in NO_PAGE or rule.endpoint.startswith(FOR_PROGRAMS) else str(rule.endpoint)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SmallDemo, str]]:
    """The small demo, built and served, and its address."""
    there = a_demo(tmp_path_factory.mktemp("demo"))
    build_small(there)
    server = create_server(there.app, host="127.0.0.1", port=0, threads=4)

    def run() -> None:
        with suppress(OSError):  # closed while it waits for the next request
            server.run()

    serving = threading.Thread(target=run, daemon=True)
    serving.start()
    yield there, f"http://127.0.0.1:{server.effective_port}"
    server.close()
    serving.join(timeout=5)
    there.inbox.stop()
    with there.app.app_context():
        db.engine.dispose()


SEEN: Counter[str] = Counter()
ELSEWHERE = {
    "assessment.aim": "test_debrief.py", "assessment.confirm_erase": "test_debrief.py",
    "assessment.page": "test_debrief.py", "assessment.shared": "test_debrief.py",
    "assessment.download": "a file", "bundle.download": "a file", "followup.download": "a file",
    "coach_key.another": "test_coach_keys.py", "coach_key.show": "test_coach_keys.py",
    "coaching.before_release": "test_journey.py", "coaching.moderate": "test_debrief.py",
    "cohort.cut": "test_leaders_together.py", "evaluation.ask": "test_leaders_together.py",
    "evaluation.show": "test_leaders_together.py", "followup.after": "test_leaders_together.py",
    "cohort.download": "a file", "norms.export": "a file",
    "keys.at_the_door": "test_security.py", "keys.show": "test_security.py",
    "outside.back": "test_security.py", "outside.go": "test_security.py",
    "changes.address": "pages/test_changes.py", "mailing.address": "mailing/test_pages.py",
    "identity.link": "test_journey.py", "identity.link_sent": "test_journey.py",
    "keying.sent": "test_paper.py", "nomination.list_link": "test_choosing.py",
    "people.look_through": "pages/test_directory_file.py", "setup.new": "test_setting_up.py",
    "response.reminders.ask_by_mail": "mailing/test_no_more_reminders.py",
    "response.reminders.stopped": "mailing/test_no_more_reminders.py",
    "response.saved": "test_answering_states.py", "response.sent": "test_answering.py",
    "response.withdrawn": "test_answering_states.py",
}  # fmt: skip


@pytest.mark.parametrize("guest", [guest.name for guest in GUESTS])
def test_every_page_that_links_lead_to(
    demo: tuple[SmallDemo, str],
    browser_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    guest: str,
) -> None:
    there, url = demo
    page = browser_of().new_page()
    email = there.app.extensions["demo"].council.by_name[guest].email
    page.goto(f"{url}/sign-in")
    page.get_by_label("Your work email address").fill(email)
    people.press(page, "Email me a link")
    there.sweep()
    page.goto(url + there.inbox.to(email)[-1].links[0].partition(":5000")[2])
    people.press(page, "Sign in")
    people.heading(page, "Your tasks")
    walk = Walk(there, url, page, accessible)
    walk.follow_everything("/nominations", "/approvals")
    assert len(walk.visited) > 3


def test_every_page_of_raters_that_links_lead_to(
    demo: tuple[SmallDemo, str], browser_of: Callable[..., BrowserContext], accessible: Callable[[Page], None]
) -> None:
    there, url = demo
    assert there.built.waiting
    for somebody in there.built.waiting[:2]:
        letter = there.inbox.request_to(somebody.email, about=somebody.about)
        assert letter is not None
        page = people.open_link(browser_of(), url + letter.links[0].partition(":5000")[2])
        walk = Walk(there, url, page, accessible)
        walk.follow_everything("/r/1/check", "/r/1/withdraw")
        assert walk.visited["response.page"]


def test_no_page_is_left_out(demo: tuple[SmallDemo, str]) -> None:
    """Runs last in this file: each worker runs a file by itself, in order."""
    app = demo[0].app
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGE
    pages = {route for route in routes if not route.startswith(FOR_PROGRAMS)}
    assert len(pages) > 50
    left_out = ", ".join(sorted(pages - set(SEEN) - set(ELSEWHERE)))
    assert not left_out, f"no link leads there: look at it elsewhere, and name it here: {left_out}"


def test_the_accessibility_statement_says_what_was_looked_at(chromium: Browser) -> None:
    """Runs after all others of this file, in the same worker; with FEEDBACK_STATEMENT=1 it writes down what it saw."""
    looked_at = sorted(route for route in SEEN if route not in ELSEWHERE and not route.startswith("demo."))
    assert looked_at, "the whole file has to run"
    if os.environ.get("FEEDBACK_STATEMENT"):
        axe = re.search(
            r"axe v([\d.]+)", Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()[:100]
        )
        assert axe is not None
        found = {
            "day": datetime.now(UTC).date().isoformat(), "axe": axe[1],
            "browser": f"Chromium {chromium.version.partition('.')[0]}",
            "rules": WCAG, "widths": [PHONE["width"], DESK["width"]],
            "by_links": looked_at, "elsewhere": sorted(ELSEWHERE),
        }  # fmt: skip
        accessibility.FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    else:
        assert list(accessibility.tried().by_links) == looked_at
