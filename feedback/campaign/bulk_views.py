"""The administrator's pages for many leaders: find them, take them from the directory, give them coaches."""

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from feedback.campaign import bulk, service
from feedback.campaign.access import campaign_or_404, draft_or_409
from feedback.campaign.bulk import CannotShareOut
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import finding, narrowing
from feedback.identity import service as identity
from feedback.identity.finding import Wanted
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("many_leaders", __name__, url_prefix="/campaigns")
EVENLY = "evenly"
FIRST_SHOWN = 50


@bp.get("/<uuid:campaign_id>/leaders")
@administrators_only
def leaders(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """The leaders of a campaign, found and given coaches."""
    return _show_leaders(campaign_or_404(campaign_id), "")


@bp.post("/<uuid:campaign_id>/leaders/coaches")
@administrators_only
def give_coaches(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Give the ticked leaders, or all who were found, a coach."""
    campaign = draft_or_409(campaign_id)
    every = request.form.get("which") == "all"
    ids = None if every else [_id(value) for value in request.form.getlist("leader")]
    try:
        with one_transaction():
            chosen = bulk.chosen_leaders(campaign_id, _wanted(), coach_id=_coach_filter(), ids=ids)
            changed = bulk.give_coaches(campaign, chosen, coach_id=_coach_chosen(), by=me().id, now=clock.now())
    except CannotShareOut as refused:
        return _show_leaders(draft_or_409(campaign_id), str(refused)), 400
    flash(
        ngettext("%(num)s leader has another coach now.", "%(num)s leaders have another coach now.", changed), "success"
    )
    carried: dict[str, Any] = narrowing.remember(narrowing.asked_for())
    return redirect(url_for("many_leaders.leaders", campaign_id=campaign_id, **carried))


@bp.get("/<uuid:campaign_id>/leaders/directory")
@administrators_only
def from_directory(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Who of the directory would become a leader."""
    return _show_directory(draft_or_409(campaign_id), "")


@bp.post("/<uuid:campaign_id>/leaders/directory")
@administrators_only
def add_from_directory(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Add all who match and fit."""
    campaign = draft_or_409(campaign_id)
    wanted = _wanted()
    if not wanted.narrows:
        abort(400)
    try:
        with one_transaction():
            added = bulk.add_from_directory(
                campaign, wanted, level=narrowing.asked_for().get("as_level", ""), coach_id=_coach_chosen(), by=me().id,
                now=clock.now(),
            )  # fmt: skip
    except CannotShareOut as refused:
        return _show_directory(draft_or_409(campaign_id), str(refused)), 400
    flash(ngettext("%(num)s leader added.", "%(num)s leaders added.", added), "success")
    return redirect(url_for("many_leaders.leaders", campaign_id=campaign_id))


def _show_leaders(campaign: Campaign, refused: str) -> str:
    wanted = _wanted()
    levels, teams = finding.levels_and_teams()
    framework = service.framework_of(campaign)
    page = max(1, min(request.args.get("page", 1, type=int), 1_000_000))
    found = bulk.leaders(campaign.id, wanted, coach_id=_coach_filter(), number=page)
    return render_template(
        "campaign/leaders.html",
        campaign=campaign,
        found=found,
        rows=[(leader, service.questionnaire_for(leader)) for leader in found.rows],
        framework_levels={level.id: level.name for level in framework.levels},
        wanted=wanted,
        asked=narrowing.asked_for(),
        others=narrowing.here(),
        levels=levels,
        teams=teams,
        coaches=bulk.load_of_coaches(campaign.id),
        can_change=campaign.state == State.DRAFT,
        errors=[{"text": refused, "href": "#coach"}] if refused else [],
    )


def _show_directory(campaign: Campaign, refused: str) -> str:
    wanted = _wanted()
    levels, teams = finding.levels_and_teams()
    as_level = narrowing.asked_for().get("as_level", "")
    framework = service.framework_of(campaign)
    found = bulk.candidates(campaign, wanted, level=as_level) if wanted.narrows else bulk.Found()
    return render_template(
        "campaign/from_directory.html",
        campaign=campaign,
        found=found,
        first=FIRST_SHOWN,
        most=bulk.MOST_AT_ONCE,
        framework_levels=[(level.id, level.name) for level in framework.levels if level.assignable],
        wanted=wanted,
        asked=narrowing.asked_for(),
        levels=levels,
        teams=teams,
        coaches=identity.coaches(),
        errors=[{"text": refused, "href": "#coach" if identity.coaches() else ""}] if refused else [],
    )


def _wanted() -> Wanted:
    asked = narrowing.asked_for()
    return Wanted(**{name: asked.get(name, "") for name in ("words", "level", "team", "manager")})


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        abort(400)


def _coach_filter() -> uuid.UUID | None:
    asked = narrowing.asked_for().get("with_coach", "")
    return _id(asked) if asked else None


def _coach_chosen() -> uuid.UUID | None:
    """The coach that was chosen; None to share out evenly."""
    chosen = request.form.get("coach", EVENLY)
    return None if chosen == EVENLY else _id(chosen)
