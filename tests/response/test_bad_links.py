"""Every link that cannot be used leads to the same page, whatever is wrong with it."""

import re
import secrets

import pytest
from werkzeug.test import TestResponse

from feedback.foundations import sealing
from feedback.foundations.database import one_transaction
from feedback.invitation import service as invitations
from tests.response.at_rest import rows
from tests.response.raters import PASTE, SITE, Rater
from tests.response.round import Round

MANGLED = {
    "nothing at all": "",
    "only the mark": "#",
    "unknown": secrets.token_urlsafe(32),
    "the address without the code": f"{SITE}/r",
    "100 kB of junk": "x" * 100_000,
    "100 kB of bytes": secrets.token_bytes(100_000).decode("latin-1"),
    "other alphabets": "Ω≈ç√∫µ≤≥÷ 漢字 \N{TWO HEARTS}",
    "right to left, and nothing to see": "\u202eabc\u200b\ufeff",
    "a NUL in it": "abc\0def",
    "lines": "abc\r\nSet-Cookie: r=1",
    "a query": "' OR 1=1 --",
    "a page": "<script>alert(1)</script>",
}


@pytest.fixture
def unusable(round_: Round) -> str:
    """The one page, but for its nonce."""
    return _page(_press(round_.browser(), "this is no link"))


def _press(browser: Rater, code: str) -> TestResponse:
    form = browser.get("/r").form("Continue").fill({PASTE: code})
    return browser.fetch("POST", "/r", data=form.data, follow_redirects=True)


def _page(answer: TestResponse) -> str:
    assert answer.status_code == 410
    assert "This link cannot be used" in answer.text
    page = re.sub(r'nonce="[\w-]+"', 'nonce=""', answer.text)
    assert page != answer.text
    return page


@pytest.mark.parametrize("code", MANGLED.values(), ids=MANGLED)
def test_a_mangled_link_leads_to_the_one_page(round_: Round, unusable: str, code: str) -> None:
    before = rows(round_.folder)
    browser = round_.browser()

    assert _page(_press(browser, code)) == unusable
    assert browser.cookie("__Host-r") is None
    assert rows(round_.folder) == before


@pytest.mark.parametrize("cut", [slice(1, None), slice(None, -1), slice(None, None, -1)], ids=["front", "end", "order"])
def test_a_link_that_lost_a_part_leads_to_the_one_page(round_: Round, unusable: str, cut: slice) -> None:
    code = round_.links()[0].partition("#")[2]
    assert _page(_press(round_.browser(), code[cut])) == unusable
    assert _page(_press(round_.browser(), code.swapcase())) == unusable


def test_blanks_around_a_pasted_link_do_no_harm(round_: Round) -> None:
    assert _press(round_.browser(), f"  {round_.links()[0]}\r\n").status_code == 200


def test_the_code_alone_will_do(round_: Round) -> None:
    assert _press(round_.browser(), round_.links()[0].partition("#")[2]).status_code == 200


@pytest.mark.parametrize("why", ["stopped", "closed", "withdrawn"])
def test_a_link_that_was_good_once_leads_to_the_one_page(round_: Round, unusable: str, why: str) -> None:
    [link] = round_.links()
    used = round_.rater()
    if why == "withdrawn":
        with one_transaction():
            invitations.forget(sealing.digest(link.partition("#")[2]))
    elif why == "stopped":
        round_.stop()
    else:
        round_.close()

    assert _page(_press(round_.browser(), link)) == unusable
    for path in ("/r/1", "/r/1/page/1", "/r/1/check", "/r/requests", "/r/1/withdraw", "/r/1/sent"):
        assert _page(used.fetch("GET", path)) == unusable


def test_a_place_that_the_link_does_not_have_looks_the_same(rater: Rater, unusable: str) -> None:
    for place in (0, 2, 10**30):
        assert _page(rater.fetch("GET", f"/r/{place}")) == unusable


def test_a_cookie_full_of_junk_looks_the_same(round_: Round, unusable: str) -> None:
    for junk in ("x" * 4_000, "\N{TWO HEARTS}", "a;b", "\\0"):
        browser = round_.browser()
        browser.browser.set_cookie("__Host-r", junk, domain="feedback.example", secure=True)
        assert _page(browser.fetch("GET", "/r/1")) == unusable


@pytest.mark.parametrize("token", ["", "\0", "\ud800", "x" * 100_000, "Ω"])
def test_any_text_has_a_digest(token: str) -> None:
    assert len(sealing.digest(token)) == 32
