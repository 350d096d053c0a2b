"""Letters by GOV.UK Notify: its own client, real HTTP, and a stand-in that answers as Notify's documentation says."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest

from feedback.config import read_settings
from feedback.foundations.mail import ADDRESS, SERVER, Letter, Link, NotAccepted, Points
from feedback.foundations.notify import NotifyTransport

SERVICE, KEY = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
BAD_ADDRESS = "email_address Not a valid email address"
TEAM_ONLY = "Can't send to this recipient using a team-only API key"
LETTER = Letter(
    "rater@example.org",
    "Feedback on Ann Lee",
    ("Hello [Rae](https://elsewhere.example),", Points(("It takes 3 minutes.", "Until 31 March 2027."))),
    (Link("Give your feedback", "https://feedback.example/r#code"),),
    ("Small print.",),
    unsubscribe="https://feedback.example/r/no-reminders/00ff",
)


def _error(kind: str, message: str, status: int) -> tuple[int, dict[str, Any]]:
    return status, {"status_code": status, "errors": [{"error": kind, "message": message}]}


@dataclass
class StandIn:
    """What was asked of Notify, and what it is to answer."""

    answer: tuple[int, Any] = (201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a"})
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def notify() -> Iterator[StandIn]:
    """Notify, on loopback."""
    stand_in = StandIn()

    class Api(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v2/notifications/email"
            scheme, _, token = self.headers["Authorization"].partition(" ")
            claims = jwt.decode(token, KEY, algorithms=["HS256"])
            assert (scheme, claims["iss"]) == ("Bearer", SERVICE)
            stand_in.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = stand_in.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def post(notify: StandIn) -> NotifyTransport:
    """The way to it."""
    return NotifyTransport(
        read_settings(
            secret_key="a secret for tests only, long enough to be accepted",
            council_name="Exampleshire Council",
            mail_by="notify",
            notify_api_key=f"feedback-{SERVICE}-{KEY}",
            notify_template="33333333-3333-4333-8333-333333333333",
            notify_url=notify.url,
        )
    )


def test_a_letter_arrives_as_subject_and_body(post: NotifyTransport, notify: StandIn) -> None:
    post.send(LETTER)
    post.send(Letter("other@example.org", "Another", ("Words.",)))
    [asked, other] = notify.asked
    assert asked == {
        "email_address": "rater@example.org",
        "template_id": "33333333-3333-4333-8333-333333333333",
        "one_click_unsubscribe_url": "https://feedback.example/r/no-reminders/00ff",
        "personalisation": {
            "subject": "Feedback on Ann Lee",
            "body": "Hello (Rae)(https://elsewhere.example),\n\n* It takes 3 minutes.\n* Until 31 March 2027.\n\n"
            "Give your feedback:\nhttps://feedback.example/r#code\n\nSmall print.\n\nExampleshire Council",
        },
    }
    assert "one_click_unsubscribe_url" not in other


@pytest.mark.parametrize(
    ("answer", "final", "about"),
    [
        pytest.param(_error("ValidationError", BAD_ADDRESS, 400), True, ADDRESS, id="400 address"),
        pytest.param(_error("BadRequestError", TEAM_ONLY, 400), False, SERVER, id="400 team key"),
        pytest.param(_error("BadRequestError", "Missing personalisation: body", 400), False, SERVER, id="400 template"),
        pytest.param(_error("AuthError", "Invalid token: API key not found", 403), False, SERVER, id="403"),
        pytest.param(_error("RateLimitError", "Exceeded rate limit", 429), False, SERVER, id="429 in a minute"),
        pytest.param(_error("TooManyRequestsError", "Exceeded send limits", 429), False, SERVER, id="429 in a day"),
        pytest.param(_error("Exception", "Internal server error", 500), False, SERVER, id="500"),
        pytest.param((503, b"away"), False, SERVER, id="503 no JSON"),
    ],
)  # fmt: skip
def test_only_a_wrong_address_is_given_up(
    post: NotifyTransport,
    notify: StandIn,
    caplog: pytest.LogCaptureFixture,
    answer: tuple[int, Any],
    final: bool,
    about: str,
) -> None:
    notify.answer = answer
    with pytest.raises(NotAccepted) as refusal:
        post.send(LETTER)
    assert (refusal.value.final, refusal.value.about) == (final, about)
    assert str(answer[0]) in str(refusal.value)
    assert "rater@example.org" not in str(refusal.value) + caplog.text


def test_what_was_accepted_is_not_sent_again_whatever_the_answer_looks_like(
    post: NotifyTransport, notify: StandIn
) -> None:
    notify.answer = (201, b"no JSON")
    post.send(LETTER)
    assert len(notify.asked) == 1


def test_a_notify_that_is_away_is_tried_again(post: NotifyTransport) -> None:
    away = NotifyTransport(post.settings.model_copy(update={"notify_url": "http://127.0.0.1:1"}))
    with pytest.raises(NotAccepted) as refusal:
        away.send(LETTER)
    assert not refusal.value.final
