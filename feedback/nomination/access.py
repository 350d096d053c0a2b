"""Who may open one leader's list? The leader and the manager, signed in; the manager also by a link to that list.

Who came by a link may decide, and no more: afterwards they are told that it is done.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, render_template, request, session, url_for

from feedback.campaign import service as campaigns
from feedback.campaign.access import roles_towards
from feedback.campaign.models import CAMPAIGN, Subject
from feedback.foundations.database import one_transaction
from feedback.identity import browser, permissions
from feedback.nomination import links

View = TypeVar("View", bound=Callable[..., Any])
SESSION_KEY = "list"


def open_one_list(leader: Subject) -> None:
    """Let this browser open the list of one leader as the manager, and nothing else; whoever used it is signed out."""
    with one_transaction():
        browser.sign_out()
    session[SESSION_KEY] = [str(leader.id), str(leader.manager_id)]


def their_list(*roles: str) -> Callable[[View], View]:
    """For pages of one list (``subject_id`` in the path) that only these roles towards the leader may open.

    The view is given ``leader``, the Subject, and ``by``, the id of whoever opens it. Strangers are told that there is
    no such page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*, subject_id: uuid.UUID, **path: Any) -> Any:
            leader = campaigns.subject(subject_id)
            by = _who(leader)
            if by is None and leader is not None and _came_by_link(leader):
                return render_template("nomination/decided.html"), 200 if request.method == "GET" else 409
            if by is None:
                asked = permissions.or_ask_to_sign_in(then=url_for("nomination.show", subject_id=subject_id))
                if asked is not None:
                    return asked
                by = permissions.me().id
            if leader is None or not roles_towards(by, leader).intersection(roles):
                abort(404)
            if leader.campaign.kind != CAMPAIGN:  # a check-in asks whoever was approved before
                abort(404)
            return view(leader=leader, by=by, **path)

        by_link = ", also by a link to the list" if "manager" in roles else ""
        guarded.who_may_use_it = f"the leader's own {' or '.join(roles)}{by_link}"  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _who(leader: Subject | None) -> uuid.UUID | None:
    """The signed-in person; or whom a link to this very list was sent to, while it waits for them."""
    signed_in = browser.signed_in_person()
    if signed_in is not None:
        return signed_in.id
    if leader is not None and _came_by_link(leader) and links.may_open(leader):
        return leader.manager_id
    return None


def _came_by_link(leader: Subject) -> bool:
    """True in a browser that a link to this very list has opened, for whoever manages the leader now."""
    return session.get(SESSION_KEY) == [str(leader.id), str(leader.manager_id)]
