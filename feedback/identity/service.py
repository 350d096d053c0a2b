"""The verbs of people and signing in."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from feedback.extensions import db
from feedback.foundations import audit, sealing
from feedback.foundations.mail import Letter, Link, is_address
from feedback.foundations.outbox import Written
from feedback.identity import finding, rules
from feedback.identity.models import Person, SignInLink


class NotAnAddress(Exception):
    """The text is no email address."""


class AddressTaken(Exception):
    """Another person has this address."""


class RolesClash(Exception):
    """An administrator knows whose paper copy is whose, so the same person cannot key them in."""


class NoSuchManager(Exception):
    """Nobody in the directory has the manager's address."""


class GoesInACircle(Exception):
    """The manager is the person, or stands below them."""


class LinkUnusable(Exception):
    """The sign-in link is unknown, used, replaced or expired; all look alike."""


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in the council, in its own words; ``manager_email`` is empty for nobody."""

    level: str = ""
    team: str = ""
    manager_email: str = ""


def tidy_address(text: str) -> str:
    """An address as we keep it: one spelling, no blanks, lower case.

    Raises:
        NotAnAddress: it cannot be one.
    """
    address = rules.plain_address(text)
    if not is_address(address):
        raise NotAnAddress(text)
    return address


def person(person_id: uuid.UUID) -> Person | None:
    """The person, or None."""
    return db.session.get(Person, person_id)


def person_by_email(email: str) -> Person | None:
    """The person with this address, however it is capitalised, or None."""
    return db.session.scalar(select(Person).where(Person.email == rules.plain_address(email)))


def people(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """The people by their ids, in one query."""
    wanted = set(person_ids)
    return {found.id: found for found in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}


def coaches() -> Sequence[Person]:
    """Everybody who may be given leaders to coach, by name."""
    return db.session.scalars(select(Person).where(Person.is_coach).order_by(func.lower(Person.name))).all()


def find_or_add_person(*, name: str, email: str, job_title: str = "") -> Person:
    """The person with this address, added with this name when there is none. An existing name is left as it is.

    Raises:
        NotAnAddress: ``email`` cannot be one.
    """
    address = tidy_address(email)
    found = person_by_email(address)
    if found is None:
        found = Person(name=" ".join(name.split()) or address, email=address, job_title=job_title.strip())
        db.session.add(found)
        db.session.flush()
    return found


def save_person(
    person_id: uuid.UUID | None,
    *,
    name: str,
    email: str,
    job_title: str,
    is_administrator: bool,
    is_coach: bool,
    is_clerk: bool,
    is_director: bool = False,
    standing: Standing | None = None,
    by: uuid.UUID | None,
    now: datetime,
) -> Person:
    """Add a person (``person_id`` None) or change one. Without ``standing``, where they stand is left as it is.

    Raises:
        NotAnAddress: ``email`` cannot be one.
        AddressTaken: somebody else has it.
        RolesClash: an administrator cannot be a clerk too.
        NoSuchManager: nobody has the manager's address.
        GoesInACircle: they would stand above themself.
    """
    if is_administrator and is_clerk:
        raise RolesClash
    address = tidy_address(email)
    other = person_by_email(address)
    if other is not None and other.id != person_id:
        raise AddressTaken(address)
    saved = db.session.get(Person, person_id) if person_id else None
    if saved is None:
        saved = Person(name="", email=address)
        db.session.add(saved)
    saved.name, saved.email, saved.job_title = " ".join(name.split()), address, job_title.strip()
    saved.is_administrator, saved.is_coach, saved.is_clerk = is_administrator, is_coach, is_clerk
    saved.is_director = is_director
    db.session.flush()
    if standing is not None:
        _place(saved, standing)
    roles = {"administrator": is_administrator, "coach": is_coach, "clerk": is_clerk, "director": is_director}
    audit.record("person.saved", by=by, about=saved.id, now=now, **roles)
    return saved


def _place(somebody: Person, standing: Standing) -> None:
    manager = person_by_email(standing.manager_email) if standing.manager_email else None
    if standing.manager_email and manager is None:
        raise NoSuchManager
    if manager is not None:
        try:
            rules.check_manager(somebody.id, manager.id, finding.manager_of())
        except rules.GoesInACircle as circle:
            raise GoesInACircle from circle
    somebody.level, somebody.team = " ".join(standing.level.split()), " ".join(standing.team.split())
    somebody.manager_id = manager.id if manager else None
    db.session.flush()


def correct_address(person_id: uuid.UUID, email: str, *, by: uuid.UUID, now: datetime) -> None:
    """Put somebody's address right.

    Raises:
        NotAnAddress: ``email`` cannot be one.
        AddressTaken: somebody else has it.
    """
    address = tidy_address(email)
    other = person_by_email(address)
    if other is not None and other.id != person_id:
        raise AddressTaken(address)
    db.session.get_one(Person, person_id).email = address
    audit.record("person.address_corrected", by=by, about=person_id, now=now)


def mint_sign_in_link(person_id: uuid.UUID, *, now: datetime, minutes: int) -> str:
    """A fresh token that signs this person in once; every older one dies."""
    db.session.execute(delete(SignInLink).where(SignInLink.person_id == person_id))
    token = sealing.new_token()
    db.session.add(
        SignInLink(token_hash=sealing.digest(token), person_id=person_id, expires_at=now + timedelta(minutes=minutes))
    )
    return token


def claim_sign_in_link(token: str, *, now: datetime) -> Person:
    """Spend a sign-in link. One statement both checks and spends, so two clicks at once cannot both succeed.

    Raises:
        LinkUnusable: unknown, used, replaced or expired.
    """
    person_id = db.session.scalar(
        delete(SignInLink)
        .where(SignInLink.token_hash == sealing.digest(token.strip()), SignInLink.expires_at > now)
        .returning(SignInLink.person_id)
    )
    claimed = db.session.get(Person, person_id) if person_id else None
    if claimed is None:
        raise LinkUnusable
    return claimed


def write_sign_in(person_id: uuid.UUID, *, now: datetime, minutes: int, base_url: str) -> Written | None:
    """The letter that carries a sign-in link, minted as it is written."""
    to = db.session.get(Person, person_id)
    if to is None:
        return None
    token = mint_sign_in_link(person_id, now=now, minutes=minutes)
    letter = Letter(
        to=to.email,
        subject=_("Your link to sign in"),
        paragraphs=(
            _("Hello %(name)s,", name=to.name),
            _("Use this link to sign in. It works once, for %(minutes)s minutes.", minutes=minutes),
        ),
        links=(Link(_("Sign in"), f"{base_url}/sign-in/link#{token}"),),
        small_print=(_("If you did not ask for this, you need do nothing: nobody can sign in without this link."),),
    )
    spent = sealing.digest(token)
    return Written(letter, forget=lambda: _forget(spent))


def _forget(token_hash: bytes) -> None:
    db.session.execute(delete(SignInLink).where(SignInLink.token_hash == token_hash))
