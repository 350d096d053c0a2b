"""What do the demo's raters do with their letters? Most answer; one declines, one withdraws, one changes, one moves on.

All of it goes through the pages of the survey, from the links in the inbox, as a rater with a browser would do it.
"""

from dataclasses import dataclass
from enum import Enum, auto

from flask import Flask

from feedback.demo.characters import Given
from feedback.demo.survey import Browser, SurveyBroken


class Deed(Enum):
    """What a rater does with a request."""

    SENDS = auto()
    CHANGES = auto()  # sends, and comes back to change a page
    MOVES = auto()  # starts on one device and goes on with five words on another
    STARTS = auto()  # saves the first page and leaves it at that: it never counts
    WITHDRAWS = auto()  # sends, and takes it back
    DECLINES = auto()
    NOTHING = auto()


ANSWERING = (Deed.SENDS, Deed.CHANGES, Deed.MOVES)
NOT_ANSWERING = (Deed.DECLINES, Deed.WITHDRAWS, Deed.STARTS, Deed.NOTHING)


@dataclass(frozen=True)
class Intent:
    """What somebody means to do about one leader."""

    email: str
    leader: str
    group: str
    deed: Deed
    given: Given


def do(intent: Intent, *, link: str, app: Flask) -> None:
    """Do it, in a fresh browser, with a link from a letter.

    Raises:
        SurveyBroken: a page did not offer what a rater needs to go on.
    """
    browser = Browser(app)
    browser.follow(link)
    start = browser.request_about(intent.leader, own=intent.group == "self")
    if intent.deed == Deed.DECLINES:
        browser.send(browser.open(f"{start.path}/decline").form_to("/decline"))
        return
    if intent.deed == Deed.MOVES:
        browser = _on_another_device(browser, start.path, intent, link, app)
    else:
        browser.open(f"{start.path}/page/1")
    if intent.deed == Deed.STARTS:
        browser.answer(intent.given.ratings, {})
        return
    _answer_the_rest(browser, intent.given)
    _send(browser, start.path)
    if intent.deed == Deed.CHANGES:
        browser.open(f"{start.path}/page/1")
        browser.answer(intent.given.ratings, intent.given.comments, intent.given.travels)
    if intent.deed == Deed.WITHDRAWS:
        browser.send(browser.open(f"{start.path}/withdraw").form_to("/withdraw"))


def _answer_the_rest(browser: Browser, given: Given) -> None:
    while browser.page.questions is not None:
        browser.answer(given.ratings, given.comments, given.travels, given.marks)


def _send(browser: Browser, start: str) -> None:
    sent = browser.send(browser.page.form_to("/send"))
    if sent.path != f"{start}/sent":
        raise SurveyBroken(f"sending led to {sent.path}")


def _on_another_device(first: Browser, start: str, intent: Intent, link: str, app: Flask) -> Browser:
    """Save a page, take the five words, and type them on another device."""
    first.open(f"{start}/page/1")
    first.answer(intent.given.ratings, intent.given.comments, intent.given.travels)
    words = first.send(first.open(f"{start}/saved").form_to("/phrase")).five_words
    second = Browser(app)
    second.follow(link)
    second.send(second.request_about(intent.leader, own=False).form_to("/resume"), {"phrase": words})
    second.open(f"{start}/page/1")
    return second
