"""The administrator's pages: campaigns, their leaders, launch and stop."""

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.campaign import coach_keys, ending, lifecycle, listing, questionnaire, service, setting_up
from feedback.campaign.access import campaign_or_404, draft_or_409
from feedback.campaign.declining import counted_reasons
from feedback.campaign.forms import ClosingDateForm
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign
from feedback.campaign.service import CannotLaunch
from feedback.campaign.setup_views import in_future
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.pages import british_date
from feedback.identity.permissions import administrators_only, me, with_fresh_proof

bp = Blueprint("campaign", __name__, url_prefix="/campaigns")
ON_A_PAGE = 50


@bp.get("")
@administrators_only
def campaigns() -> ResponseReturnValue:
    """All campaigns."""
    return render_template("campaign/campaigns.html", campaigns=service.campaigns())


@bp.get("/<uuid:campaign_id>")
@administrators_only
def show(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Where a campaign stands."""
    return _show(campaign_or_404(campaign_id))


@bp.get("/<uuid:campaign_id>/launch")
@administrators_only
def check_launch(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """What is frozen at launch, and what must be put right first."""
    campaign = draft_or_409(campaign_id)
    put_right = service.launch_problems(campaign, today=clock.today(), smallest_allowed=_smallest_allowed())
    return render_template("campaign/launch.html", put_right=put_right, **_known_about(campaign))


@bp.post("/<uuid:campaign_id>/launch")
@administrators_only
def launch(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Freeze the rules and ask the leaders to nominate."""
    try:
        with one_transaction():
            service.launch(
                campaign_or_404(campaign_id), smallest_allowed=_smallest_allowed(), by=me().id, now=clock.now()
            )
    except CannotLaunch:
        return redirect(url_for("campaign.check_launch", campaign_id=campaign_id))
    flash(_("Launched. The leaders are asked by email to choose their raters."), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.post("/<uuid:campaign_id>/closing-date")
@administrators_only
def move_closing_date(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Move the closing date."""
    campaign = campaign_or_404(campaign_id)
    form = ClosingDateForm()
    if not form.validate_on_submit() or not in_future(form.closes_on):
        return _show(campaign, form), 400
    with one_transaction():
        service.move_closing_date(campaign, form.closes_on.data, by=me().id, now=clock.now())
    flash(_("The last day to answer is now %(day)s.", day=british_date(form.closes_on.data)), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.get("/<uuid:campaign_id>/stop")
@administrators_only
def confirm_stop(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """What stopping means."""
    campaign = campaign_or_404(campaign_id)
    lifecycle.check_move(State(campaign.state), State.STOPPED)
    return render_template("campaign/stop.html", campaign=campaign, undo_time=_undo_time(), today=clock.today())


@bp.post("/<uuid:campaign_id>/stop")
@administrators_only
@with_fresh_proof
def stop(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Take no more answers."""
    with one_transaction():
        service.move(campaign_or_404(campaign_id), State.STOPPED, by=me().id, now=clock.now())
    flash(_("Stopped. Nobody can answer any more."), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


@bp.post("/<uuid:campaign_id>/undo-stop")
@administrators_only
def undo_stop(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Let raters answer again."""
    with one_transaction():
        service.undo_stop(campaign_or_404(campaign_id), by=me().id, now=clock.now())
    flash(_("Raters can answer again."), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


def _smallest_allowed() -> int:
    smallest: int = current_app.config["SETTINGS"].minimum_group_size
    return smallest


def _undo_time() -> str:
    hours: float = current_app.config["SETTINGS"].undo_hours
    time = ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2, hours=f"{hours:g}")
    return str(time if hours else _("a moment"))  # the demo does not let anybody wait


def _show(campaign: Campaign, form: ClosingDateForm | None = None) -> str:
    state = State(campaign.state)
    return render_template(
        "campaign/show.html",
        can_stop=lifecycle.move_allowed(state, State.STOPPED),
        can_undo=state == State.STOPPED and not service.anything_opened(campaign.id),
        can_cancel=ending.may_cancel(campaign),
        can_archive=lifecycle.move_allowed(state, State.ARCHIVED),
        lapses_on=campaign.closes_on + ending.NOBODY_ASKED,
        is_draft=state == State.DRAFT,
        steps=setting_up.states(campaign, today=clock.today()) if state == State.DRAFT else {},
        is_overdue=state == State.NOMINATING and campaign.closes_on < clock.today(),
        is_open=state in (State.NOMINATING, State.COLLECTING),
        undo_time=_undo_time(),
        declined=counted_reasons(campaign.decline_reasons),
        form=form or ClosingDateForm(closes_on=campaign.closes_on),
        **_known_about(campaign),
    )


def _known_about(campaign: Campaign) -> dict[str, object]:
    """What the pages about a campaign show of it: of its leaders a page full, and how many there are of each kind."""
    framework, tally = service.framework_of(campaign), listing.tally(campaign.id)
    pages = max(1, -(-tally.total() // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    leaders = listing.page_of_subjects(campaign.id, page=page, size=ON_A_PAGE)
    return {
        "campaign": campaign,
        "framework": framework,
        "levels": {level.id: level.name for level in framework.levels},
        "themes": [theme.name for theme in framework.themes if theme.id in campaign.themes],
        "scale": questionnaire.SCALES[campaign.scale],
        "leaders": [(leader, service.questionnaire_for(leader)) for leader in leaders],
        "tally": tally,
        "page": page,
        "pages": pages,
        "awaited": coach_keys.awaited(campaign),
    }
