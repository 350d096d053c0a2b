"""Are visitors served whatever happens to the processes that serve them? Real ones, as an operator runs them."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_migrate import upgrade

from benchmarks import council, rater, servers
from feedback import create_app
from feedback.config import ROOT
from feedback.extensions import db
from tests import databases
from tests.architecture.test_schema import MIGRATIONS
from tests.fault.rig import CHECKED, PATIENCE, soon

webserver = pytest.importorskip("feedback.webserver", reason="granian serves on Linux")

RELOADS = 2
ASKED = b"GET /r HTTP/1.1\r\nHost: feedback.example\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Web:
    """The processes that serve the pages, and where."""

    port: int
    first: "subprocess.Popen[bytes]"

    @property
    def others(self) -> set[str]:
        """Those that answer."""
        with suppress(FileNotFoundError):
            return set(Path(f"/proc/{self.first.pid}/task/{self.first.pid}/children").read_text().split())
        return set()

    def call(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)


@contextmanager
def served(environment: dict[str, str], *, processes: int = 3) -> Iterator[Web]:
    """The pages alone, on a socket that this process holds too, until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        first = subprocess.Popen(
            [*servers.web_command(port)[:-1], f"fd://{listening.fileno()}"],
            cwd=ROOT, env=environment | {"FEEDBACK_WEB_PROCESSES": str(processes)}, pass_fds=[listening.fileno()],
        )  # fmt: skip
        try:
            web = Web(port, first)
            assert status(web) == b"200"
            yield web
        finally:
            first.terminate()
            first.wait(timeout=PATIENCE)


@pytest.fixture
def environment(migrated_file: Path, tmp_path: Path) -> dict[str, str]:
    """What the server is started with: an empty council on SQLite."""
    databases.SqliteFiles().copy(migrated_file.parent, tmp_path)
    return council.environment(tmp_path)


@pytest.fixture(scope="module")
def one_process(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One process that serves, for all that is sent by nobody's browser."""
    folder = tmp_path_factory.mktemp("served")
    databases.SqliteFiles().copy(migrated_file.parent, folder)
    with served(council.environment(folder), processes=1) as web:
        yield web


def status(web: Web, asked: bytes = ASKED) -> bytes:
    """What a visitor is answered, when all of it has come."""
    with web.call() as there:
        there.sendall(asked)
        got = everything(there)
    assert got[9:12] != b"200" or got.rstrip().endswith(b"</html>"), "the page was cut short"
    return got[9:12]


def everything(there: socket.socket) -> bytes:
    """What comes until the other end hangs up."""
    got = b""
    while more := there.recv(65536):
        got += more
    return got


def test_no_request_fails_while_the_server_is_reloaded(environment: dict[str, str]) -> None:
    with served(environment) as web:
        answered = []
        for _ in range(RELOADS):
            before = web.others
            os.kill(web.first.pid, signal.SIGHUP)
            until = time.monotonic() + PATIENCE
            while web.others & before or not web.others:  # until the last of those before has gone
                assert time.monotonic() < until, "the processes of before are still there"
                answered.append(status(web))
            answered += [status(web) for _ in range(5)]
    assert len(answered) > 10 * RELOADS, "nothing was asked while it reloaded"
    assert set(answered) == {b"200"}


def test_processes_that_die_are_replaced_however_often(environment: dict[str, str]) -> None:
    with served(environment) as web:
        for _ in range(5):
            before = web.others
            assert len(before) == 3
            for pid in before:
                os.kill(int(pid), signal.SIGKILL)
            assert soon(lambda before=before: len(web.others - before) == 3), "not all were begun again"
            assert status(web) == b"200"


def test_all_end_with_the_first_even_if_it_is_killed(environment: dict[str, str]) -> None:
    with served(environment) as web:
        others = web.others
        assert len(others) == 3
        web.first.kill()
        assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in others)), "they serve on by themselves"


