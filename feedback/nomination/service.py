"""The verbs of nominating and approving."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.limits import limits_of
from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.nomination import directory, links, rules
from feedback.nomination.directory import LIVING
from feedback.nomination.models import Nomination

OPEN_STATES = directory.OPEN_STATES


class NominationRefused(Exception):
    """This person cannot be nominated; ``message`` tells why, ``field`` which answer is at fault."""

    def __init__(self, message: str, *, field: str = "email") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def nominations(subject_id: uuid.UUID) -> Sequence[Nomination]:
    """The living nominations of a leader (proposed or approved), by group and name."""
    found = db.session.scalars(
        select(Nomination).where(Nomination.subject_id == subject_id, Nomination.state.in_(LIVING))
    ).all()
    order = {group: place for place, group in enumerate(rules.NOMINATED_GROUPS)}
    return sorted(found, key=lambda proposal: (order.get(proposal.group, 9), proposal.person.name.lower()))


def counts(subject_id: uuid.UUID) -> Counter[str]:
    """How many living nominations each group has."""
    return Counter(proposal.group for proposal in nominations(subject_id))


def somebody_is_approved(subject_id: uuid.UUID) -> bool:
    """True once anybody on the list may have been invited."""
    found = select(Nomination.id).where(Nomination.subject_id == subject_id, Nomination.state == "approved").limit(1)
    return db.session.scalar(found) is not None


def nominate(leader: Subject, *, name: str, email: str, group: str, by: uuid.UUID, now: datetime) -> Nomination:
    """Propose that somebody rates a leader. Before approval anybody may be added; afterwards only the manager adds.

    Raises:
        NotAllowedNow: the list is with the manager, or the campaign is not open for it.
        NominationRefused: the person is the leader, the manager, the coach, on the list already, or asked too often by
            others; or the group is full.
        NotAnAddress: ``email`` cannot be one.
    """
    hold(leader)
    check_open(leader, by)
    return _propose(leader, identity.find_or_add_person(name=name, email=email), group=group, by=by, now=now)


def nominate_known(
    leader: Subject, person_ids: Sequence[uuid.UUID], *, group: str, by: uuid.UUID, now: datetime
) -> list[str]:
    """Propose people of the directory, all of them or nobody; return their names.

    Raises:
        NotAllowedNow: as for ``nominate``.
        NominationRefused: as for ``nominate``; or somebody is not in the directory.
    """
    hold(leader)
    check_open(leader, by)
    found = identity.people(person_ids)
    if not found or any(not directory.is_known(person) for person in found.values()) or len(found) < len(person_ids):
        raise NominationRefused(gettext("Search again and tick whom you want to ask"), field="people")
    people = [found[person_id] for person_id in person_ids]
    for person in people:
        _propose(leader, person, group=group, by=by, now=now)
    return [person.name for person in people]


def nominate_direct_reports(leader: Subject, *, by: uuid.UUID, now: datetime) -> list[str]:
    """Propose the leader's direct reports who are not on the list yet, as many as the group takes; return their names.

    Raises:
        NotAllowedNow: as for ``nominate``.
    """
    hold(leader)
    check_open(leader, by)
    free = max(0, limits_of(leader.campaign.rater_limits)["reports"].most - counts(leader.id)["reports"])
    people = list(missing_direct_reports(leader))[:free]
    for person in people:
        _propose(leader, person, group="reports", by=by, now=now)
    return [person.name for person in people]


def missing_direct_reports(leader: Subject) -> Sequence[Person]:
    """The leader's direct reports, by the directory, who could be on the list and are not."""
    return directory.direct_reports(leader.person_id, leave_out=cannot_be_added(leader))


def cannot_be_added(leader: Subject) -> set[uuid.UUID]:
    """Those who are on the list or asked anyway, and the coach."""
    return _never_raters(leader) | {proposal.person_id for proposal in nominations(leader.id)}


