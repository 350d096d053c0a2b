"""Raters have no session: none is read, none is written, and what another site could send is refused all the same."""

import pytest
from flask.sessions import SecureCookieSessionInterface

from tests.response.raters import Rater
from tests.response.round import Round


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


def test_somebody_who_follows_a_link_needs_no_session_either(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SecureCookieSessionInterface, "open_session", None)
    rater = Rater(round_.app)
    assert [kept.partition("=")[0] for kept in rater.fetch("GET", "/r").headers.getlist("Set-Cookie")] == ["__Host-v"]
    assert "Set-Cookie" not in rater.fetch("GET", "/r").headers, "the second time they are known"
    assert rater.open_link(round_.links()[0]).path == "/r/1"


def test_a_browser_whose_secret_is_not_told_on_the_way_from_a_letter_keeps_it(round_: Round) -> None:
    """A link that is followed from a page of webmail comes without our strict cookies; the button's form has them."""
    rater, link = Rater(round_.app), round_.links()[0]

    rater.open_link(link)
    rater.answer_all(4, "some words")
    kept, given = {name: rater.cookie(name) or "" for name in ("__Host-r", "__Host-d")}, rater.given()
    for name in kept:
        rater.browser.delete_cookie(name, domain="feedback.example")
    form = rater.get("/r").form("Continue").data
    for name, value in kept.items():
        rater.browser.set_cookie(name, value, domain="feedback.example", secure=True)
    opened = rater.fetch("POST", "/r", data={**form.to_dict(), "code": link})
    assert opened.status_code == 302
    assert "__Host-d" not in str(opened.headers.getlist("Set-Cookie"))
    assert rater.given() == given, "what was saved is still read here"


def test_a_form_of_one_visitor_is_refused_from_another(round_: Round) -> None:
    ours, theirs, link = Rater(round_.app), Rater(round_.app), round_.links()[0]
    form = ours.get("/r").form("Continue").data.to_dict() | {"code": link}
    theirs.get("/r")
    for browser in (theirs, Rater(round_.app)):
        refused = browser.fetch("POST", "/r", data=form)
        assert (refused.status_code, refused.headers.getlist("Set-Cookie")) == (400, [])
    assert ours.fetch("POST", "/r", data=form).status_code == 302
