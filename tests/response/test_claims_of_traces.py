"""Claims R18 and R19: what the log says of a rater, and what a browser is told to keep and to send on."""

import re

import pytest
from werkzeug.test import TestResponse

from feedback.response import service
from tests.response.at_rest import guises, logged
from tests.response.raters import Rater
from tests.response.round import Round

MARKER = "Zinnober-Quittung"
AGENT = "Particular Browser/7.3"
ADDRESS = "203.0.113.77"


class Watched(Rater):
    """A browser with an address and an agent of its own, of which every answer is kept, redirects too."""

    def __init__(self, round_: Round) -> None:
        super().__init__(round_.app)
        self.answers: list[TestResponse] = []
        self.browser.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": AGENT}
        plain = self.browser.open

        def keep(*args: object, **sent: object) -> TestResponse:
            answer = plain(*args, **sent)  # type: ignore[arg-type]
            self.answers += [one for one in (*answer.history, answer) if one not in self.answers]
            return answer

        self.browser.open = keep  # type: ignore[method-assign,assignment]


@pytest.fixture
def walked(round_: Round, caplog: pytest.LogCaptureFixture) -> Watched:
    """A rater who did everything that can be done behind a link, and some things that cannot."""
    caplog.set_level("DEBUG")
    rater = Watched(round_)
    [link] = round_.links()
    rater.open_link(link)
    rater.answer_all(4, MARKER)
    phrase = rater.take_words()
    rater.send()
    rater.get("/r/requests")
    hidden = rater.hidden()
    rater.fetch("POST", "/r/1/page/1", data=hidden | {"i.connect.1.1": "9"})
    rater.fetch("POST", "/r/1/page/1", data=hidden | {"about": "somebody else"})
    rater.fetch("POST", "/r/1/page/99", data=hidden)
    rater.fetch("POST", "/r", data=hidden | {"code": "unknown"})
    rater.fetch("DELETE", "/r/1")
    rater.fetch("GET", f"/r/1/nowhere?name={MARKER}")
    other = Watched(round_)
    other.open_link(link)
    other.type_words("not the right words")
    other.type_words(phrase)
    other.get("/r/1/withdraw")
    other.submit("Withdraw my answers")
    other.get("/r/1/decline")
    other.submit("I would rather not")
    other.submit("Give feedback after all")
    stranger = Watched(round_)
    stranger.get("/r/1", expect=410)
    rater.answers += other.answers + stranger.answers
    assert len(rater.answers) > 30
    assert {302, 200, 400, 404, 405, 409, 410} <= {answer.status_code for answer in rater.answers}
    return rater


def test_r18_all_lines_about_raters_are_the_same_line(
    round_: Round, walked: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    staff = Rater(round_.app)
    staff.get("/")
    records = caplog.get_records("setup") + caplog.records
    records = [record for record in records if record.name == "feedback.access"]

    lines = [(record.name, record.levelname, record.getMessage(), record.exc_info) for record in records]
    assert lines[-1][2] == "GET home.start 200", "of staff the log says which page"
    assert len(lines) == len(walked.answers) + 1
    assert set(lines[:-1]) == {("feedback.access", "INFO", "rater page", None)}

    code = round_.links()[0].partition("#")[2]
    log = logged(caplog)
    device = walked.cookie("__Host-d") or "no device"
    for secret in (
        MARKER,
        AGENT,
        ADDRESS,
        code,
        device,
        round_.address(),
        "/r/1",
        "connect.1.1",
        str(round_.leader_id),
    ):
        assert not [guise for guise in guises(secret) if guise in log], secret


def test_r18_of_what_breaks_on_a_rater_page_the_log_has_the_place_alone(
    rater: Rater, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError(MARKER) from ValueError(rater.cookie("__Host-r"))

    caplog.set_level("DEBUG")
    monkeypatch.setattr(service, "opened", breaks)
    page = rater.get("/r/1", expect=500)

    assert page.h1 == "This page cannot be shown"
    assert MARKER not in page.html
    assert "RuntimeError" not in page.html
    [told] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert re.fullmatch(r"error on a rater page: RuntimeError in breaks:\d+", told.getMessage())
    assert (told.exc_info, told.exc_text, told.stack_info) == (None, None, None)
    assert MARKER.encode() not in logged(caplog)
    assert (rater.cookie("__Host-r") or "?").encode() not in logged(caplog)


def test_r19_every_answer_tells_the_browser_to_keep_nothing_and_to_tell_nobody(round_: Round, walked: Watched) -> None:
    code = round_.links()[0].partition("#")[2]
    for answer in walked.answers:
        place = f"{answer.request.method} {answer.request.path} {answer.status_code}"
        assert answer.headers["Referrer-Policy"] == "no-referrer", place
        assert answer.headers["Cache-Control"] == "no-store", place
        assert answer.headers["X-Content-Type-Options"] == "nosniff", place
        assert answer.headers["Strict-Transport-Security"], place
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-"), place
        assert "unsafe" not in policy, place
        assert not re.findall(r"https?:", policy), place
        assert set(re.findall(r"https?://([^/\"'\s<]+)", answer.text)) <= {"feedback.example"}, place
        assert code not in answer.text + answer.headers.get("Location", ""), place


def test_r19_cookies_are_bound_to_this_host_and_out_of_reach_of_scripts(walked: Watched) -> None:
    cookies = [cookie for answer in walked.answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-r", "__Host-d", "__Host-v"}

    for cookie in cookies:
        name, *attributes = re.split(r"; ?", cookie)
        assert {"Secure", "HttpOnly", "Path=/"} <= set(attributes), name
        assert not [attribute for attribute in attributes if attribute.startswith("Domain")], name
        strict = "SameSite=Lax" if name.startswith("__Host-v") else "SameSite=Strict"
        assert strict in attributes, name
        if name.startswith("__Host-r"):
            assert not [attribute for attribute in attributes if attribute.startswith(("Max-Age", "Expires"))]
