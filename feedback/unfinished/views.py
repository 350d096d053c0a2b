"""The administrator's page of what the system could not do by itself, and of what it is at."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from feedback.config import Settings
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, me
from feedback.unfinished import service

bp = Blueprint("unfinished", __name__, url_prefix="/not-done")


@bp.get("")
@administrators_only
def not_done() -> ResponseReturnValue:
    """What waits, what is under way, what was given up."""
    settings: Settings = current_app.config["SETTINGS"]
    undo = timedelta(hours=settings.undo_hours)
    return render_template(
        "unfinished/not_done.html", found=service.outlook(now=clock.now(), undo=undo, reader=me().id)
    )


@bp.post("/again/<any(letters, closing, files):work>")
@administrators_only
def try_again(work: str) -> ResponseReturnValue:
    """Try again now what was given up."""
    with one_transaction():
        service.try_again([work], by=me().id, now=clock.now())
    flash(gettext("It is tried again now. If it fails once more, you will see it here."), "success")
    return redirect(url_for("unfinished.not_done"))
