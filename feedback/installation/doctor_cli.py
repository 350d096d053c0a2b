"""The doctor from the command line, for one council or for all of them."""

import json
from dataclasses import asdict

import click
from flask import Flask, current_app

from feedback.extensions import db
from feedback.foundations import clock
from feedback.installation import doctor
from feedback.installation.cli import council_cli, place_of_councils
from feedback.installation.register import read_register


@click.command("doctor")
def doctor_command() -> None:
    """Look at everything that should be well, and say what cures it.

    Prints JSON: name, state (well, advice or wrong), finding, cure. Fails if anything is wrong. Run it as the web's
    user and as the worker's: each sees what the other must not.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _say(_examined(app))


@council_cli.command("check")
def check_all() -> None:
    """The doctor for every council. Prints JSON: council, and what flask doctor prints; only what is not well."""
    from feedback import create_app

    register = read_register(place_of_councils())
    told = [
        {"council": name, **asdict(doctor.Finding("settings", "wrong", fault, "Mend its settings.env."))}
        for name, fault in register.faults.items()
    ]
    for name, settings in register.councils.items():
        app = create_app(settings)
        told += [{"council": name, **found} for found in _examined(app) if found["state"] != "well"]
        with app.app_context():
            db.engine.dispose()
    _say(told)


def _examined(app: Flask) -> list[dict[str, str]]:
    with app.app_context():
        try:
            return [asdict(found) for found in doctor.examine(app.config["SETTINGS"], now=clock.now())]
        except Exception as fault:
            words = f"could not be looked at: {type(fault).__name__}"
            return [asdict(doctor.Finding("doctor", "wrong", words, "Look at the database and at the log."))]


def _say(found: list[dict[str, str]]) -> None:
    click.echo(json.dumps(found, indent=2))
    wrong = sum(one["state"] == "wrong" for one in found)
    if wrong:
        raise click.ClickException(f"{wrong} of these are wrong.")
