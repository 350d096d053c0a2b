"""The addresses of the API. Each is told here once: to Flask, and to the OpenAPI document."""

import uuid
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from feedback.api import document, reading, scopes, service, shapes
from feedback.api.access import Refused, answer, clients_with
from feedback.api.models import ApiClient
from feedback.foundations import clock
from feedback.identity.permissions import open_to_anyone

bp = Blueprint("api", __name__, url_prefix="/api/v1")
USUAL_PAGE, LARGEST_PAGE, LAST_PAGE = 50, 100, 1_000_000
NOT_THERE = "There is nothing of this id that this token may read."


@bp.get("/openapi.json")
@open_to_anyone
def openapi() -> ResponseReturnValue:
    """What can be asked, as OpenAPI 3.1."""
    return answer(document.openapi())


@bp.get("/campaigns")
@clients_with(scopes.CAMPAIGNS)
def campaigns(client: ApiClient) -> shapes.PageOf[shapes.Campaign]:
    """All campaigns that have been launched, the last to close first."""
    return shapes.PageOf[shapes.Campaign](**_page(reading.launched(), reading.about_campaign, "api.campaigns"))


@bp.get("/campaigns/<uuid:campaign_id>")
@clients_with(scopes.CAMPAIGNS)
def campaign(client: ApiClient, campaign_id: uuid.UUID) -> shapes.Campaign:
    """One campaign."""
    return reading.about_campaign(_run(campaign_id))


@bp.get("/campaigns/<uuid:campaign_id>/progress")
@clients_with(scopes.PROGRESS)
def progress(client: ApiClient, campaign_id: uuid.UUID) -> shapes.Progress:
    """How far a campaign is."""
    return reading.about_progress(_run(campaign_id), reader=client.made_by)


@bp.get("/campaigns/<uuid:campaign_id>/cohort")
@clients_with(scopes.COHORTS)
def cohort(client: ApiClient, campaign_id: uuid.UUID) -> dict[str, Any]:
    """The report on all leaders of a closed campaign together."""
    try:
        found = reading.cohort_of(_run(campaign_id))
    except reading.NotThere:
        raise Refused(404, NOT_THERE) from None
    service.looked_at("cohort_report", client, campaign_id, now=clock.now())
    return found


@bp.get("/reports")
@clients_with(scopes.REPORTS)
def reports(client: ApiClient) -> shapes.PageOf[shapes.ReportListed]:
    """The released reports that may be read here, the last closed first."""
    return shapes.PageOf[shapes.ReportListed](**_page(reading.readable_reports(), reading.about_report, "api.reports"))


@bp.get("/reports/<uuid:subject_id>")
@clients_with(scopes.REPORTS)
def report(client: ApiClient, subject_id: uuid.UUID) -> shapes.Report:
    """The figures of one released report."""
    try:
        leader = reading.report(subject_id)
    except reading.NotThere:
        raise Refused(404, NOT_THERE) from None
    service.looked_at("report", client, leader.id, now=clock.now())
    return reading.figures_of(leader)


def _run(campaign_id: uuid.UUID) -> Any:
    try:
        return reading.campaign(campaign_id)
    except reading.NotThere:
        raise Refused(404, NOT_THERE) from None


def _page(found: Any, show: Any, endpoint: str) -> dict[str, Any]:
    page, size = _number("page", 1, LAST_PAGE), _number("page_size", USUAL_PAGE, LARGEST_PAGE)
    return reading.page_of(found, show, page=page, size=size, address=url_for(endpoint))


def _number(name: str, usual: int, most: int) -> int:
    typed = request.args.get(name)
    if typed is None:
        return usual
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8 and 1 <= int(typed) <= most):
        raise Refused(400, f"{name} must be a whole number from 1 to {most:,}.")
    return int(typed)
