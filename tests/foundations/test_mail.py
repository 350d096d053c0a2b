"""What leaves the house as a letter, over real SMTP; and what never leaves it."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.demo.inbox import Inbox
from feedback.foundations.mail import Letter, Link, NotAccepted, SmtpTransport, is_address

LETTER = Letter(
    "rater@example.org",
    "Feedback on Siân O’Brien",
    ("Hello Łukasz,", "李 Wei would value <b>your</b> feedback & more."),
    (Link("Give your feedback", "https://feedback.example/r#code_-123"),),
    ("Small print.",),
)


@pytest.fixture
def post(app: Flask) -> SmtpTransport:
    """The council's mail."""
    return SmtpTransport(app.config["SETTINGS"], timeout=5)


def test_a_letter_arrives_as_it_was_written(post: SmtpTransport, inbox: Inbox) -> None:
    post.send(LETTER)
    [received] = inbox.letters
    assert (received.to, received.subject) == (LETTER.to, LETTER.subject)
    text = received.text.replace("\r\n", "\n")
    assert text.startswith("Hello Łukasz,\n\n李 Wei would value <b>your</b> feedback & more.\n\n")
    assert received.links == ["https://feedback.example/r#code_-123"]
    assert "李 Wei would value &lt;b&gt;your&lt;/b&gt; feedback &amp; more." in received.html
    assert 'href="https://feedback.example/r#code_-123"' in received.html
    assert text.rstrip().endswith("Exampleshire Council")


def test_both_forms_say_the_same(post: SmtpTransport, inbox: Inbox) -> None:
    post.send(LETTER)
    [received] = inbox.letters
    plain = set(re.findall(r"\w+", received.text)) - {"https", "feedback", "example", "r", "code_", "123"}
    marked = set(re.findall(r"\w+", re.sub(r"<head>.*?</head>|<[^>]*>", " ", received.html, flags=re.DOTALL)))
    assert len(plain) > 10
    assert plain <= marked | {"b"}


def test_the_heading_tells_no_machine_no_person_and_nothing_of_the_link(post: SmtpTransport, inbox: Inbox) -> None:
    post.send(LETTER)
    post.send(LETTER)
    first, second = (received.message for received in inbox.letters)
    ours = {name for name in first.keys() if not name.startswith("X-")}  # noqa: SIM118 - a message may repeat a name
    assert ours == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert first["Message-ID"] != second["Message-ID"]
    assert str(first["Message-ID"]).endswith("@exampleshire.example>")
    assert "code_-123" not in " ".join(f"{name} {value}" for name, value in first.items())


@pytest.mark.parametrize("sender", ["Feedback team <feedback@exampleshire.example>", "feedback@exampleshire.example"])
def test_the_sender_may_have_a_name(post: SmtpTransport, inbox: Inbox, sender: str) -> None:
    replace(post, settings=post.settings.model_copy(update={"mail_from": sender})).send(LETTER)
    assert str(inbox.letters[0].message["From"]) == sender
    assert re.fullmatch(r"<[^<>@]+@exampleshire\.example>", str(inbox.letters[0].message["Message-ID"]))


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Feedback\r\nBcc: everybody@example.org"},
        {"subject": "Feedback\nX-Injected: yes"},
        {"to": "rater@example.org\r\nBcc: everybody@example.org"},
        {"to": "rater@example.org, everybody@example.org"},
        {"to": "no address"},
        {"to": ""},
        {"to": "<rater@example.org"},
    ],
    ids=lambda changes: repr(next(iter(changes.values()))),
)
def test_a_heading_with_a_second_line_or_a_second_address_never_leaves(
    post: SmtpTransport, inbox: Inbox, changes: dict[str, str]
) -> None:
    with pytest.raises(NotAccepted) as refusal:
        post.send(replace(LETTER, **changes))
    assert refusal.value.final
    assert inbox.letters == []


