"""Where does a campaign's mail stand? What has gone, what will go, what waits, and who could not be reached."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.followup import check_ins
from feedback.foundations import audit, outbox
from feedback.foundations.hours import ONE_DAY, Hours
from feedback.foundations.mail import ADDRESS
from feedback.foundations.outbox import Outgoing
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.invitation import changes, parts
from feedback.invitation import service as invitations
from feedback.invitation.models import Invitation
from feedback.mailing import rules, schedule
from feedback.mailing.models import MailCount
from feedback.mailing.schedule import COUNTED


@dataclass(frozen=True)
class OnDay:
    """Letters of a kind on one day: how many people had them, or would have them as things stand now."""

    day: date
    kind: str
    people: int


@dataclass(frozen=True)
class Standing:
    """Where the letters of one kind stand, in letters that were accepted and requests that were not yet.

    ``waiting`` have not been tried, ``put_off`` will be tried again, ``given_up`` will not.
    """

    kind: str
    accepted: int
    waiting: int
    put_off: int
    given_up: int


@dataclass(frozen=True)
class Unreached:
    """Somebody whom letters did not reach; ``wrong_address`` where the far side said that there is no such address.

    The reader ``may_mend`` it, unless they have a part in feedback that this person is asked for: the fresh link could
    be led to anybody.
    """

    person_id: uuid.UUID
    name: str
    email: str
    kinds: tuple[str, ...]
    wrong_address: bool
    may_mend: bool


def gone(campaign_id: uuid.UUID, *, left_out: Collection[uuid.UUID]) -> Sequence[OnDay]:
    """What the mail server has accepted, the newest day first, for the check-ins after the campaign as well.

    It is counted for a campaign, not for a leader. So reminders, which go to those alone who have not answered, are
    not told where any leader is ``left_out``, because the reader has a part in that feedback. Those of a check-in,
    which is about one leader, are told to nobody.
    """
    after = and_(MailCount.campaign_id.in_(check_ins.campaigns_after(campaign_id)), MailCount.kind != "reminder")
    rows = db.session.execute(
        select(MailCount.day, MailCount.kind, func.sum(MailCount.letters))
        .where(or_(MailCount.campaign_id == campaign_id, after), MailCount.kind.not_in(_untold(left_out)))
        .group_by(MailCount.day, MailCount.kind)
    )
    return sorted(
        (OnDay(day, kind, int(people)) for day, kind, people in rows),
        key=lambda one: (-one.day.toordinal(), _place(one.kind)),
    )


def to_come(campaign: Campaign, *, left_out: Collection[uuid.UUID], hours: Hours, now: datetime) -> Sequence[OnDay]:
    """What will go on which day if nobody answers and nothing changes until then, the nearest day first.

    Without letters about the leaders ``left_out``.
    """
    if campaign.state not in schedule.OPEN:
        return []
    plan = schedule.plan_of(campaign.id)
    today = hours.day(now)
    nearest = today if plan.looked_on is None or plan.looked_on < today else today + ONE_DAY
    told = Subject.id.not_in(left_out)
    leaders = schedule.lists_of(campaign.id, told)
    ids = [leader.id for leader in leaders]
    had, people = schedule.mail_of(ids), invitations.to_remind(ids)
    wishes, found = schedule.wishes_of(plan), Counter[tuple[date, str]]()
    to_remind = Counter[tuple[tuple[str, date], ...]]()  # leaders who had the same letters are due the same
    for leader in leaders:
        sent = had[leader.id]
        if schedule.FIRST in sent:
            to_remind[tuple(sorted(sent.items()))] += people.get(leader.id, 0)
        elif wishes.nudges:
            nudge = schedule.nudge_of(leader, sent)
            if nudge is not None:
                day = hours.working_day_from(max(nearest, nudge.day))
                found[day, nudge.kind] += 1
    for letters, count in to_remind.items():
        planned = rules.reminder_days(
            wishes,
            schedule.asked_of(dict(letters)),
            closes_on=campaign.closes_on,
            working_day_by=hours.working_day_by,
        )
        late = rules.due_reminder(planned, today=nearest, closes_on=campaign.closes_on)
        for number, day in planned.items():
            if number == late or day >= nearest:
                found[hours.working_day_from(max(day, nearest)), "reminder"] += count
    return sorted(
        (OnDay(day, kind, count) for (day, kind), count in found.items() if count and day <= campaign.closes_on),
        key=lambda one: (one.day, _place(one.kind)),
    )


def standing(
    campaign_id: uuid.UUID, has_gone: Sequence[OnDay], *, left_out: Collection[uuid.UUID]
) -> Sequence[Standing]:
    """Where the letters of each kind stand, of which what ``gone`` told is accepted; only kinds of which there are any.

    Reminders are told as in ``gone``.
    """
    accepted: Counter[str] = Counter()
    for one in has_gone:
        accepted[one.kind] += one.people
    rows = db.session.execute(
        select(
            Outgoing.kind,
            func.count().filter(Outgoing.attempts == 0, Outgoing.given_up.is_(False)),
            func.count().filter(Outgoing.attempts > 0, Outgoing.given_up.is_(False)),
            func.count().filter(Outgoing.given_up),
        )
        .where(_of(campaign_id), Outgoing.kind.not_in(_untold(left_out)))
        .group_by(Outgoing.kind)
    ).all()
    left = {row[0]: tuple(row[1:]) for row in rows}
    kinds = sorted(accepted.keys() | left.keys(), key=_place)
    return [Standing(kind, accepted[kind], *left.get(kind, (0, 0, 0))) for kind in kinds]


def given_up(campaign_id: uuid.UUID, *, left_out: Collection[uuid.UUID]) -> int:
    """How many letters of a campaign were given up; reminders are told as in ``gone``."""
    untold = Outgoing.kind.in_(_untold(left_out))
    wanted = select(func.count()).select_from(Outgoing).where(Outgoing.given_up, _of(campaign_id), not_(untold))
    return db.session.scalar(wanted) or 0


def unreached(campaign_id: uuid.UUID, *, reader: uuid.UUID) -> Sequence[Unreached]:
    """Those for whom a letter was given up, or whose address was refused, by name.

    This names raters to an administrator, and whom a reminder did not reach had not answered when it was written. So
    it names no raters of a leader in whose feedback the reader has a part.
    """
    theirs = parts.rounds_with_a_part(reader)
    asked_there = set(db.session.scalars(select(Invitation.person_id).where(Invitation.subject_id.in_(theirs))))
    rows = db.session.execute(
        select(Person.id, Person.name, Person.email, Outgoing.kind, Outgoing.refusal)
        .join(Person, Person.id == Outgoing.person_id)
        .where(_failed(), _of(campaign_id), not_(_to_raters_of(theirs)))  # few failed: what is cheap is asked first
        .order_by(func.lower(Person.name), Person.id)
    ).all()
    letters: dict[tuple[uuid.UUID, str, str], list[tuple[str, str]]] = defaultdict(list)
    for person_id, name, email, kind, refusal in rows:
        letters[person_id, name, email].append((kind, refusal))
    return [
        Unreached(
            *person,
            tuple(sorted({kind for kind, _ in failed}, key=_place)),
            any(refusal == ADDRESS for _, refusal in failed),
            person[0] not in asked_there,
        )
        for person, failed in letters.items()
    ]


def is_close_to(reader: uuid.UUID, *, campaign_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """True for somebody who could not be reached, where the reader has a part in feedback that they are asked for."""
    return any(one.person_id == person_id and not one.may_mend for one in unreached(campaign_id, reader=reader))


def send_again(campaign: Campaign, person_id: uuid.UUID, *, email: str, by: uuid.UUID, now: datetime) -> None:
    """Put somebody's address right, or leave it, and let the letters that did not reach them go once more.

    Where it changes, links that went to the wrong one are dead from now on (see ``changes.correct_address``).

    Raises:
        NotAnAddress: ``email`` cannot be one.
        AddressTaken: somebody else has it.
    """
    if identity.tidy_address(email) != db.session.get_one(Person, person_id).email:
        changes.correct_address(person_id, email, by=by, now=now)
    waiting = select(Outgoing.id).where(_of(campaign.id), _failed(), Outgoing.person_id == person_id)
    outbox.try_again(db.session.scalars(waiting).all())
    audit.record("mail.sent_again", by=by, about=campaign.id, now=now)


def send_all_again(campaign: Campaign, *, left_out: Collection[uuid.UUID], by: uuid.UUID, now: datetime) -> int:
    """Let every letter of a campaign that was put off or given up go once more; return how many there are.

    Reminders are not in that number where any leader is ``left_out`` (see ``gone``).
    """
    waiting = db.session.execute(
        select(Outgoing.id, Outgoing.kind).where(_of(campaign.id), Outgoing.attempts > 0)
    ).all()
    outbox.try_again([row.id for row in waiting])
    letters = sum(row.kind not in _untold(left_out) for row in waiting)
    audit.record("mail.sent_again", by=by, about=campaign.id, now=now, letters=letters)
    return letters


def of_no_campaign() -> ColumnElement[bool]:
    """Which letters are on no campaign's page about mail: links to sign in, fresh links, action plans."""
    return Outgoing.kind.not_in(COUNTED)


