"""What does a page look like before anything is filled in? The same for everybody: made once, like a form letter.

Most pages are asked for exactly once by each rater, and then nothing of theirs is in them yet. What is kept holds the
council's and a framework's words. It has places for whom it is about and for the two secrets of a request, its form
token and its nonce; they are put in for each reader.
"""

import re
import secrets
from collections.abc import Callable, Hashable
from dataclasses import replace

from flask import current_app, render_template
from markupsafe import Markup, escape

from feedback.extensions import csrf
from feedback.foundations import languages
from feedback.foundations.headers import csp_nonce
from feedback.foundations.memory import Memory
from feedback.response.asked import Asked
from feedback.response.rules import Answers

MOST_KEPT = 500  # pages, in each process: some 15 MB
MOST_PARTS_KEPT = 5_000  # a kilobyte each: there are many of them, and a memory that is full forgets all it has
# What stands in its place while a page is made: nobody can have typed it.
NAMES = ("leader", "about", "rows", "comments", "words", "hints")
PLACES = {name: Markup(secrets.token_hex(16)) for name in NAMES}  # noqa: S704 - digits and letters

Pieces = list[str]  # text and the name of a place in turn


def blank_page(asked: Asked, draw: Callable[[Asked], str], *what: Hashable, **belongs: str) -> str:
    """A page about a leader, as ``draw`` makes it where it has not been made before.

    Args:
        asked: whose feedback it is.
        draw: makes the page for the ``Asked`` that it is given, which says places instead of the leader's name; nothing
            that a rater has filled in may be on it.
        what: all that the page shows besides the leader's name, the questionnaire and the voice it speaks in.
        belongs: the safe HTML for each of ``PLACES`` that ``draw`` left on the page.
    """
    voice = asked.slot.group if asked.slot.group in ("self", "manager") else "raters"
    return kept_page(
        lambda: draw(replace(asked, leader=PLACES["leader"], about=PLACES["about"])),
        *what, voice, id(asked.questionnaire),
        holding=asked.questionnaire, leader=str(escape(asked.leader)), about=asked.about, **belongs,
    )  # fmt: skip


def kept_page(draw: Callable[[], str], *what: Hashable, holding: object = None, **belongs: str) -> str:
    """The same of any page, with what belongs into its places."""
    kept: Memory[Pieces] = current_app.extensions.setdefault("blank pages", Memory(MOST_KEPT))
    belongs |= {"token": csrf.token(), "nonce": csp_nonce()}
    return _filled_in(kept, lambda: _whole(draw()), what, holding, belongs)


def kept_part(draw: Callable[[], str], *what: Hashable, holding: object = None, **belongs: str) -> str:
    """The same of a part of a page, which has neither nonce nor form."""
    kept: Memory[Pieces] = current_app.extensions.setdefault("blank parts", Memory(MOST_PARTS_KEPT))
    return _filled_in(kept, draw, what, holding, belongs)


def _filled_in(
    kept: Memory[Pieces], draw: Callable[[], str], what: tuple[Hashable, ...], holding: object, belongs: dict[str, str]
) -> str:
    pieces = kept.recall((languages.current(), *what), lambda: _with_places(draw()), holding=holding)[:]
    pieces[1::2] = [belongs[place] for place in pieces[1::2]]
    return "".join(pieces)


def show_landing() -> str:
    """Where a link leads: a button, the same for everybody."""
    return kept_page(lambda: render_template("response/landing.html"), "landing")


def show_start(
    asked: Asked, place: int, answers: Answers | None, *, others: bool, errors: list[dict[str, str]] | None = None
) -> str:
    """Who asks, about whom, and what is promised; or how to go on. The same for all of a group who have not begun."""

    def drawn(asked: Asked) -> str:
        return render_template(
            "response/start.html", asked=asked, place=place, answers=answers, others=others, errors=errors
        )

    if answers is None or not answers.is_empty or asked.slot.is_submitted or asked.slot.is_declined:
        return drawn(asked)
    return blank_page(
        asked, drawn, "start", place, others, asked.slot.group, asked.campaign, asked.closes_on, asked.group_min_n,
        asked.coach_key, asked.privacy_notice, asked.options,
    )  # fmt: skip


def show_sent(asked: Asked, place: int, *, others: bool) -> str:
    """Thanks, and how to change or withdraw; ``others`` wait for feedback too."""
    return blank_page(
        asked,
        lambda anybody: render_template("response/sent.html", asked=anybody, place=place, others=others),
        "sent", place, asked.closes_on, others,
    )  # fmt: skip


def _whole(html: str) -> str:
    """The page as it is.

    Raises:
        ValueError: the nonce or a form's token was not found, so the page is not what we think, and must not be kept.
    """
    if csp_nonce() not in html or html.count(csrf.token()) != html.count('name="csrf_token"'):
        raise ValueError("a page without its nonce or a form's token cannot be kept for others")
    return html


def _with_places(html: str) -> Pieces:
    """What is left without what belongs to one request or one leader."""
    places = {csrf.token(): "token", csp_nonce(): "nonce", **{str(held): name for name, held in PLACES.items()}}
    pieces = re.split("(" + "|".join(map(re.escape, places)) + ")", html)
    pieces[1::2] = [places[found] for found in pieces[1::2]]
    return pieces
