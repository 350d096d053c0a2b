"""Who asked to sign in? Links for the people who are known, and the same silence for all."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from feedback.extensions import db
from feedback.foundations import outbox, waking
from feedback.identity import rules
from feedback.identity.models import Person, SignInAsk, SignInLetters

WITHIN = timedelta(minutes=15)
LONGEST_ADDRESS = 254  # characters, by RFC 5321


def ask_to_sign_in(email: str) -> None:
    """Note that somebody wants a link: the same row, whoever has the address or nobody."""
    waking.ask("letters")
    db.session.add(SignInAsk(email=rules.plain_address(email)[:LONGEST_ADDRESS]))


def send_links(*, most: int, now: datetime) -> int:
    """Queue a letter for everybody known who asked, and forget who asked; return how many letters.

    The limit is counted for each person. An office shares one address on the network, and a person has many: neither
    is asked for.
    """
    if db.session.scalar(select(SignInAsk.id).limit(1)) is None:
        return 0
    asked = set(db.session.scalars(delete(SignInAsk).returning(SignInAsk.email)))  # another worker has none of these
    found = db.session.scalars(select(Person.id).where(Person.email.in_(asked)).order_by(Person.id)).all()
    return sum(send_link(person_id, most=most, now=now) for person_id in found)


def send_link(person_id: uuid.UUID, *, most: int, now: datetime) -> bool:
    """Queue a letter with a link, unless this person has been sent the ``most`` just now."""
    sent = db.session.get(SignInLetters, person_id)
    if sent is None:
        sent = SignInLetters(person_id=person_id, since=now, letters=0)
        db.session.add(sent)
    if now - sent.since >= WITHIN:
        sent.since, sent.letters = now, 0
    if sent.letters >= most:
        return False
    sent.letters += 1
    outbox.enqueue("sign_in", to=person_id, about=person_id)
    return True
