"""What does the audit say, in words? No figures about feedback in which the reader has a part themself."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.identity.models import Person
from feedback.invitation.handover import rounds_with_a_part

PAGE = 50
# What another field of the page says already, or what means nothing to a reader.
UNSAID = {"digest"}


@dataclass(frozen=True)
class Wanted:
    """Which events; what is empty does not narrow. ``kind`` is the part of an action before its dot."""

    kind: str = ""
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


def kinds() -> list[str]:
    """The kinds of events there are."""
    actions = db.session.scalars(select(AuditEvent.action).distinct())
    return sorted({_kind(action) for action in actions})


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
    about = _things(event.about_id for event in found)
    close = _close_to(reader)
    return Lines([_line(event, named, about, close) for event in found], number, pages, total)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        exactly, within = (
            AuditEvent.action == wanted.kind,
            AuditEvent.action.startswith(f"{wanted.kind}.", autoescape=True),
        )
        found.append(exactly | within)
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
        who=named.get(event.by_id, "somebody who has left") if event.by_id else "the system",
        by_id=event.by_id,
        what=in_words(event.action),
        about=about.get(event.about_id, "") if event.about_id else "",
        about_id=event.about_id,
        facts="not shown: you have a part in this" if event.about_id in close and event.facts else _facts(event.facts),
    )


def in_words(action: str) -> str:
    """An action as a reader sees it: ``report.files_erased`` is "Report: files erased"."""
    words = action.replace(".", ": ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _facts(facts: dict[str, object]) -> str:
    told = {name: value for name, value in facts.items() if name not in UNSAID and value not in ("", None)}
    return "; ".join(f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in told.items())


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _kind(action: str) -> str:
    return action.partition(".")[0]


def _names(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    wanted = {one for one in ids if one}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _things(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """What events are about, as far as it is still there: a person, a campaign, or a leader in one."""
    wanted = {one for one in ids if one}
    campaigns = db.session.execute(select(Campaign.id, Campaign.name).where(Campaign.id.in_(wanted)))
    leaders = db.session.execute(
        select(Subject.id, Person.name, Campaign.name)
        .join(Person, Person.id == Subject.person_id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(Subject.id.in_(wanted))
    )
    return {
        **_names(wanted),
        **{row[0]: row[1] for row in campaigns},
        **{row[0]: f"{row[1]}, {row[2]}" for row in leaders},
    }


def _close_to(reader: uuid.UUID) -> set[uuid.UUID]:
    """The leaders in whose feedback the reader has a part, and the campaigns with one of them."""
    theirs = rounds_with_a_part(reader)
    campaigns = select(Subject.campaign_id).where(Subject.id.in_(theirs))
    return {*db.session.scalars(theirs), *db.session.scalars(campaigns)}
