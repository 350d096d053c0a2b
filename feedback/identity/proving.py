"""Is it still you? Asks in the middle of something, by a link or a key, and then goes on with what was sent."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import asking, browser, keys, service, touching
from feedback.identity.models import Person

CODE = "proof"  # the field in which a link from the letter is pasted
NOT_KEPT = (CODE, touching.TOUCH, browser.FORMS)


def ask(person: Person, *, because: str) -> ResponseReturnValue | None:
    """The page that asks, with all that was sent in it; None if what was sent proves it.

    Args:
        person: who it has to be.
        because: what they do is ``dangerous``, or their session is ``over``.
    """
    person_id, code, now = person.id, request.form.get(CODE, "").strip().rpartition("#")[2], clock.now()
    by_link = "link" in current_app.config["SETTINGS"].sign_in_by
    has_key, key, problem = keys.needed_by(person, browser.policy()), None, ""
    if has_key:
        here = browser.here()
        if here is not None and touching.is_touched(*here):
            return None
        by_link, key = False, touching.options(*here) if here is not None else None
    elif code and by_link:
        try:
            with one_transaction():
                claimed = service.claim_sign_in_link(code, now=now)
                if claimed.id != person_id:
                    raise service.LinkUnusable
                browser.sign_in(claimed, how="link", now=now)
        except service.LinkUnusable:
            problem = _("This link cannot be used. Check that it is the newest, and whole")
        else:
            return None
    elif by_link:
        with one_transaction():
            asking.send_link(person_id, most=current_app.config["SETTINGS"].sign_in_letters, now=now)
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    page = render_template(
        "identity/prove.html",
        because=because,
        sent=sent,
        has_file=any(request.files.values()),
        by_link=by_link,
        has_key=has_key,
        key=key,
        problem=problem,
        errors=[{"text": problem, "href": "#proof"}] if problem else [],
        minutes=current_app.config["SETTINGS"].sign_in_minutes,
    )
    return page, 403