def test_all_end_at_once_when_they_are_told_together(environment: dict[str, str]) -> None:
    """Ctrl+C goes to every process of a terminal."""
    with served(environment) as web:
        others = web.others
        told = time.monotonic()
        for pid in (web.first.pid, *map(int, others)):
            os.kill(pid, signal.SIGINT)
        assert web.first.wait(timeout=PATIENCE) == 0
        assert time.monotonic() - told < webserver.TO_FINISH, "one did not hear it, and was killed in the end"


def test_what_is_being_answered_is_finished_before_the_end(environment: dict[str, str]) -> None:
    with served(environment, processes=1) as web, web.call() as there:
        there.sendall(
            b"POST /r HTTP/1.1\r\nHost: feedback.example\r\nContent-Length: 6\r\nConnection: close\r\n\r\ncode"
        )
        assert status(web) == b"200", "one who is slow keeps nobody waiting"
        web.first.terminate()
        there.sendall(b"=x")
        assert everything(there).startswith(b"HTTP/1.1 4")
        web.first.wait(timeout=PATIENCE)


def test_who_sends_slowly_keeps_nobody_waiting(environment: dict[str, str]) -> None:
    with served(environment, processes=1) as web, ExitStack() as hanging_up:
        for _ in range(3):
            slow = hanging_up.enter_context(web.call())
            slow.sendall(b"POST /r HTTP/1.1\r\nHost: feedback.example\r\nContent-Length: 99\r\n\r\ncode=")
        assert [status(web) for _ in range(5)] == [b"200"] * 5


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (b"GET /r HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", b"431"),
        (b"GET /r\r\n\r\n", b"400"),
        (b"POST /r HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", b"400"),
        (b"POST /r HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /r HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", b"411"),
    ],
)
def test_what_no_browser_sends_is_refused(one_process: Web, asked: bytes, answered: bytes) -> None:
    with one_process.call() as there:
        with suppress(BrokenPipeError):
            there.sendall(asked)
        assert there.recv(65536)[9:12] == answered
        assert status(one_process) == b"200"


def test_half_a_page_replaces_nothing(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is lost in the middle of a page: what was saved before is there, and not half of the new."""
    for name, value in (environment := council.environment(tmp_path)).items():
        monkeypatch.setenv(name, value)
    app = create_app()
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        code = council.open_rounds(1)[0]
        db.session.remove()
        db.engine.dispose()
    with served(environment, processes=1) as web:
        browser = rater.Browser(web.port)
        browser.post("/r", rater.hidden(browser.get("/r").decode()) | {"code": code})
        page = browser.get("/r/1/page/1").decode()
        browser.post("/r/1/page/1", rater.hidden(page) | dict.fromkeys(rater.RADIO.findall(page), "2"))
        page = browser.get("/r/1/page/1").decode()
        assert len(set(rater.RADIO.findall(page))) == len(CHECKED.findall(page)) > 3
        fields = rater.hidden(page) | dict.fromkeys(rater.RADIO.findall(page), "5")
        for cut in (0.5, 0.9, 0.99):
            _cut_short(web, browser, fields, cut)
            again = browser.get("/r/1/page/1").decode()
            assert set(CHECKED.findall(again)) == {"2"}, f"cut at {cut}"
        browser.post("/r/1/page/1", fields)
        assert set(CHECKED.findall(browser.get("/r/1/page/1").decode())) == {"5"}
        browser.close()


def _cut_short(web: Web, browser: rater.Browser, fields: dict[str, str], share: float) -> None:
    body = rater._encoded(fields)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    for heading in (f"Content-Length: {len(body)}\r\n\r\n", f"Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n"):
        with web.call() as there:
            there.sendall(
                "POST /r/1/page/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Cookie: {cookies}\r\nConnection: close\r\n{heading}".encode()
            )
            there.sendall(body[: int(share * len(body))])
            there.shutdown(socket.SHUT_WR)
            assert everything(there)[9:12] in (b"400", b"411"), "half a page was taken for a whole"
