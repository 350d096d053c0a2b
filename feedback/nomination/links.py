"""How does a manager come straight from a letter to the list that waits? By a link that opens that list alone.

A link to sign in would open all that the manager may see, so it lives for minutes. This one opens one list, so it may
lie in a mailbox until the list is decided; then it opens nothing. Only its digest is kept.
"""

import uuid
from datetime import datetime

from sqlalchemy import delete, select

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import audit, sealing
from feedback.nomination.directory import OPEN_STATES
from feedback.nomination.models import ListLink


class LinkUnusable(Exception):
    """The link is unknown or damaged, the list has been decided, or somebody else manages the leader now."""


def may_open(leader: Subject) -> bool:
    """True while the list waits for the manager, in a round that goes on: only then a link opens it."""
    return leader.list_state == "with_manager" and leader.campaign.state in OPEN_STATES and not leader.closed


def mint(subject_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """A fresh code that opens one list for one manager; earlier ones stay good."""
    token = sealing.new_token()
    db.session.add(ListLink(token_hash=sealing.digest(token), subject_id=subject_id, person_id=person_id))
    return token


def forget(token: str) -> None:
    """Make a code useless, because its letter never left."""
    db.session.execute(delete(ListLink).where(ListLink.token_hash == sealing.digest(token)))


def end(subject_id: uuid.UUID) -> None:
    """Make every code to a list useless: it has been decided."""
    db.session.execute(delete(ListLink).where(ListLink.subject_id == subject_id))


def use(token: str, *, now: datetime) -> Subject:
    """The list that a code opens, for its leader's manager.

    Raises:
        LinkUnusable: it opens nothing.
    """
    link = db.session.scalar(select(ListLink).where(ListLink.token_hash == sealing.digest(token.strip())))
    leader = db.session.get(Subject, link.subject_id) if link else None
    if link is None or leader is None or leader.manager_id != link.person_id or not may_open(leader):
        raise LinkUnusable
    audit.record("list_link.used", by=link.person_id, about=leader.id, now=now)
    return leader
