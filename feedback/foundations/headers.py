"""What may a browser do with our pages? Run our own scripts, talk to us, and keep nothing."""

import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, g, request

from feedback.foundations.access_log import is_rater_page, is_silent_page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
ONE_YEAR = 365 * 24 * 60 * 60


def csp_nonce() -> str:
    """The word that this request's script tags and its Content-Security-Policy share; new for each request."""
    nonce: str | None = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(16)
    return nonce


def own_path(target: str | None) -> str:
    """The target if it is a path of this site, else nothing: nobody is sent elsewhere by a form or a link of ours."""
    safe = target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if safe and target else ""


def init_app(app: Flask) -> None:
    """Set the headers on every response; views cannot loosen them.

    Where answers are given (``rater_page = True`` or ``silent = True`` on the view) no referrer is sent at all.
    Browsers then leave the Referer out of their forms and send ``Origin: null``, so over HTTPS Flask-WTF must not ask
    for them: the application sets ``WTF_CSRF_SSL_STRICT = False`` and relies on the token and on SameSite cookies.
    """
    https = app.config["SETTINGS"].https
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.jinja_env.globals["is_rater_page"] = lambda: is_rater_page(app)

    always = ALWAYS | ({"Strict-Transport-Security": f"max-age={ONE_YEAR}; includeSubDomains"} if https else {})
    answer: WSGIApplication = app.wsgi_app

    def protected(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, theirs: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            ours = always | {
                "Content-Security-Policy": CONTENT_POLICY.format(nonce=csp_nonce()),
                "Referrer-Policy": "no-referrer" if is_silent_page(app) else "same-origin",
            }
            if request.endpoint != "static" or status >= "400":
                # Pages, exports and charts alike: what is said about a person must not stay on a shared computer.
                ours["Cache-Control"] = "no-store"
            return start_response(
                status, [*(own for own in theirs if own[0].title() not in ours), *ours.items()], *more
            )

        return answer(environ, start)

    # At the last moment, when they are a list: Werkzeug would look through and check them twice for each response.
    app.wsgi_app = protected  # type: ignore[method-assign]
