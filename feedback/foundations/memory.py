"""What may a process remember from one request to the next? What costs time to make and belongs to nobody.

Never an answer, a token or a secret. What is remembered is found by everything it was made from, so it cannot be stale;
ids among that are random, so that several councils in one process cannot meet.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Memory(Generic[Made]):
    """At most so many things; when it is full it forgets all of them, and they are made again as they are wanted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[object, tuple[object, Made]] = {}

    def recall(self, key: object, make: Callable[[], Made], *, holding: object = None) -> Made:
        """What ``make`` made for this key.

        ``holding`` is kept alive beside it: then a key may have its ``id()``, which no other object can have meanwhile.
        """
        found = self._kept.get(key)
        if found is None:
            found = holding, make()
            if len(self._kept) >= self._most:
                self._kept.clear()  # another thread may be here at any moment: what was found is not looked up again
            self._kept[key] = found
        return found[1]
