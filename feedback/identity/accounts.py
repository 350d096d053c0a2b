"""Whose is this account of the council's? Known by who issued it and its name there, never by its address alone."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from feedback.extensions import db
from feedback.foundations import audit
from feedback.identity import rules, service
from feedback.identity.models import OutsideAccount, Person


def person_of(claims: Mapping[str, Any], *, links_by_email: bool, now: datetime) -> Person | None:
    """Whoever has this account, by what its issuer says of it; None if that is nobody here.

    With ``links_by_email``, an account that is new becomes that of whoever has its proved address here, if they have
    none from this issuer: an address that was passed on to somebody else opens nothing. Nobody is ever added, and no
    role given.
    """
    known = db.session.get(OutsideAccount, (claims["iss"], rules.account_name(claims)))
    if known is not None:
        return db.session.get(Person, known.person_id)
    address = rules.proved_address(claims) if links_by_email else ""
    found = service.person_by_email(address) if address else None
    if found is None or has_one(found.id, issuer=claims["iss"]):
        return None
    connect(found.id, claims, now=now)
    return found


def connect(person_id: uuid.UUID, claims: Mapping[str, Any], *, now: datetime) -> bool:
    """Make an account somebody's, in place of another by the same issuer; False if somebody else has it."""
    known = db.session.get(OutsideAccount, (claims["iss"], rules.account_name(claims)))
    if known is not None:
        return known.person_id == person_id
    for old in db.session.scalars(select(OutsideAccount).where(*_of(person_id, claims["iss"]))):
        db.session.delete(old)
    db.session.add(OutsideAccount(issuer=claims["iss"], subject=rules.account_name(claims), person_id=person_id))
    audit.record("account.connected", by=person_id, about=person_id, now=now)
    return True


def has_one(person_id: uuid.UUID, *, issuer: str | None = None) -> bool:
    """True for somebody with an account, by this issuer or by any."""
    return db.session.scalar(select(OutsideAccount.person_id).where(*_of(person_id, issuer)).limit(1)) is not None


def _of(person_id: uuid.UUID, issuer: str | None) -> list[Any]:
    return [OutsideAccount.person_id == person_id, *([OutsideAccount.issuer == issuer] if issuer else [])]
