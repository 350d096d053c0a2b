"""The pages about data protection: the notice for everybody, one's own data, and what administrators hand out."""

import uuid

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.assurance import access_pack, data_protection, pack_paper, retention
from feedback.assurance.forms import PackForm
from feedback.assurance.notice import notice as privacy_notice
from feedback.config import Settings
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.identity.permissions import administrators_only, me, open_to_anyone, signed_in

bp = Blueprint("data", __name__)


@bp.get("/privacy")
@open_to_anyone
def notice() -> ResponseReturnValue:
    """What is kept about people, why and for how long."""
    return render_template("assurance/paper.html", paper=privacy_notice(_settings()))


@bp.get("/data-protection")
@administrators_only
def papers() -> ResponseReturnValue:
    """The papers that a data-protection officer asks for."""
    return render_template("assurance/papers.html")


@bp.get("/data-protection/register")
@administrators_only
def register() -> ResponseReturnValue:
    """Every table and column: of whom, why and for how long."""
    paper = data_protection.register(_settings())
    return render_template("assurance/paper.html", paper=paper, back=url_for("data.papers"))


@bp.get("/data-protection/assessment")
@administrators_only
def assessment() -> ResponseReturnValue:
    """The assessment of risks to people."""
    paper = data_protection.assessment(_settings())
    return render_template("assurance/paper.html", paper=paper, back=url_for("data.papers"))


@bp.get("/your-data")
@signed_in
def mine() -> ResponseReturnValue:
    """What is kept about me."""
    return render_template("assurance/your_data.html", paper=pack_paper.as_paper(_pack(me(), whole=True)))


@bp.post("/your-data")
@signed_in
def take_mine() -> ResponseReturnValue:
    """The same as a file."""
    person_id = me().id
    audit.looked("access_pack.taken", by=person_id, about=person_id, now=clock.now())
    return _file(_pack(me(), whole=True))


@bp.get("/people/<uuid:person_id>/data")
@administrators_only
def person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Why is somebody's data asked for? And have they left?"""
    return _show(_person_or_404(person_id), PackForm())


@bp.post("/people/<uuid:person_id>/data")
@administrators_only
def take(person_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody's data as a file, without what only they may read."""
    found, form = _person_or_404(person_id), PackForm()
    if not form.validate_on_submit():
        return _show(found, form), 400
    audit.looked("access_pack.made", by=me().id, about=person_id, now=clock.now(), reason=form.reason.data)
    return _file(_pack(_person_or_404(person_id), whole=False))


@bp.post("/people/<uuid:person_id>/left")
@administrators_only
def left(person_id: uuid.UUID) -> ResponseReturnValue:
    """Write down that somebody has left, or is back."""
    found = _person_or_404(person_id)
    with one_transaction():
        retention.note_left(found.id, left=found.left_on is None, by=me().id, now=clock.now())
    flash(_("Saved."), "success")
    return redirect(url_for("data.person", person_id=person_id))


def _show(found: Person, form: PackForm) -> str:
    return render_template(
        "assurance/person.html",
        person=found,
        form=form,
        until=data_protection.counted(_settings().keep_people_months, "month"),
    )


def _pack(person: Person, *, whole: bool) -> dict[str, object]:
    secret = _settings().secret_key
    return access_pack.pack_of(person, secret=secret, whole=whole, today=clock.today(), reader=me().id)


def _file(pack: dict[str, object]) -> Response:
    file = Response(access_pack.zipped(pack), mimetype="application/zip")
    file.headers.set("Content-Disposition", "attachment", filename="data.zip")
    file.headers["Cache-Control"] = "no-store"
    return file


def _person_or_404(person_id: uuid.UUID) -> Person:
    return identity.person(person_id) or abort(404)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
