"""What do the forms on a rater's pages carry, so that no other site can send them? A rater has no session.

The token is derived from the secret that the browser keeps (``cookies.devices``): whoever cannot read that cannot make
it, and it tells nothing of the secret. It needs no signature and outlives signing in and out beside it.
"""

from flask import current_app, request

from feedback.foundations.access_log import is_rater_page
from feedback.foundations.sealing import derive
from feedback.response import cookies

PURPOSE = b"form token/1"
FROM_ANY_PAGE = frozenset({"home.choose_language"})  # forms in the frame of raters' pages too


def of_this_browser() -> str | None:
    """The token (64 hex digits) of raters' forms in this browser; None elsewhere, and before it has a secret.

    It is of the oldest secret, which stays when five words typed here bring another.
    """
    if not (is_rater_page(current_app) or request.endpoint in FROM_ANY_PAGE):
        return None
    known = cookies.devices()
    return derive(known[-1], PURPOSE).hex() if known else None
