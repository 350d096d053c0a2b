"""Who uses this browser? Its cookie holds a random token and when it was last seen; all else is in the session's row.

When it was seen is kept in the cookie alone, which the browser cannot change: so a page that is only looked at writes
nothing, and nobody can read later when somebody worked.
"""

from datetime import UTC, datetime, timedelta

from flask import current_app, request, session

from feedback.config import Settings
from feedback.foundations import clock
from feedback.identity import keys, sessions
from feedback.identity.models import Person, StaffSession
from feedback.identity.sessions import Limits

TOKEN, SEEN, FORMS = "session", "seen", "csrf_token"
KNOWN = "feedback.session"  # in the environment of a request
NOTED = timedelta(minutes=1)


def limits() -> Limits:
    """How long sessions last here."""
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        whole=timedelta(hours=settings.session_hours),
        proof=timedelta(minutes=settings.proof_minutes),
    )


def policy() -> str:
    """What is asked of administrators here: see ``second_factor`` in the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.second_factor


def sign_in(person: Person, *, how: str, proved_at: datetime | None = None, now: datetime) -> None:
    """Make this browser the person's, in the present transaction. What it knew of another is forgotten.

    They have shown that it is them just now, unless ``proved_at`` says when. The session is always a new one. Where the
    same person was signed in, forms that are open in other tabs stay good.
    """
    before = _whose()
    forms = session.get(FORMS) if before is not None and before[0].id == person.id else None
    sign_out()
    if forms is not None:
        session[FORMS] = forms
    waits = keys.needed_by(person, policy())
    session[TOKEN] = sessions.begin(person.id, how=how, waits_for_key=waits, proved_at=proved_at or now, now=now)
    session[SEEN] = int(now.timestamp())


def sign_out() -> None:
    """End this browser's session, in the present transaction, and forget who uses it."""
    if TOKEN in session:
        sessions.end(session[TOKEN])
    session.clear()
    request.environ.pop(KNOWN, None)


def signed_in_person() -> Person | None:
    """The person using this browser, or None; looked up once a request."""
    found = here()
    return found[0] if found else None


def here() -> tuple[Person, StaffSession] | None:
    """The person and the session of this browser, while it lasts."""
    found = at_the_door()
    return found if found is not None and not found[1].waits_for_key else None


def at_the_door() -> tuple[Person, StaffSession] | None:
    """The same; also where the security key has still to be touched."""
    found, now = _whose(), clock.now()
    if found is None:
        return None
    seen = datetime.fromtimestamp(session.get(SEEN, 0), UTC)
    if sessions.is_over(found[1], seen=seen, limits=limits(), now=now):
        return None
    if now - seen >= NOTED:
        session[SEEN] = int(now.timestamp())
    return found


def who_was_signed_in() -> Person | None:
    """Whose session this browser's is, or was until it lasted too long."""
    found = _whose()
    return found[0] if found else None


def is_freshly_proved() -> bool:
    """True while it is not long ago that the person in this browser showed that it is them."""
    found = here()
    return found is not None and clock.now() - found[1].proved_at < limits().proof


def _whose() -> tuple[Person, StaffSession] | None:
    if KNOWN not in request.environ:  # of this very request: an application context may outlive it
        token = session.get(TOKEN)
        request.environ[KNOWN] = sessions.of_token(token) if token else None
    found: tuple[Person, StaffSession] | None = request.environ[KNOWN]
    return found
