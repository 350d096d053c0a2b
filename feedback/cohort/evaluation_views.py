"""What leaders and coaches are asked after the conversation, and the director's one page of what it came to."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.campaign.access import campaign_or_404, only_their, roles_towards
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.cohort import evaluation, service
from feedback.cohort.forms import WorthForm
from feedback.cohort.models import ProgrammeAnswer
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_and_directors, me

bp = Blueprint("evaluation", __name__)


@bp.get("/reports/<uuid:subject_id>/worth")
@only_their("coach", "leader")
def ask(leader: Subject) -> ResponseReturnValue:
    """Three short questions."""
    given = _given(leader)
    form = WorthForm(obj=given)
    if given is not None:
        form.useful.data = str(given.useful)
    return _show(leader, form)


@bp.post("/reports/<uuid:subject_id>/worth")
@only_their("coach", "leader")
def answer(leader: Subject) -> ResponseReturnValue:
    """Keep the answers."""
    _given(leader)
    form = WorthForm()
    if not form.validate_on_submit():
        return _show(leader, form), 400
    with one_transaction():
        evaluation.answer(
            leader, _as_what(leader), useful=int(form.useful.data), acting=form.acting.data,
            words=form.words.data or "", by=me().id, now=clock.now(),
        )  # fmt: skip
    flash(_("Thank you. Your answers help to make the next round better."), "success")
    return redirect(url_for("home.tasks"))


@bp.get("/cohorts/<uuid:campaign_id>/evaluation")
@administrators_and_directors
def show(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """One page: was it worth it, and what became of it?"""
    campaign = campaign_or_404(campaign_id)
    try:
        service.released(campaign_id)
    except service.NoReport:
        abort(404)
    audit.looked("evaluation.read", by=me().id, about=campaign_id, now=clock.now())
    return render_template(
        "cohort/evaluation.html",
        campaign=campaign,
        found=evaluation.of_campaign(campaign_id),
        words=evaluation.words_of(campaign_id) if me().is_administrator else (),
        few=evaluation.FEWEST,
    )


def _given(leader: Subject) -> ProgrammeAnswer | None:
    try:
        return evaluation.answer_of(leader, _as_what(leader))
    except NotAllowedNow:
        abort(404)


def _as_what(leader: Subject) -> str:
    return evaluation.COACH if "coach" in roles_towards(me().id, leader) else evaluation.LEADER


def _show(leader: Subject, form: WorthForm) -> str:
    return render_template("cohort/worth.html", leader=leader, form=form, given=_given(leader), few=evaluation.FEWEST)
