"""The coach's pages to lock answers with a passphrase, and to open the lock at closing.

A passphrase is never kept, logged or shown again; the key behind it is never written anywhere but sealed.
"""

import re
import uuid
from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.access import only_their
from feedback.campaign.coach_keys import LockedKey, TooManyTries, WrongPassphrase
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.coaching.forms import ChangePassphraseForm, NewPassphraseForm, PassphraseForm
from feedback.coaching.rules import WORDS_OFFERED
from feedback.foundations import clock, sealing
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import me

bp = Blueprint("coach_key", __name__, url_prefix="/coaching/<uuid:subject_id>/key")


@bp.get("")
@only_their("coach", check_ins=True)
def show(leader: Subject) -> ResponseReturnValue:
    """Where the coach's key stands: to be made, made, wanted for closing, or handed over."""
    state = _state_of(leader)
    if state == coach_keys.TO_MAKE:
        return _show_make(leader, NewPassphraseForm())
    if state == coach_keys.WANTED:
        return _show_open(leader, PassphraseForm())
    return render_template("coaching/key.html", leader=leader, state=state)


@bp.post("")
@only_their("coach", check_ins=True)
def make(leader: Subject) -> ResponseReturnValue:
    """Lock the answers about a leader with a passphrase, before anybody is asked."""
    if _state_of(leader) != coach_keys.TO_MAKE:
        raise NotAllowedNow("there is a key already")
    form = NewPassphraseForm()
    if not form.validate_on_submit():
        return _show_make(leader, form), 400
    by, subject_id = me().id, leader.id
    others = _others(leader, coach_keys.TO_MAKE) if form.for_all is not None and form.for_all.data else []
    with one_transaction():
        pass  # lets go of the database while the keys are made
    keys = [coach_keys.new_key(each, form.passphrase.data) for each in (subject_id, *others)]
    with one_transaction():
        for key in keys:
            coach_keys.keep(campaigns.subject(key.subject_id) or abort(404), key, by=by, now=clock.now())
    if others:
        told = ngettext("And those about one other leader.", "And those about %(num)s other leaders.", len(others))
        flash(f"{_('The answers are locked by your passphrase. Keep it safe.')} {told}", "success")
    else:
        flash(_("The answers are locked by your passphrase. Keep it safe."), "success")
    return redirect(url_for("coach_key.show", subject_id=subject_id))


@bp.post("/open")
@only_their("coach", check_ins=True)
def open_lock(leader: Subject) -> ResponseReturnValue:
    """Hand the key over, so that the round can be closed."""
    if _state_of(leader) != coach_keys.WANTED:
        raise NotAllowedNow("the key is not asked for now")
    form = PassphraseForm()
    if not form.validate_on_submit():
        return _show_open(leader, form), 400
    by, subject_id = me().id, leader.id
    others = [coach_keys.key_to(other) for other in _others(leader, coach_keys.WANTED)]
    try:
        key = _tried(leader)
        opened = [(key, coach_keys.unlocked(key, form.present.data))]
    except (WrongPassphrase, TooManyTries) as refused:
        form.present.errors = [_why(refused)]
        return _show_open(leader, form), 400
    for other in others:  # whoever took one passphrase for all leaders types it once
        with suppress(WrongPassphrase):
            opened.append((other, coach_keys.unlocked(other, form.present.data)))
    with one_transaction():
        for key, private in opened:
            coach_keys.hand_over(key, private, by=by, now=clock.now())
    if len(opened) > 1:
        flash(_("Your passphrase has opened %(count)s leaders’ answers.", count=len(opened)), "success")
    return redirect(url_for("coach_key.show", subject_id=subject_id))


@bp.get("/passphrase")
@only_their("coach", check_ins=True)
def another(leader: Subject) -> ResponseReturnValue:
    """Change the passphrase, for example to hand the leader over to another coach."""
    if _state_of(leader) == coach_keys.TO_MAKE:
        return redirect(url_for("coach_key.show", subject_id=leader.id))
    return _show_change(leader, ChangePassphraseForm())


@bp.post("/passphrase")
@only_their("coach", check_ins=True)
def change(leader: Subject) -> ResponseReturnValue:
    """Put the same key under another passphrase."""
    if _state_of(leader) == coach_keys.TO_MAKE:
        raise NotAllowedNow("there is no key yet")
    form = ChangePassphraseForm()
    if not form.validate_on_submit():
        return _show_change(leader, form), 400
    by, subject_id = me().id, leader.id
    try:
        key = coach_keys.under_another(_tried(leader), form.present.data, other=form.passphrase.data)
    except (WrongPassphrase, TooManyTries) as refused:
        form.present.errors = [_why(refused)]
        return _show_change(leader, form), 400
    with one_transaction():
        coach_keys.change_passphrase(key, by=by, now=clock.now())
    flash(_("Your passphrase has been changed. The old one no longer works."), "success")
    return redirect(url_for("coach_key.show", subject_id=subject_id))


def _state_of(leader: Subject) -> str:
    """How far the coach's key is; there is no such page where the campaign asks for none, or all is closed."""
    return coach_keys.states([leader]).get(leader.id) or abort(404)


def _others(leader: Subject, state: str) -> list[uuid.UUID]:
    """The other leaders in the campaign whom the same coach has, and whose key stands just so."""
    coached = [
        other
        for other in campaigns.subjects_where(leader.coach_id, "coach")
        if other.campaign_id == leader.campaign_id and other.id != leader.id
    ]
    states = coach_keys.states(coached)
    return [other.id for other in coached if states.get(other.id) == state]


def _tried(leader: Subject) -> LockedKey:
    """The key to try a passphrase on. The try is counted for good before it is made."""
    with one_transaction():
        return coach_keys.count_a_try(leader.id, now=clock.now())


def _why(refused: Exception) -> str:
    if isinstance(refused, TooManyTries):
        return str(_("You have tried too often. Wait 15 minutes, then try again. Nothing is lost"))
    return str(_("This is not the passphrase that you chose for this leader. Check it and try again. Nothing is lost"))


def _offer(form: NewPassphraseForm | ChangePassphraseForm) -> list[str]:
    """Words for a passphrase: the same as long as the form is being mended."""
    if not re.fullmatch(r"[a-z-]+( [a-z-]+){5}", form.offered.data or ""):
        form.offered.data = sealing.new_phrase(WORDS_OFFERED)
    return str(form.offered.data).split()


def _show_make(leader: Subject, form: NewPassphraseForm) -> str:
    if not _others(leader, coach_keys.TO_MAKE):
        del form.for_all
    return render_template("coaching/make_key.html", leader=leader, form=form, words=_offer(form))


def _show_open(leader: Subject, form: PassphraseForm) -> str:
    return render_template("coaching/open_lock.html", leader=leader, form=form)


def _show_change(leader: Subject, form: ChangePassphraseForm) -> str:
    return render_template("coaching/change_passphrase.html", leader=leader, form=form, words=_offer(form))
