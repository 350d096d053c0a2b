"""How does one machine serve everything? The pages, and the worker beside them in a thread.

On Linux the pages are served by processes of their own (``webserver.py``), so that every processor core answers;
elsewhere, and for the demo, by waitress in this process.
"""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
import waitress
from flask import Flask, current_app
from flask_migrate import upgrade

from feedback import lanes
from feedback.config import ROOT, Settings
from feedback.demo import place
from feedback.listening import listen

MAIL_IS_MISSING = """Mail is not set up. Without it nobody can sign in or be asked for feedback.
Set it in the environment, or in instance/settings.env, for example:

  FEEDBACK_BASE_URL=https://feedback.example.gov.uk
  FEEDBACK_MAIL_HOST=smtp.example.gov.uk
  FEEDBACK_MAIL_PORT=587
  FEEDBACK_MAIL_STARTTLS=true
  FEEDBACK_MAIL_USERNAME=feedback
  FEEDBACK_MAIL_PASSWORD=...
  FEEDBACK_MAIL_FROM=feedback@example.gov.uk

To look around without mail, run: flask demo"""


def serve(app: Flask, listening: socket.socket, *, every: float | None = None) -> None:
    """Answer visitors here and do what is due, until told to end (SIGINT, SIGTERM); then end both cleanly."""
    server = waitress.create_server(app, sockets=[listening], threads=8, ident=None)
    try:
        with _worker_beside(app, every=every):
            server.run()
    finally:
        server.close()


def serve_in_processes(app: Flask, listening: socket.socket) -> None:
    """The same with the pages in processes of their own (Linux): ``webserver.py``.

    Raises:
        click.ClickException: they ended by themselves.
    """
    command = [sys.executable, "-m", "feedback.webserver", "--end-with-stdin"]
    web = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--bind", f"fd://{listening.fileno()}"],
        cwd=ROOT,
        stdin=subprocess.PIPE,  # closed when this process ends, even if it is killed
        pass_fds=[listening.fileno()],
    )
    try:
        with _worker_beside(app):
            ended = web.wait()
        raise click.ClickException(f"The web server ended by itself ({ended}); its last words are above.")
    finally:
        web.terminate()
        web.wait()


@contextmanager
def _worker_beside(app: Flask, *, every: float | None = None) -> Iterator[None]:
    """Do what is due in a thread, until whatever is done inside is told to end."""
    stop = threading.Event()
    sweeping = threading.Thread(
        target=lanes.run, args=(lanes.of_one(app), stop), kwargs={"every": every}, name="worker"
    )
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end)
    sweeping.start()
    try:
        yield
    finally:
        stop.set()
        sweeping.join()


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


@click.command("serve")
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 to be reached from other machines.")
def serve_command(port: int, host: str) -> None:
    """Serve the pages and the worker on this machine, for real use."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # threads push their own contexts
    settings: Settings = app.config["SETTINGS"]
    if settings.mail_by == "smtp" and "mail_host" not in settings.model_fields_set:
        raise click.ClickException(MAIL_IS_MISSING)
    if place.what_is_there(app) == place.Found.DEMO:
        raise click.ClickException(
            "This database holds the demo council. Set FEEDBACK_DATABASE_URL to another place for real use, "
            "or look at the demo with: flask demo"
        )
    upgrade(directory=str(ROOT / "migrations"))
    try:
        listening = listen(host, port)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --port."
        ) from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving on http://{shown}:{port}; in letters people read {settings.base_url}. Stop with Ctrl+C.")
    serve_here = serve_in_processes if sys.platform == "linux" else serve
    serve_here(app, listening)
