"""Many leaders at once: taken from the directory, and given their coaches. All of it or nothing; only in drafts."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import aliased

from feedback.campaign import coach_load, questionnaire, service
from feedback.campaign.coach_load import NoCoachFits, ToCoach
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db, new_id
from feedback.foundations import audit
from feedback.identity import finding
from feedback.identity import service as identity
from feedback.identity.finding import Page, Wanted
from feedback.identity.models import Person

MOST_AT_ONCE = 2_000


class CannotShareOut(Exception):
    """Coaches cannot be given as asked; the message says why and the cure. Nothing was changed."""


@dataclass(frozen=True)
class Candidate:
    """Somebody of the directory who could be a leader; ``why_not`` is empty, or why they cannot be added."""

    person_id: uuid.UUID
    name: str
    job_title: str
    manager: str
    manager_id: uuid.UUID | None
    level: str
    why_not: str


@dataclass(frozen=True)
class Found:
    """Who of the directory matches: those who are leaders of the campaign already are only counted."""

    candidates: tuple[Candidate, ...] = ()
    already: int = 0
    too_many: bool = False

    @property
    def fit(self) -> list[Candidate]:
        """Those who can be added."""
        return [one for one in self.candidates if not one.why_not]

    @property
    def unfit(self) -> list[Candidate]:
        """Those who cannot, each with the reason."""
        return [one for one in self.candidates if one.why_not]


def candidates(campaign: Campaign, wanted: Wanted, *, level: str = "") -> Found:
    """The people of the directory who match, at most ``MOST_AT_ONCE``, by name.

    ``level`` is the framework's level for all of them; empty for the one that the campaign's level rules give.
    """
    manager = aliased(Person)
    there = select(Subject.person_id).where(Subject.campaign_id == campaign.id)
    matching = finding.conditions(wanted)
    rows = db.session.execute(
        select(Person.id, Person.name, Person.job_title, Person.level, manager.id, manager.name)
        .outerjoin(manager, manager.id == Person.manager_id)
        .where(*matching, Person.id.not_in(there))
        .order_by(func.lower(Person.name), Person.id)
        .limit(MOST_AT_ONCE + 1)
    ).all()
    already = db.session.scalar(select(func.count()).where(*matching, Person.id.in_(there)).select_from(Person)) or 0
    if len(rows) > MOST_AT_ONCE:
        return Found(already=already, too_many=True)
    known = {one.id for one in service.framework_of(campaign).levels if one.assignable}
    found = []
    for person_id, name, job_title, own_level, manager_id, manager_name in rows:
        given = level or campaign.level_rules.get(own_level, "")
        why_not = ""
        if manager_id is None:
            why_not = _("No manager in the directory")
        elif given not in known:
            why_not = _("No rule says which level this is")
        found.append(Candidate(person_id, name, job_title, manager_name or "", manager_id, given, why_not))
    return Found(tuple(found), already)


def add_from_directory(
    campaign: Campaign,
    wanted: Wanted,
    *,
    level: str = "",
    coach_id: uuid.UUID | None,
    by: uuid.UUID | None,
    now: datetime,
) -> int:
    """Add everybody who matches and fits as a leader; return how many.

    ``coach_id`` is their coach; None shares them out among all coaches.

    Raises:
        NotAllowedNow: the campaign has been launched.
        CannotShareOut: for some of them no coach fits.
    """
    _check_draft(campaign)
    fit = candidates(campaign, wanted, level=level).fit
    needed: dict[uuid.UUID, uuid.UUID | None] = {one.person_id: one.manager_id for one in fit}
    given = _coaches_for(campaign, needed, coach_id, {one.person_id: one.name for one in fit}, again=())
    competencies = list(questionnaire.suggested_competencies(service.framework_of(campaign)))
    rows = [
        {
            "id": new_id(), "campaign_id": campaign.id, "person_id": one.person_id, "manager_id": one.manager_id,
            "coach_id": given[one.person_id], "level": one.level, "competencies": competencies,
        }
        for one in fit
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Subject), rows)
    for row in rows:
        audit.record("subject.added", by=by, about=row["id"], now=now)  # type: ignore[arg-type]
    return len(rows)


def give_coaches(
    campaign: Campaign, chosen: Sequence[Subject], *, coach_id: uuid.UUID | None, by: uuid.UUID | None, now: datetime
) -> int:
    """Give these leaders of a draft one coach, or (None) share them out; return how many have another coach now.

    Raises:
        NotAllowedNow: the campaign has been launched.
        CannotShareOut: for some of them no coach fits.
    """
    _check_draft(campaign)
    needed: dict[uuid.UUID, uuid.UUID | None] = {one.person_id: one.manager_id for one in chosen}
    names = {one.person_id: one.person.name for one in chosen}
    given = _coaches_for(campaign, needed, coach_id, names, again=[one.id for one in chosen])
    changes = [(one.id, given[one.person_id]) for one in chosen if one.coach_id != given[one.person_id]]
    if changes:
        db.session.execute(update(Subject), [{"id": subject, "coach_id": coach} for subject, coach in changes])
    for subject_id, _coach in changes:
        audit.record("subject.coach_changed", by=by, about=subject_id, now=now)
    return len(changes)


def _coaches_for(
    campaign: Campaign,
    needed: dict[uuid.UUID, uuid.UUID | None],
    coach_id: uuid.UUID | None,
    names: dict[uuid.UUID, str],
    *,
    again: Collection[uuid.UUID],
) -> dict[uuid.UUID, uuid.UUID]:
    """A coach for each person (leader -> manager); leaders ``again`` are not counted among what coaches carry."""
    coaches = [one.id for one in identity.coaches() if coach_id is None or one.id == coach_id]
    if not coaches:
        raise CannotShareOut(_("Nobody who can coach was found. Add a coach under People first."))
    reports: dict[uuid.UUID | None, set[uuid.UUID]] = {}
    for below, above in db.session.execute(select(Person.id, Person.manager_id).where(Person.id.in_(coaches))):
        reports.setdefault(above, set()).add(below)
    leaders = [
        ToCoach(leader, frozenset({leader, manager, *reports.get(leader, ())} - {None}))
        for leader, manager in needed.items()
    ]
    carried = Counter(
        coach
        for subject, coach in db.session.execute(
            select(Subject.id, Subject.coach_id).where(Subject.campaign_id == campaign.id)
        )
        if subject not in set(again)
    )
    try:
        return coach_load.share_out(leaders, coaches, carried)
    except NoCoachFits as without:
        who = ", ".join(names[leader] for leader in without.leaders[:5])
        raise CannotShareOut(
            _(
                "No coach fits %(count)s of them (%(who)s). A coach must be neither the leader nor their manager nor"
                " a direct report. Choose another coach, or add one under People.",
                count=len(without.leaders),
                who=who,
            )
        ) from without


def leaders(
    campaign_id: uuid.UUID, wanted: Wanted, *, coach_id: uuid.UUID | None = None, number: int = 1
) -> Page[Subject]:
    """A page of a campaign's leaders who match, by name."""
    return finding.paged(_matching(campaign_id, wanted, coach_id), number=number)


