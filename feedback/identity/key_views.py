"""Pages of security keys: an administrator's own, and the touch that is asked for at the door."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.headers import own_path
from feedback.identity import browser, keys, service, sessions, touching
from feedback.identity.forms import KeyForm
from feedback.identity.models import Person, StaffSession
from feedback.identity.permissions import (
    administrators_only,
    administrators_without_a_key_too,
    me,
    open_to_anyone,
    with_fresh_proof,
)

bp = Blueprint("keys", __name__)


@bp.get("/account/keys")
@administrators_without_a_key_too
def show() -> ResponseReturnValue:
    """My security keys."""
    return _show(KeyForm())


@bp.post("/account/keys/new")
@administrators_without_a_key_too
@with_fresh_proof
def new() -> ResponseReturnValue:
    """Ask the browser to make a key."""
    form = KeyForm()
    if not form.validate_on_submit():
        return _show(form), 400
    person, session_here = _here()
    name = form.name.data
    options = keys.options_to_add(person, at=touching.place(), challenge=touching.fresh_challenge(session_here))
    return render_template("identity/key_new.html", options=options, called=name)


@bp.post("/account/keys")
@administrators_without_a_key_too
@with_fresh_proof
def add() -> ResponseReturnValue:
    """Keep it."""
    form, answer = KeyForm(), request.form.get(touching.TOUCH, "")
    if not form.validate_on_submit():
        return _show(form), 400
    person, session_here = _here()
    person_id = person.id
    try:
        challenge = touching.spent_challenge(session_here)
        with one_transaction():
            keys.add(person_id, answer, name=form.name.data, at=touching.place(), challenge=challenge, now=clock.now())
    except keys.KeyRefused:
        form.name.errors = [_("The key was not added. Try once more, and touch it when your browser asks")]
        return _show(form), 400
    flash(_("Added. You are asked for it from the next time you sign in."), "success")
    return redirect(url_for("keys.show"))


@bp.post("/account/keys/<uuid:key_id>/remove")
@administrators_without_a_key_too
@with_fresh_proof
def remove(key_id: uuid.UUID) -> ResponseReturnValue:
    """Take one of mine away."""
    with one_transaction():
        keys.remove(key_id, by=me().id, now=clock.now())
    flash(_("Removed."), "success")
    return redirect(url_for("keys.show"))


@bp.post("/people/<uuid:person_id>/keys/remove")
@administrators_only
@with_fresh_proof
def remove_theirs(person_id: uuid.UUID) -> ResponseReturnValue:
    """Help another administrator who has lost their key: they sign in without one, and add another."""
    if service.person(person_id) is None:
        abort(404)
    with one_transaction():
        keys.remove_all(person_id, by=me().id, now=clock.now())
        sessions.end_all(person_id, but=_this_if_mine(person_id), by=me().id, now=clock.now())
    flash(_("Their security keys are removed, and they are signed out."), "success")
    return redirect(url_for("people.edit_person", person_id=person_id))


@bp.get("/sign-in/key")
@open_to_anyone
def at_the_door() -> ResponseReturnValue:
    """Ask for the key of whoever has just signed in; looking changes nothing."""
    if browser.here() is not None or browser.at_the_door() is None:
        return redirect(url_for("home.start"))
    return render_template("identity/key_asked.html", options=None, refused=False)


@bp.post("/sign-in/key")
@open_to_anyone
def touch() -> ResponseReturnValue:
    """Have it touched, and let them in when it has been."""
    found = browser.at_the_door()
    if found is None:
        return redirect(url_for("identity.ask"))
    if not found[1].waits_for_key:
        return redirect(url_for("home.start"))
    if touching.is_touched(*found):
        return redirect(own_path(session.pop("then", "")) or url_for("home.start"))
    refused = touching.TOUCH in request.form
    page = render_template("identity/key_asked.html", options=touching.options(*found), refused=refused)
    return page, 403 if refused else 200


def _here() -> tuple[Person, StaffSession]:
    return browser.here() or abort(403)


def _this_if_mine(person_id: uuid.UUID) -> uuid.UUID | None:
    here = _here()
    return here[1].id if person_id == me().id else None


def _show(form: KeyForm) -> str:
    return render_template("identity/keys.html", keys=keys.of_person(me().id), form=form, policy=browser.policy())
