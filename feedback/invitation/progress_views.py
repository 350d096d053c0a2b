"""The pages that say how far a campaign is: for administrators leader by leader, for a leader in steps. Never who."""

import uuid

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback.campaign import access, ending
from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their, roles_towards
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, me
from feedback.invitation import changes, handover, progress
from feedback.invitation import ending as rounds
from feedback.invitation.access import administrators_without_a_part
from feedback.invitation.forms import ReasonForm

bp = Blueprint("progress", __name__)
ON_A_PAGE = 50


@bp.get("/campaigns/<uuid:campaign_id>/progress")
@administrators_only
def campaign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """How far a campaign is."""
    run = _launched(campaign_id)
    found, show = progress.of_campaign(run, reader=me().id), request.args.get("show", "all")
    pages = max(1, -(-found.leaders(show) // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    shown = progress.leaders_of(run, left_out=found.left_out, show=show, page=page, size=ON_A_PAGE)
    return render_template(
        "campaign/progress.html",
        campaign=run,
        progress=found,
        leaders=[_as_may_be_seen(leader) for leader in shown],
        show=show,
        page=page,
        pages=pages,
        is_collecting=run.state == State.COLLECTING,
        days_left=(run.closes_on - clock.today()).days,
        reminded=progress.last_reminded(run.id),
    )


@bp.get("/campaigns/<uuid:campaign_id>/leaders/<uuid:subject_id>")
@administrators_only
def leader(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """How far one leader is, and what can be changed."""
    found = leader_of(campaign_id, subject_id)
    return render_template(
        "campaign/leader.html",
        leader=found,
        campaign=found.campaign,
        progress=None if roles_towards(me().id, found) else progress.of_leader(found),
        may_change=changes.may_change(found),
        may_end=rounds.may_end(found),
        may_change_coach=not found.closed and found.campaign.state in ending.CAN_BE_CANCELLED,
        names_allowed=found.campaign.state == State.COLLECTING
        and not found.closed
        and not handover.has_a_part(me().id, found.id),
    )


@bp.get("/campaigns/<uuid:campaign_id>/leaders/<uuid:subject_id>/outstanding")
@administrators_without_a_part
def ask_reason(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Why are the names needed?"""
    return render_template("campaign/why_names.html", leader=_for_names(campaign_id, subject_id), form=ReasonForm())


@bp.post("/campaigns/<uuid:campaign_id>/leaders/<uuid:subject_id>/outstanding")
@administrators_without_a_part
def outstanding(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Who has still to answer; looking is audited with its reason."""
    found, form = _for_names(campaign_id, subject_id), ReasonForm()
    if not form.validate_on_submit():
        return render_template("campaign/why_names.html", leader=found, form=form), 400
    with one_transaction():
        audit.record("raters.names_seen", by=me().id, about=found.id, now=clock.now(), reason=form.reason.data)
    return render_template("campaign/names.html", leader=found, raters=progress.outstanding(found))


@bp.get("/nominations/<uuid:subject_id>/replies")
@only_their("leader", "manager", "coach")
def replies(leader: Subject) -> ResponseReturnValue:
    """How many have answered, as far as a leader may know."""
    if leader.ended or leader.campaign.state in (State.DRAFT, State.CANCELLED):
        abort(404)
    return render_template(
        "campaign/replies.html",
        leader=leader,
        own="leader" in roles_towards(me().id, leader),
        may_add=changes.may_change(leader) and "manager" in roles_towards(me().id, leader),
        steps=progress.steps_of(leader),
        smallest=leader.campaign.group_min_n,
        counted_on=leader.campaign.counted_on,
    )


def leader_of(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> Subject:
    """The leader of a launched campaign, or there is no such page."""
    found = campaigns.subject(subject_id)
    if found is None or found.campaign_id != _launched(campaign_id).id:
        abort(404)
    return found


def _launched(campaign_id: uuid.UUID) -> Campaign:
    run = access.campaign_or_404(campaign_id)
    return run if run.state != State.DRAFT else abort(404)


def _as_may_be_seen(found: progress.LeaderProgress) -> tuple[progress.LeaderProgress, bool]:
    """A leader, and whether this administrator may see counts: not as the leader, the manager or the coach."""
    return found, me().id not in found.close


def _for_names(campaign_id: uuid.UUID, subject_id: uuid.UUID) -> Subject:
    found = leader_of(campaign_id, subject_id)
    if found.campaign.state != State.COLLECTING or found.closed:
        raise NotAllowedNow("nobody is waited for")
    return found
