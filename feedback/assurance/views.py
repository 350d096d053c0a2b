"""The administrators' page of the audit: who did what and looked at what. No name stands in its address."""

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.assurance import reading
from feedback.assurance.forms import AuditForm
from feedback.identity.permissions import administrators_only, me

bp = Blueprint("assurance", __name__)
ASKED = ("kind", "since", "until", "by", "about")


@bp.get("/audit")
@administrators_only
def audit() -> ResponseReturnValue:
    """What happened, newest first."""
    form = AuditForm(request.args)
    known = reading.kinds()
    form.kind.choices = [("", _("Everything")), *((kinds[0], said) for said, kinds in known.items())]
    asked = any(request.args.get(name) for name in ("kind", "since", "until"))
    wrong = asked and not form.validate()
    kinds = next((kinds for kinds in known.values() if form.kind.data in kinds), [])
    form.kind.data = kinds[0] if kinds else ""
    wanted = reading.Wanted(
        kinds=kinds,
        by=_id("by"),
        about=_id("about"),
        since=None if wrong else _midnight(form.since.data),
        until=None if wrong else _midnight(form.until.data, days_on=1),
    )
    number = max(1, min(request.args.get("page", 1, type=int), 1_000_000))
    found = reading.events(wanted, reader=me().id, number=number)
    others = {
        name: request.args.getlist(name) for name in ("kind", "since", "until", "by", "about") if name in request.args
    }
    page = render_template("assurance/audit.html", form=form, found=found, wanted=wanted, others=others)
    return page, 400 if wrong else 200


def _id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _midnight(day: date | None, *, days_on: int = 0) -> datetime | None:
    """When a day begins where the council is; None for a day at the very end of time."""
    if day is None or day >= date.max - timedelta(days=days_on + 1) or day <= date.min + timedelta(days=2):
        return None
    return datetime.combine(day + timedelta(days=days_on), time(), ZoneInfo(current_app.config["SETTINGS"].time_zone))
