"""What does the audit say, in words? No figures about feedback in which the reader has a part themself."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from feedback.api.models import ApiClient
from feedback.assurance import words
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.identity.models import Person
from feedback.invitation.parts import rounds_with_a_part

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which events; what is empty does not narrow. ``kinds`` are the parts of actions before their dots."""

    kinds: Sequence[str] = ()
    by: uuid.UUID | None = None
    about: uuid.UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    number: int | None
    at: datetime
    who: str
    by_id: uuid.UUID | None
    what: str
    about: str
    about_id: uuid.UUID | None
    facts: str


@dataclass(frozen=True)
class Lines:
    """A page of them, newest first; of how many pages and events."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int


def kinds() -> dict[str, list[str]]:
    """What the events that there are may be about, in words and in their order, each with the kinds that it covers."""
    actions = db.session.scalars(select(AuditEvent.action).distinct())
    found: dict[str, list[str]] = {}
    for kind in sorted({action.partition(".")[0] for action in actions}):
        found.setdefault(words.of_kind(kind), []).append(kind)
    return dict(sorted(found.items()))


def events(wanted: Wanted, *, reader: uuid.UUID, number: int = 1) -> Lines:
    """A page of what happened; figures about a leader in whose feedback the reader has a part are left out."""
    conditions = _conditions(wanted)
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    newest_first = (AuditEvent.at.desc(), func.coalesce(AuditEvent.number, 2**31).desc(), AuditEvent.id.desc())
    ordered = select(AuditEvent).where(*conditions).order_by(*newest_first)
    found = db.session.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)).all()
    named = _names(event.by_id for event in found)
    about = _things([*(event.about_id for event in found), *(_system(event) for event in found)])
    close = _close_to(reader)
    return Lines([_line(event, named, about, close) for event in found], number, pages, total)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kinds:
        within = (AuditEvent.action.startswith(f"{kind}.", autoescape=True) for kind in wanted.kinds)
        found.append(or_(AuditEvent.action.in_(wanted.kinds), *within))
    if wanted.by:
        found.append(AuditEvent.by_id == wanted.by)
    if wanted.about:
        found.append(AuditEvent.about_id == wanted.about)
    if wanted.since:
        found.append(AuditEvent.at >= wanted.since)
    if wanted.until:
        found.append(AuditEvent.at < wanted.until)
    return found


def _line(
    event: AuditEvent, named: dict[uuid.UUID, str], about: dict[uuid.UUID, str], close: Collection[uuid.UUID]
) -> Line:
    return Line(
        number=event.number,
        at=event.at,
        who=named.get(event.by_id, _("somebody who has left")) if event.by_id else _("the system"),
        by_id=event.by_id,
        what=words.of_action(event.action),
        about=about.get(event.about_id, "") if event.about_id else "",
        about_id=event.about_id,
        facts=_("not shown: you have a part in this")
        if event.about_id in close and event.facts
        else words.of_facts(event.action, _facts(event, about)),
    )


def _system(event: AuditEvent) -> uuid.UUID | None:
    """Which system of the council looked, where one did."""
    return uuid.UUID(event.facts["client"]) if "client" in event.facts else None


def _facts(event: AuditEvent, about: dict[uuid.UUID, str]) -> dict[str, object]:
    system = _system(event)
    return event.facts | {"client": about.get(system, "")} if system else event.facts


def _names(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    wanted = {one for one in ids if one}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _things(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """What events are about, as far as it is still there: a person, a campaign, a leader in one, another system."""
    wanted = {one for one in ids if one}
    campaigns = db.session.execute(select(Campaign.id, Campaign.name).where(Campaign.id.in_(wanted)))
    systems = db.session.execute(select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_(wanted)))
    leaders = db.session.execute(
        select(Subject.id, Person.name, Campaign.name)
        .join(Person, Person.id == Subject.person_id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(Subject.id.in_(wanted))
    )
    return {
        **_names(wanted),
        **{row[0]: row[1] for row in (*campaigns, *systems)},
        **{row[0]: f"{row[1]}, {row[2]}" for row in leaders},
    }


def _close_to(reader: uuid.UUID) -> set[uuid.UUID]:
    """The leaders in whose feedback the reader has a part, and the campaigns with one of them."""
    theirs = rounds_with_a_part(reader)
    campaigns = select(Subject.campaign_id).where(Subject.id.in_(theirs))
    return {*db.session.scalars(theirs), *db.session.scalars(campaigns)}
