"""How does a letter leave the house? Each on its own, so that one bad address never stops another's."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cache
from typing import Protocol

from flask import render_template

from feedback.config import Settings

ADDRESS, SERVER, LETTER = "address", "server", "letter"  # what a refusal was about
CLOSING_DOWN = 421  # a mail server that takes no letter at all just now (RFC 5321)


class NotAccepted(Exception):
    """The mail server did not take the letter. ``final`` tells that trying again is of no use.

    ``about`` tells what it was about: the address, the letter itself, or the server, which may be ``away``: nobody
    answers, so that the next letter would fare no better.
    """

    def __init__(self, reason: str, *, final: bool, about: str = SERVER, away: bool = False) -> None:
        super().__init__(reason)
        self.final = final
        self.about = about
        self.away = away


@dataclass(frozen=True)
class Link:
    """A link in a letter: what it does, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Points:
    """A list in a letter."""

    items: tuple[str, ...]


Paragraph = str | Points


@dataclass(frozen=True)
class Letter:
    """A short plain letter. It is rendered as text and as HTML from the same words.

    ``unsubscribe`` is where a mail program sends its reader's wish for no more letters of the kind (RFC 8058).
    """

    to: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...] = ()
    small_print: tuple[str, ...] = field(default=())
    unsubscribe: str = ""


class Transport(Protocol):
    """Whatever carries letters: SMTP here, GOV.UK Notify in ``notify``."""

    def send(self, letter: Letter) -> None:
        """Hand one letter over.

        Raises:
            NotAccepted: the receiving side refused it or could not be reached.
        """


def is_address(text: str) -> bool:
    """True for something like name@example.gov.uk that can be written into a header without danger."""
    if len(text) > 254 or any(character.isspace() or not character.isprintable() for character in text):
        return False
    local, at, domain = text.rpartition("@")
    if not at or not local or "." not in domain or domain.startswith(".") or domain.endswith(".") or ".." in domain:
        return False
    try:
        Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return True


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates this machine trusts, read once, for it takes 50 ms; without it, smtplib takes anybody's."""
    return ssl.create_default_context()


@contextmanager
def connected(settings: Settings, *, timeout: float) -> Iterator[smtplib.SMTP]:
    """The council's relay, ready to take a letter, as long as it is talked to.

    Raises:
        SMTPException: it does not do what the settings say: STARTTLS, or knowing our name and password.
        OSError: it cannot be reached, or its certificate is not trusted (``SSLCertVerificationError``).
    """
    relay = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=timeout)
    try:
        if settings.mail_starttls:
            relay.starttls(context=trusted())
        if settings.mail_username:
            relay.login(settings.mail_username, settings.mail_password)
        yield relay
        with suppress(smtplib.SMTPException, OSError):  # a letter is accepted, however the farewell goes
            relay.quit()
    finally:
        relay.close()


@dataclass(frozen=True)
class SmtpTransport:
    """Speaks SMTP to the council's relay; one connection a letter, closed whatever happens."""

    settings: Settings
    timeout: float = 20

    def send(self, letter: Letter) -> None:
        """Hand one letter to the relay (see ``Transport``)."""
        try:
            message = self._message(letter)
        except (ValueError, IndexError, MessageError) as error:
            # A line end in a subject, or an address that is none: headers are refused rather than written.
            fault = type(error).__name__
            raise NotAccepted(f"the letter cannot be written ({fault})", final=True, about=LETTER) from None
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise NotAccepted(f"the address was refused ({code})", final=code >= 500, about=ADDRESS) from None
        except smtplib.SMTPResponseException as error:
            away = error.smtp_code == CLOSING_DOWN
            raise NotAccepted(f"the mail server said {error.smtp_code}", final=False, away=away) from None
        except (smtplib.SMTPException, OSError) as error:
            fault = type(error).__name__
            raise NotAccepted(f"the mail server could not be reached ({fault})", final=False, away=True) from None

    def _hand_over(self, message: EmailMessage) -> None:
        with connected(self.settings, timeout=self.timeout) as relay:
            relay.send_message(message)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.settings.mail_from
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        # Random, and not ending in this machine's own name.
        sender = message["From"].addresses
        message["Message-ID"] = make_msgid(domain=(sender and sender[0].domain) or "localhost")
        message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        words = {"letter": letter, "settings": self.settings}
        message.set_content(render_template("mail/letter.txt", **words))
        message.add_alternative(render_template("mail/letter.html", **words), subtype="html")
        return message
