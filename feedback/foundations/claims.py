"""Who is at it just now? What one worker has claimed, no other gets, on whichever machine it runs.

A claim is held by a connection (PostgreSQL's advisory locks) or by an open file (SQLite, on Linux), not by a row with a
time in it: it is gone in the moment in which its holder dies, and no clock that is wrong can end or prolong it.
"""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine


class Claims(Protocol):
    """What one holder has claimed. All of it is given back when the holder's ``claiming`` ends, or it dies."""

    def take(self, what: str) -> bool:
        """Claim something unless somebody else has; never waits. Do not claim twice what is held already."""

    def give_back(self, what: str) -> None:
        """Let others have it."""


@contextmanager
def claiming(engine: Engine) -> Iterator[Claims]:
    """Claims of one holder on whatever is to be done in a database."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            claims = _OfConnection(connection)
            try:
                yield claims
            finally:
                claims.give_all_back()
    elif sys.platform == "linux" and engine.url.database:
        file = os.open(f"{engine.url.database}-claims", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _OfFile(file)
        finally:
            os.close(file)
    else:  # SQLite elsewhere is for one worker, which nobody contests anything
        yield _Uncontested()


@contextmanager
def alone(engine: Engine, what: str) -> Iterator[bool]:
    """Whether we are the only ones at something; nobody else is told so until we have left."""
    with claiming(engine) as claims:
        yield claims.take(what)


class _OfConnection:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, what: str) -> bool:
        return bool(self._connection.scalar(select(func.pg_try_advisory_lock(_number(what)))))

    def give_back(self, what: str) -> None:
        self._connection.execute(select(func.pg_advisory_unlock(_number(what))))

    def give_all_back(self) -> None:
        if not self._connection.invalidated:  # the connection goes back to a pool, and would take them along
            self._connection.execute(select(func.pg_advisory_unlock_all()))


class _OfFile:
    """Each claim is a lock on one byte of an empty file, at the place that its number tells."""

    def __init__(self, file: int) -> None:
        self._file = file

    def take(self, what: str) -> bool:
        import fcntl

        try:
            fcntl.fcntl(self._file, fcntl.F_OFD_SETLK, _byte(fcntl.F_WRLCK, what))
        except BlockingIOError:
            return False
        return True

    def give_back(self, what: str) -> None:
        import fcntl

        fcntl.fcntl(self._file, fcntl.F_OFD_SETLK, _byte(fcntl.F_UNLCK, what))


class _Uncontested:
    def take(self, what: str) -> bool:
        return True

    def give_back(self, what: str) -> None:
        pass


def _number(what: str) -> int:
    """Something's number among all claims, of 62 bits."""
    return int.from_bytes(blake2b(what.encode(), digest_size=8).digest()) >> 2


def _byte(kind: int, what: str) -> bytes:
    """A ``struct flock`` of one byte, as 64-bit Linux has it."""
    return struct.pack("hhqqi4x", kind, os.SEEK_SET, _number(what), 1, 0)
