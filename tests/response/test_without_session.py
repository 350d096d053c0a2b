"""Raters have no session: none is read, none is written, and what another site could send is refused all the same."""

import pytest
from flask.sessions import SecureCookieSessionInterface

from tests.response.raters import Rater


def test_pages_of_a_rater_neither_read_nor_write_a_session(rater: Rater, monkeypatch: pytest.MonkeyPatch) -> None:
    rater.get("/r/1/page/1")
    monkeypatch.setattr(SecureCookieSessionInterface, "open_session", None)  # whoever calls it now breaks
    form = rater.get("/r/1/page/1").form(rater.save_button).data
    saved = rater.fetch("POST", "/r/1/page/1", data=form)
    assert saved.status_code == 302
    for answer in (saved, *(rater.fetch("GET", path) for path in ("/r/1", "/r/1/page/2", "/r/1/check"))):
        assert answer.status_code in (200, 302)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_language_is_chosen_with_the_same_token(rater: Rater) -> None:
    token = rater.get("/r/1/page/1").form(rater.save_button).data["csrf_token"]
    assert rater.fetch("POST", "/language", data={"language": "en", "csrf_token": token}).status_code == 302
    assert rater.fetch("POST", "/language", data={"language": "en", "csrf_token": "made up"}).status_code == 400


def test_pages_of_staff_take_no_token_of_a_rater(rater: Rater) -> None:
    token = rater.get("/r/1/page/1").form(rater.save_button).data["csrf_token"]
    assert rater.fetch("POST", "/sign-in", data={"email": "a@example.org", "csrf_token": token}).status_code == 400
