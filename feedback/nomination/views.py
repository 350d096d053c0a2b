"""The leader's pages to choose raters and the manager's to approve them."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their, roles_towards
from feedback.campaign.models import Subject
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.identity.forms import ADDRESS_WANTED
from feedback.identity.permissions import me, signed_in
from feedback.nomination import rules, service
from feedback.nomination.forms import NominateForm, SendBackForm

bp = Blueprint("nomination", __name__)


@bp.get("/nominations")
@signed_in
def mine() -> ResponseReturnValue:
    """The campaigns in which I choose raters."""
    leaders = campaigns.subjects_where(me().id, "leader")
    return render_template("nomination/mine.html", leaders=leaders, open_states=service.OPEN_STATES)


@bp.get("/approvals")
@signed_in
def approvals() -> ResponseReturnValue:
    """The lists of the leaders I manage."""
    leaders = campaigns.subjects_where(me().id, "manager")
    return render_template("nomination/approvals.html", leaders=leaders, open_states=service.OPEN_STATES)


@bp.get("/nominations/<uuid:subject_id>")
@only_their("leader", "manager")
def show(leader: Subject) -> ResponseReturnValue:
    """The list of raters."""
    return _show(leader, NominateForm(), SendBackForm())


@bp.post("/nominations/<uuid:subject_id>/add")
@only_their("leader", "manager")
def add(leader: Subject) -> ResponseReturnValue:
    """Put somebody on the list."""
    form = NominateForm()
    if not form.validate_on_submit():
        return _show(leader, form, SendBackForm(formdata=None)), 400
    try:
        with one_transaction():
            proposal = service.nominate(
                leader,
                name=form.name.data,
                email=form.email.data,
                group=form.group.data,
                by=me().id,
                now=clock.now(),
            )
            name = proposal.person.name
    except service.NominationRefused as refused:
        form[refused.field].errors = [*form[refused.field].errors, refused.message]
    except identity.NotAnAddress:
        form.email.errors = [*form.email.errors, ADDRESS_WANTED]
    else:
        flash(f"{name} added to the list.", "success")
        return redirect(url_for("nomination.show", subject_id=leader.id))
    return _show(leader, form, SendBackForm(formdata=None)), 400


@bp.post("/nominations/<uuid:subject_id>/<uuid:nomination_id>/remove")
@only_their("leader", "manager")
def remove(leader: Subject, nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Take somebody off the list."""
    with one_transaction():
        service.remove(leader, nomination_id, by=me().id, now=clock.now())
    flash("Removed from the list.", "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/send")
@only_their("leader")
def send_to_manager(leader: Subject) -> ResponseReturnValue:
    """Hand the list to the manager."""
    try:
        with one_transaction():
            service.send_to_manager(leader, by=me().id, now=clock.now())
    except rules.ListIncomplete as incomplete:
        return _show(leader, NominateForm(formdata=None), SendBackForm(formdata=None), incomplete.problems), 400
    flash(f"Sent to {leader.manager.name} to approve.", "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/approve")
@only_their("manager")
def approve(leader: Subject) -> ResponseReturnValue:
    """Approve the list."""
    try:
        with one_transaction():
            service.approve(leader, by=me().id, now=clock.now())
    except rules.ListIncomplete as incomplete:
        return _show(leader, NominateForm(formdata=None), SendBackForm(formdata=None), incomplete.problems), 400
    flash("Approved. Everybody on the list is asked by email.", "success")
    return redirect(url_for("nomination.show", subject_id=leader.id))


@bp.post("/nominations/<uuid:subject_id>/send-back")
@only_their("manager")
def send_back(leader: Subject) -> ResponseReturnValue:
    """Give the list back with a note."""
    form = SendBackForm()
    if not form.validate_on_submit():
        return _show(leader, NominateForm(formdata=None), form), 400
    with one_transaction():
        service.send_back(leader, note=form.note.data, by=me().id, now=clock.now())
    flash(f"Sent back to {leader.person.name}.", "success")
    return redirect(url_for("nomination.approvals"))


def _show(leader: Subject, form: NominateForm, back: SendBackForm, problems: list[str] | None = None) -> str:
    is_manager = "manager" in roles_towards(me().id, leader)
    on_list = service.nominations(leader.id)
    counts = service.counts(leader.id)
    smallest = leader.campaign.group_min_n
    is_open = leader.campaign.state in service.OPEN_STATES
    may_change = is_open and (is_manager or leader.list_state == "choosing")
    if not is_manager:
        form.speak_to_the_leader()
    return render_template(
        "nomination/list.html",
        leader=leader,
        is_manager=is_manager,
        is_open=is_open,
        may_change=may_change,
        may_send=is_open and not is_manager and leader.list_state == "choosing",
        may_decide=is_open and is_manager and leader.list_state == "with_manager",
        on_list=[proposal for proposal in on_list if proposal.group in rules.NOMINATED_GROUPS],
        counts=counts,
        limits=rules.LIMITS,
        outlooks={group: rules.outlook(counts[group], group_min_n=smallest) for group in rules.NOMINATED_GROUPS},
        smallest=smallest,
        missing=rules.list_problems(counts),
        form=form if may_change else None,
        back=back,
        errors=[{"text": text, "href": "#name" if may_change else ""} for text in problems or []]
        + [{"text": text, "href": "#note"} for text in back.note.errors],
    )
