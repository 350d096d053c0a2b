"""A rater without a browser: reads pages, fills forms in, and costs next to no processor time."""

import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
RADIO = re.compile(r'<input[^>]* type="radio"[^>]* name="(i\.[^"]+)"')
BOX = re.compile(r'<textarea[^>]* name="(c\.[^"]+)"')
COOKIE = re.compile(rb"(?im)^set-cookie: ([^=]+)=([^;\r]*)")
LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
LOCATION = re.compile(rb"(?im)^location: *(?:https?://[^/\r]+)?([^\r]+)")
COMMENT = "When the new rota came in, they met each of us, wrote down what worried us, and changed two shifts. "


class Refused(Exception):
    """The server answered otherwise than a rater may expect."""


@dataclass
class Browser:
    """One connection and its cookies; ``requests`` and ``received`` count what went over the wire."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    received: int = 0
    first_byte: float = 0.0
    _socket: socket.socket | None = None

    def get(self, path: str, *, compressed: bool = False) -> bytes:
        """The body of a page, redirects followed."""
        extra = "Accept-Encoding: gzip, deflate, br\r\n" if compressed else ""
        return self._follow(f"GET {path} HTTP/1.1\r\n{extra}", b"")

    def post(self, path: str, fields: dict[str, str]) -> bytes:
        """Send a form; the body of the page it leads to."""
        return self._follow(
            f"POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n", _encoded(fields)
        )

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _follow(self, start: str, sent: bytes) -> bytes:
        head, body = self._ask(start, sent)
        if head[9:11] == b"30":
            target = LOCATION.search(head)
            if target is None:
                raise Refused("a redirect to nowhere")
            return self._follow(f"GET {target[1].decode()} HTTP/1.1\r\n", b"")
        if head[9:12] != b"200":
            raise Refused(f"{start.splitlines()[0]}: {head[:40]!r}")
        return body

    def _ask(self, start: str, sent: bytes) -> tuple[bytes, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = f"{start}Host: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Length: {len(sent)}\r\n\r\n".encode() + sent
        asked = time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        got = self._socket.recv(65536)
        self.first_byte = time.perf_counter() - asked
        if not got:  # kept alive no longer: what is sent again is the same form
            self.close()
            return self._ask(start, sent)
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        while length is not None and len(body) < int(length[1]):
            body += self._more()
        self.requests += 1
        self.received += len(head) + 4 + len(body)
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        if b"\r\nConnection: close" in head:
            self.close()
        return head, body

    def _more(self) -> bytes:
        more = self._socket.recv(65536) if self._socket else b""
        if not more:
            raise Refused("the server hung up")
        return more


def answer(browser: Browser, code: str) -> float:
    """A whole response without script, from the link to the thanks; seconds that the last POST and its page took."""
    page = browser.get("/r").decode()
    page = browser.post("/r", hidden(page) | {"code": code}).decode()
    browser_at, number = "/r/1/page/{}", 1
    page = browser.get(browser_at.format(number)).decode()
    while "<textarea" in page or 'type="radio"' in page:
        page = browser.post(browser_at.format(number), filled_in(page)).decode()
        number += 1
    before = time.perf_counter()
    thanks = browser.post("/r/1/send", hidden(page)).decode()
    if "Thank you" not in thanks:
        raise Refused("no thanks after sending")
    return time.perf_counter() - before


def filled_in(page: str) -> dict[str, str]:
    """Every statement of a page rated, every comment written: what its form sends."""
    ratings = dict.fromkeys(dict.fromkeys(RADIO.findall(page)), "4")
    comments = dict.fromkeys(BOX.findall(page), COMMENT * 3)
    return hidden(page) | ratings | comments


def hidden(page: str) -> dict[str, str]:
    """What a form carries unseen: its token, and whom it is about."""
    return dict(HIDDEN.findall(page))


def _encoded(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()
