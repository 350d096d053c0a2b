"""How are the pages served on Linux? By processes of granian: ``python -m feedback.webserver --bind 127.0.0.1:8000``.

The application is loaded once and shared by the processes forked from it, and so is the socket: who waits in it is
answered by whichever process is there, so nobody is turned away while processes are renewed (SIGHUP; or one grew, or
died). Nothing is logged of a visit, and no address. All end when the first one does, however it ends.
"""

import gc
import importlib
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from feedback.config import SettingsRefused
from feedback.listening import QUEUE, listen
from feedback.machine import read_machine
from feedback.turns import InTurn

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 4  # of each process, for those who are slow to send: see ``InTurn``
HEADINGS = 64 * 1024  # bytes of a request before its body; about, for it reads ahead
IDLE = 30_000  # milliseconds that a connection is kept: somebody turns a page
TO_FINISH = 20  # seconds
LARGEST = 400  # MiB; a process that has grown beyond it is renewed
LOOKS = 5  # seconds between two looks at how large they are
BREATH = 0.2  # seconds before one that died at once is begun again
LET_NOBODY_IN = signal.SIGUSR1  # to one of the processes
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which the processes put their figures together


class Processes(MPServer):
    """granian's processes, on a socket that is there already, looked after until all are told to end."""

    def __init__(self, listening: socket.socket, *, processes: int) -> None:
        super().__init__(
            "",
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=THREADS,
            runtime_mode=RuntimeModes.st,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=IDLE, max_buffer_size=HEADINGS),
            websockets=False,
            # What it says goes the way of all our lines. A warning of a mangled request would name the visitor.
            log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            respawn_interval=0.2,
            workers_kill_timeout=TO_FINISH,
            workers_max_rss=LARGEST,
            rss_sample_interval=LOOKS,
        )
        self._listening = listening

    def _init_shared_socket(self) -> None:
        """Not one for each process: what waits in that is lost when its process ends."""
        holder: Any = SocketHolder  # its stub does not tell what it takes
        self._shd = holder(self._listening.fileno(), False, QUEUE)  # not a path
        self._sso = None

    def _respawn_workers(self, workers: list[int], *how: Any, **more: Any) -> None:
        """Begin others in their place, however often: granian would give up one that died twice in five seconds.

        Whoever is gone is begun again, whomever granian has heard of: of two that die in the same instant it may hear
        of one alone, or of one that has been replaced already. Those that live are replaced where it is meant so (with
        a delay); they let nobody in from now on, and end a little later: who had come in has asked by then.
        """
        which = {number for number, process in enumerate(self.wrks) if not process.inner.is_alive()}
        if "delay" in more:
            which |= set(workers)
        for process in [self.wrks[number] for number in which]:
            age = time.monotonic() - process.birth
            if process.inner.is_alive():
                time.sleep(max(0, 1 - age))  # by then it has taken the socket, and can put another in its place
                with suppress(ProcessLookupError):  # it has just ended
                    os.kill(process.inner.pid, LET_NOBODY_IN)
            elif age < 1:
                time.sleep(BREATH)
        super()._respawn_workers(sorted(which), *how, **more)
        self.respawned_wrks.clear()


def serve(app: "WSGIApplication", listening: socket.socket, *, processes: int) -> None:
    """Answer visitors in so many processes until told to end (SIGINT, SIGTERM)."""
    multiprocessing.set_start_method("fork")
    listening.setblocking(False)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that come of it inherit this
    # What is loaded is left out of every search for garbage: it stays, and its pages stay shared among the processes. A
    # tenth of a response's processor time went into looking through it again and again (study 9).
    gc.collect()
    gc.freeze()

    def begin() -> "WSGIApplication":
        # Ctrl+C goes to all of them. The first tells the others, once: one that is told twice never ends.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        signal.signal(LET_NOBODY_IN, lambda *_: _let_nobody_in(listening))
        threading.Thread(target=_end_with_parent, daemon=True).start()
        return InTurn(app)

    Processes(listening, processes=processes).serve(target_loader=begin, wrap_loader=False)


def _let_nobody_in(listening: socket.socket) -> None:
    """Put one that nobody calls in the place of this process's socket; who calls is answered by the other processes.

    granian hangs up on whoever has come in and not yet asked when it is told to end, so by then it must let nobody in.
    """
    deaf = socket.socket(socket.AF_UNIX)
    deaf.bind("")  # Linux gives it a name that no file has
    deaf.listen()
    deaf.setblocking(False)
    theirs = os.fstat(listening.fileno()).st_ino
    for held in map(int, os.listdir("/proc/self/fd")):
        with suppress(OSError):  # the one by which the folder was read
            if os.fstat(held).st_ino == theirs:
                os.dup2(deaf.fileno(), held)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(TO_FINISH)  # nobody is left who would see to it
        os._exit(1)


def _end_with_stdin() -> None:
    os.read(0, 1)  # returns when the other end is gone
    os.kill(os.getpid(), signal.SIGTERM)


def _show_figures(where: str) -> None:
    from prometheus_client import CollectorRegistry, multiprocess, start_http_server

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    host, _, port = where.rpartition(":")
    start_http_server(int(port), host, registry)


def listen_at(bind: str) -> socket.socket:
    """A socket that takes visitors from now on; they wait until ``serve`` answers.

    Args:
        bind: like 127.0.0.1:8000, [::1]:8000 or fd://3, a socket that another process has handed on.

    Raises:
        click.ClickException: the place is taken, or not ours to use, or no place.
    """
    if bind.startswith("fd://"):
        return socket.socket(fileno=int(bind.removeprefix("fd://")))
    host, _, port = bind.rpartition(":")
    try:
        return listen(host.strip("[]"), int(port))
    except (OSError, ValueError, OverflowError) as error:
        raise click.ClickException(f"Cannot listen on {bind}: {error}. Write it like 127.0.0.1:8000.") from error


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Where to listen, or fd://NUMBER.")
@click.option("--end-with-stdin", is_flag=True, help="End when standard input is closed (flask serve holds it).")
def main(bind: str, *, end_with_stdin: bool) -> None:
    """Serve the pages alone; letters and all else need ``flask worker`` beside."""
    if end_with_stdin:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        machine = read_machine()
        if machine.web_metrics and TOGETHER not in os.environ:
            # Before Prometheus's client is imported, with the application.
            os.environ[TOGETHER] = tempfile.mkdtemp(prefix="feedback-figures-")
        app: WSGIApplication = importlib.import_module("wsgi").app
    except SettingsRefused as error:
        raise click.ClickException(str(error)) from None
    importlib.import_module("feedback.foundations.calls")  # what carries calls to workers, once for all the processes
    listening = listen_at(bind)
    if machine.web_metrics:
        _show_figures(machine.web_metrics)
    serve(app, listening, processes=machine.web_processes)


if __name__ == "__main__":
    main()
