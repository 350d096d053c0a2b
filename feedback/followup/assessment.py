"""The verbs of a self-assessment: rate yourself at any time, see what to work on, share it or not, erase it.

Nobody but its owner reads it unless they share it. What is entered is encrypted at rest, and that it was entered is
recorded nowhere; only sharing and erasing are.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from feedback.campaign import built
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import SCALES, Questionnaire
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.followup import rules
from feedback.followup.models import SelfAssessment
from feedback.followup.service import NoSuchBehaviour, Undertaking
from feedback.foundations import audit, erasing, sealing
from feedback.framework import service as frameworks
from feedback.framework.format import Framework
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.nomination import directory

SCALE = "frequency-5"


class CannotShare(Exception):
    """It cannot be shared with this address; the message says the cure."""


class NothingKept(Exception):
    """The person has no self-assessment."""


class Unreadable(Exception):
    """There is one, which the present secret does not open; nothing is changed in it, so that the old one still can."""


@dataclass(frozen=True)
class Assessment:
    """A self-assessment as its owner entered it.

    Attributes:
        owner: whose it is.
        ratings: behaviour -> a point of the scale; None is "I can't say". What was not rated is missing.
        aims: behaviour -> what they will do about it.
        shared_with: who else may read it.
        readable: False when it was kept under another secret; ratings and aims are then empty, and only erasing helps.
    """

    owner: Person
    framework_hash: str
    level: str
    senior: bool
    ratings: Mapping[str, int | None] = field(default_factory=dict)
    aims: Mapping[str, Undertaking] = field(default_factory=dict)
    shared_with: Person | None = None
    readable: bool = True

    @property
    def framework(self) -> Framework:
        """The framework as it was when they began."""
        return frameworks.from_snapshot(self.framework_hash)

    def asked(self, *, language: str = "en") -> Questionnaire:
        """What they rate: everything at their level, in the framework's usual depth."""
        depth = self.framework.depth
        return built.questionnaire_of(
            self.framework_hash,
            self.level,
            self.senior,
            depth,
            SCALE,
            False,
            False,
            False,
            (),
            (),
            (),
            language=language,
        )

    @property
    def findings(self) -> rules.Findings:
        """What the ratings say, in the order asked."""
        return rules.findings([item.id for item in self.asked().items], self.ratings, scale=SCALES[SCALE].points)


def begin(
    person: Person, framework: Framework, *, level: str, senior: bool, by: uuid.UUID, now: datetime
) -> SelfAssessment:
    """Begin one; what was there before is erased.

    Raises:
        ValueError: the framework has no such level for a person.
    """
    if level not in {known.id for known in framework.levels if known.assignable}:
        raise ValueError(level)
    erase(person.id, by=by, now=now)
    begun = SelfAssessment(
        person_id=person.id,
        framework_hash=frameworks.take_snapshot(framework).hash,
        level=level,
        senior=senior and framework.senior is not None,
    )
    db.session.add(begun)
    return begun


def of(person_id: uuid.UUID, *, secret: str) -> Assessment | None:
    """A person's self-assessment, or None. Only for its owner, and whoever it is shared with."""
    return _of(db.session.get(SelfAssessment, person_id), secret=secret)


def _of(row: SelfAssessment | None, *, secret: str) -> Assessment | None:
    owner = identity.person(row.person_id) if row is not None else None
    if row is None or owner is None:
        return None
    said, readable = {}, True
    if row.kept:
        try:
            said = json.loads(sealing.unlock(_key(secret, owner.id), row.kept, bound_to=owner.id.bytes))
        except sealing.CannotOpen:
            readable = False
    return Assessment(
        owner,
        row.framework_hash,
        row.level,
        row.senior,
        said.get("ratings", {}),
        {item: _aim(told) for item, told in said.get("aims", {}).items()},
        identity.person(row.shared_with_id) if row.shared_with_id else None,
        readable,
    )


def rate(person_id: uuid.UUID, ratings: Mapping[str, int | None], *, secret: str) -> None:
    """Keep these ratings beside those that are there.

    Raises:
        NothingKept, Unreadable: they have not begun, or what is there cannot be read.
        NoSuchBehaviour: one of them is not asked at their level, or is off the scale.
    """
    mine = _mine(person_id, secret=secret)
    for item, point in ratings.items():
        if item not in mine.asked().item_ids or (point is not None and point not in SCALES[SCALE].points):
            raise NoSuchBehaviour(item)
    _keep(replace(mine, ratings={**mine.ratings, **ratings}), secret=secret)


def aim(person_id: uuid.UUID, item_id: str, what: Undertaking | None, *, today: date, secret: str) -> None:
    """Keep what they will do about a behaviour; None takes it out.

    Raises:
        NothingKept, Unreadable: they have not begun, or what is there cannot be read.
        NoSuchBehaviour: it is not asked at their level.
        PlanRefused: the day is over, or there are three already.
    """
    mine = _mine(person_id, secret=secret)
    others = {item: told for item, told in mine.aims.items() if item != item_id}
    if what is None:
        return _keep(replace(mine, aims=others), secret=secret)
    if item_id not in mine.asked().item_ids:
        raise NoSuchBehaviour(item_id)
    rules.check_undertaking(what.by_when, today=today, others=len(others))
    return _keep(replace(mine, aims={**others, item_id: what}), secret=secret)


