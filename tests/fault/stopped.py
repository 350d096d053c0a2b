"""A stopped campaign as files: to be put back before every kill, and looked at afterwards without the product."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from tests import databases
from tests.databases import Rows

ROOT = Path(__file__).parents[2]
RESULTS = ("released_report", "block", "released_cell", "named_answer", "comment")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Kept:
    """What must be kept of one round: computed from the answers that were sent, not by closing."""

    cells: dict[tuple[str, str], tuple[str, int | None]]
    named: dict[tuple[str, str], int | None]
    comments: Counter[tuple[str | None, str]]
    counts: dict[str, list[int]]


class Keeper(Protocol):
    """What keeps the databases of folders: the kind that the tests run on, or a server of a test's own."""

    def copy(self, source: Path, target: Path) -> None:
        """Make a folder's database what another's is."""

    def reading(self, folder: Path) -> Any:
        """Context manager that gives ``Rows`` of a folder's database."""


@dataclass(frozen=True)
class Stopped:
    """The files before closing, what they hold sealed, and what each round (by its id in hex) must become."""

    folder: Path
    expected: dict[str, Kept]
    keeper: Keeper = field(default_factory=databases.in_use)

    @cached_property
    def files(self) -> "Files":
        """What they hold before closing."""
        return self.look_into(self.folder)

    @cached_property
    def other_keys(self) -> dict[str, bytes]:
        """The keys among the files that are of no round: closing leaves them alone."""
        keys = self.files.keys.items()
        return {path: key for path, key in keys if not any(one in path.replace("-", "") for one in self.expected)}

    def look_into(self, place: Path) -> "Files":
        """What the files in a folder hold."""
        return look_into(place, self.keeper)

    def put_into(self, place: Path) -> None:
        """Make the files in a folder those from before closing."""
        self.keeper.copy(self.folder, place)
        for folder in ("keys", "keys-copy"):
            shutil.rmtree(place / folder, ignore_errors=True)
            shutil.copytree(self.folder / folder, place / folder)


class Closer:
    """The process of ``closing_process``, taking orders."""

    def __init__(self, place: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.closing_process", str(place), databases.in_use().url(place)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"

    def order(self, do: str, **more: Any) -> dict[str, float]:
        """Give one order and wait for its end: the signal that ended it (0 if none), its exit code, and seconds."""
        self.begin(do, **more)
        return self.ended()

    def begin(self, do: str, **more: Any) -> None:
        """Give one order."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()

    def ended(self) -> dict[str, float]:
        """Wait for the end of what was begun."""
        ended: dict[str, float] = json.loads(self._answer())
        return ended

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Let it go home."""
        self.process.communicate(timeout=30)


@contextmanager
def the_web_running(place: Path) -> Iterator[None]:
    """Somebody else has the database open, as the web process has: so no file is tidied up by the last one to leave."""
    with databases.in_use().reading(place) as rows:
        rows("SELECT count(*) FROM campaign")
        yield


@dataclass(frozen=True)
class Files:
    """What the files in a folder hold, read in one go."""

    closed: dict[str, bool]
    kept: dict[str, Kept | None]
    slots: dict[str, set[Row]]
    keys: dict[str, bytes]
    campaign: str
    events: dict[str, int]
    letters: dict[str, int]


def look_into(place: Path, keeper: Keeper | None = None) -> Files:
    """Read the database and the key store in a folder, with nothing of the product."""
    with (keeper or databases.in_use()).reading(place) as rows:
        closed = {round_id: bool(closed) for round_id, closed in rows("SELECT id, closed FROM subject")}
        [(campaign,)] = rows("SELECT state FROM campaign")
        return Files(
            closed,
            {round_id: _kept(rows, round_id) for round_id in closed},
            {round_id: _slots(rows, round_id) for round_id in closed},
            _keys(place),
            campaign,
            dict(rows("SELECT action, count(*) FROM audit_event WHERE action LIKE '%.closed' GROUP BY action")),
            dict(rows("SELECT kind, count(*) FROM outbox GROUP BY kind")),
        )


def _slots(rows: Rows, round_id: str) -> set[Row]:
    """Everything that is sealed of a round, with the digests of its links."""
    sealed = "SELECT id, state, slot, wrap_dev, wrap_phrase, wrap_sub FROM invitation WHERE subject_id = ?"
    links = "SELECT token_hash FROM invitation_token JOIN invitation ON id = invitation_id WHERE subject_id = ?"
    return {*rows(sealed, round_id), *rows(links, round_id)}


def _keys(place: Path) -> dict[str, bytes]:
    """The key files in both places by their path, with what they hold."""
    files = [path for folder in ("keys", "keys-copy") for path in (place / folder).iterdir()]
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in files}


def _kept(rows: Rows, round_id: str) -> Kept | None:
    """What the database keeps of a round, or None if there is no row of it at all."""
    if not any(rows(f"SELECT 1 FROM {table} WHERE subject_id = ?", round_id) for table in RESULTS):  # noqa: S608
        return None
    cells = rows("SELECT block, item_id, kind, tenths FROM released_cell WHERE subject_id = ?", round_id)
    named = rows("SELECT grp, item_id, value FROM named_answer WHERE subject_id = ?", round_id)
    words = rows("SELECT label, text FROM comment WHERE subject_id = ?", round_id)
    [(counts,)] = rows("SELECT counts FROM released_report WHERE subject_id = ?", round_id)
    return Kept(
        {(block, item): (kind, tenths) for block, item, kind, tenths in cells},
        {(group, item): value for group, item, value in named},
        Counter((label, text) for label, text in words),
        json.loads(counts) if isinstance(counts, str) else counts,
    )
