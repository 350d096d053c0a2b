"""The accessibility statement, for everybody."""

from flask import Blueprint, current_app, render_template

from feedback.assurance import accessibility
from feedback.identity.permissions import open_to_anyone

bp = Blueprint("accessibility", __name__)


@bp.get("/accessibility")
@open_to_anyone
def statement() -> str:
    """What was tried, what is known not to work, and whom to tell."""
    return render_template("assurance/paper.html", paper=accessibility.statement(current_app.config["SETTINGS"]))