def swap(leader: Subject, nomination_id: uuid.UUID, person_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> str:
    """Take a proposal off the list and propose somebody else of the directory in the same group; return the name.

    Raises:
        NotAllowedNow: as for ``nominate`` and ``remove``.
        NominationRefused: as for ``nominate``.
    """
    remove(leader, nomination_id, by=by, now=now)
    removed = db.session.get_one(Nomination, nomination_id)
    [name] = nominate_known(leader, [person_id], group=removed.group, by=by, now=now)
    return name


def _propose(leader: Subject, person: Person, *, group: str, by: uuid.UUID, now: datetime) -> Nomination:
    if person.id == leader.person_id:
        raise NominationRefused(gettext("Leaders rate themselves anyway. Add somebody else"))
    if person.id == leader.manager_id:
        raise NominationRefused(gettext("The line manager is asked anyway. Add somebody else"))
    if person.id == leader.coach_id:
        raise NominationRefused(
            gettext("The coach reads the answers first, so they cannot give any. Add somebody else")
        )
    if group not in rules.NOMINATED_GROUPS:
        raise NominationRefused(gettext("Select how they work together"), field="group")
    most = limits_of(leader.campaign.rater_limits)[group].most
    if counts(leader.id)[group] >= most:
        raise NominationRefused(gettext("This group is full: at most %(most)s people", most=most), field="group")
    earlier = db.session.scalar(
        select(Nomination).where(Nomination.subject_id == leader.id, Nomination.person_id == person.id)
    )
    if earlier is not None and earlier.state in LIVING:
        raise NominationRefused(gettext("%(name)s is on the list already", name=person.name))
    asked = directory.open_requests([person.id], besides=leader.id)[person.id]
    if rules.asked_too_often(asked, group=group):
        raise NominationRefused(
            gettext("%(number)s other leaders ask %(name)s already. Add somebody else", name=person.name, number=asked)
        )
    proposal = earlier or Nomination(subject_id=leader.id, person_id=person.id)
    proposal.group = group
    proposal.state = "approved" if leader.list_state == "approved" else "proposed"
    db.session.add(proposal)
    db.session.flush()
    audit.record("nomination.added", by=by, about=leader.id, now=now, group=group)
    return proposal


def _never_raters(leader: Subject) -> set[uuid.UUID]:
    return {leader.person_id, leader.manager_id, leader.coach_id}


def remove(leader: Subject, nomination_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Take a proposal off the list; once approved, the invitation may be with the rater and it stays.

    Raises:
        NotAllowedNow: it is approved, or not this leader's.
    """
    hold(leader)
    proposal = db.session.get(Nomination, nomination_id)
    if proposal is None or proposal.subject_id != leader.id or proposal.state != "proposed":
        raise NotAllowedNow("only proposals that are not approved yet can be removed")
    check_open(leader, by)
    proposal.state = "declined" if by == leader.manager_id else "withdrawn"
    audit.record("nomination.removed", by=by, about=leader.id, now=now, group=proposal.group)


def send_to_manager(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Hand the list to the manager.

    Raises:
        NotAllowedNow: it is not the leader's turn.
        ListIncomplete: groups are too small or too large.
    """
    hold(leader)
    if leader.list_state != "choosing":
        raise NotAllowedNow("the list is with the manager already")
    check_open(leader, by)
    check_list(leader)
    leader.list_state = "with_manager"
    leader.manager_told_on = None  # until their letter has gone
    outbox.enqueue("approve", to=leader.manager_id, about=leader.id)
    audit.record("nominations.sent_to_manager", by=by, about=leader.id, now=now)


def send_back(leader: Subject, *, note: str, by: uuid.UUID, now: datetime) -> None:
    """Give the list back to the leader with a note.

    Raises:
        NotAllowedNow: the list is not with the manager, or ``by`` is not the manager (any longer).
    """
    hold(leader)
    if leader.list_state != "with_manager" or by != leader.manager_id:
        raise NotAllowedNow("the list is not with the manager")
    leader.list_state = "choosing"
    leader.manager_told_on = None
    leader.note_from_manager = note.strip()
    links.end(leader.id)
    outbox.enqueue("sent_back", to=leader.person_id, about=leader.id)
    audit.record("nominations.sent_back", by=by, about=leader.id, now=now)


def approve(leader: Subject, *, by: uuid.UUID | None, now: datetime) -> None:
    """Approve the list: everybody on it, the leader and the manager are invited by the next sweep.

    ``by`` is the manager, or nobody where silence approves.

    Raises:
        NotAllowedNow: the list is not with the manager, ``by`` no longer is the manager, or the campaign is not open.
        ListIncomplete: the manager's changes left a group too small.
    """
    hold(leader)
    if leader.list_state != "with_manager":
        raise NotAllowedNow("the list is not with the manager")
    check_open(leader, by or leader.manager_id)
    check_list(leader)
    for proposal in nominations(leader.id):
        proposal.state = "approved"
    leader.list_state = "approved"
    leader.manager_told_on = None
    leader.note_from_manager = ""
    for person_id, group in ((leader.person_id, "self"), (leader.manager_id, "manager")):
        _ask_anyway(leader, person_id, group)
    links.end(leader.id)
    audit.record("nominations.approved", by=by, about=leader.id, now=now)


def _ask_anyway(leader: Subject, person_id: uuid.UUID, group: str) -> None:
    """Ask the leader or the manager, in that part alone: whoever manages the leader now may have been a peer before."""
    theirs = db.session.scalar(
        select(Nomination).where(Nomination.subject_id == leader.id, Nomination.person_id == person_id)
    ) or Nomination(subject_id=leader.id, person_id=person_id)
    theirs.group, theirs.state = group, "approved"
    db.session.add(theirs)


def check_list(leader: Subject) -> None:
    """Do nothing if the list may go on.

    Raises:
        ListIncomplete: with what is missing.
    """
    problems = list_problems(leader)
    if problems:
        raise rules.ListIncomplete(problems)


def list_problems(leader: Subject) -> list[str]:
    """What keeps the list from being sent or approved, as sentences."""
    on_list = nominations(leader.id)
    coach = any(proposal.person_id == leader.coach_id for proposal in on_list)
    return rules.list_problems(
        Counter(proposal.group for proposal in on_list if proposal.person_id != leader.manager_id),
        limits=limits_of(leader.campaign.rater_limits),
        coach_on_list=leader.coach.name if coach else "",
    )


def check_open(leader: Subject, by: uuid.UUID) -> None:
    """Do nothing if this person may change the list now.

    Raises:
        NotAllowedNow: the campaign is not open for it, the leader's round has ended, or the list is with the manager.
    """
    if leader.campaign.state not in OPEN_STATES or leader.closed:
        raise NotAllowedNow("the campaign is not open for nominations")
    if leader.list_state != "choosing" and by != leader.manager_id:
        raise NotAllowedNow("the list is with the manager")


def hold(leader: Subject) -> None:
    """See the list as it is now, and let nobody else change it until the present transaction ends."""
    db.session.flush()  # what this transaction has changed itself must not be read over
    db.session.refresh(
        leader,
        ["list_state", "manager_id", "coach_id", "manager_told_on", "closed"],
        with_for_update={"of": Subject, "key_share": True},
    )
