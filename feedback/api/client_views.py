"""The administrator's page of the systems that may read: make a token, and take one away."""

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.api import service
from feedback.api.forms import ClientForm
from feedback.api.scopes import SCOPES
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import administrators_only, me, with_fresh_proof

bp = Blueprint("clients", __name__, url_prefix="/other-systems")
LONGEST = timedelta(days=366)


@bp.get("")
@administrators_only
def clients() -> ResponseReturnValue:
    """Which systems may read, what, until when, and on which day each last did."""
    return _show(ClientForm())


@bp.post("")
@administrators_only
@with_fresh_proof
def make() -> ResponseReturnValue:
    """Make a token, and show it this once."""
    form = ClientForm()
    if not form.validate_on_submit():
        return _show(form), 400
    if not clock.today() < form.expires_on.data <= clock.today() + LONGEST:
        form.expires_on.errors = [_("The last day must be in the future, and within a year")]
        return _show(form), 400
    with one_transaction():
        made, token = service.make(
            form.name.data, scopes=form.scopes.data, expires_on=form.expires_on.data, by=me().id, now=clock.now()
        )
        system = made.name
    return render_template("api/token.html", system=system, token=token)


@bp.post("/<uuid:client_id>/revoke")
@administrators_only
@with_fresh_proof
def revoke(client_id: uuid.UUID) -> ResponseReturnValue:
    """Take a token away."""
    with one_transaction():
        service.revoke(client_id, by=me().id, now=clock.now())
    flash(_("The token is taken away. It opens nothing any more."), "success")
    return redirect(url_for("clients.clients"))


def _show(form: ClientForm) -> str:
    return render_template("api/clients.html", form=form, clients=service.clients(), today=clock.today(), scopes=SCOPES)
