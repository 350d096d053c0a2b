"""Raters in tests. Each has a browser of their own, and answers through the pages as they are."""

from collections.abc import Callable
from contextvars import Context
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from feedback.extensions import db
from tests.page_client import Page, PageClient

SITE = "https://feedback.example"
PASTE = "Paste the link from your email"
THEMES = ("connect", "inspire")  # two pages of statements and one of open questions


class Rater(PageClient):
    """One browser of one rater.

    Every request runs in a context of its own, as on a server: beside the test's own application context it would
    share the database session, the nonce and the form token with it and with every other browser.
    """

    def __init__(self, app: Flask) -> None:
        super().__init__(app, base_url=SITE)

    def _open(self, method: str, path: str, *, expect: int | None, **sent: Any) -> Page:
        db.session.rollback()  # the test itself must not hold the database while the browser wants to write
        page: Page = Context().run(partial(super()._open, method, path, expect=expect, **sent))
        return page

    def fetch(self, method: str, path: str, **sent: Any) -> TestResponse:
        """The bare answer to a request, whatever it is; no redirect is followed."""
        db.session.rollback()
        return Context().run(partial(self.browser.open, path, method=method, base_url=SITE, **sent))

    def open_link(self, link: str) -> Page:
        """Open a link from a letter and press the button."""
        self.get("/r")
        return self.submit("Continue", {PASTE: link})

    def fill(self, rating: int | str | None, words: str | Callable[[str], str] = "") -> dict[str, Any]:
        """An answer to everything on the page that is open: one rating, and words, or words made for each question."""
        document, answers = self._shown.document, {}
        for control in document.all("input", "textarea"):
            if control.get("name", "").startswith("i.") and rating is not None:
                answers[document.legend(control)] = str(rating)
            elif control.get("name", "").startswith("c."):
                answers[document.label(control)] = words(control.get("name", "")) if callable(words) else words
        return answers

    def answer_all(self, rating: int | str | None, words: str | Callable[[str], str] = "") -> Page:
        """Answer every page from the first one on, up to the page that asks to check."""
        self.get("/r/1/page/1")
        while not self._shown.path.endswith("/check"):
            self.submit(self.save_button, self.fill(rating, words))
        return self._shown

    @property
    def save_button(self) -> str:
        """The words on the button that saves the page which is open."""
        found = [text for text in ("Save and continue", "Save and check your answers") if text in self._shown.text]
        return found[0]

    def hidden(self) -> dict[str, str]:
        """What the browser sends along with any form about the leader: the token, and whom it is about."""
        form = self.get("/r/1/withdraw").form("Withdraw my answers")
        return {name: form.data[name] for name in ("csrf_token", "about")}

    def send(self) -> Page:
        """Send what was answered."""
        self.get("/r/1/check")
        return self.submit("Send your feedback")

    def given(self, *pages: int) -> dict[str, str]:
        """What the pages hold now (all, unless named): the chosen answer or the text of each field that has one."""
        found: dict[str, str] = {}
        for number in pages or (1, 2, 3):
            form = self.get(f"/r/1/page/{number}").form(self.save_button)
            found |= {name: text for name, text in form.data.items() if name[:2] in ("i.", "c.") and text}
        return found

    def take_words(self) -> str:
        """Ask for five words, and note them."""
        self.get("/r/1/saved")
        [shown] = self.submit("Show me five words").document.of_class("govuk-inset-text")
        phrase = " ".join("".join(shown.itertext()).split())
        assert len(phrase.split()) == 5
        return phrase

    def type_words(self, phrase: str) -> Page:
        """Type five words into the page that asks for them."""
        return self.submit("Go on", {"The five words you were shown when you saved": phrase})

    def cookie(self, name: str) -> str | None:
        """The value of a cookie that this browser keeps."""
        kept = self.browser.get_cookie(name, "feedback.example")
        return None if kept is None else kept.value
