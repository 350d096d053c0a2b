"""How far does the audit's chain reach? The head, and the file outside the database that it is noted in."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

WRITTEN = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Head:
    """The number of the last event of the chain, and the digest of all of it."""

    number: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.digest.hex()}"

    @classmethod
    def read(cls, told: str) -> "Head":
        """A head as ``str`` writes it.

        Raises:
            ValueError: it is none.
        """
        found = WRITTEN.fullmatch(told.strip())
        if not found:
            raise ValueError("a head is a number, a colon and 64 digits of 0-9 and a-f")
        return cls(int(found[1]), bytes.fromhex(found[2]))


def noted(file: Path) -> Head | None:
    """The head that the file holds; None if there is no file.

    Raises:
        ValueError: the file holds something else.
        OSError: it cannot be read.
    """
    try:
        return Head.read(file.read_text())
    except FileNotFoundError:
        return None


def note(file: Path, head: Head) -> None:
    """Keep a head in the file, whatever was there; all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")
    with os.fdopen(handle, "w") as written:
        written.write(f"{head}\n")
        written.flush()
        os.fsync(written.fileno())
    Path(name).replace(file)
