"""How does a rater get no more reminders? By the link in the mail, or by what a mail program sends for them (RFC 8058).

Neither declines anything: what was asked can still be answered.
"""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.extensions import csrf
from feedback.foundations.database import one_transaction
from feedback.identity.permissions import open_to_anyone, rater_page
from feedback.invitation import handover
from feedback.response import cookies, service
from feedback.response.asked import Asked, asked_about

bp = Blueprint("reminders", __name__, url_prefix="/no-reminders")


@bp.get("")
@rater_page
def ask() -> ResponseReturnValue:
    """Ask whether they mean it; about everybody whom the link asks about."""
    return render_template("response/no_reminders.html", asked=_asked(), done=False)


@bp.post("")
@rater_page
def stop() -> ResponseReturnValue:
    """Send no more."""
    with one_transaction():
        handover.stop_reminders(token=cookies.link_code())
    return redirect(url_for("response.reminders.stopped"))


@bp.get("/stopped")
@open_to_anyone
@rater_page
def stopped() -> ResponseReturnValue:
    """Say that there will be no more, and lead whoever was answering back."""
    try:
        asked = _asked()
    except handover.LinkUnusable:
        asked = []
    return render_template("response/no_reminders.html", asked=asked, done=True)


@bp.get("/<code>")
@open_to_anyone
@rater_page
def ask_by_mail(code: str) -> ResponseReturnValue:
    """The same for mail programs that open a page; whoever has the code is told no name."""
    return render_template("response/no_reminders.html", asked=(), done=False)


@bp.post("/<code>")
@csrf.exempt  # type: ignore[untyped-decorator]  # a mail program has no token; the code does nothing but this
@open_to_anyone
@rater_page
def stop_by_mail(code: str) -> ResponseReturnValue:
    """Send no more, as the reader's mail program asks with one click."""
    with one_transaction():
        handover.stop_reminders(code=code)
    return render_template("response/no_reminders.html", asked=(), done=True)


def _asked() -> list[Asked]:
    return [asked_about(slot) for slot in service.slots(cookies.link_code(), to_write=False)]
