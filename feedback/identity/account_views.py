"""My own pages: where I am signed in, and how to end it."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import accounts, browser, sessions
from feedback.identity.permissions import me, signed_in

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    """Where I am signed in."""
    this = _this()
    found = sessions.of_person(me().id, limits=browser.limits(), now=clock.now())
    return render_template(
        "identity/account.html",
        person=me(),
        sessions=sorted(found, key=lambda one: one.id != this),
        this=this,
        is_connected=accounts.has_one(me().id),
    )


@bp.post("/sessions/<uuid:session_id>/end")
@signed_in
def end(session_id: uuid.UUID) -> ResponseReturnValue:
    """Sign out of one browser; another person's is left alone."""
    with one_transaction():
        ended = sessions.end_one(session_id, by=me().id, now=clock.now())
    flash(
        _("Signed out there.") if ended else _("That browser was signed out already."),
        "success" if ended else "message",
    )
    return redirect(url_for("account.show"))


@bp.post("/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    with one_transaction():
        sessions.end_all(me().id, but=_this(), by=me().id, now=clock.now())
    flash(_("Signed out everywhere else."), "success")
    return redirect(url_for("account.show"))


def _this() -> uuid.UUID | None:
    found = browser.here()
    return found[1].id if found else None
