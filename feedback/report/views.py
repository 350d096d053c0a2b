"""The report's pages, for the coach and then for the leader."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their, roles_towards
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me, signed_in
from feedback.report import files, service

bp = Blueprint("report", __name__, url_prefix="/reports")


@bp.get("")
@signed_in
def reports() -> ResponseReturnValue:
    """The reports of the leaders I coach, and my own."""
    mine = campaigns.subjects_where(me().id, "leader")
    coached = campaigns.subjects_where(me().id, "coach")
    states = disclosure.states_of([leader.id for leader in [*mine, *coached]])
    return render_template("report/list.html", mine=mine, coached=coached, states=states, may_read=service.may_read)


@bp.get("/<uuid:subject_id>")
@only_their("coach", "leader")
def show(leader: Subject) -> ResponseReturnValue:
    """The report, or why it cannot be read yet."""
    role, state = _reader_of(leader)
    if not service.may_read(role, state):
        return render_template("report/sealed.html", leader=leader, role=role)
    audit.looked("report.read", by=me().id, about=leader.id, now=clock.now())
    page = files.page_of(leader, disclosure.released(leader.id), reader=role)
    return render_template("report/report.html", report=page, leader=leader, role=role, state=state)


@bp.get("/<uuid:subject_id>/report.<any(pdf, docx, xlsx, json):kind>")
@only_their("coach", "leader")
def download(leader: Subject, kind: str) -> ResponseReturnValue:
    """The report as a file, for whoever may read its page."""
    role, state = _reader_of(leader)
    if not service.may_read(role, state):
        abort(404)
    audit.looked("report.exported", by=me().id, about=leader.id, now=clock.now(), file=kind)
    settings = current_app.config["SETTINGS"]
    council, colour = settings.council_name, settings.brand_colour
    made = files.file_of(leader, kind, council=council, colour=colour, reader=role)
    file = Response(made, mimetype=files.KINDS[kind])
    # No name in it: what lies in a folder of downloads, or is attached to a letter, tells nobody whose it is.
    file.headers.set("Content-Disposition", "attachment", filename=f"feedback-report.{kind}")
    file.headers["Cache-Control"] = "no-store"
    return file


@bp.post("/<uuid:subject_id>/open")
@only_their("coach")
def open_seal(leader: Subject) -> ResponseReturnValue:
    """The coach breaks the seal."""
    try:
        with one_transaction():
            service.open_report(leader, by=me().id, now=clock.now())
    except disclosure.NotClosed:
        abort(404)
    return redirect(url_for("report.show", subject_id=leader.id))


def _reader_of(leader: Subject) -> tuple[str, str]:
    """As what I read the report of a leader whose coach or self I am, and where it stands; 404 while there is none."""
    try:
        state = disclosure.report_of(leader.id).state
    except disclosure.NotClosed:
        abort(404)
    return "coach" if "coach" in roles_towards(me().id, leader) else "leader", state
