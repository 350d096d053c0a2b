"""The pages of averages: ours, to give to other councils; theirs, to take in; the pool; and ours beside a report."""

import uuid

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.campaign.access import only_their
from feedback.campaign.models import Subject
from feedback.cohort import beside as usual_beside
from feedback.cohort import norms, pool
from feedback.cohort.forms import NormsForm
from feedback.disclosure import service as disclosure
from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_and_directors, administrators_only, me

bp = Blueprint("norms", __name__, url_prefix="/averages")


@bp.get("")
@administrators_and_directors
def show() -> ResponseReturnValue:
    """Our averages, and those of several councils together."""
    return _show(NormsForm())


@bp.post("")
@administrators_only
def take_in() -> ResponseReturnValue:
    """Keep another council's averages."""
    form = NormsForm()
    if not form.validate_on_submit():
        return _show(form), 400
    content = form.file.data.read(norms.LARGEST_FILE + 1)
    try:
        with one_transaction():
            given = pool.take_in(content, council=_council(), by=me().id, now=clock.now())
    except norms.NormsRefused as refused:
        form.file.errors = [str(refused)]
        return _show(form), 400
    flash(_("Taken in: the averages of %(council)s.", council=given.council), "success")
    return redirect(url_for("norms.show"))


@bp.post("/remove")
@administrators_only
def remove() -> ResponseReturnValue:
    """Take a council's averages out."""
    try:
        which = uuid.UUID(request.form.get("council", ""))
    except ValueError:
        abort(400)
    with one_transaction():
        pool.remove(which, by=me().id, now=clock.now())
    flash(_("Taken out of the pool."), "success")
    return redirect(url_for("norms.show"))


@bp.get("/ours.json")
@administrators_only
def export() -> ResponseReturnValue:
    """Our averages on one framework, as a file for other councils; which one is asked for by its place on the page."""
    found = pool.averages()
    place = request.args.get("framework", 0, int)
    if not 0 <= place < len(found):
        abort(404)
    audit.looked("norms.exported", by=me().id, about=None, now=clock.now())
    made = norms.as_file(found[place].key, found[place].own, council=_council(), made_on=clock.today())
    file = Response(made, mimetype="application/json")
    file.headers.set("Content-Disposition", "attachment", filename="averages.json")
    return file


@bp.get("/beside/<uuid:subject_id>")
@only_their("coach", "leader")
def beside(leader: Subject) -> ResponseReturnValue:
    """What is usual here, beside a leader's own figures; for whoever reads the report, once it is released."""
    if disclosure.states_of([leader.id]).get(leader.id) != "released":
        abort(404)
    audit.looked("report.read", by=me().id, about=leader.id, now=clock.now())
    return render_template(
        "cohort/beside.html", leader=leader, table=usual_beside.of_report(leader), leaders=usual_beside.FEWEST
    )


def _council() -> str:
    name: str = current_app.config["SETTINGS"].council_name
    return name


def _show(form: NormsForm) -> str:
    return render_template(
        "cohort/norms.html",
        found=pool.averages(),
        groups=norms.GROUPS,
        form=form,
        councils=norms.FEWEST_COUNCILS,
        leaders=norms.FEWEST_LEADERS_IN_POOL,
        may_change=me().is_administrator,
    )
