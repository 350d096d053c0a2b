"""How many visits, how fast, how many faults? Figures for Prometheus that do not tell when anybody answered.

Pages of raters and clerks are counted together with all others, and only when the hour is over: a figure that is read
every few seconds would otherwise tell each page they open. Faults are counted at once, whoever met them, because people
wait for them to be mended. There is no figure for one campaign, one page or one person.
"""

import threading
import time
from typing import Any

from flask import Flask, Response, g, request

from feedback.foundations.access_log import is_silent_page
from feedback.machine import read_machine

HOUR = 3600
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


class Visits:
    """The figures of this process, and those that wait for the end of the hour."""

    def __init__(self, registry: Any = None) -> None:
        from prometheus_client import REGISTRY, Counter, Histogram

        registry = registry or REGISTRY
        self.seconds = Histogram(
            "feedback_request_seconds",
            "How long answers took. Pages of raters and clerks are added once an hour.",
            ["council", "kind"],
            buckets=BUCKETS,
            registry=registry,
        )
        self.faults = Counter("feedback_faults", "Answers that broke (5xx).", ["council"], registry=registry)
        self._held: list[tuple[str, float]] = []
        self._since = 0.0
        self._lock = threading.Lock()

    def note(self, council: str, *, kind: str, seconds: float, silent: bool, broke: bool, now: float) -> None:
        """A visit has been answered. Only one that is not silent lets go what was held, or it would tell of itself."""
        if broke:
            self.faults.labels(council).inc()
        with self._lock:
            if silent:
                if not self._held:
                    self._since = now
                self._held.append((council, seconds))
                return
            over = self._held and now // HOUR > self._since // HOUR
            held, self._held = (self._held, []) if over else ([], self._held)
        for whose, took in held:
            self.seconds.labels(whose, "page").observe(took)
        self.seconds.labels(council, kind).observe(seconds)


_visits: list[Visits] = []  # of this process, once figures are wanted: Prometheus's client keeps one set for a process


def init_app(app: Flask) -> None:
    """Count visits, if figures are wanted (FEEDBACK_WEB_METRICS)."""
    if not read_machine().web_metrics:
        return
    if not _visits:
        _visits.append(Visits())
    count(app, _visits[0])


def count(app: Flask, visits: Visits) -> None:
    """Have an application's visits counted there."""
    council = getattr(app.config["SETTINGS"], "name", "")

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        # 503 is how /readyz tells what is wrong elsewhere; it has not broken itself.
        kind = {"static": "file", "home.healthz": "health", "home.readyz": "health"}.get(request.endpoint or "", "page")
        visits.note(
            council,
            kind=kind,
            seconds=time.perf_counter() - g.get("began", time.perf_counter()),
            silent=is_silent_page(app),
            broke=response.status_code >= 500 and not (kind == "health" and response.status_code == 503),
            now=time.time(),
        )
        return response
