"""How is a rater taken out of the house on request? Wholly, and without touching anybody else's feedback."""

import uuid
from datetime import datetime

from sqlalchemy import delete, or_, select

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import audit, erasing
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.nomination.models import Nomination


class StillNeeded(Exception):
    """The person is more than a rater: a leader, a manager, a coach, a clerk or an administrator."""


def is_needed(person: Person) -> bool:
    """True for somebody who is more than a rater, and so cannot be forgotten yet."""
    parts = or_(Subject.person_id == person.id, Subject.manager_id == person.id, Subject.coach_id == person.id)
    staff = person.is_administrator or person.is_coach or person.is_clerk or person.is_director
    return staff or db.session.scalar(select(Subject.id).where(parts).limit(1)) is not None


def forget_rater(person_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> None:
    """Delete a person with every nomination and invitation of theirs, their links and waiting letters.

    While a campaign is open this withdraws their answers. Once it is closed there is no answer of theirs to be found,
    and no released report changes by a byte: comments can be removed only by quoting them to the coach.

    Raises:
        StillNeeded: the person has another part in the house; that has to end first.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        return
    if is_needed(person):
        raise StillNeeded("a leader, manager, coach, clerk or administrator is not only a rater")
    for table in (Invitation, Nomination):
        db.session.execute(delete(table).where(table.person_id == person_id))
    db.session.execute(delete(Person).where(Person.id == person_id))  # links to sign in and letters go with the row
    erasing.wipe("person")  # elsewhere only ciphertext and random ids are left
    audit.record("person.forgotten", by=by, about=person_id, now=now)
