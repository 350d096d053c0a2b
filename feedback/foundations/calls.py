"""What carries a call, in huey's words: a file, a Redis server, or PostgreSQL's notices. Loaded when first needed."""

import json
from collections import deque
from typing import Any

from huey import Huey
from huey.api import PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage
from sqlalchemy.engine import make_url


class _Words(Serializer):  # type: ignore[misc]  # huey has no types
    """A call is one word of JSON. Huey's pickles would let whoever can write to the broker run code beside the keys."""

    def _serialize(self, message: Message) -> bytes:
        return json.dumps(message.args).encode()

    def _deserialize(self, data: bytes) -> Message:
        [whose] = json.loads(data)
        return Message(id="", name=f"{__name__}.wake", args=(str(whose),), kwargs={})


class _Notices(PostgresStorage):  # type: ignore[misc]
    """PostgreSQL's notices instead of a table: every worker hears, nothing is kept, and no role needs to own more."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, create_tables=False, **named)
        self._heard: deque[bytes] = deque()

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        self.sql("SELECT pg_notify(%s, %s)", (self.channel, data.decode()), commit=True)

    def queue_size(self) -> int:
        self.sql("SELECT 1")
        return 0  # a notice is heard at once or not at all

    def dequeue(self) -> bytes | None:
        if not self._heard:
            notices = self._listen_conn().notifies(timeout=self.read_timeout, stop_after=1)
            self._heard.extend(notice.payload.encode() for notice in notices)
        return self._heard.popleft() if self._heard else None


class Queue:
    """One kind of work's calls. ``waits`` is whether ``hear`` waits for one; otherwise whoever listens looks again."""

    def __init__(self, huey: Huey) -> None:
        self._huey, self._wake = huey, huey.task(name="wake")(_wake)
        self.waits = bool(huey.storage.blocking)

    def call(self, whose: str) -> None:
        """Call for somebody's work."""
        self._huey.enqueue(self._wake.s(whose))

    def hear(self) -> str | None:
        """Whose work is called for; None if nobody calls."""
        task = self._huey.dequeue()
        return None if task is None else str(task.args[0])

    def answers(self) -> bool:
        """True; what keeps the broker from answering is raised."""
        return int(self._huey.storage.queue_size()) >= 0

    def hang_up(self) -> None:
        """Give the connections of this thread back."""
        self._huey.storage.close()


def _wake(whose: str) -> None:
    """What a call says; it is read and never run."""


def queue(address: str, name: str, *, patience: float) -> Queue:
    """The queue of a name at a broker, which is waited for so many seconds."""
    manner: dict[str, Any] = {"results": False, "serializer": _Words(), "utc": True}
    if address.startswith(("redis:", "rediss:", "unix:")):
        import redis

        waits = {"socket_connect_timeout": patience, "socket_timeout": patience + 2}
        pool = redis.ConnectionPool.from_url(address, **waits)
        return Queue(RedisHuey(name, connection_pool=pool, read_timeout=1, **manner))
    if address.startswith("postgresql"):
        dsn = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        return Queue(PostgresHuey(name, storage_class=_Notices, dsn=dsn, read_timeout=1, **manner))
    return Queue(SqliteHuey(name, filename=address, fsync=False, timeout=patience, cache_mb=0, **manner))
