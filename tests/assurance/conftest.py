"""An administrator's browser, as the pages' tests have it."""

from tests.pages.conftest import admin, browser_of, client

__all__ = ["admin", "browser_of", "client"]
