"""The administrator's pages of the directory: find people, add and change one, bring all up to date from a file."""

import uuid
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from feedback.foundations import audit, clock
from feedback.foundations.database import one_transaction
from feedback.foundations.headers import own_path
from feedback.identity import directory, directory_file, finding, narrowing, permissions, service, spreadsheet
from feedback.identity import keys as security_keys
from feedback.identity.finding import Wanted
from feedback.identity.forms import DirectoryForm, PersonForm
from feedback.identity.permissions import administrators_only, administrators_unless, me, with_fresh_proof_if
from feedback.identity.service import Standing

bp = Blueprint("people", __name__, url_prefix="/people")

CLERKS_SEE_NO_NAMES = lazy_gettext(
    "Choose one: administrators see who has which paper copy, so a clerk must be somebody else"
)
FIRST_SHOWN = 20
whose_file_it_is = administrators_unless("whose file it is", directory.is_somebody_elses)


def _is_about_an_administrator(person_id: uuid.UUID | None = None) -> bool:
    """True where somebody becomes an administrator, or is one: a new address is a way in as well as a new role."""
    known = service.person(person_id) if person_id else None
    return "is_administrator" in request.form or (known is not None and known.is_administrator)


@bp.get("")
@administrators_only
def people() -> ResponseReturnValue:
    """Find people."""
    wanted = wanted_here()
    levels, teams = finding.levels_and_teams()
    return render_template(
        "identity/people.html",
        found=finding.people(wanted, number=page_in_address()),
        wanted=wanted,
        levels=levels,
        teams=teams,
        others=narrowing.here(),
    )


@bp.post("/narrow")
@administrators_only
def narrow() -> ResponseReturnValue:
    """Narrow a list of people, on this page or another, without their names in its address."""
    back = own_path(request.form.get("back")) or url_for("people.people")
    carried = narrowing.remember(narrowing.asked_for())
    return redirect(f"{back}?{urlencode(carried)}" if carried else back)


def wanted_here() -> Wanted:
    """The people that the page narrows to."""
    asked = narrowing.asked_for()
    return Wanted(**{name: asked.get(name, "") for name in Wanted.__dataclass_fields__})


def page_in_address() -> int:
    """The number of the page that the address asks for; 1 unless it says another."""
    return max(1, min(request.args.get("page", 1, type=int), 1_000_000))


@bp.get("/new")
@administrators_only
def new_person() -> ResponseReturnValue:
    """Add somebody."""
    return render_template("identity/person.html", form=PersonForm(), known=None)


@bp.post("/new")
@administrators_only
@with_fresh_proof_if(_is_about_an_administrator)
def add_person() -> ResponseReturnValue:
    """Add somebody."""
    return _save(None)


@bp.get("/<uuid:person_id>")
@administrators_only
def edit_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change somebody."""
    known = service.person(person_id) or abort(404)
    form = PersonForm(obj=known)
    manager = service.person(known.manager_id) if known.manager_id else None
    form.manager_email.data = manager.email if manager else ""
    return render_template("identity/person.html", form=form, known=known, keys=len(security_keys.of_person(known.id)))


@bp.post("/<uuid:person_id>")
@administrators_only
@with_fresh_proof_if(_is_about_an_administrator)
def change_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change somebody."""
    if service.person(person_id) is None:
        abort(404)
    return _save(person_id)


@bp.get("/import")
@administrators_only
def choose_file() -> ResponseReturnValue:
    """Bring the directory up to date from a file."""
    return _show_import(DirectoryForm(), None)


@bp.post("/import")
@administrators_only
def check_file() -> ResponseReturnValue:
    """Look through a file; nothing changes but that it is kept for an hour."""
    form = DirectoryForm()
    if not form.validate_on_submit():
        return _show_import(form, None), 400
    content = form.file.data.read()
    plan = directory.plan(content)
    if plan.errors:
        wrong = len(plan.errors)
        form.file.errors = [
            ngettext(
                "The file has %(num)s error and nothing was changed. Correct the file and choose it again",
                "The file has %(num)s errors and nothing was changed. Correct the file and choose it again",
                wrong,
            )
        ]
        return _show_import(form, plan), 400
    with one_transaction():
        kept = directory.keep_upload(content, by=me().id, now=clock.now())
    return redirect(url_for("people.look_through", upload_id=kept))


