"""The pages of the action plan: the leader's, and the manager's and coach's once it is shared."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from feedback.campaign import service as campaigns
from feedback.campaign.access import campaign_or_404, only_their, roles_towards
from feedback.campaign.models import Subject
from feedback.followup import assessment, check_ins, document, loop, loop_views, noticed, rules, service, trend_views
from feedback.followup.forms import ActionForm, PlanBackForm
from feedback.followup.models import Plan
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("followup", __name__, url_prefix="/plans")
bp.register_blueprint(loop_views.bp)
bp.register_blueprint(trend_views.bp)


@bp.get("/<uuid:subject_id>")
@only_their("leader", "manager", "coach")
def show(leader: Subject) -> ResponseReturnValue:
    """The plan."""
    return _show(leader, PlanBackForm())


@bp.get("/<uuid:subject_id>/plan.docx")
@only_their("leader", "manager", "coach")
def download(leader: Subject) -> ResponseReturnValue:
    """The plan as a Word file, to be taken to supervision or appraisal."""
    plan = _readable(leader)
    audit.looked("plan.exported", by=me().id, about=leader.id, now=clock.now())
    lines = document.lines_of(service.actions_of(leader), campaigns.questionnaire_for(leader))
    made = document.word(plan, lines, leader=leader, council=current_app.config["SETTINGS"].council_name)
    file = Response(made, mimetype=document.MIMETYPE)
    file.headers.set("Content-Disposition", "attachment", filename="action-plan.docx")
    return file


@bp.get("/<uuid:subject_id>/choose")
@only_their("leader")
def choose(leader: Subject) -> ResponseReturnValue:
    """Which behaviour to work on: what the report suggests first, then all others."""
    asked = campaigns.questionnaire_for(leader)
    chosen = {action.item_id for action in service.actions_of(leader)}
    suggested = [found for found in service.suggestions(leader) if found.item_id not in chosen]
    return render_template(
        "followup/choose.html",
        leader=leader,
        suggested=suggested,
        planned=[item for item in _own_aims(leader) if item in asked.item_ids and item not in chosen],
        words={item.id: item.self for item in asked.items},
        themes=[
            (theme.name, [item.id for item in asked.items if item.theme_id == theme.id and item.id not in chosen])
            for theme in asked.themes
        ],
    )


@bp.get("/<uuid:subject_id>/behaviours/<item_id>")
@only_their("leader")
def action(leader: Subject, item_id: str) -> ResponseReturnValue:
    """What the leader will do about one behaviour."""
    form = ActionForm(obj=service.action_on(leader, item_id) or _own_aims(leader).get(item_id))
    return _show_action(leader, item_id, form)


@bp.post("/<uuid:subject_id>/behaviours/<item_id>")
@only_their("leader")
def save_action(leader: Subject, item_id: str) -> ResponseReturnValue:
    """Keep it."""
    form = ActionForm()
    offered = service.ideas_for(leader, item_id).actions
    form.ideas.choices = [SelectChoice(str(place), text) for place, text in enumerate(offered)]
    in_order = form.validate_on_submit()
    taken = [offered[int(place)] for place in form.ideas.data or [] if place.isdecimal() and int(place) < len(offered)]
    doing = "\n".join(filter(None, [*taken, form.doing.data]))
    if not doing:
        form.doing.errors = [_("Say what you will do, or choose one of the ideas")]
    elif in_order:
        what = service.Undertaking(doing, form.evidence.data or "", form.support.data or "", form.by_when.data)
        try:
            with one_transaction():
                service.save_action(leader, item_id, what, by=me().id, now=clock.now())
        except service.NoSuchBehaviour:
            abort(404)
        except service.PlanRefused as refused:
            form[refused.field].errors = [refused.message]
        else:
            flash(_("Saved in your plan."), "success")
            return redirect(url_for("followup.show", subject_id=leader.id))
    return _show_action(leader, item_id, form), 400


@bp.post("/<uuid:subject_id>/behaviours/<item_id>/remove")
@only_their("leader")
def remove_action(leader: Subject, item_id: str) -> ResponseReturnValue:
    """Take a behaviour out of the plan."""
    with one_transaction():
        service.remove_action(leader, item_id, by=me().id, now=clock.now())
    flash(_("Taken out of your plan."), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.post("/<uuid:subject_id>/share")
@only_their("leader")
def share(leader: Subject) -> ResponseReturnValue:
    """Show it to the manager."""
    with one_transaction():
        service.share(leader, by=me().id, now=clock.now())
    flash(_("Shared. %(manager)s is asked by email to agree it.", manager=leader.manager.name), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.post("/<uuid:subject_id>/take-back")
@only_their("leader")
def take_back(leader: Subject) -> ResponseReturnValue:
    """Change it once more."""
    with one_transaction():
        service.take_back(leader, by=me().id, now=clock.now())
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.post("/<uuid:subject_id>/agree")
@only_their("manager")
def agree(leader: Subject) -> ResponseReturnValue:
    """The manager agrees."""
    with one_transaction():
        service.agree(leader, by=me().id, now=clock.now())
    flash(_("Agreed. %(name)s has been told by email.", name=leader.person.name), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.post("/<uuid:subject_id>/send-back")
@only_their("manager")
def send_back(leader: Subject) -> ResponseReturnValue:
    """The manager gives it back with a note."""
    form = PlanBackForm()
    if not form.validate_on_submit():
        return _show(leader, form), 400
    with one_transaction():
        service.send_back(leader, note=form.note.data, by=me().id, now=clock.now())
    flash(_("Sent back to %(name)s.", name=leader.person.name), "success")
    return redirect(url_for("home.tasks"))


@bp.get("/after/<uuid:campaign_id>")
@administrators_only
def after(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """How many check-ins there are after a campaign; nothing about whom, or what anybody answered."""
    run = campaign_or_404(campaign_id)
    is_open, finished = check_ins.tally(run.id)
    return render_template("followup/after.html", campaign=run, is_open=is_open, finished=finished)


def _own_aims(leader: Subject) -> Mapping[str, service.Undertaking]:
    """What the leader planned in a self-assessment, to begin with."""
    return assessment.aims_for(leader, secret=current_app.config["SETTINGS"].secret_key)


def _readable(leader: Subject) -> Plan:
    """The plan, if it is mine or has been shared with me; what is still being written is the leader's alone."""
    plan = service.plan_of(leader)
    if plan.state == "draft" and "leader" not in roles_towards(me().id, leader):
        abort(404)
    return plan


