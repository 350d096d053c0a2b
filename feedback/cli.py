"""Which commands are there? Each stage brings its own; here they are put on the ``flask`` command.

With several councils in one installation a command is for the one that ``FEEDBACK_COUNCIL`` names; without it there are
only those that are for all.
"""

import secrets
import signal
import threading
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import click
import flask_migrate.cli
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError, OperationalError

from feedback.assurance.cli import audit_cli, papers_cli, supply_cli
from feedback.campaign.cli import campaign_cli
from feedback.coaching.cli import redaction_cli
from feedback.config import SettingsRefused
from feedback.demo.cli import demo
from feedback.disclosure.cli import disclosure_cli
from feedback.disclosure.closing_cli import close
from feedback.foundations import journal, waking
from feedback.foundations.waking import Kind
from feedback.framework.cli import framework_cli
from feedback.identity.cli import person_cli
from feedback.installation import settings_table
from feedback.installation.backup_cli import backup_cli
from feedback.installation.cli import council_cli
from feedback.installation.dispatch import Councils
from feedback.installation.doctor_cli import doctor_command
from feedback.installation.register import read_register
from feedback.invitation.progress_cli import cancel, change_coach, progress
from feedback.machine import read_machine
from feedback.report.cli import report_cli
from feedback.serving import serve_command
from feedback.unfinished.cli import again, status

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ANY: Any = {"context_settings": {"ignore_unknown_options": True, "allow_extra_args": True}}
CHOOSE = "Several councils are served here. Say which this is for: FEEDBACK_COUNCIL=NAME flask ..."


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (progress, cancel, change_coach, close):
        campaign_cli.add_command(command)
    for command in (*_of_one_council(), council_cli, work, settings, new_secret):
        app.cli.add_command(_telling_of_the_database(command))
    _telling_of_the_database(flask_migrate.cli.db)


@cache
def _telling_of_the_database(command: click.Command) -> click.Command:
    """The command, which says in one sentence that the database cannot be used, instead of showing all that we are."""
    invoke = command.invoke

    def told(ctx: click.Context) -> Any:
        try:
            return invoke(ctx)
        except DBAPIError as fault:
            # Whoever cannot connect needs the server's words. Of all else they may hold what was asked with.
            words = str(fault.orig).strip().splitlines() if isinstance(fault, OperationalError) else []
            why = words[0] if words else type(fault).__name__
            raise click.ClickException(f"The database cannot be used: {why}\nflask doctor says what to do.") from fault

    command.invoke = told  # type: ignore[method-assign]
    return command


def _of_one_council() -> tuple[click.Command, ...]:
    groups = (framework_cli, campaign_cli, person_cli, disclosure_cli, report_cli, redaction_cli)
    return *groups, audit_cli, papers_cli, supply_cli, backup_cli, doctor_command, demo, serve_command


def for_visitors() -> "WSGIApplication":
    """What a web server serves: the one council's application, or that which chooses among several by host.

    Raises:
        SettingsRefused: the environment is missing something.
    """
    from feedback import create_app

    machine = read_machine()
    journal.keep(machine.log_format)
    return Councils(machine.councils, awake=machine.councils_awake) if machine.councils else create_app()


def for_command_line() -> Flask:
    """The application that a command works with, where several councils are served: the named one's, or nobody's."""
    from feedback import create_app

    machine = read_machine()
    if machine.councils and machine.council:
        try:
            return create_app(read_register(machine.councils).named(machine.council))
        except SettingsRefused as refused:
            raise click.ClickException(str(refused)) from refused
    return _of_nobody() if machine.councils else create_app()


def _refuse(*_: object, **__: object) -> NoReturn:
    raise click.ClickException(CHOOSE)


def _of_nobody() -> Flask:
    """An application without council, database or pages: only the commands that are for all councils work."""
    app = Flask("feedback")
    for name in ("db", *(command.name for command in _of_one_council())):
        app.cli.add_command(click.Command(name, callback=_refuse, hidden=True, **ANY))
    for command in (council_cli, work, settings, new_secret):
        app.cli.add_command(command)
    return app


@click.group("worker", invoke_without_command=True)
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(waking.KINDS),
    help="Do this kind of work alone (may be given twice); only a worker that does steps needs the key store.",
)
@click.pass_context
def work(context: click.Context, once: bool, only: tuple[Kind, ...]) -> None:
    """Do whatever is due: invite, stop, close (steps), send mail (letters), make PDFs (files)."""
    from feedback import lanes, press, worker
    from feedback.installation import figures
    from feedback.installation.upkeep import Upkeep

    if context.invoked_subcommand is not None:
        return

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the loop pushes its own contexts
    machine = read_machine()
    upkeep = Upkeep(machine.councils) if machine.councils and not machine.council else None
    if once and upkeep:
        for name, done in upkeep.once():
            click.echo(f"{name}: {done or 'failed; the log says why'}")
        return
    if once:
        click.echo(worker.sweep(app))
        press.make_due(app)
        return
    if machine.worker_metrics:
        figures.show_work(machine.worker_metrics, upkeep.apps if upkeep else lambda: {"": app})
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stop.set())
    councils, at_once = (upkeep.councils, machine.worker_threads) if upkeep else (lanes.of_one(app), 1)
    lanes.run(councils, stop, kinds=only or waking.KINDS, at_once=at_once)


for part in (status, again):
    work.add_command(part)


@click.command("settings")
def settings() -> None:
    """Print every setting, its default and its meaning, as docs/reference/settings.md has them."""
    click.echo(settings_table.as_markdown(), nl=False)


@click.command("new-secret")
def new_secret() -> None:
    """Print a fresh value for FEEDBACK_SECRET_KEY."""
    click.echo(secrets.token_urlsafe(48))
