"""The administrator's pages for what changes while a campaign runs; each says first what it means."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from feedback.campaign import access, coach_keys, ending
from feedback.campaign import service as campaigns
from feedback.campaign.leaders import SubjectRefused
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Subject
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.identity.permissions import administrators_only, me, with_fresh_proof
from feedback.invitation import changes, forgetting
from feedback.invitation import ending as rounds
from feedback.invitation.access import administrators_without_a_part
from feedback.invitation.forgetting import StillNeeded
from feedback.invitation.forms import AddressForm, CoachForm, ManagerForm
from feedback.invitation.progress_views import leader_of

bp = Blueprint("changes", __name__)
LEADER = "/campaigns/<uuid:campaign_id>/leaders/<uuid:subject_id>"


@bp.get("/campaigns/<uuid:campaign_id>/cancel")
@administrators_only
def confirm_cancel(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """What cancelling means."""
    run = access.campaign_or_404(campaign_id)
    if not ending.may_cancel(run):
        raise NotAllowedNow("it cannot be cancelled")
    return render_template("campaign/cancel.html", campaign=run)


@bp.post("/campaigns/<uuid:campaign_id>/cancel")
@administrators_only
@with_fresh_proof
def cancel(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Call the campaign off."""
    with one_transaction():
        ending.cancel(access.campaign_or_404(campaign_id), by=me().id, now=clock.now())
    flash(gettext("Cancelled. Everybody who was asked is told by email."), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.post("/campaigns/<uuid:campaign_id>/archive")
@administrators_only
def archive(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Put the campaign away."""
    with one_transaction():
        campaigns.move(access.campaign_or_404(campaign_id), State.ARCHIVED, by=me().id, now=clock.now())
    flash(gettext("Archived. Reports stay with their leaders and coaches."), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.get(f"{LEADER}/end")
@administrators_only
def confirm_end(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """What it means to end one leader's feedback."""
    leader = leader_of(campaign_id, subject_id)
    if not rounds.may_end(leader):
        raise NotAllowedNow("it cannot be ended")
    return render_template("campaign/end.html", leader=leader)


@bp.post(f"{LEADER}/end")
@administrators_only
@with_fresh_proof
def end(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """End one leader's feedback."""
    leader = leader_of(campaign_id, subject_id)
    name = leader.person.name
    with one_transaction():
        rounds.end_round(leader, by=me().id, now=clock.now())
    flash(
        gettext("The feedback on %(name)s has ended. Everybody who was asked is told by email.", name=name), "success"
    )
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.get(f"{LEADER}/manager")
@administrators_only
def new_manager(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Who is the new line manager?"""
    return render_template("campaign/manager.html", leader=_changeable(campaign_id, subject_id), form=ManagerForm())


@bp.post(f"{LEADER}/manager")
@administrators_only
def change_manager(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Change the line manager."""
    leader, form = _changeable(campaign_id, subject_id), ManagerForm()
    if form.validate_on_submit():
        try:
            with one_transaction():
                manager = identity.find_or_add_person(name=form.name.data, email=form.email.data)
                name = manager.name
                changes.change_manager(leader, manager, by=me().id, now=clock.now())
        except SubjectRefused as refused:
            form.email.errors = [*form.email.errors, refused.message]
        else:
            flash(
                gettext("The line manager is now %(name)s. We told them and the leader by email.", name=name), "success"
            )
            return _back_to(campaign_id, subject_id)
    return render_template("campaign/manager.html", leader=leader_of(campaign_id, subject_id), form=form), 400


@bp.get(f"{LEADER}/coach")
@administrators_only
def new_coach(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Who is the new coach?"""
    leader = leader_of(campaign_id, subject_id)
    if leader.closed:
        raise NotAllowedNow("a leader's coach can change until feedback is closed")
    return _show_coach(leader, _coach_form(leader))


@bp.post(f"{LEADER}/coach")
@administrators_only
def change_coach(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Change the coach."""
    leader = leader_of(campaign_id, subject_id)
    form = _coach_form(leader)
    if form.validate_on_submit():
        try:
            with one_transaction():
                coach = identity.person_by_email(form.coach.data) or abort(400)
                name = coach.name
                changes.change_coach(leader, coach, by=me().id, now=clock.now())
        except SubjectRefused as refused:
            form.coach.errors = [*form.coach.errors, refused.message]
        else:
            flash(gettext("The coach is now %(name)s. We told them and the leader by email.", name=name), "success")
            return _back_to(campaign_id, subject_id)
    return _show_coach(leader_of(campaign_id, subject_id), form), 400


@bp.post(f"{LEADER}/more-raters")
@administrators_only
def ask_for_more(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the manager to add raters."""
    leader = leader_of(campaign_id, subject_id)
    manager = leader.manager.name
    with one_transaction():
        changes.ask_for_more(leader, by=me().id, now=clock.now())
    flash(gettext("%(name)s is asked by email to add raters.", name=manager), "success")
    return _back_to(campaign_id, subject_id)


@bp.get(f"{LEADER}/raters/<uuid:person_id>/address")
@administrators_without_a_part
def address(campaign_id: uuid.UUID, subject_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """What is the right address?"""
    leader = _changeable(campaign_id, subject_id)
    rater = identity.person(person_id) or abort(404)
    return render_template("campaign/address.html", leader=leader, rater=rater, form=AddressForm())


@bp.post(f"{LEADER}/raters/<uuid:person_id>/address")
@administrators_without_a_part
def mend_address(campaign_id: uuid.UUID, subject_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """Put an address right and send again."""
    leader, form = _changeable(campaign_id, subject_id), AddressForm()
    rater = identity.person(person_id) or abort(404)
    if form.validate_on_submit():
        try:
            with one_transaction():
                changes.mend_address(leader, person_id, form.email.data, by=me().id, now=clock.now())
        except identity.AddressTaken:
            taken = gettext("Somebody else has this address. Ask the line manager to add that person instead")
            form.email.errors = [*form.email.errors, taken]
        else:
            flash(gettext("Saved. A letter with a fresh link goes to the new address."), "success")
            return _back_to(campaign_id, subject_id)
    return render_template("campaign/address.html", leader=leader, rater=rater, form=form), 400


@bp.get("/people/<uuid:person_id>/forget")
@administrators_only
def confirm_forget(person_id: uuid.UUID) -> ResponseReturnValue:
    """What forgetting means."""
    person = identity.person(person_id) or abort(404)
    return render_template("campaign/forget.html", person=person, needed=forgetting.is_needed(person))


@bp.post("/people/<uuid:person_id>/forget")
@administrators_only
@with_fresh_proof
def forget(person_id: uuid.UUID) -> ResponseReturnValue:
    """Take a rater out of the house."""
    try:
        with one_transaction():
            forgetting.forget_rater(person_id, by=me().id, now=clock.now())
    except StillNeeded:
        return redirect(url_for("changes.confirm_forget", person_id=person_id))
    flash(gettext("Forgotten. Nothing of this person is left here."), "success")
    return redirect(url_for("people.people"))


def _changeable(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> Subject:
    leader = leader_of(campaign_id, subject_id)
    if not changes.may_change(leader):
        raise NotAllowedNow("this changes while raters are chosen and answer")
    return leader


def _back_to(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("progress.leader", campaign_id=campaign_id, subject_id=subject_id))


def _coach_form(leader: Subject) -> CoachForm:
    form = CoachForm()
    others = [coach for coach in identity.coaches() if coach.id not in (leader.coach_id, leader.person_id)]
    form.coach.choices = [SelectChoice("", gettext("Choose a coach"))]
    form.coach.choices += [SelectChoice(coach.email, coach.name) for coach in others]
    return form


def _show_coach(leader: Subject, form: CoachForm) -> str:
    key = coach_keys.states([leader]).get(leader.id)
    needs_old = key not in (None, coach_keys.TO_MAKE) and leader.list_state == "approved"
    return render_template("campaign/coach.html", leader=leader, form=form, needs_old_passphrase=needs_old)
