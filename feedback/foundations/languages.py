"""In which language is this page? English, or another that the council offers and the reader prefers.

Every text for people is a message of a catalogue (``feedback/translations/``). The English words are its key, so
English is complete by itself, and a message without a translation is shown in English (see decision 0007).
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from markupsafe import Markup
from werkzeug.wrappers import Response

from feedback.config import CATALOGUES

COOKIE = "language"
NAMES = {"en": "English", "cy": "Cymraeg"}  # each in its own words; a language without a catalogue is not offered
ONE_YEAR = 365 * 24 * 60 * 60


def chosen(offered: Sequence[str]) -> str:
    """Of the languages offered the one this reader wants: what they chose, else what their browser asks for."""
    if len(offered) == 1 or not has_request_context():  # a letter goes to everybody in the council's first language
        return offered[0]
    asked_for = request.cookies.get(COOKIE, "")
    return asked_for if asked_for in offered else request.accept_languages.best_match(offered, offered[0])


def remember(response: Response, language: str) -> None:
    """Keep the reader's choice in their browser, if the council offers it."""
    if language in current_app.config["SETTINGS"].languages:
        https = current_app.config["SETTINGS"].https
        response.set_cookie(COOKIE, language, max_age=ONE_YEAR, secure=https, httponly=True, samesite="Lax")


def current() -> str:
    """The code of the reader's language, such as "en" or "cy"."""
    offered: Sequence[str] = current_app.config["SETTINGS"].languages if current_app else ("en",)
    return offered[0] if len(offered) == 1 else str(get_locale() or "en")


def of_files() -> str:
    """The same as files for offices are marked with: "en-GB" or "cy-GB", for spelling and for reading aloud."""
    return f"{current()}-GB"


def written_date(day: date) -> str:
    """``22 November 2026``, or ``22 Tachwedd 2026``."""
    return format_date(day, "d MMMM y", locale=get_locale() or Locale("en"))


def english(message: str, **words: object) -> Markup:
    """A message in English, which is its own key, with words put into it, each made safe."""
    return Markup(message) % words if words else _as_it_is(message)  # noqa: S704 - messages are the templates' own


@lru_cache(maxsize=2048)
def _as_it_is(message: str) -> Markup:
    return Markup(message) % {}  # noqa: S704 - a template's own; "%%" is one sign, with words or without


def init_app(app: Flask) -> None:
    """Give templates ``_``, ``{% trans %}`` and the direction of writing; the language is settled once a request."""
    offered: Sequence[str] = app.config["SETTINGS"].languages
    Babel(
        app,
        default_locale=offered[0],
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: chosen(offered),
    )
    if list(offered) == ["en"]:  # English is its own key: nothing to look up, and a page asks some thirty times
        app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # of the i18n extension
        app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = english
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals["language"] = current
    app.jinja_env.globals["writing_direction"] = lambda: (get_locale() or Locale("en")).text_direction
    app.jinja_env.globals["languages"] = [(code, NAMES[code]) for code in offered]
