"""Signing in with the council's own account: away to its provider, and back."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.config import Settings
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.foundations.headers import own_path
from feedback.identity import accounts, browser
from feedback.identity.permissions import open_to_anyone
from feedback.identity.rules import signed_in_there

NOT_TOLD = datetime(1970, 1, 1, tzinfo=UTC)  # when somebody showed their provider who they are: too long ago to count

bp = Blueprint("outside", __name__, url_prefix="/sign-in/account")


@bp.get("")
@open_to_anyone
def go() -> ResponseReturnValue:
    """Away to the provider; the browser keeps what it has to bring back."""
    if not _is_on():
        return redirect(url_for("identity.ask"))
    provider = _provider()
    session["then"] = own_path(request.args.get("then"))
    session["again"] = "again" in request.args
    session["connect"] = "connect" in request.args and browser.is_freshly_proved()
    try:
        away: ResponseReturnValue = provider.send_away(
            f"{_settings().base_url}{url_for('outside.back')}", again=session["again"]
        )
    except provider.NotSignedIn:
        return _refused()
    return away


@bp.get("/back")
@open_to_anyone
def back() -> ResponseReturnValue:
    """Back from the provider: a button, which a script presses. Looking changes nothing."""
    if not _is_on():
        return redirect(url_for("identity.ask"))
    brought = {name: request.args.get(name, "") for name in ("code", "state")}
    return render_template("identity/back.html", brought=brought) if brought["code"] else _refused()


@bp.post("/back")
@open_to_anyone
def claim() -> ResponseReturnValue:
    """Sign in whoever the provider says it is, if they are known here."""
    if not _is_on():
        return redirect(url_for("identity.ask"))
    provider, now = _provider(), clock.now()
    then, connect, me = own_path(session.pop("then", "")), session.pop("connect", False), browser.here()
    again = session.pop("again", False)
    try:
        claims = provider.who_came_back()
    except provider.NotSignedIn:
        return _refused()
    proved_at = signed_in_there(claims, now=now)
    if again and (proved_at is None or now - proved_at >= browser.limits().proof):
        return render_template("identity/not_asked_again.html", told=proved_at is not None), 410
    with one_transaction():
        if connect and me is not None and not accounts.connect(me[0].id, claims, now=now):
            return _refused()
        person = accounts.person_of(claims, links_by_email=_settings().oidc_links_by_email, now=now)
        if person is not None:
            browser.sign_in(person, how="account", proved_at=proved_at or NOT_TOLD, now=now)
    if person is None:
        return render_template("identity/not_known.html"), 410
    if browser.here() is None:  # their key is asked for first
        session["then"] = then
        return redirect(url_for("keys.at_the_door"))
    if connect:
        flash(_("Connected. You can sign in with your work account from now on."), "success")
        return redirect(url_for("account.show"))
    return redirect(then or url_for("home.start"))


def _refused() -> ResponseReturnValue:
    return render_template("identity/not_signed_in.html"), 410


def _is_on() -> bool:
    return "account" in _settings().sign_in_by


def _provider() -> Any:
    from feedback.identity import provider  # takes a while to import: only where accounts are used

    return provider


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
