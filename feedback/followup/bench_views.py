"""The coach's bench: my leaders and what comes next with each, and what to do with a concern."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback.followup import bench
from feedback.identity.permissions import me, signed_in

bp = Blueprint("bench", __name__, url_prefix="/coaching")


@bp.get("")
@signed_in
def leaders() -> ResponseReturnValue:
    """The leaders I coach."""
    coached = bench.coached_by(me().id)
    return render_template(
        "followup/bench.html", coached=coached, runs=bench.campaigns_with_reports(coached), Step=bench.Step
    )


@bp.get("/concerns")
@signed_in
def concerns() -> ResponseReturnValue:
    """What to do when a comment tells of harm, in words."""
    return render_template("followup/concerns.html")
