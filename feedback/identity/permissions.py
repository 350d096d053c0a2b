"""May this person open this page? Each view says who may use it; a test fails on one that does not."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, redirect, request, session, url_for

from feedback.identity import service
from feedback.identity.models import Person

View = TypeVar("View", bound=Callable[..., Any])
SESSION_KEY = "person"


def sign_in(person: Person) -> None:
    """Make this browser the person's; whatever it knew before is forgotten."""
    session.clear()
    session[SESSION_KEY] = str(person.id)


def sign_out() -> None:
    """Forget who uses this browser."""
    session.clear()


def signed_in_person() -> Person | None:
    """The person using this browser, or None; looked up once a request."""
    known = session.get(SESSION_KEY)
    if "feedback.person" not in request.environ:  # of this very request: an application context may outlive it
        request.environ["feedback.person"] = service.person(uuid.UUID(known)) if known else None
    person: Person | None = request.environ["feedback.person"]
    return person


def me() -> Person:
    """The signed-in person, on pages that only signed-in people reach."""
    person = signed_in_person()
    if person is None:
        abort(403)
    return person


def open_to_anyone(view: View) -> View:
    """For pages that everybody may see."""
    view.who_may_use_it = "anyone"  # type: ignore[attr-defined]
    return view


def rater_page(view: View) -> View:
    """For pages behind a rater's link: the link is the permission, and no trace of the visit is kept.

    Those on the way there, which show nobody's, are ``open_to_anyone`` besides.
    """
    view.who_may_use_it = "whoever holds the link"  # type: ignore[attr-defined]
    view.rater_page = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """For pages that need an account and show everybody their own."""
    return _guard(view, "signed in", lambda _person, /, **_path: True)


def only_if(who: str, allowed: Callable[..., bool]) -> Callable[[View], View]:
    """For pages that decide by what the person is to the thing shown; strangers are told that there is no such page.

    ``allowed`` is given the person's id and what stands in the path.
    """
    return lambda view: _guard(view, who, lambda person, /, **path: allowed(person.id, **path), stranger=404)


def administrators_only(view: View) -> View:
    """For learning and development."""
    return _guard(view, "administrator", lambda person, /, **_path: person.is_administrator)


def administrators_unless(who: str, has_a_part: Callable[..., bool]) -> Callable[[View], View]:
    """For what administrators must not see of feedback that they have a part in; ``who`` says in what words.

    ``has_a_part`` is given the administrator's id and what stands in the path.
    """

    def allowed(person: Person, /, **path: Any) -> bool:
        return person.is_administrator and not has_a_part(person.id, **path)

    return lambda view: _guard(view, f"administrator {who}", allowed)


def administrators_and_directors(view: View) -> View:
    """For what is said of all leaders together: directors read it, administrators too."""
    either = "administrator or director"
    return _guard(view, either, lambda person, /, **_path: person.is_administrator or person.is_director)


def clerks_only(view: View) -> View:
    """For keying in what was answered on paper; like a rater's page it leaves no trace of what was done there."""
    guarded = _guard(view, "clerk", lambda person, /, **_path: person.is_clerk)
    guarded.silent = True  # type: ignore[attr-defined]
    return guarded


def _guard(view: View, who: str, allowed: Callable[..., bool], *, stranger: int = 403) -> View:
    @wraps(view)
    def guarded(**path: Any) -> Any:
        person = signed_in_person()
        if person is None:
            then = request.path if request.method == "GET" else None
            return redirect(url_for("identity.ask", then=then))
        if not allowed(person, **path):
            abort(stranger)
        return view(**path)

    guarded.who_may_use_it = who  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
