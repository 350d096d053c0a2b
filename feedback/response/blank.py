"""What does a page look like before anything is filled in? The same for every rater of a leader, so it is made once.

Most pages of the questionnaire are asked for exactly once by each rater, and then nothing of theirs is in them yet.
What is kept holds a framework's words and the leader's name. The two secrets of a request, its form token and its
nonce, are taken out before, and those of the next request put in.
"""

from collections.abc import Callable

from flask import current_app
from flask_wtf.csrf import generate_csrf

from feedback.foundations import languages
from feedback.foundations.headers import csp_nonce
from feedback.response.asked import Asked
from feedback.response.pages import Page

MOST_KEPT = 500  # pages, in each process: some 15 MB

Pieces = tuple[str | Callable[[], str], ...]


def blank_page(asked: Asked, place: int, here: Page, draw: Callable[[], str]) -> str:
    """The page, as ``draw`` makes it where it has not been made before.

    Args:
        asked: whose feedback it is. Questions never change under a round that has been sent out.
        place: its place in the link.
        here: which page.
        draw: makes the page; nothing that a rater has filled in may be on it.
    """
    kept: dict[object, Pieces] = current_app.extensions.setdefault("blank pages", {})
    voice = asked.slot.group if asked.slot.group in ("self", "manager") else "raters"
    key = (asked.about, asked.leader, voice, place, here.number, here.count, languages.current())
    pieces = kept.get(key)
    if pieces is None:
        pieces = _without_secrets(draw())
        if len(kept) >= MOST_KEPT:
            kept.clear()  # another thread may be here at any moment, so what was found is held and not looked up again
        kept[key] = pieces
    return "".join(piece if isinstance(piece, str) else piece() for piece in pieces)


def _without_secrets(html: str) -> Pieces:
    """A page with what belongs to one request taken out: where its form token and its nonce stand.

    Raises:
        ValueError: one of them is not there, so the page is not what we think it is, and must not be kept.
    """
    pieces: list[str | Callable[[], str]] = [html]
    for secret in (generate_csrf, csp_nonce):
        pieces = [each for piece in pieces for each in (_split(piece, secret) if isinstance(piece, str) else [piece])]
        if secret not in pieces:
            raise ValueError("a page without its form token or its nonce cannot be kept for others")
    return tuple(pieces)


def _split(text: str, secret: Callable[[], str]) -> list[str | Callable[[], str]]:
    first, *others = text.split(secret())
    return [first, *(piece for other in others for piece in (secret, other))]