def test_words_that_look_like_headings_stay_words(post: SmtpTransport, inbox: Inbox) -> None:
    post.send(
        replace(LETTER, paragraphs=("Hello\r\nBcc: everybody@example.org", ".\r\nMAIL FROM:<x@example.org>", "end"))
    )
    [received] = inbox.letters
    assert received.message["Bcc"] is None
    assert "\nBcc: everybody@example.org" in received.text
    assert "end" in received.text


def test_a_long_subject_with_accents_is_folded_and_comes_out_whole(post: SmtpTransport, inbox: Inbox) -> None:
    names = " and ".join(f"Zoë Ångström-Müller {n}" for n in range(20))
    post.send(replace(LETTER, subject=f"Feedback on {names}"))
    assert inbox.letters[0].subject == f"Feedback on {names}"


async def _later(*_: object) -> str:
    return "450 try again later"


async def _full(*_: object) -> str:
    return "552 no room"


async def _rude(_inbox: object, server: SMTP, *_: object) -> str:
    return "421 we are closing"


@pytest.mark.parametrize(
    ("hook", "answer", "final", "reason"),
    [
        pytest.param("handle_RCPT", None, True, "the address was refused (550)", id="unknown there"),
        pytest.param("handle_RCPT", _later, False, "the address was refused (450)", id="greylisted"),
        pytest.param("handle_DATA", _full, False, "the mail server said 552", id="no room"),
    ],
)
def test_a_refusal_says_whether_trying_again_is_of_use(
    post: SmtpTransport,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
    hook: str,
    answer: object,
    final: bool,
    reason: str,
) -> None:
    if answer is None:
        inbox.refuse.add(LETTER.to)
    else:
        monkeypatch.setattr(Inbox, hook, answer)
    with pytest.raises(NotAccepted, match=re.escape(reason)) as refusal:
        post.send(LETTER)
    assert refusal.value.final is final
    assert LETTER.to not in str(refusal.value), "no address in what may be logged"


def test_a_letter_that_was_accepted_counts_however_the_farewell_goes(
    post: SmtpTransport, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Inbox, "handle_QUIT", _rude, raising=False)
    post.send(LETTER)
    assert len(inbox.letters) == 1


@pytest.mark.parametrize(
    "settings",
    [{"mail_port": 1}, {"mail_username": "council", "mail_password": "secret"}, {"mail_starttls": True}],
    ids=["nobody there", "no sign-in offered", "no encryption offered"],
)
def test_a_server_that_is_away_or_set_up_wrongly_is_tried_again(
    post: SmtpTransport, inbox: Inbox, settings: dict[str, object]
) -> None:
    with pytest.raises(NotAccepted) as refusal:
        replace(post, settings=post.settings.model_copy(update=settings)).send(LETTER)
    assert not refusal.value.final
    assert "secret" not in str(refusal.value)
    assert inbox.letters == []


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("name@example.gov.uk", True),
        ("first.last+feedback@sub.example.org", True),
        ("o'brien@example.org", True),
        ("name@exämple.org", True),
        ("name", False),
        ("name@", False),
        ("@example.org", False),
        ("name@example", False),
        ("name@.example.org", False),
        ("name@example.org.", False),
        ("name@example..org", False),
        ("two names@example.org", False),
        ("name@example.org\r\nBcc: x@example.org", False),
        ("a@example.org,b@example.org", False),
        ("<a@example.org>", False),
        ("<a@example.org", False),
        ("Name <a@example.org>", False),
        ("jörg@example.org", False),
        ("\ud800@example.org", False),
        ("", False),
        ("x" * 250 + "@example.org", False),
    ],
)
def test_what_is_an_address(text: str, fine: bool) -> None:
    assert is_address(text) is fine


@given(st.text(st.characters(), max_size=30) | st.from_regex(r"[^ ]{0,8}@[^ ]{0,8}\.[a-z]{0,3}", fullmatch=True))
@settings(deadline=None)
def test_whatever_is_taken_for_an_address_makes_one_plain_heading(text: str) -> None:
    if is_address(text):
        message = EmailMessage()
        message["To"] = text
        assert len(message["To"].addresses) == 1
        assert "\n" not in str(message["To"])
