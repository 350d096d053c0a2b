"""Who may answer on paper, and by which code? The side of the paper route that knows names, and no answer.

The other side, which has a code and no name, goes through ``handover``.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.identity.models import Person
from feedback.invitation import codes, handover
from feedback.invitation.models import DRAFT, INVITED, Invitation, PaperCode
from feedback.invitation.statements import TAKES_ANSWERS


class NotToBeAsked(Exception):
    """One of them cannot be given paper now: answered or declined in the meantime, or feedback has stopped."""


@dataclass(frozen=True)
class PaperRater:
    """Somebody who has still to answer."""

    invitation_id: uuid.UUID
    name: str
    email: str
    group: str


@dataclass(frozen=True)
class Copy:
    """One paper copy: for whom it is, and the code that is printed on it and kept nowhere."""

    name: str
    group: str
    code: str


def still_to_answer(leader: Subject) -> Sequence[PaperRater]:
    """Those who can still answer about a leader, by name; nobody when feedback takes no answers."""
    if leader.campaign.state not in TAKES_ANSWERS or leader.closed or leader.seal_public is None:
        return []
    rows = db.session.execute(
        select(Invitation.id, Person.name, Person.email, Invitation.group)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.subject_id == leader.id, Invitation.state.in_([INVITED, DRAFT]))
        .order_by(func.lower(Person.name), Person.email)
    )
    return [PaperRater(*row) for row in rows]


def make_copies(
    leader: Subject, invitation_ids: Collection[uuid.UUID], *, secret: str, by: uuid.UUID, now: datetime
) -> list[Copy]:
    """A fresh code for each of these raters of a leader, by name. A new copy cancels the one before it.

    Each rater is told by email that paper was made for them, so that nobody can answer in their place unnoticed. The
    audit keeps how many were made for whose feedback on which day, and not for which raters.

    Raises:
        NotToBeAsked: somebody among them cannot answer now; nothing was made.
    """
    asked = [rater for rater in still_to_answer(leader) if rater.invitation_id in invitation_ids]
    if not asked or len(asked) != len(set(invitation_ids)):
        raise NotToBeAsked
    locked = select(Invitation).where(Invitation.id.in_(invitation_ids)).order_by(Invitation.id).with_for_update()
    people = {invitation.id: invitation.person_id for invitation in db.session.scalars(locked)}
    db.session.execute(delete(PaperCode).where(PaperCode.invitation_id.in_(people)))
    copies = []
    for rater in asked:
        code = codes.new_code()
        db.session.add(
            PaperCode(code_digest=handover.paper_digest(code, secret=secret), invitation_id=rater.invitation_id)
        )
        outbox.enqueue("paper_made", to=people[rater.invitation_id], about=rater.invitation_id)
        copies.append(Copy(rater.name, rater.group, code))
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    audit.record("paper.copies_made", by=by, about=leader.id, now=day, copies=len(copies))
    return copies