@bp.get("/import/<uuid:upload_id>")
@whose_file_it_is
def look_through(upload_id: uuid.UUID) -> ResponseReturnValue:
    """What the file would do."""
    try:
        plan = directory.plan(directory.upload(upload_id, by=me().id, now=clock.now()))
    except directory.UploadGone:
        flash(_("That file is no longer kept. Choose it again."))
        return redirect(url_for("people.choose_file"))
    return render_template("identity/import_check.html", plan=plan, upload_id=upload_id, first=FIRST_SHOWN)


@bp.post("/import/<uuid:upload_id>")
@whose_file_it_is
def take_in(upload_id: uuid.UUID) -> ResponseReturnValue:
    """Do all that was shown, or nothing."""
    by, now = me().id, clock.now()
    try:
        with one_transaction():
            content = directory.upload(upload_id, by=by, now=now)
            plan = directory.take_in(content, by=by, now=now, shown=request.form.get("shown", ""))
            directory.drop_upload(upload_id, by=by)
    except directory.UploadGone:
        flash(_("That file is no longer kept. Choose it again."))
        return redirect(url_for("people.choose_file"))
    except directory.DirectoryChanged:
        flash(_("Somebody has changed the directory meanwhile. Nothing was taken in yet: look through the file again."))
        return redirect(url_for("people.look_through", upload_id=upload_id))
    done = _(
        "%(added)s added, %(changed)s changed, %(left)s left alone.",
        added=len(plan.added), changed=len(plan.changed), left=len(plan.left_alone),
    )  # fmt: skip
    flash(done, "success")
    return redirect(url_for("people.people"))


@bp.get("/people.csv")
@administrators_only
def export() -> ResponseReturnValue:
    """The directory as a file that can be taken in again."""
    audit.looked("people.exported", by=me().id, about=None, now=clock.now())
    text = spreadsheet.as_csv(directory_file.COLUMNS, finding.everybody())
    file = Response("\ufeff" + text, mimetype="text/csv")  # Excel takes a file without this mark for Windows-1252
    file.headers["Content-Disposition"] = "attachment; filename=people.csv"
    return file


def _show_import(form: DirectoryForm, plan: directory.Plan | None) -> str:
    return render_template(
        "identity/import.html",
        form=form,
        refused=plan.errors if plan else (),
        first=FIRST_SHOWN * 5,
        columns=directory_file.COLUMNS,
        needed=directory_file.NEEDED,
        most=directory_file.MOST_ROWS,
    )


def _save(person_id: uuid.UUID | None) -> ResponseReturnValue:
    form = PersonForm()
    if form.validate_on_submit() and not _locks_out(form, person_id):
        try:
            with one_transaction():
                service.save_person(
                    person_id,
                    name=form.name.data,
                    email=form.email.data,
                    job_title=form.job_title.data or "",
                    is_administrator=form.is_administrator.data,
                    is_coach=form.is_coach.data,
                    is_clerk=form.is_clerk.data,
                    is_director=form.is_director.data,
                    standing=Standing(form.level.data or "", form.team.data or "", form.manager_email.data or ""),
                    by=me().id,
                    now=clock.now(),
                )
        except service.AddressTaken:
            form.email.errors = [*form.email.errors, _("Somebody else has this email address")]
        except service.RolesClash:
            form.is_clerk.errors = [*form.is_clerk.errors, CLERKS_SEE_NO_NAMES]
        except service.NoSuchManager:
            form.manager_email.errors = [
                _("Nobody has this email address. Add the manager first, or check the spelling")
            ]
        except service.GoesInACircle:
            form.manager_email.errors = [
                _("Choose somebody else: nobody can be their own manager, directly or through the people below them")
            ]
        else:
            flash(_("%(name)s saved.", name=form.name.data), "success")
            return redirect(url_for("people.people"))
    known = service.person(person_id) if person_id else None
    return render_template("identity/person.html", form=form, known=known), 400


def _locks_out(form: PersonForm, person_id: uuid.UUID | None) -> bool:
    """True, with an error on the form, when administrators would take their own role away: nobody might be left."""
    if person_id != permissions.me().id or form.is_administrator.data:
        return False
    form.is_administrator.errors = [
        *form.is_administrator.errors,
        _("Ask another administrator to take this role from you"),
    ]
    return True
