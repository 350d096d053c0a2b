"""The whole product as people meet it: a real server, the worker beside it, real mail, and Chromium."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from waitress.server import create_server

from feedback import create_app, worker
from feedback.config import read_settings
from feedback.demo.inbox import Inbox
from tests.building import Council
from tests.conftest import ToldClock

# The first is the same engine without windows around its pages: it opens one for a sixth of what the others need.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-smooth-scrolling",  # a page that still glides when it is looked at is somewhere else a moment later
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Site:
    """A running installation: its address, its application, its mail."""

    def __init__(self, app: Flask, url: str, inbox: Inbox, council: Council) -> None:
        self.app, self.url, self.inbox, self.council = app, url, inbox, council

    def mail(self, address: str, subject: str = "") -> str:
        """The link in the newest letter to an address whose subject holds the words."""
        self.sweep()
        found = [letter for letter in self.inbox.to(address) if subject.lower() in letter.subject.lower()]
        assert found, f"no letter about {subject!r}; there are {[letter.subject for letter in self.inbox.to(address)]}"
        return found[-1].links[0]

    def person(self, name: str, **roles: bool) -> str:
        """Somebody who is known beforehand; returns the address."""
        with self.app.app_context():
            return self.council.person(name, **roles).email

    def sweep(self) -> None:
        """Let the worker do what is due now."""
        with self.app.app_context():
            worker.sweep(self.app)


@pytest.fixture
def site(migrated_file: Path, tmp_path: Path, inbox: Inbox) -> Iterator[Site]:
    """A server on a free port of this machine, on a fresh database."""
    shutil.copy(migrated_file, tmp_path / "feedback.sqlite")
    server: Any = None

    def wsgi(environ: Any, start: Any) -> Any:
        return app(environ, start)

    server = create_server(wsgi, host="127.0.0.1", port=0, threads=4)
    url = f"http://127.0.0.1:{server.effective_port}"
    app = create_app(
        read_settings(
            secret_key="a secret for tests only, long enough to be accepted",
            base_url=url,
            council_name="Exampleshire Council",
            database_url=f"sqlite:///{tmp_path / 'feedback.sqlite'}",
            key_store=tmp_path / "keys",
            key_store_copy=tmp_path / "keys-copy",
            mail_host="127.0.0.1",
            mail_port=inbox.port,  # type: ignore[attr-defined]
            mail_from="feedback@exampleshire.example",
            undo_hours=0,
        )
    )
    clock = ToldClock()
    app.config["CLOCK"] = lambda: clock.now

    def run() -> None:
        with suppress(OSError):  # closed while it waits for the next request
            server.run()

    serving = threading.Thread(target=run, daemon=True)
    serving.start()
    yield Site(app, url, inbox, Council(app, clock))
    server.close()
    serving.join(timeout=5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    assert CHROMIUM, "install Chromium: sudo apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_of(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A fresh browser for one person; it must ask no other host for anything, and log no error but the expected."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_browser(width: int = 1280, *, height: int = 900, expects: str = "", **options: Any) -> BrowserContext:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
        context.set_default_timeout(15_000)
        complaints: list[str] = []

        def hear(line: ConsoleMessage) -> None:
            if line.type == "error" and not (expects and expects in line.text):
                complaints.append(line.text)

        context.on("console", hear)
        context.on(
            "request",
            lambda asked: complaints.append(asked.url) if not asked.url.startswith("http://127.0.0.1") else None,
        )
        opened.append((context, complaints))
        return context

    yield open_browser
    for context, complaints in opened:
        context.close()
        assert complaints == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Refuse a page on which axe finds a violation of WCAG 2.2 A or AA, or that needs sideways scrolling."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click returns when the next page has begun, which axe cannot look at yet
        found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})  # not all that is well
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"

    return check
