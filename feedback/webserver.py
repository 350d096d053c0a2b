"""How does gunicorn serve the pages? Its settings: ``gunicorn --config python:feedback.webserver --bind ... wsgi:app``.

The application is loaded once and shared by the processes forked from it. Nothing is logged of a visit, and no address.
"""

import gc
import importlib
import os
import signal
import tempfile
import threading
from pathlib import Path
from typing import Any

METRICS = os.environ.get("FEEDBACK_WEB_METRICS", "")  # where the figures of all processes are shown, if anywhere
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which they put their figures together
TIED = "FEEDBACK_WEB_ENDS_WITH_STDIN"  # set by ``flask serve``, which holds the other end

worker_class = "gthread"
workers = int(os.environ.get("FEEDBACK_WEB_PROCESSES", "2"))
threads = 4
preload_app = True
keepalive = 15  # seconds: somebody turns a page
graceful_timeout = 20
max_requests = 50_000  # a process is renewed now and then, whatever may have gathered in it
max_requests_jitter = 10_000
loglevel = "error"  # a warning of a mangled request would name the visitor's address
control_socket_disable = True  # signals do; a socket in somebody's home directory is one more door
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn makes its own unguessable file there
    worker_tmp_dir = "/dev/shm"  # noqa: S108 - heartbeats; on a disk they would wait behind commits
if METRICS and TOGETHER not in os.environ:
    os.environ[TOGETHER] = tempfile.mkdtemp(prefix="feedback-figures-")  # before Prometheus's client is imported


def on_starting(_server: Any) -> None:
    """Load what carries calls to workers once, for all the processes."""
    importlib.import_module("feedback.foundations.calls")


def when_ready(_server: Any) -> None:
    """Show the figures, if they are wanted; and end together with ``flask serve``, however that ends."""
    if METRICS:
        _show_figures()
    if os.environ.get(TIED):
        threading.Thread(target=_end_with_stdin, daemon=True).start()


def pre_fork(_server: Any, _worker: Any) -> None:
    """Leave what is loaded out of every search for garbage: it stays, and its pages stay shared among the processes.

    A tenth of a response's processor time went into looking through it again and again (study 9).
    """
    gc.collect()
    gc.freeze()


def _show_figures() -> None:
    from prometheus_client import CollectorRegistry, multiprocess, start_http_server

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    host, _, port = METRICS.rpartition(":")
    start_http_server(int(port), host, registry)


def child_exit(_server: Any, worker: Any) -> None:
    """A process has ended: what it counted stays, what it was at does not."""
    if METRICS:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _end_with_stdin() -> None:
    os.read(0, 1)  # returns when the other end is gone
    os.kill(os.getpid(), signal.SIGTERM)
