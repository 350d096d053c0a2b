"""The administrator's page on how raters are chosen in a campaign."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from feedback.campaign.access import draft_or_409
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, me
from feedback.nomination import rules, silence
from feedback.nomination.forms import ChoosingForm

bp = Blueprint("choosing", __name__, url_prefix="/campaigns")


@bp.get("/<uuid:campaign_id>/choosing")
@administrators_only
def setup(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """How raters are chosen."""
    campaign = draft_or_409(campaign_id)
    form = ChoosingForm(
        response_percent=campaign.response_percent,
        silent="wait" if campaign.silent_days is None else "approve",
        silent_days=campaign.silent_days,
    )
    return render_template("nomination/choosing.html", campaign=campaign, form=form, **_limits())


@bp.post("/<uuid:campaign_id>/choosing")
@administrators_only
def save(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Keep how raters are chosen."""
    campaign = draft_or_409(campaign_id)
    form = ChoosingForm()
    if not form.validate_on_submit():
        return render_template("nomination/choosing.html", campaign=campaign, form=form, **_limits()), 400
    with one_transaction():
        silence.set_choosing(
            campaign,
            response_percent=form.response_percent.data,
            silent_days=form.silent_days.data if form.silent.data == "approve" else None,
            by=me().id,
            now=clock.now(),
        )
    flash(gettext("Saved how raters are chosen."), "success")
    return redirect(url_for("campaign.show", campaign_id=campaign_id))


def _limits() -> dict[str, object]:
    return {
        "limits": rules.LIMITS,
        "recommended": {group: rules.recommended(group) for group in rules.LIMITS},
        "many": rules.MANY_REQUESTS,
        "too_many": rules.TOO_MANY_REQUESTS,
    }
