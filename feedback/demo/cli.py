"""The demo from the command line: ``flask demo``."""

import socket
from typing import Any

import click

from feedback.config import ROOT, Settings, read_settings
from feedback.demo.council import NAME
from feedback.listening import listen

HOST = "127.0.0.1"  # fictitious people's letters, and a sign-in for everybody: for this machine's own eyes only


@click.command("demo")
@click.option("--port", default=5000, show_default=True, help="Another free one is chosen if it is taken.")
@click.option("--host", type=click.Choice([HOST]), default=HOST, help="Only this machine can reach the demo.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same council.")
@click.option("--build-only", is_flag=True, help="Fill the database and stop.")
def demo(port: int, host: str, seed: int, build_only: bool) -> None:
    """Build a fictitious council and serve it on this machine, with an inbox for its letters."""
    from feedback import create_app, serving
    from feedback.demo import place, views
    from feedback.demo.build import build
    from feedback.demo.council import Council
    from feedback.demo.inbox import Inbox

    listening = _listen(host, port)
    base_url = f"http://{host}:{listening.getsockname()[1]}"
    inbox = Inbox()
    app = create_app(settings_of_the_demo(base_url, inbox.start()))
    shown = views.Demo(inbox, Council(seed))
    views.register(app, shown)
    try:
        with place.in_use(app):
            click.echo(f"Building {NAME}. This takes about a minute.")
            shown.built = build(app, inbox, seed=seed, say=click.echo)
            if not build_only:
                click.echo(f"\nOpen {base_url}/demo in your browser. Stop with Ctrl+C.")
                serving.serve(app, listening, every=0.3)
    except place.Occupied as refusal:
        raise click.ClickException(str(refusal)) from None
    finally:
        listening.close()
        inbox.stop()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError:
        listening = listen(host, 0)
        click.echo(f"Port {port} is taken, so the demo uses port {listening.getsockname()[1]}.")
        return listening


def settings_of_the_demo(base_url: str, mail_port: int, **others: Any) -> Settings:
    """Where this installation keeps its database and keys, but the demo's council, its inbox, and no time to undo."""
    fixed: dict[str, Any] = {
        "base_url": base_url,
        "council_name": NAME,
        "frameworks": ROOT / "frameworks",
        "mail_host": HOST,
        "mail_port": mail_port,
        "mail_username": "",
        "mail_password": "",
        "mail_starttls": False,
        "mail_from": "feedback@example.org",
        "mail_by": "smtp",
        "mail_at_any_hour": True,
        "minimum_group_size": 3,
        "keep_asked_months": 36,  # its first campaign is over a year old, and who was asked can still be seen
        "sign_in_by": ("link",),
        "sign_in_letters": 100,  # a newcomer tries everybody, again and again
        "second_factor": "off",  # browsers make no security keys for an address of numbers
        "undo_hours": 0,  # a newcomer can stop a campaign and see its reports at once
    }
    return read_settings(**fixed | others)
