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


def of_this_browser() -> list[str]:
    """The tokens (64 hex digits) that raters' forms in this browser carry, that of new forms first; none elsewhere.

    It is of the oldest secret, which stays when five words typed here bring another. A form on the page where a link
    leads may have been made when that secret was not told: it carries that of the visitor.
    """
    if not (is_rater_page(current_app) or request.endpoint in FROM_ANY_PAGE):
        return []
    known = [*cookies.devices()[-1:], cookies.visitor()]
    return [derive(secret, PURPOSE).hex() for secret in known if secret]
