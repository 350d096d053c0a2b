"""Why does a process answer one visit at a time, though it has threads?"""

import io
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 0.05  # seconds that a visit waits for the one before it
WHOLE = 1024 * 1024  # bytes; what is longer is read, and sent, as it comes


class InTurn:
    """An application that takes each visit in whole, answers it alone, and sends what it answered as the next begins.

    Python's threads take turns anyway, and get in each other's way: one that holds the database's lock waits for
    another to give Python back, and all who need the lock wait with it (docs/performance/0010-the-server.md). Threads
    are for those who are slow to send, and for a visit that takes long: nobody waits longer for it than ``patience``.
    """

    def __init__(self, app: "WSGIApplication", *, patience: float = PATIENCE) -> None:
        self._app, self._patience = app, patience
        self._turn = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a visit. What did not come whole is refused by whoever reads it: half a page must not replace one."""
        if "HTTP_TRANSFER_ENCODING" in environ:  # granian does not tell whether all of it came; no form is sent so
            start_response("411 Length Required", [("Content-Length", "0")])
            return []
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length:
            environ.pop("wsgi.input_terminated", None)  # the end of what came is not the end of what was to come
            if length <= WHOLE:
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        told: list[tuple[str, str]] = []

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            told[:] = headers
            return start_response(status, headers, *more)

        alone = self._turn.acquire(timeout=self._patience)
        try:
            answer = self._app(environ, start)
            return answer if _bytes_of(told) > WHOLE else [_whole(answer)]
        finally:
            if alone:
                self._turn.release()


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        close: Callable[[], object] | None = getattr(answer, "close", None)
        if close is not None:
            close()


def _bytes_of(headers: list[tuple[str, str]]) -> int:
    """How long an answer is; longer than any if nobody knows."""
    return next((int(value) for name, value in headers if name.lower() == "content-length"), sys.maxsize)
