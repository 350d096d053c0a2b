"""The coach's page to take away the reports of all their leaders in a campaign."""

import uuid

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.campaign.access import campaign_or_404, coaches_in
from feedback.coaching import archive, bundles
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me, only_if

bp = Blueprint("bundle", __name__, url_prefix="/reports/campaigns/<uuid:campaign_id>")
coaches_there = only_if("a coach of the campaign", coaches_in)


@bp.get("")
@coaches_there
def show(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """How far they are, and the ZIP."""
    run = campaign_or_404(campaign_id)
    return render_template(
        "coaching/bundle.html",
        campaign=run,
        standing=_mine(campaign_id),
        days=bundles.KEPT.days,
    )


@bp.post("/make")
@coaches_there
def make(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Have them made."""
    _mine(campaign_id)
    with one_transaction():
        bundles.ask(campaign_id, by=me().id, now=clock.now())
    return redirect(url_for("bundle.show", campaign_id=campaign_id))


@bp.get("/reports.zip")
@coaches_there
def download(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Those that are ready, in one ZIP."""
    if not _mine(campaign_id).made:
        abort(404)
    audit.looked("reports.exported", by=me().id, about=campaign_id, now=clock.now())
    secret = current_app.config["SETTINGS"].secret_key
    files = bundles.files(campaign_id, coach_id=me().id, secret=secret)
    file = Response(stream_with_context(archive.zipped(files, ending=".pdf")), mimetype="application/zip")
    file.headers.set("Content-Disposition", "attachment", filename="feedback-reports.zip")
    return file


@bp.post("/erase")
@coaches_there
def erase(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Away with them."""
    _mine(campaign_id)
    with one_transaction():
        gone = bundles.erase(campaign_id, by=me().id, now=clock.now())
    words = ngettext("%(num)s file is erased.", "%(num)s files are erased.", gone)
    flash(_("%(words)s The reports themselves stay.", words=words), "success")
    return redirect(url_for("bundle.show", campaign_id=campaign_id))


def _mine(campaign_id: uuid.UUID) -> bundles.Standing:
    """How far the reports of my leaders are; no such page before there is one."""
    standing = bundles.standing(campaign_id, coach_id=me().id)
    if not standing.leaders:
        abort(404)
    return standing
