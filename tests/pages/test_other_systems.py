"""The page of the systems that may read: whoever makes a token, or takes one away, shows first that it is them."""

from collections.abc import Callable, Mapping
from datetime import date

from feedback.api.models import ApiClient
from feedback.extensions import db
from tests.conftest import ToldClock
from tests.page_client import Page
from tests.pages.test_sessions import PASTE, Desk
from tests.pages.test_sessions import ada as ada
from tests.pages.test_sessions import at_desk as at_desk

WANTED = {
    "Name of the system": "HR system",
    "What may it read?": ["campaigns:read"],
    "Last day of the token": date(2027, 5, 31),
}


def test_a_token_is_made_and_taken_away_by_who_proves_that_it_is_them(
    at_desk: Callable[[], Desk], clock: ToldClock
) -> None:
    desk = at_desk()
    clock.advance(minutes=16)
    desk.browser.get("/other-systems")
    assert _proved(desk, "Make a token", WANTED).h1 == "The token of “HR system”"
    [client] = db.session.query(ApiClient).all()
    assert (client.name, client.scopes, client.revoked) == ("HR system", ["campaigns:read"], False)
    db.session.rollback()

    clock.advance(minutes=16)
    desk.browser.get("/other-systems")
    page = _proved(desk, "Take away: HR system")
    assert page.messages == ["The token is taken away. It opens nothing any more."]
    assert db.session.query(ApiClient).one().revoked


def _proved(desk: Desk, button: str, typed: Mapping[str, object] | None = None) -> Page:
    """Press a button, and be asked before anything has been done."""
    before = [(client.name, client.revoked) for client in db.session.query(ApiClient)]
    page = desk.browser.submit(button, typed, expect=403)
    assert page.h1 == "Show that it is you"
    assert [(client.name, client.revoked) for client in db.session.query(ApiClient)] == before
    return desk.browser.submit("Continue", {PASTE: desk.link()})