def _show(leader: Subject, back: PlanBackForm) -> str:
    plan = _readable(leader)
    roles = roles_towards(me().id, leader)
    actions, held = service.actions_of(leader), check_ins.of_plan(leader)
    return render_template(
        "followup/plan.html",
        leader=leader,
        plan=plan,
        lines=document.lines_of(actions, campaigns.questionnaire_for(leader)),
        check_ins=held,
        to_come=check_ins.to_come(leader, plan),
        findings=noticed.findings(leader, held, [action.item_id for action in actions]),
        thanked=loop.thanks_of(leader.id),
        conversations=loop.conversations_of(leader),
        may_hear_back=service.is_released(leader),
        is_leader="leader" in roles,
        is_manager="manager" in roles,
        most=rules.MOST_BEHAVIOURS,
        back=back,
        form=back,
    )


def _show_action(leader: Subject, item_id: str, form: ActionForm) -> str:
    items = {item.id: item for item in campaigns.questionnaire_for(leader).items}
    if item_id not in items:
        abort(404)
    found = service.ideas_for(leader, item_id)
    form.ideas.choices = [SelectChoice(str(place), text) for place, text in enumerate(found.actions)]
    return render_template(
        "followup/action.html",
        leader=leader,
        item=items[item_id],
        ideas=found,
        form=form,
        found=service.action_on(leader, item_id),
    )
