"""What does a rater's browser keep? The code of the link, and a secret with which alone its answers can be read."""

import base64
import binascii

from flask import Response, current_app, request

from feedback.foundations.sealing import KEY_BYTES

DAYS_A_DEVICE_IS_KNOWN = 180


def link_code() -> str:
    """The code of the link this browser opened last; empty when there is none."""
    return request.cookies.get(_name("r"), "")


def device() -> bytes | None:
    """The secret of this browser (32 bytes), or None before the first save."""
    try:
        secret = base64.urlsafe_b64decode(request.cookies.get(_name("d"), "").encode())
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == KEY_BYTES else None


def remember_link(response: Response, code: str) -> None:
    """Keep the code until the browser is closed."""
    _set(response, "r", code, max_age=None)


def remember_device(response: Response, secret: bytes) -> None:
    """Keep the browser's secret for the life of a campaign."""
    _set(response, "d", base64.urlsafe_b64encode(secret).decode(), max_age=DAYS_A_DEVICE_IS_KNOWN * 24 * 3600)


def _name(short: str) -> str:
    return f"__Host-{short}" if _https() else short


def _set(response: Response, short: str, value: str, *, max_age: int | None) -> None:
    response.set_cookie(
        _name(short), value, max_age=max_age, path="/", secure=_https(), httponly=True, samesite="Strict"
    )


def _https() -> bool:
    https: bool = current_app.config["SETTINGS"].https
    return https