def _of(campaign_id: uuid.UUID) -> ColumnElement[bool]:
    """Letters of a campaign, and of the check-ins after it but for their reminders (see ``gone``)."""
    leaders = select(Subject.id).where(Subject.campaign_id == campaign_id)
    later = select(Subject.id).where(Subject.campaign_id.in_(check_ins.campaigns_after(campaign_id)))
    return and_(Outgoing.kind.in_(COUNTED), or_(_about(leaders), and_(_about(later), Outgoing.kind != "reminder")))


def _about(leaders: Select[uuid.UUID]) -> ColumnElement[bool]:
    asked = select(Invitation.id).where(Invitation.subject_id.in_(leaders))
    return or_(Outgoing.about_id.in_(leaders), Outgoing.about_id.in_(asked))


def _untold(left_out: Collection[uuid.UUID]) -> tuple[str, ...]:
    return ("reminder",) if left_out else ()


def _to_raters_of(leaders: Select[uuid.UUID]) -> ColumnElement[bool]:
    asked = select(Invitation.id).where(Invitation.subject_id.in_(leaders))
    told = and_(Outgoing.kind == "called_off", Outgoing.about_id.in_(leaders))  # goes to raters as well
    return or_(Outgoing.about_id.in_(asked), told)


def _failed() -> ColumnElement[bool]:
    return or_(Outgoing.given_up, and_(Outgoing.attempts > 0, Outgoing.refusal == ADDRESS))


def _place(kind: str) -> int:
    return COUNTED.index(kind)
