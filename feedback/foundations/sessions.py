"""What does the server know of a browser from page to page? What its signed cookie says, read where somebody asks.

Pages of raters ask for nothing in it, and so pay nothing for it: no signature is checked, and none is made.
"""

from collections.abc import Iterator
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class UnreadSession(SessionMixin):
    """Flask's own session, opened the first time that anything is asked of it."""

    def __init__(self, app: Flask, request: Request) -> None:
        self._from = app, request
        self.opened: SecureCookieSession | None = None

    @property
    def _session(self) -> SecureCookieSession:
        if self.opened is None:
            self.opened = SecureCookieSessionInterface().open_session(*self._from) or SecureCookieSession()
            self.opened.accessed = True
        return self.opened

    def __getitem__(self, key: str) -> Any:
        """As of a dictionary; so the others."""
        return self._session[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._session[key] = value

    def __delitem__(self, key: str) -> None:
        del self._session[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._session)

    def __len__(self) -> int:
        return len(self._session)


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; one that nobody asked for is neither read nor written."""

    def open_session(self, app: Flask, request: Request) -> Any:
        """A session that has not been looked at."""
        return UnreadSession(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Write the cookie if something in it has changed."""
        if session.opened is not None:
            super().save_session(app, session.opened, response)


def init_app(app: Flask) -> None:
    """Sessions of this application are opened where they are asked for."""
    app.session_interface = Sessions()
