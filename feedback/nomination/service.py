"""The verbs of nominating and approving."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.identity import service as identity
from feedback.nomination import rules
from feedback.nomination.models import Nomination

OPEN_STATES = (State.NOMINATING, State.COLLECTING)


class NominationRefused(Exception):
    """This person cannot be nominated; ``message`` tells why, ``field`` which answer is at fault."""

    def __init__(self, message: str, *, field: str = "email") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def nominations(subject_id: uuid.UUID) -> Sequence[Nomination]:
    """The living nominations of a leader (proposed or approved), by group and name."""
    found = db.session.scalars(
        select(Nomination).where(Nomination.subject_id == subject_id, Nomination.state.in_(["proposed", "approved"]))
    ).all()
    order = {group: place for place, group in enumerate(rules.NOMINATED_GROUPS)}
    return sorted(found, key=lambda proposal: (order.get(proposal.group, 9), proposal.person.name.lower()))


def counts(subject_id: uuid.UUID) -> Counter[str]:
    """How many living nominations each group has."""
    return Counter(proposal.group for proposal in nominations(subject_id))


def nominate(leader: Subject, *, name: str, email: str, group: str, by: uuid.UUID, now: datetime) -> Nomination:
    """Propose that somebody rates a leader. Before approval anybody may be added; afterwards only the manager adds.

    Raises:
        NotAllowedNow: the list is with the manager, or the campaign is not open for it.
        NominationRefused: the person is the leader, the manager, or on the list already; or the group is full.
        NotAnAddress: ``email`` cannot be one.
    """
    _check_open(leader, by)
    person = identity.find_or_add_person(name=name, email=email)
    if person.id == leader.person_id:
        raise NominationRefused("Leaders rate themselves anyway. Add somebody else")
    if person.id == leader.manager_id:
        raise NominationRefused("The line manager is asked anyway. Add somebody else")
    if group not in rules.NOMINATED_GROUPS:
        raise NominationRefused("Select how they work together", field="group")
    if counts(leader.id)[group] >= rules.LIMITS[group].most:
        raise NominationRefused(f"This group is full: at most {rules.LIMITS[group].most} people", field="group")
    earlier = db.session.scalar(
        select(Nomination).where(Nomination.subject_id == leader.id, Nomination.person_id == person.id)
    )
    if earlier is not None and earlier.state in ("proposed", "approved"):
        raise NominationRefused(f"{person.name} is on the list already")
    proposal = earlier or Nomination(subject_id=leader.id, person_id=person.id)
    proposal.group = group
    proposal.state = "approved" if leader.list_state == "approved" else "proposed"
    db.session.add(proposal)
    db.session.flush()
    audit.record("nomination.added", by=by, about=leader.id, now=now, group=group)
    return proposal


def remove(leader: Subject, nomination_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Take a proposal off the list; once approved, the invitation may be with the rater and it stays.

    Raises:
        NotAllowedNow: it is approved, or not this leader's.
    """
    proposal = db.session.get(Nomination, nomination_id)
    if proposal is None or proposal.subject_id != leader.id or proposal.state != "proposed":
        raise NotAllowedNow("only proposals that are not approved yet can be removed")
    _check_open(leader, by)
    proposal.state = "declined" if by == leader.manager_id else "withdrawn"
    audit.record("nomination.removed", by=by, about=leader.id, now=now, group=proposal.group)


def send_to_manager(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Hand the list to the manager.

    Raises:
        NotAllowedNow: it is not the leader's turn.
        ListIncomplete: groups are too small or too large.
    """
    if leader.list_state != "choosing":
        raise NotAllowedNow("the list is with the manager already")
    _check_open(leader, by)
    rules.check_list(counts(leader.id))
    leader.list_state = "with_manager"
    outbox.enqueue("approve", to=leader.manager_id, about=leader.id)
    audit.record("nominations.sent_to_manager", by=by, about=leader.id, now=now)


def send_back(leader: Subject, *, note: str, by: uuid.UUID, now: datetime) -> None:
    """Give the list back to the leader with a note.

    Raises:
        NotAllowedNow: the list is not with the manager.
    """
    if leader.list_state != "with_manager":
        raise NotAllowedNow("the list is not with the manager")
    leader.list_state = "choosing"
    leader.note_from_manager = note.strip()
    outbox.enqueue("sent_back", to=leader.person_id, about=leader.id)
    audit.record("nominations.sent_back", by=by, about=leader.id, now=now)


def approve(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Approve the list: everybody on it, the leader and the manager are invited by the next sweep.

    Raises:
        NotAllowedNow: the list is not with the manager, or the campaign is no longer open.
        ListIncomplete: the manager's changes left a group too small.
    """
    if leader.list_state != "with_manager":
        raise NotAllowedNow("the list is not with the manager")
    _check_open(leader, by)
    rules.check_list(counts(leader.id))
    for proposal in nominations(leader.id):
        proposal.state = "approved"
    leader.list_state = "approved"
    leader.note_from_manager = ""
    for person_id, group in ((leader.person_id, "self"), (leader.manager_id, "manager")):
        db.session.add(Nomination(subject_id=leader.id, person_id=person_id, group=group, state="approved"))
    audit.record("nominations.approved", by=by, about=leader.id, now=now)


def _check_open(leader: Subject, by: uuid.UUID) -> None:
    if leader.campaign.state not in OPEN_STATES:
        raise NotAllowedNow("the campaign is not open for nominations")
    if leader.list_state != "choosing" and by != leader.manager_id:
        raise NotAllowedNow("the list is with the manager")
