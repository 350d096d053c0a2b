"""What does a rater's browser keep? The code of the link, and secrets with which alone its answers can be read.

A browser makes one secret, when it first opens a link: before the first save, because the answer to a save can be lost
on its way (a double click, a tunnel), and what was saved must be readable all the same. Secrets of other browsers join
it when their five words are typed here; none is put in another's place, or what that one locked could not be read.

That secret is not told where a link in a letter is followed (``SameSite=Strict``), so a browser that seems to have none
may have one, and must not get another. Until it has pressed a button of ours it has a visitor's secret for its forms.
"""

import base64
import binascii

from flask import Response, current_app, request

from feedback.foundations.sealing import KEY_BYTES, new_secret

DAYS_A_DEVICE_IS_KNOWN = 180
KNOWN = "feedback.devices"  # in the environment of a request; so the next
VISITOR = "feedback.visitor"
MOST_DEVICES = 12  # far more than anybody carries; a cookie holds 4,096 bytes, which is room for 90


def link_code() -> str:
    """The code of the link this browser opened last; empty when there is none."""
    return request.cookies.get(_name("r"), "")


def devices() -> list[bytes]:
    """The secrets this browser knows (32 bytes each), the newest first; looked at once a request."""
    environ = request.environ
    known: list[bytes] | None = environ.get(KNOWN)
    if known is None:
        known = environ[KNOWN] = _secrets("d")
    return known


def visitor() -> bytes | None:
    """The visitor's secret of this browser (32 bytes); it opens nothing."""
    if VISITOR not in request.environ:
        request.environ[VISITOR] = next(iter(_secrets("v")), None)
    secret: bytes | None = request.environ[VISITOR]
    return secret


def new_visitor() -> bytes:
    """A visitor's secret for a browser that has none; ``remember_visitor`` gives it to the browser."""
    secret = request.environ[VISITOR] = new_secret()
    return secret


def _secrets(short: str) -> list[bytes]:
    found = []
    for text in request.cookies.get(_name(short), "").split("."):
        try:
            secret = base64.urlsafe_b64decode(text.encode())
        except (binascii.Error, ValueError):
            continue
        if len(secret) == KEY_BYTES:
            found.append(secret)
    return found[:MOST_DEVICES]


def remember_link(response: Response, code: str) -> None:
    """Keep the code until the browser is closed."""
    _set(response, "r", code, max_age=None)


def remember_visitor(response: Response, secret: bytes) -> None:
    """Keep a visitor's secret until the browser is closed."""
    _set(response, "v", _written(secret), max_age=None, samesite="Lax")


def remember_device(response: Response, secret: bytes) -> None:
    """Keep a secret, beside those the browser has, for the life of a campaign."""
    kept = [secret, *(known for known in devices() if known != secret)][:MOST_DEVICES]
    _set(response, "d", ".".join(map(_written, kept)), max_age=DAYS_A_DEVICE_IS_KNOWN * 24 * 3600)


def _name(short: str) -> str:
    return f"__Host-{short}" if _https() else short


def _written(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode()


def _set(response: Response, short: str, value: str, *, max_age: int | None, samesite: str = "Strict") -> None:
    response.set_cookie(
        _name(short), value, max_age=max_age, path="/", secure=_https(), httponly=True, samesite=samesite
    )


def _https() -> bool:
    https: bool = current_app.config["SETTINGS"].https
    return https
