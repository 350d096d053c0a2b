"""The report's pages, for the coach and then for the leader."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their, roles_towards
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me, signed_in
from feedback.report import service

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
    try:
        frozen = disclosure.report_of(leader.id)
    except disclosure.NotClosed:
        abort(404)
    role = "coach" if "coach" in roles_towards(me().id, leader) else "leader"
    if not service.may_read(role, frozen.state):
        return render_template("report/sealed.html", leader=leader, role=role)
    from feedback.report import page  # pandas and matplotlib take two seconds to import: only who reads reports waits

    built = page.build(
        disclosure.released(leader.id),
        campaigns.questionnaire_for(leader),
        leader_name=leader.person.name,
        campaign_name=leader.campaign.name,
        closed_on=frozen.closed_on,
    )
    return render_template("report/report.html", report=built, leader=leader, role=role, state=frozen.state)


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


@bp.post("/<uuid:subject_id>/release")
@only_their("coach")
def release(leader: Subject) -> ResponseReturnValue:
    """The coach lets the leader read it."""
    try:
        with one_transaction():
            service.release_report(leader, by=me().id, now=clock.now())
    except disclosure.NotClosed:
        abort(404)
    flash(f"Released. {leader.person.name} has been told by email.", "success")
    return redirect(url_for("report.show", subject_id=leader.id))
