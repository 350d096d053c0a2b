"""Which commands are there? Each stage brings its own; here they are put on the ``flask`` command."""

import secrets
import signal
import threading

import click
from flask import Flask, current_app

from feedback.campaign.cli import campaign_cli
from feedback.coaching.cli import redaction_cli
from feedback.demo.cli import demo
from feedback.disclosure.cli import disclosure_cli
from feedback.disclosure.closing_cli import close
from feedback.foundations import waking
from feedback.foundations.waking import Kind
from feedback.framework.cli import framework_cli
from feedback.identity.cli import person_cli
from feedback.invitation.progress_cli import cancel, change_coach, progress
from feedback.report.cli import report_cli
from feedback.serving import serve_command
from feedback.upkeep.cli import again, status


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (progress, cancel, change_coach, close):
        campaign_cli.add_command(command)
    for command in (status, again):
        work.add_command(command)
    for group in (framework_cli, campaign_cli, person_cli, disclosure_cli, report_cli, redaction_cli):
        app.cli.add_command(group)
    for command in (demo, serve_command, work, new_secret):
        app.cli.add_command(command)


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

    if context.invoked_subcommand is not None:
        return

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the loop pushes its own contexts
    if once:
        click.echo(worker.sweep(app))
        press.make_due(app)
        return
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stop.set())
    lanes.run(app, stop, kinds=only or waking.KINDS)


@click.command("new-secret")
def new_secret() -> None:
    """Print a fresh value for FEEDBACK_SECRET_KEY."""
    click.echo(secrets.token_urlsafe(48))
