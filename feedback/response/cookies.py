"""What does a rater's browser keep? The code of the link, and secrets with which alone its answers can be read.

A browser makes one secret, when it first opens a link: before the first save, because the answer to a save can be lost
on its way (a double click, a tunnel), and what was saved must be readable all the same. Secrets of other browsers join
it when their five words are typed here; none is put in another's place, or what that one locked could not be read.
"""

import base64
import binascii

from flask import Response, current_app, request

from feedback.foundations.sealing import KEY_BYTES

DAYS_A_DEVICE_IS_KNOWN = 180
KNOWN = "feedback.devices"  # in the environment of a request
MOST_DEVICES = 12  # far more than anybody carries; a cookie holds 4,096 bytes, which is room for 90


def link_code() -> str:
    """The code of the link this browser opened last; empty when there is none."""
    return request.cookies.get(_name("r"), "")


def devices() -> list[bytes]:
    """The secrets this browser knows (32 bytes each), the newest first; looked at once a request."""
    environ = request.environ
    known: list[bytes] | None = environ.get(KNOWN)
    if known is None:
        known = environ[KNOWN] = _read_devices()
    return known


def _read_devices() -> list[bytes]:
    found = []
    for text in request.cookies.get(_name("d"), "").split("."):
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


def remember_device(response: Response, secret: bytes) -> None:
    """Keep a secret, beside those the browser has, for the life of a campaign."""
    kept = [secret, *(known for known in devices() if known != secret)][:MOST_DEVICES]
    text = ".".join(base64.urlsafe_b64encode(known).decode() for known in kept)
    _set(response, "d", text, max_age=DAYS_A_DEVICE_IS_KNOWN * 24 * 3600)


def _name(short: str) -> str:
    return f"__Host-{short}" if _https() else short


def _set(response: Response, short: str, value: str, *, max_age: int | None) -> None:
    response.set_cookie(
        _name(short), value, max_age=max_age, path="/", secure=_https(), httponly=True, samesite="Strict"
    )


def _https() -> bool:
    https: bool = current_app.config["SETTINGS"].https
    return https
