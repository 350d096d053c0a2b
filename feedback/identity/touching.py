"""Has this browser's person just touched their key? The challenge lies in the session's row, for one answer."""

import secrets

from flask import current_app, request

from feedback.config import Settings
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import keys, sessions
from feedback.identity.keys import KeyRefused, Place
from feedback.identity.models import Person, StaffSession

TOUCH = "touch"  # the field in which a script puts the key's answer
CHALLENGE_BYTES = 32


def place() -> Place:
    """Where keys are good."""
    settings: Settings = current_app.config["SETTINGS"]
    return Place.of(settings.base_url, name=settings.product_name)


def fresh_challenge(session: StaffSession) -> bytes:
    """A new challenge for this session; an earlier one is spent."""
    fresh, session_id = secrets.token_bytes(CHALLENGE_BYTES), session.id
    with one_transaction():
        sessions.challenge(session_id, fresh)
    return fresh


def spent_challenge(session: StaffSession) -> bytes:
    """The challenge that this session was given, which no other answer can use any more.

    Raises:
        KeyRefused: there is none.
    """
    session_id = session.id
    with one_transaction():
        spent = sessions.challenge(session_id, None)
    if spent is None:
        raise KeyRefused
    return spent


def options(person: Person, session: StaffSession) -> str:
    """What a page has to tell the browser, so that one of the person's keys is touched."""
    person_id = person.id
    return keys.options_to_touch(person_id, at=place(), challenge=fresh_challenge(session))


def is_touched(person: Person, session: StaffSession) -> bool:
    """True if the form of this request holds a good answer of the person's key; the session has then proved it."""
    answer, person_id, session_id = request.form.get(TOUCH, ""), person.id, session.id
    if not answer:
        return False
    try:
        challenge = spent_challenge(session)
        with one_transaction():
            keys.check_touch(person_id, answer, at=place(), challenge=challenge)
            sessions.prove(session_id, now=clock.now())
    except KeyRefused:
        return False
    return True
