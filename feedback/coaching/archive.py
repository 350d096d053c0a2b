"""How do several files become one ZIP, a piece at a time? Nothing but one file is ever held, and none is on disk."""

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

LONGEST_NAME: Final = 60
_KEPT: Final = " -'’."
_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)


class _Pieces(io.RawIOBase):
    """Where the archive is written to; ``take`` gives what has come since."""

    def __init__(self) -> None:
        self._come = bytearray()

    def writable(self) -> bool:
        """Always; it cannot be gone back in, so the archive is written in order."""
        return True

    def write(self, piece: object, /) -> int:
        """Keep a piece until it is taken."""
        self._come += memoryview(piece)  # type: ignore[arg-type]  # any buffer, as file objects take
        return len(memoryview(piece))  # type: ignore[arg-type]

    def take(self) -> bytes:
        """What has come since it was last asked."""
        taken = bytes(self._come)
        self._come.clear()
        return taken


def zipped(files: Iterable[tuple[str, bytes]], *, ending: str) -> Iterator[bytes]:
    """A ZIP of the files in pieces, each file under its place and a name made from the words given for it.

    The same files always give the same bytes. They are not packed: a PDF is packed already.

    Args:
        files: (words, content); two may have the same words.
        ending: of every file's name, such as ".pdf".
    """
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_STORED) as archive:
        for place, (words, content) in enumerate(files, start=1):
            entry = zipfile.ZipInfo(f"{place:03} {safe_name(words)}{ending}", _SAME_DAY)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
            yield pieces.take()
    yield pieces.take()


def safe_name(words: str) -> str:
    """The words as every system takes them for a file's name: letters, digits and little else, never a path."""
    plain = unicodedata.normalize("NFC", words)
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" or sign in _KEPT else " " for sign in plain)
    return " ".join(kept.split())[:LONGEST_NAME].strip(" .") or "Report"
