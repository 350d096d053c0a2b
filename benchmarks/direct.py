"""Where does the time of a response go? ``python -m benchmarks.direct [--profile]``: the application without a server.

Calls the application as a server would, in this process and one request at a time, so that a profiler sees all of it
and nothing else. ``benchmarks.answering`` measures the real server.
"""

import cProfile
import gc
import io
import os
import pstats
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import council, rater
from benchmarks.rater import Browser

RESPONSES = 60


class Direct(Browser):
    """A browser that calls the application itself; ``spent`` counts its seconds, and none of the browser's own."""

    app: object
    spent = 0.0

    def _ask(self, start: str, sent: bytes) -> tuple[bytes, bytes]:
        line, *fields = start.splitlines()
        method, path, _ = line.split(" ")
        parts = urlsplit(path)
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(sent), "wsgi.errors": sys.stderr,
            "CONTENT_LENGTH": str(len(sent)), "HTTP_COOKIE": "; ".join(f"{n}={v}" for n, v in self.cookies.items()),
        }  # fmt: skip
        for named in fields:
            if named.lower().startswith("content-type"):
                environ["CONTENT_TYPE"] = named.partition(": ")[2]
        told: list[object] = []
        before = time.process_time()
        answered = self.app(environ, lambda status, headers, *_: told.extend([status, headers]))  # type: ignore[operator]
        body = b"".join(answered)
        answered.close()
        self.spent += time.process_time() - before
        headers = "".join(f"{name}: {value}\r\n" for name, value in told[1])  # type: ignore[attr-defined]
        head = f"HTTP/1.1 {told[0]}\r\n{headers}".encode()
        for name, value in rater.COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        self.requests += 1
        return head, body


def main(*, profile: bool, one_page: bool) -> None:
    """Print the milliseconds of a response, or the profile of many."""
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(council.environment(Path(name)))
        from flask_migrate import upgrade

        from feedback import create_app
        from feedback.config import ROOT

        app = create_app()
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            codes = council.open_rounds(-(-(RESPONSES + 5) // 12), **({"one_page": True} if one_page else {}))
        for code in codes[:5]:
            answer(app, code)
        gc.collect()
        gc.freeze()  # as the web server does
        if profile:
            profiler = cProfile.Profile(time.process_time)
            profiler.enable()
        taken = []
        for code in codes[5 : 5 + RESPONSES]:
            taken.append(1000 * answer(app, code))
        if profile:
            profiler.disable()
            pstats.Stats(profiler).sort_stats(os.environ.get("SORT", "cumulative")).print_stats(90)
        sys.stdout.write(
            f"a response, without a server: {statistics.median(taken):.1f} ms, the least {min(taken):.1f}\n"
        )


def answer(app: object, code: str) -> float:
    """Seconds of processor time that the application needs for a whole response."""
    browser = Direct(0)
    browser.app = app
    rater.answer(browser, code)
    return browser.spent


if __name__ == "__main__":
    main(profile="--profile" in sys.argv, one_page="--one-page" in sys.argv)
