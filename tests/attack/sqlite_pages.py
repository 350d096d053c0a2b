"""What lies where in SQLite's files?  Reads rows from pages and write-ahead frames without asking SQLite.

A thief sees more than a query shows: in which order rows were put into a page, which pages were taken for long values,
and every page that was written since the log was last emptied.  Format: sqlite.org/fileformat2.html.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

INTERIOR_INDEX, LEAF_INDEX, LEAF_TABLE = 2, 10, 13
Values = tuple[Any, ...]
WAL_HEADER, FRAME_HEADER = 32, 24


@dataclass(frozen=True)
class Cell:
    """A row as it lies in a page: byte offset, rowid (0 where there is none), first overflow page, and its values.

    Values that are not wholly in the page are cut off at its end; those that begin after it are left out. ``sizes`` are
    the bytes of every value, wherever they lie.
    """

    page: int
    offset: int
    rowid: int
    overflow: int
    values: Values
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Frame:
    """One page in the write-ahead log: how often the log had been started anew, its transaction in it, and the page."""

    restarts: int
    transaction: int
    page: int
    content: bytes


def pages(database: bytes) -> Iterator[tuple[int, bytes]]:
    """The pages of a database file, counted from one."""
    size = page_size(database)
    for number in range(len(database) // size if size else 0):
        yield number + 1, database[number * size : (number + 1) * size]


def page_size(database: bytes) -> int:
    """Bytes in a page; 0 for a file that is empty."""
    written = int.from_bytes(database[16:18], "big")
    return 65536 if written == 1 else written


def frames(log: bytes) -> list[Frame]:
    """All frames of a write-ahead log, also those left from before it was started anew, oldest first."""
    size = int.from_bytes(log[8:12], "big")
    found: list[tuple[int, int, Frame]] = []
    transactions: dict[int, int] = {}
    for place in range(WAL_HEADER, len(log) - size, FRAME_HEADER + size) if size else ():
        page, committed, salt = (int.from_bytes(log[place + at : place + at + 4], "big") for at in (0, 4, 8))
        transaction = transactions.setdefault(salt, 0)
        content = log[place + FRAME_HEADER : place + FRAME_HEADER + size]
        found.append((salt, place, Frame(salt, transaction, page, content)))
        transactions[salt] = transaction + (committed != 0)
    return [frame for _, _, frame in sorted(found, key=lambda one: one[:2])]


def cells(number: int, page: bytes) -> Iterator[Cell]:
    """The rows in a page of a table or an index; nothing for any other page."""
    head = 100 if number == 1 else 0
    kind = page[head]
    if kind not in (INTERIOR_INDEX, LEAF_INDEX, LEAF_TABLE):
        return
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    first = head + (12 if kind == INTERIOR_INDEX else 8)
    for place in range(first, first + 2 * count, 2):
        offset = int.from_bytes(page[place : place + 2], "big")
        try:
            yield _cell(kind, number, offset, page)
        except (IndexError, ValueError):
            return  # an overflow page that happened to look like one of rows


def _cell(kind: int, number: int, offset: int, page: bytes) -> Cell:
    at = offset + (4 if kind == INTERIOR_INDEX else 0)
    length, at = _varint(page, at)
    rowid = 0
    if kind == LEAF_TABLE:
        rowid, at = _varint(page, at)
    local = _local(length, len(page), table=kind == LEAF_TABLE)
    overflow = int.from_bytes(page[at + local : at + local + 4], "big") if local < length else 0
    return Cell(number, offset, rowid, overflow, *_record(page[at : at + local]))


def _local(length: int, usable: int, *, table: bool) -> int:
    """How much of a row lies in the page itself."""
    most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
    if length <= most:
        return length
    least = (usable - 12) * 32 // 255 - 23
    fit = least + (length - least) % (usable - 4)
    return fit if fit <= most else least


def _record(record: bytes) -> tuple[Values, tuple[int, ...]]:
    head, at = _varint(record, 0)
    kinds = []
    while at < head:
        kind, at = _varint(record, at)
        kinds.append(kind)
    if at != head:
        raise ValueError("no record")
    sizes = [(0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind] if kind < 10 else (kind - 12) // 2 for kind in kinds]
    found: list[Any] = []
    for kind, size in zip(kinds, sizes, strict=True):
        if at > len(record):
            break
        raw = record[at : at + size]
        at += size
        if kind >= 12:
            found.append(raw.decode("utf-8", "replace") if kind % 2 else raw)
        elif kind in (8, 9):
            found.append(kind - 8)
        else:
            found.append(None if kind == 0 else int.from_bytes(raw, "big", signed=True))
    return tuple(found), tuple(sizes)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = content[at + step]
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + step + 1
    return value << 8 | content[at + 8], at + 9
