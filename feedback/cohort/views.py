"""The pages of what is said of leaders together, for administrators and directors."""

import uuid

from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from feedback.cohort import files, service
from feedback.foundations import audit, clock
from feedback.identity.permissions import administrators_and_directors, me

bp = Blueprint("cohort", __name__, url_prefix="/cohorts")


@bp.get("")
@administrators_and_directors
def reports() -> ResponseReturnValue:
    """The campaigns on whose leaders there is a report."""
    return render_template("cohort/list.html", reports=service.reports())


@bp.get("/<uuid:campaign_id>")
@administrators_and_directors
def show(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """The report on all leaders."""
    return _show(campaign_id, "all")


@bp.get("/<uuid:campaign_id>/<uuid:cut_id>")
@administrators_and_directors
def cut(campaign_id: uuid.UUID, cut_id: uuid.UUID) -> ResponseReturnValue:
    """The report on one cohort."""
    return _show(campaign_id, str(cut_id))


@bp.get("/<uuid:campaign_id>/report.<any(pdf, xlsx, json):kind>")
@administrators_and_directors
def download(campaign_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """The report on all leaders and every cohort as a file."""
    report = _released(campaign_id)
    audit.looked("cohort_report.exported", by=me().id, about=campaign_id, now=clock.now(), file=kind)
    settings = current_app.config["SETTINGS"]
    made = files.file_of(report, kind, council=settings.council_name, colour=settings.brand_colour)
    file = Response(made, mimetype=files.KINDS[kind])
    file.headers.set("Content-Disposition", "attachment", filename=f"leaders-together.{kind}")
    file.headers["Cache-Control"] = "no-store"
    return file


def _show(campaign_id: uuid.UUID, cut_id: str) -> str:
    from feedback.cohort import page  # matplotlib takes seconds to import: only who reads a report waits

    report = page.build(_released(campaign_id))
    found = page.cut_of(report, cut_id)
    if found is None and cut_id != "all":
        abort(404)
    audit.looked("cohort_report.read", by=me().id, about=campaign_id, now=clock.now(), cohort=cut_id)
    return render_template("cohort/report.html", report=report, cut=found, campaign_id=campaign_id)


def _released(campaign_id: uuid.UUID) -> dict[str, object]:
    try:
        return service.released(campaign_id)
    except service.NoReport:
        abort(404)
