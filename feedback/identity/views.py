"""Pages of signing in, and of the people an administrator looks after."""

import uuid

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.headers import own_path
from feedback.identity import permissions, service
from feedback.identity.forms import AskForm, PersonForm
from feedback.identity.permissions import administrators_only, open_to_anyone

bp = Blueprint("identity", __name__)

MOST_LISTED = 50
CLERKS_SEE_NO_NAMES = "Choose one: administrators see who has which paper copy, so a clerk must be somebody else"


@bp.get("/sign-in")
@open_to_anyone
def ask() -> ResponseReturnValue:
    """Ask for the address to send a link to."""
    return render_template("identity/ask.html", form=AskForm(), then=own_path(request.args.get("then")))


@bp.post("/sign-in")
@open_to_anyone
def send_link() -> ResponseReturnValue:
    """Queue the letter; say the same whether or not we know the address."""
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("identity/ask.html", form=form, then=own_path(request.form.get("then"))), 400
    with one_transaction():
        service.ask_to_sign_in(form.email.data)
    session["then"] = own_path(request.form.get("then"))
    return redirect(url_for("identity.link_sent"))


@bp.get("/sign-in/sent")
@open_to_anyone
def link_sent() -> ResponseReturnValue:
    """Say where to look."""
    return render_template("identity/link_sent.html", minutes=current_app.config["SETTINGS"].sign_in_minutes)


@bp.get("/sign-in/link")
@open_to_anyone
def link() -> ResponseReturnValue:
    """Show a button and change nothing: mail scanners open links, people press buttons."""
    return render_template("identity/link.html", form=FlaskForm())


@bp.post("/sign-in/link")
@open_to_anyone
def claim() -> ResponseReturnValue:
    """Spend the link and sign in."""
    then = own_path(session.get("then"))
    try:
        with one_transaction():
            code = request.form.get("code", "").rpartition("#")[2]  # without scripts people paste the whole link
            person = service.claim_sign_in_link(code, now=clock.now())
            permissions.sign_in(person)
    except service.LinkUnusable:
        return render_template("identity/link_unusable.html"), 410
    return redirect(then or url_for("home.start"))


@bp.post("/sign-out")
@open_to_anyone
def sign_out() -> ResponseReturnValue:
    """Forget who uses this browser."""
    permissions.sign_out()
    flash("You have signed out.")
    return redirect(url_for("identity.ask"))


@bp.get("/people")
@administrators_only
def people() -> ResponseReturnValue:
    """Find people."""
    words = request.args.get("words", "").strip()
    found = service.search_people(words, limit=MOST_LISTED + 1)
    return render_template(
        "identity/people.html", people=found[:MOST_LISTED], words=words, most=MOST_LISTED, more=len(found) > MOST_LISTED
    )


@bp.get("/people/new")
@administrators_only
def new_person() -> ResponseReturnValue:
    """Add somebody."""
    return render_template("identity/person.html", form=PersonForm(), known=None)


@bp.post("/people/new")
@administrators_only
def add_person() -> ResponseReturnValue:
    """Add somebody."""
    return _save(None)


@bp.get("/people/<uuid:person_id>")
@administrators_only
def edit_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change somebody."""
    known = service.person(person_id) or abort(404)
    return render_template("identity/person.html", form=PersonForm(obj=known), known=known)


@bp.post("/people/<uuid:person_id>")
@administrators_only
def change_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change somebody."""
    if service.person(person_id) is None:
        abort(404)
    return _save(person_id)


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
                    by=permissions.me().id,
                    now=clock.now(),
                )
        except service.AddressTaken:
            form.email.errors = [*form.email.errors, "Somebody else has this email address"]
        except service.RolesClash:
            form.is_clerk.errors = [*form.is_clerk.errors, CLERKS_SEE_NO_NAMES]
        else:
            flash(f"{form.name.data} saved.", "success")
            return redirect(url_for("identity.people"))
    known = service.person(person_id) if person_id else None
    return render_template("identity/person.html", form=form, known=known), 400


def _locks_out(form: PersonForm, person_id: uuid.UUID | None) -> bool:
    """True, with an error on the form, when administrators would take their own role away: nobody might be left."""
    if person_id != permissions.me().id or form.is_administrator.data:
        return False
    form.is_administrator.errors = [
        *form.is_administrator.errors,
        "Ask another administrator to take this role from you",
    ]
    return True
