"""The administrator's page to choose on which leaders together there is to be a report."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.campaign import cohort_setup, cohorts, service
from feedback.campaign.access import draft_or_409
from feedback.campaign.cohort_setup import CohortRefused
from feedback.campaign.cuts import FEWEST_LEADERS
from feedback.campaign.forms import CohortByForm, PickedCohortForm
from feedback.campaign.models import Campaign
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("cohorts", __name__, url_prefix="/campaigns/<uuid:campaign_id>/set-up/cohorts")


@bp.get("")
@administrators_only
def choose(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """The cohorts so far, and how to add one."""
    return _show(draft_or_409(campaign_id))


@bp.post("/<any(team, level):by>")
@administrators_only
def add_by(campaign_id: uuid.UUID, by: str) -> ResponseReturnValue:
    """Make cohorts of the ticked teams or levels."""
    campaign = draft_or_409(campaign_id)
    form = CohortByForm.of(by, _choices(campaign, by))
    if not form.validate_on_submit():
        return _show(campaign, form), 400
    try:
        with one_transaction():
            added = cohort_setup.add_by(campaign, by, form.values.data, who=me().id, now=clock.now())
    except CohortRefused as refused:
        form.values.errors = [refused.message]
        return _show(draft_or_409(campaign_id), form), 400
    flash(ngettext("%(num)s cohort added.", "%(num)s cohorts added.", added), "success")
    return redirect(url_for("cohorts.choose", campaign_id=campaign_id))


@bp.post("/picked")
@administrators_only
def add_picked(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Make a cohort of the ticked leaders."""
    campaign = draft_or_409(campaign_id)
    form = PickedCohortForm.of(_leaders(campaign))
    if not form.validate_on_submit():
        return _show(campaign, form), 400
    try:
        with one_transaction():
            ticked = [uuid.UUID(leader) for leader in form.leaders.data]
            cohort_setup.add_picked(campaign, form.name.data, ticked, who=me().id, now=clock.now())
    except CohortRefused as refused:
        form[refused.field].errors = [refused.message]
        return _show(draft_or_409(campaign_id), form), 400
    flash(_("Cohort added."), "success")
    return redirect(url_for("cohorts.choose", campaign_id=campaign_id))


@bp.post("/remove")
@administrators_only
def remove(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Take a cohort out."""
    campaign = draft_or_409(campaign_id)
    try:
        cohort_id = uuid.UUID(request.form.get("cohort", ""))
    except ValueError:
        abort(400)
    with one_transaction():
        cohort_setup.remove(campaign, cohort_id, who=me().id, now=clock.now())
    flash(_("Cohort removed. Its leaders stay in the campaign."), "success")
    return redirect(url_for("cohorts.choose", campaign_id=campaign_id))


def _show(campaign: Campaign, sent: CohortByForm | PickedCohortForm | None = None) -> str:
    chosen, members = cohorts.cohorts_of(campaign.id), cohorts.members_of(campaign)
    forms: dict[str, CohortByForm | PickedCohortForm] = {
        by: CohortByForm.of(by, _choices(campaign, by)) for by in ("team", "level")
    }
    forms["picked"] = PickedCohortForm.of(_leaders(campaign))
    if sent is not None:
        forms[sent.by] = sent
    return render_template(
        "campaign/cohorts.html",
        campaign=campaign,
        cohorts=[(cohort, len(members.get(cohort.id, ()))) for cohort in chosen],
        put_right=cohorts.problems(campaign),
        forms=forms,
        form=sent,
        few=FEWEST_LEADERS,
    )


def _choices(campaign: Campaign, by: str) -> list[tuple[str, str]]:
    """The teams or levels that leaders have and that are no cohorts yet, each with its number of leaders."""
    names = {level.id: level.name for level in service.framework_of(campaign).levels} if by == "level" else {}
    there = {(cohort.by, cohort.value) for cohort in cohorts.cohorts_of(campaign.id)}
    return [
        (value, f"{names.get(value, value)} ({ngettext('%(num)s leader', '%(num)s leaders', count)})")
        for value, count in cohorts.sizes_by(campaign, by).items()
        if (by, value) not in there
    ]


def _leaders(campaign: Campaign) -> list[tuple[str, str]]:
    return [(str(leader.id), leader.person.name) for leader in service.subjects_of(campaign.id)]