def chosen_leaders(
    campaign_id: uuid.UUID, wanted: Wanted, *, coach_id: uuid.UUID | None, ids: Collection[uuid.UUID] | None
) -> Sequence[Subject]:
    """The leaders with these ids; without ids, all who match."""
    query = _matching(campaign_id, wanted, coach_id)
    return db.session.scalars(query if ids is None else query.where(Subject.id.in_(ids))).all()


def _matching(campaign_id: uuid.UUID, wanted: Wanted, coach_id: uuid.UUID | None) -> Select[Subject]:
    query = (
        select(Subject)
        .join(Person, Person.id == Subject.person_id)
        .where(Subject.campaign_id == campaign_id, *finding.conditions(wanted))
        .order_by(func.lower(Person.name), Subject.id)
    )
    return query if coach_id is None else query.where(Subject.coach_id == coach_id)


def load_of_coaches(campaign_id: uuid.UUID) -> list[tuple[Person, int]]:
    """Everybody who can coach or coaches here, with how many leaders of the campaign, by name."""
    rows = db.session.execute(
        select(Subject.coach_id, func.count()).where(Subject.campaign_id == campaign_id).group_by(Subject.coach_id)
    )
    carried: dict[uuid.UUID, int] = {row[0]: row[1] for row in rows}
    who = {one.id: one for one in identity.coaches()} | identity.people(carried)
    return [(one, carried.get(one.id, 0)) for one in sorted(who.values(), key=lambda one: one.name.lower())]


def _check_draft(campaign: Campaign) -> None:
    if campaign.state != State.DRAFT:
        raise NotAllowedNow("leaders and coaches are put together before launch")
