"""Whom does a list of people narrow to? Kept in the session, so that no name or address stands in a page's address.

Addresses are written down by servers on the way, stay in the history of shared computers, and are sent on by people.
"""

import secrets
from collections.abc import Mapping

from flask import request, session

OF_NOBODY = ("level", "team", "role", "as_level", "with_coach")  # name nobody: an address may say them
NAMES = ("words", "manager", *OF_NOBODY)
KEPT = "narrowed"  # in the session, and the name under which an address says which of the kept it means
MOST_KEPT = 4  # tabs
LONGEST = 100  # characters, as of a name: all of it has to fit into a cookie


def asked_for() -> dict[str, str]:
    """What this page narrows to, by field, without what is empty: as its form says, or as its address remembers."""
    said: Mapping[str, str] = request.form
    if request.method != "POST":
        said = {name: request.args.get(name, "") for name in OF_NOBODY} | _kept().get(request.args.get(KEPT, ""), {})
    return {name: value for name in NAMES if (value := said.get(name, "").strip()[:LONGEST])}


def remember(asked: Mapping[str, str]) -> dict[str, str]:
    """What an address has to carry (for ``url_for``) so that its page narrows to this; nothing for everybody."""
    if not asked:
        return {}
    known = _kept()
    key = next((key for key, fields in known.items() if fields == asked), None) or secrets.token_urlsafe(6)
    others = [(other, fields) for other, fields in known.items() if other != key]
    session[KEPT] = dict([*others[-(MOST_KEPT - 1) :], (key, dict(asked))])
    return {KEPT: key}


def here() -> dict[str, str]:
    """What the addresses of the other pages of this list have to carry."""
    key = request.args.get(KEPT, "")
    return {KEPT: key} if key in _kept() else {name: request.args[name] for name in OF_NOBODY if name in request.args}


def _kept() -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = session.get(KEPT, {})
    return kept
