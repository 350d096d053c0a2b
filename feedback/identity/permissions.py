"""May this person open this page? Each view says who may use it; a test fails on one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedback.identity import browser, keys, proving
from feedback.identity.browser import signed_in_person
from feedback.identity.models import Person

View = TypeVar("View", bound=Callable[..., Any])


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
    return _guard(view, "administrator", lambda person, /, **_path: person.is_administrator, needs_key=True)


def administrators_without_a_key_too(view: View) -> View:
    """For what administrators need to get the security key that is required of them."""
    return _guard(view, "administrator", lambda person, /, **_path: person.is_administrator)


def administrators_unless(who: str, has_a_part: Callable[..., bool]) -> Callable[[View], View]:
    """For what administrators must not see of feedback that they have a part in; ``who`` says in what words.

    ``has_a_part`` is given the administrator's id and what stands in the path.
    """

    def allowed(person: Person, /, **path: Any) -> bool:
        return person.is_administrator and not has_a_part(person.id, **path)

    return lambda view: _guard(view, f"administrator {who}", allowed, needs_key=True)


def administrators_and_directors(view: View) -> View:
    """For what is said of all leaders together: directors read it, administrators too."""
    either = "administrator or director"
    return _guard(
        view, either, lambda person, /, **_path: person.is_administrator or person.is_director, needs_key=True
    )


def clerks_only(view: View) -> View:
    """For keying in what was answered on paper; like a rater's page it leaves no trace of what was done there."""
    guarded = _guard(view, "clerk", lambda person, /, **_path: person.is_clerk)
    guarded.silent = True  # type: ignore[attr-defined]
    return guarded


def with_fresh_proof(view: View) -> View:
    """For what is dangerous: whoever signed in a while ago first shows that it is still them. Nothing typed is lost."""
    return with_fresh_proof_if(lambda **_path: True)(view)


def with_fresh_proof_if(dangerous: Callable[..., bool]) -> Callable[[View], View]:
    """As ``with_fresh_proof``, where ``dangerous`` says so; it is given what stands in the path."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**path: Any) -> Any:
            if dangerous(**path) and not browser.is_freshly_proved():
                asked = proving.ask(me(), because="dangerous")
                if asked is not None:
                    return asked
            return view(**path)

        return guarded  # type: ignore[return-value]

    return decorate


def or_ask_to_sign_in(then: str | None = None) -> ResponseReturnValue | None:
    """What to answer to somebody who is not signed in; None if they have just signed in again by what they sent.

    Whoever sends a form when their session is over is asked on a page that keeps what they typed.
    """
    if request.method == "GET" and browser.at_the_door() is None:
        return redirect(url_for("identity.ask", then=request.path))
    if browser.at_the_door() is not None:
        return redirect(url_for("keys.at_the_door"))
    was = browser.who_was_signed_in()
    return proving.ask(was, because="over") if was is not None else redirect(url_for("identity.ask", then=then))


def _guard(view: View, who: str, allowed: Callable[..., bool], *, stranger: int = 403, needs_key: bool = False) -> View:
    @wraps(view)
    def guarded(**path: Any) -> Any:
        if signed_in_person() is None:
            asked = or_ask_to_sign_in()
            if asked is not None:
                return asked
        if not allowed(me(), **path):
            abort(stranger)
        if needs_key and me().is_administrator and browser.policy() == "required" and not keys.of_person(me().id):
            return redirect(url_for("keys.show"))
        return view(**path)

    guarded.who_may_use_it = who  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
