"""What has been kept long enough? Erases it, a little at a time; what is erased is wiped from the disk as well.

Answers are not here: closing destroys them, with their key. A leader's round goes as a whole, with its report, so that
nothing of it is ever shown that cannot be explained any more.
"""

import uuid
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.config import Settings
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db
from feedback.followup.models import SelfAssessment
from feedback.foundations import audit, audit_chain, erasing
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.mailing.models import MailCount, RoundMail
from feedback.nomination.models import Nomination

AT_ONCE = 50  # leaders or people in one transaction: nobody waits long behind it
OVER = (State.CLOSED, State.REPORTED, State.ARCHIVED, State.CANCELLED)
OF_A_ROUND = (
    "subject", "nomination", "invitation", "comment", "released_cell", "released_report", "named_answer", "block",
    "redaction", "plan", "plan_action", "debrief",
)  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """How much one sweep erased, in rounds, lists of who was asked, mail histories, people and audit events."""

    rounds: int = 0
    asked: int = 0
    mail: int = 0
    people: int = 0
    events: int = 0


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def erase_due(settings: Settings, *, now: datetime) -> Erased:
    """Erase, in the present transaction, some of what has been kept long enough."""
    today = now.date()
    rounds = _erase_rounds(months_before(today, 12 * settings.keep_reports_years), now=now)
    asked = _erase_asked(months_before(today, settings.keep_asked_months), now=now)
    mail = _erase_mail(months_before(today, settings.keep_mail_months))
    people = _erase_people(months_before(today, settings.keep_people_months), now=now)
    oldest = datetime.combine(months_before(today, 12 * settings.keep_audit_years), time(), UTC)
    return Erased(rounds, asked, mail, people, audit_chain.remove_older(oldest, now=now))


def _over_before(day: date) -> ColumnElement[bool]:
    """Rounds that were over before a day: their report is older, or their campaign ended without one."""
    reported = select(ReleasedReport.subject_id).where(ReleasedReport.closed_on < day)
    has_report = exists().where(ReleasedReport.subject_id == Subject.id)
    ended = select(Campaign.id).where(Campaign.state.in_(OVER), Campaign.closes_on < day)
    return Subject.closed & or_(Subject.id.in_(reported), ~has_report & Subject.campaign_id.in_(ended))


def _erase_rounds(before: date, *, now: datetime) -> int:
    found = select(Subject.id, Subject.campaign_id).where(_over_before(before)).order_by(Subject.id).limit(AT_ONCE)
    rows = db.session.execute(found).all()
    if not rows:
        return 0
    erasing.delete_rows(Subject, Subject.id.in_([row[0] for row in rows]))
    campaigns = {row[1] for row in rows}
    with_leaders = set(db.session.scalars(select(Subject.campaign_id).where(Subject.campaign_id.in_(campaigns))))
    erasing.delete_rows(Campaign, Campaign.id.in_(campaigns - with_leaders))
    erasing.wipe(*OF_A_ROUND)
    for subject_id, _ in rows:
        audit.record("retention.round_erased", by=None, about=subject_id, now=now)
    return len(rows)


def _erase_asked(before: date, *, now: datetime) -> int:
    """Who was asked and whether they answered; the leader and the manager stay named on the list, as in the report."""
    over, asked = select(Subject.id).where(_over_before(before)), Nomination.group.not_in(("self", "manager"))
    rounds = db.session.scalars(
        select(Nomination.subject_id)
        .where(Nomination.subject_id.in_(over), asked)
        .union(select(Invitation.subject_id).where(Invitation.subject_id.in_(over)))
        .limit(AT_ONCE)
    ).all()
    if not rounds:
        return 0
    who = select(Nomination.person_id).where(Nomination.subject_id.in_(rounds), asked)
    people = db.session.scalars(who.union(select(Invitation.person_id).where(Invitation.subject_id.in_(rounds)))).all()
    erasing.delete_rows(Invitation, Invitation.subject_id.in_(rounds))
    erasing.delete_rows(Nomination, Nomination.subject_id.in_(rounds), asked)
    erasing.wipe("invitation", "nomination")
    _set_left(now.date(), Person.id.in_(people), _OUTSIDE, no_part())
    for subject_id in rounds:
        audit.record("retention.asked_erased", by=None, about=subject_id, now=now)
    return len(rounds)


def _erase_mail(before: date) -> int:
    rounds = select(Subject.id).where(_over_before(before))
    over = select(Campaign.id).where(Campaign.state.in_(OVER), Campaign.closes_on < before)
    gone = 0
    for table, which in ((RoundMail, RoundMail.subject_id.in_(rounds)), (MailCount, MailCount.campaign_id.in_(over))):
        gone += db.session.scalar(select(func.count()).select_from(table).where(which)) or 0
        erasing.delete_rows(table, which)
    return gone


def no_part() -> ColumnElement[bool]:
    """People who are nothing to anybody here: no role, no part in any feedback, nobody's manager, nothing of theirs."""
    leads = or_(Subject.person_id == Person.id, Subject.manager_id == Person.id, Subject.coach_id == Person.id)
    parts = (
        exists().where(leads),
        exists().where(Nomination.person_id == Person.id),
        exists().where(Invitation.person_id == Person.id),
        exists().where(SelfAssessment.person_id == Person.id),
        exists().where(_Below.c.manager_id == Person.id),
    )
    roles = or_(Person.is_administrator, Person.is_coach, Person.is_clerk, Person.is_director)
    return ~or_(roles, *parts)


_OUTSIDE = (Person.level == "") & (Person.team == "") & Person.manager_id.is_(None)
_Below = Person.__table__.alias("below")


def _set_left(day: date | None, *where: ColumnElement[bool]) -> None:
    db.session.execute(update(Person).where(*where).values(left_on=day).execution_options(synchronize_session=False))


def _erase_people(before: date, *, now: datetime) -> int:
    gone = db.session.scalars(
        select(Person.id).where(Person.left_on <= before, no_part()).order_by(Person.id).limit(AT_ONCE)
    ).all()
    if not gone:
        return 0
    db.session.execute(delete(Person).where(Person.id.in_(gone)).execution_options(synchronize_session=False))
    erasing.wipe("person")
    for person_id in gone:
        audit.record("retention.person_erased", by=None, about=person_id, now=now)
    return len(gone)


def note_left(person_id: uuid.UUID, *, left: bool, by: uuid.UUID | None, now: datetime) -> None:
    """Write down that somebody has left the council, or has come back."""
    _set_left(now.date() if left else None, Person.id == person_id)
    audit.record("person.left" if left else "person.back", by=by, about=person_id, now=now)
