"""Are visitors served while the web server takes its settings anew (SIGHUP)? Real gunicorn, as an operator runs it."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from feedback.config import ROOT
from tests import databases

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="gunicorn serves on Linux")

RELOADS, PATIENCE = 2, 60.0
ASKED = b"GET /r HTTP/1.1\r\nHost: feedback.example\r\nConnection: close\r\n\r\n"


def test_no_request_fails_while_the_server_is_reloaded(migrated_file: Path, tmp_path: Path) -> None:
    databases.SqliteFiles().copy(migrated_file.parent, tmp_path)
    with _served(tmp_path) as (port, server):
        answered = []
        for _ in range(RELOADS):
            before = _workers(server)
            os.kill(server.pid, signal.SIGHUP)
            until = time.monotonic() + PATIENCE
            while _workers(server) & before or not _workers(server):  # until the last of those before has gone
                assert time.monotonic() < until, "the processes of before are still there"
                answered.append(_status(port))
            answered += [_status(port) for _ in range(5)]
    assert len(answered) > 10 * RELOADS, "nothing was asked while it reloaded"
    assert set(answered) == {b"200"}


def _status(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as there:
        there.sendall(ASKED)
        got = b""
        while more := there.recv(65536):
            got += more
    assert got.endswith(b"</html>\n") or got.endswith(b"</html>"), "the page was cut short"
    return got[9:12]


def _workers(server: "subprocess.Popen[bytes]") -> set[str]:
    with suppress(FileNotFoundError):
        return set(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split())
    return set()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    environment = os.environ | {
        "FEEDBACK_SECRET_KEY": secrets.token_urlsafe(48),
        "FEEDBACK_BASE_URL": "https://feedback.example",
        "FEEDBACK_MAIL_HOST": "localhost",
        "FEEDBACK_DATABASE_URL": f"sqlite:///{folder / 'feedback.sqlite'}",
        "FEEDBACK_KEY_STORE": str(folder / "keys"),
        "FEEDBACK_KEY_STORE_COPY": str(folder / "keys-copy"),
    }
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "python:feedback.webserver"]
        server = subprocess.Popen(
            [*command, "--bind", f"fd://{listening.fileno()}", "wsgi:app"],
            cwd=ROOT, env=environment, pass_fds=[listening.fileno()],
        )  # fmt: skip
        try:
            assert _status(port) == b"200"
            yield port, server
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)
