"""Where does the demo's mail go? Into memory, over real SMTP on this machine only; nothing is ever written down."""

import re
import uuid
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"https?://\S+")
MOST_KEPT = 5_000


@dataclass(frozen=True)
class Received:
    """A letter as its reader sees it."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    message: EmailMessage

    @property
    def links(self) -> list[str]:
        """The links in the text, in order."""
        return LINK.findall(self.text)


@dataclass
class Inbox:
    """A mail server for one machine's own mail. ``refuse`` holds addresses that it turns away."""

    letters: list[Received] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    _server: Controller | None = None

    def start(self, port: int = 0) -> int:
        """Listen on loopback; return the port (a free one unless given)."""
        self._server = _FreePortController(self, hostname="127.0.0.1", port=port)
        self._server.start()
        server: Any = self._server.server
        bound: int = server.sockets[0].getsockname()[1]
        return bound

    def stop(self) -> None:
        """Stop listening; letters stay until the process ends."""
        if self._server is not None:
            self._server.stop()

    def to(self, address: str) -> list[Received]:
        """The letters to an address, oldest first."""
        return [letter for letter in self.letters if letter.to == address.lower()]

    def letter(self, letter_id: str) -> Received | None:
        """The letter with this id, or None."""
        return next((letter for letter in self.letters if letter.id == letter_id), None)

    def request_to(self, address: str, *, about: str) -> Received | None:
        """The newest letter that asks somebody for feedback with a leader's name in its subject, or None."""
        asking = [
            letter
            for letter in self.to(address)
            if about in letter.subject and any("/r#" in link for link in letter.links)
        ]
        return asking[-1] if asking else None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept every address but those to refuse."""
        if address.lower() in self.refuse:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter."""
        content = envelope.content or b""
        message = BytesParser(policy=modern).parsebytes(content if isinstance(content, bytes) else content.encode())
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        self.letters.append(
            Received(
                id=uuid.uuid4().hex,
                to=envelope.rcpt_tos[0].lower(),
                subject=str(message["Subject"]),
                text=text.get_content() if text else "",
                html=html.get_content() if html else "",
                message=message,
            )
        )
        del self.letters[:-MOST_KEPT]
        return "250 kept in memory"


class _FreePortController(Controller):
    """With port 0 the system chooses; the greeting that start() sends to itself must know which."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
