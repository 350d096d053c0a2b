"""A leader's figures over all rounds of feedback: for the leader, and for the coach as far as they coached."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback.campaign.access import only_their
from feedback.campaign.models import Subject
from feedback.followup import over_time
from feedback.followup.trend_page import strips_of, table_of
from feedback.identity.permissions import me

bp = Blueprint("trend", __name__, url_prefix="/<uuid:subject_id>")


@bp.get("/over-time")
@only_their("coach", "leader")
def show(leader: Subject) -> ResponseReturnValue:
    """All rounds, for one group of raters (``of``), by theme, competency or behaviour (``by``)."""
    reader = "leader" if leader.person_id == me().id else "coach"
    found = over_time.of_leader(leader, reader=reader) or abort(404)
    groups = found.groups
    by = request.args.get("by", over_time.BY[0])
    if by not in over_time.BY:
        abort(404)
    of = request.args.get("of") or found.most_telling(by)
    if of not in groups and groups:
        abort(404)
    lines = found.lines(by, of) if groups else []
    return render_template(
        "followup/over_time.html",
        leader=leader,
        found=found,
        groups=groups,
        of=of,
        by=by,
        is_leader=reader == "leader",
        table=table_of(found, lines, by=by, group=of),
        strips=strips_of(found, lines, by=by),
    )
