"""Who sends the load? Any number of raters at once from one lean process, each a connection that fills real forms in.

It reads of a page what a form needs (its token, and whom it is about) and sends bodies that were made beforehand, so
that little of the machine goes into the client; ``Load.client_ms`` says how much. Every rater ends with the thanks, or
is counted as a fault with the answer that it got instead.
"""

import asyncio
import re
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks import council
from benchmarks.rater import COMMENT, COOKIE, LENGTH, LOCATION, Refused

CARRIED = re.compile(r'<input type="hidden" name="(csrf_token|about)" value="([^"]*)"')
PATIENCE = 60.0  # seconds for one answer
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@dataclass
class Load:
    """What became of it: responses that were thanked for, seconds of their last POST, and what went wrong."""

    thanked: int = 0
    requests: int = 0
    last_post: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    client_ms: float = 0.0


def _of_theme(theme: int) -> dict[str, str]:
    ratings = {f"i.t{theme}.{number}": "4" for number in range(1, council.BEHAVIOURS + 1)}
    return ratings | {f"c.theme:t{theme}": COMMENT * 3, f"t.theme:t{theme}": "verbatim", "giveaways": ""}


THEMES = range(1, council.THEMES + 1)
PAGES = [urlencode(_of_theme(theme)) for theme in THEMES]
ALL_ON_ONE = urlencode({name: value for theme in THEMES for name, value in _of_theme(theme).items()})

Steps = Generator[tuple[str, str, str], str, None]
"""Method, path and body of each request, for the page that it led to."""


def response(code: str) -> Steps:
    """A whole response, from the link to the thanks, without script."""
    page = yield "GET", "/r", ""
    page = yield "POST", "/r", f"{_carried(page)}&{urlencode({'code': code})}"
    page = yield "GET", "/r/1/page/1", ""
    pages = [ALL_ON_ONE] if 'id="part-1"' in page else PAGES
    for number, filled in enumerate(pages, start=1):
        page = yield "POST", f"/r/1/page/{number}", f"{_carried(page)}&{filled}"
    page = yield "POST", "/r/1/send", _carried(page)
    if "Thank you" not in page:
        raise Refused("no thanks after sending")


def _carried(page: str) -> str:
    return urlencode(dict(CARRIED.findall(page)))


class Visitor:
    """One connection, its cookies, and the host that it asks for; opened again where the server closed it."""

    def __init__(self, port: int, host: str, load: Load) -> None:
        self.port, self.host, self.load = port, host, load
        self.cookies: dict[bytes, bytes] = {}
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: str) -> str:
        """The page that a request leads to."""
        head, page = await self._once(method, path, body)
        if head[9:11] == b"30" and (target := LOCATION.search(head)):
            return await self.ask("GET", target[1].decode(), "")
        if head[9:12] != b"200":
            raise Refused(f"{method} {path}: {head[:40]!r}")
        return page.decode()

    async def _once(self, method: str, path: str, body: str) -> tuple[bytes, bytes]:
        cookies = b"; ".join(name + b"=" + value for name, value in self.cookies.items()).decode()
        about_it = f"Host: {self.host}\r\nCookie: {cookies}\r\n{FORM if body else ''}Content-Length: {len(body)}\r\n"
        sent = f"{method} {path} HTTP/1.1\r\n{about_it}\r\n{body}"
        began = time.perf_counter()
        for again in (True, False):
            kept_alive = self.streams is not None
            try:
                reader, writer = self.streams or await asyncio.open_connection("127.0.0.1", self.port)
                self.streams = reader, writer
                writer.write(sent.encode())
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
                break
            except (asyncio.IncompleteReadError, ConnectionError):
                self.hang_up()
                if not (
                    again and kept_alive
                ):  # a connection that lay idle is closed: what is sent again is the same form
                    raise
        length = LENGTH.search(head)
        page = await reader.readexactly(int(length[1])) if length else b""
        self.load.requests += 1
        self.load.answers.append(time.perf_counter() - began)
        self.cookies |= dict(COOKIE.findall(head))
        if b"onnection: close" in head:
            self.hang_up()
        return head, page

    def hang_up(self) -> None:
        """Close the connection."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


def at_once(clients: int, codes: Sequence[str], port: int, *, at_most: float) -> Load:
    """So many clients, each answering one link after another without a pause until all are answered or time is up."""

    async def work(load: Load) -> None:
        waiting, until = list(codes), time.monotonic() + at_most

        async def client() -> None:
            while waiting and time.monotonic() < until:
                await _answer(waiting.pop(), port, "127.0.0.1", load, lambda: 0.0)

        await asyncio.gather(*(client() for _ in range(clients)))

    return _measured(work)


def in_a_peak(codes: Sequence[tuple[str, str]], port: int, *, over: float, pause: Callable[[], float]) -> Load:
    """A rater for each (host, code), who begin within the first fifth of the time and pause over each page."""

    async def work(load: Load) -> None:
        async def one(place: int, host: str, code: str) -> None:
            await asyncio.sleep(over / 5 * place / len(codes))
            await _answer(code, port, host, load, pause)

        await asyncio.gather(*(one(place, host, code) for place, (host, code) in enumerate(codes)))

    return _measured(work)


def _measured(work: Callable[[Load], object]) -> Load:
    load, began, cpu = Load(), time.perf_counter(), time.process_time()
    asyncio.run(work(load))  # type: ignore[arg-type]
    load.seconds = time.perf_counter() - began
    load.client_ms = 1000 * (time.process_time() - cpu)
    return load


async def _answer(code: str, port: int, host: str, load: Load, pause: Callable[[], float]) -> None:
    visitor, steps = Visitor(port, host, load), response(code)
    began = 0.0
    try:
        wanted = next(steps)
        while True:
            began = time.perf_counter()
            page = await visitor.ask(*wanted)
            last = wanted
            wanted = steps.send(page)
            if last[0] == "GET" or "/page/" in last[1]:
                await asyncio.sleep(pause())
    except StopIteration:
        load.thanked += 1
        load.last_post.append(time.perf_counter() - began)
    except (Refused, OSError, asyncio.IncompleteReadError, TimeoutError) as fault:
        load.faults.append(f"{type(fault).__name__}: {fault}")
    visitor.hang_up()