def share(person_id: uuid.UUID, email: str, *, by: uuid.UUID, now: datetime) -> Person:
    """Let the person with this address read it, in place of whoever could before.

    Only of staff is it told that the address is known here: who was asked to rate from outside is nobody's business.

    Raises:
        NothingKept: there is none.
        CannotShare: no member of staff has the address, or it is their own.
    """
    row = db.session.get(SelfAssessment, person_id)
    if row is None:
        raise NothingKept
    reader = identity.person_by_email(email)
    if reader is not None and reader.id == person_id:
        raise CannotShare(_("This is your own address. Enter your manager’s"))
    if reader is None or not _is_staff(reader):
        raise CannotShare(_("It cannot be shared with this address. Check it, or give them the Word file instead"))
    row.shared_with_id = reader.id
    audit.record("self_assessment.shared", by=by, about=person_id, now=now)
    return reader


def _is_staff(person: Person) -> bool:
    """In the directory, with a role, or with a part in a campaign other than to rate."""
    if (
        directory.is_known(person)
        or person.is_administrator
        or person.is_coach
        or person.is_clerk
        or person.is_director
    ):
        return True
    manages = db.session.scalar(select(Person.id).where(Person.manager_id == person.id).limit(1)) is not None
    return manages or any(campaigns.subjects_where(person.id, role) for role in ("leader", "manager", "coach"))


def stop_sharing(person_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Let nobody else read it any more."""
    row = db.session.get(SelfAssessment, person_id)
    if row is not None and row.shared_with_id is not None:
        row.shared_with_id = None
        audit.record("self_assessment.unshared", by=by, about=person_id, now=now)


def erase(person_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Erase it, from the disk too."""
    row = db.session.get(SelfAssessment, person_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        erasing.wipe("self_assessment")
        audit.record("self_assessment.erased", by=by, about=person_id, now=now)


def shared_with(reader_id: uuid.UUID) -> Sequence[Person]:
    """The people whose self-assessment this person may read, by name."""
    rows = select(Person).join(SelfAssessment, SelfAssessment.person_id == Person.id)
    return db.session.scalars(rows.where(SelfAssessment.shared_with_id == reader_id).order_by(Person.name)).all()


def may_read(reader_id: uuid.UUID, *, person_id: uuid.UUID) -> bool:
    """True for its owner, and for the one it is shared with."""
    row = db.session.get(SelfAssessment, person_id)
    return row is not None and reader_id in (row.person_id, row.shared_with_id)


def plans_to_feed(person_id: uuid.UUID, *, framework_id: str) -> list[Subject]:
    """The campaigns on the same framework after which this person may keep an action plan, the last first."""
    mine = campaigns.subjects_where(person_id, "leader")
    states = disclosure.states_of([leader.id for leader in mine])
    fed = [leader for leader in mine if states.get(leader.id) == "released"]
    return [leader for leader in fed if campaigns.framework_of(leader.campaign).id == framework_id]


def aims_for(leader: Subject, *, secret: str) -> Mapping[str, Undertaking]:
    """What a leader planned in their self-assessment, if it is of the campaign's framework and can be read."""
    mine = of(leader.person_id, secret=secret)
    same = mine is not None and mine.framework.id == campaigns.framework_of(leader.campaign).id
    return mine.aims if mine is not None and same else {}


def _mine(person_id: uuid.UUID, *, secret: str) -> Assessment:
    """To be changed: nobody else changes it until we have, and what they changed before is there."""
    row = db.session.get(SelfAssessment, person_id, with_for_update=True, populate_existing=True)
    found = _of(row, secret=secret)
    if found is None:
        raise NothingKept
    if not found.readable:
        raise Unreadable
    return found


def _keep(mine: Assessment, *, secret: str) -> None:
    aims = {item: asdict(told) | {"by_when": told.by_when.isoformat()} for item, told in mine.aims.items()}
    text = json.dumps({"ratings": dict(mine.ratings), "aims": aims}).encode()
    row = db.session.get_one(SelfAssessment, mine.owner.id)
    row.kept = sealing.lock(_key(secret, mine.owner.id), text, bound_to=mine.owner.id.bytes)


def _aim(told: Mapping[str, str]) -> Undertaking:
    return Undertaking(told["doing"], told["evidence"], told["support"], date.fromisoformat(told["by_when"]))


def _key(secret: str, person_id: uuid.UUID) -> bytes:
    """A key for one person's self-assessment: a stolen database does not have the secret, which lies outside it."""
    return sealing.derive(sealing.digest(secret), b"self-assessment/" + person_id.bytes)
