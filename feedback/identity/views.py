"""Pages of signing in."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.headers import own_path
from feedback.identity import asking, browser, service
from feedback.identity.forms import AskForm
from feedback.identity.permissions import open_to_anyone

bp = Blueprint("identity", __name__)


@bp.get("/sign-in")
@open_to_anyone
def ask() -> ResponseReturnValue:
    """Ask for the address to send a link to."""
    then = own_path(request.args.get("then"))
    return render_template("identity/ask.html", form=AskForm(), then=then)


@bp.post("/sign-in")
@open_to_anyone
def send_link() -> ResponseReturnValue:
    """Queue the letter; say the same whether or not we know the address."""
    if "link" not in current_app.config["SETTINGS"].sign_in_by:
        return redirect(url_for("identity.ask"))
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("identity/ask.html", form=form, then=own_path(request.form.get("then"))), 400
    with one_transaction():
        asking.ask_to_sign_in(form.email.data)
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
            browser.sign_in(person, how="link", now=clock.now())
    except service.LinkUnusable:
        return render_template("identity/link_unusable.html"), 410
    if browser.here() is None:  # their key is asked for first
        session["then"] = then
        return redirect(url_for("keys.at_the_door"))
    return redirect(then or url_for("home.start"))


@bp.post("/sign-out")
@open_to_anyone
def sign_out() -> ResponseReturnValue:
    """Forget who uses this browser."""
    with one_transaction():
        browser.sign_out()
    flash(_("You have signed out."))
    return redirect(url_for("identity.ask"))
