"""What the leader does for raters after the report: thanks, the conversation with the team, check-ins or none."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their
from feedback.campaign.models import Subject
from feedback.followup import check_ins, loop, service
from feedback.followup.forms import ConversationForm, ThanksForm
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me

bp = Blueprint("loop", __name__, url_prefix="/<uuid:subject_id>")


@bp.get("/thanks")
@only_their("leader")
def thanks(leader: Subject) -> ResponseReturnValue:
    """The letter that raters get, and what it may name."""
    return _show_thanks(leader, _thanks_form(leader))


@bp.post("/thanks")
@only_their("leader")
def thank(leader: Subject) -> ResponseReturnValue:
    """Send it."""
    form = _thanks_form(leader)
    if not form.validate_on_submit():
        return _show_thanks(leader, form), 400
    try:
        with one_transaction():
            loop.thank(leader, naming=form.behaviours.data or [], by=me().id, now=clock.now())
    except service.NoSuchBehaviour:
        abort(404)
    flash(_("Everybody who was asked is thanked by email."), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.get("/conversation")
@only_their("leader")
def conversation(leader: Subject) -> ResponseReturnValue:
    """When the leader talked with the team."""
    return _show_conversation(leader, ConversationForm())


@bp.post("/conversation")
@only_their("leader")
def note_conversation(leader: Subject) -> ResponseReturnValue:
    """Note it."""
    form = ConversationForm()
    if not form.validate_on_submit():
        return _show_conversation(leader, form), 400
    try:
        with one_transaction():
            loop.note_conversation(leader, form.day.data, by=me().id, now=clock.now())
    except loop.NotHeld as refused:
        form.day.errors = [str(refused)]
        return _show_conversation(leader, form), 400
    flash(_("Noted."), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.post("/conversation/<day>/take-back")
@only_their("leader")
def forget_conversation(leader: Subject, day: str) -> ResponseReturnValue:
    """It was noted by mistake."""
    try:
        noted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    with one_transaction():
        loop.forget_conversation(leader, noted, by=me().id, now=clock.now())
    flash(_("Taken back."), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


@bp.post("/check-ins/<any(on, off):wanted>")
@only_their("leader")
def switch_check_ins(leader: Subject, wanted: str) -> ResponseReturnValue:
    """Have check-ins, or have none."""
    with one_transaction():
        check_ins.switch(leader, on=wanted == "on", by=me().id, now=clock.now())
    flash(_("Check-ins are on.") if wanted == "on" else _("There will be no more check-ins."), "success")
    return redirect(url_for("followup.show", subject_id=leader.id))


def _thanks_form(leader: Subject) -> ThanksForm:
    form = ThanksForm()
    words = {item.id: item.rater for item in campaigns.questionnaire_for(leader).items}
    form.behaviours.choices = [
        SelectChoice(action.item_id, words[action.item_id]) for action in service.actions_of(leader)
    ]
    return form


def _show_thanks(leader: Subject, form: ThanksForm) -> str:
    return render_template("followup/thanks.html", leader=leader, form=form, thanked=loop.thanks_of(leader.id))


def _show_conversation(leader: Subject, form: ConversationForm) -> str:
    return render_template("followup/conversation.html", leader=leader, form=form)
