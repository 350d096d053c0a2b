"""Which cohorts has a campaign, who is in them, and may they stand beside each other? Settled at launch."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, select

from feedback.campaign import cuts
from feedback.campaign.cuts import Cut
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Cohort, CohortMember, Subject
from feedback.extensions import db
from feedback.identity.models import Person


def cohorts_of(campaign_id: uuid.UUID) -> Sequence[Cohort]:
    """The cohorts of a campaign, in the order in which they were made."""
    return db.session.scalars(select(Cohort).where(Cohort.campaign_id == campaign_id).order_by(Cohort.mark)).all()


def members_of(campaign: Campaign) -> Mapping[uuid.UUID, frozenset[uuid.UUID]]:
    """The leaders in each cohort: as they would be today while the campaign is a draft, as they were frozen later."""
    found: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    stored = select(CohortMember.cohort_id, CohortMember.subject_id).join(Cohort, Cohort.id == CohortMember.cohort_id)
    for cohort_id, subject_id in db.session.execute(stored.where(Cohort.campaign_id == campaign.id)):
        found[cohort_id].add(subject_id)
    if campaign.state == State.DRAFT:
        for cohort in cohorts_of(campaign.id):
            if cohort.by != "picked":
                found[cohort.id] = set(db.session.scalars(_leaders_by(campaign.id, cohort)))
    return {cohort_id: frozenset(members) for cohort_id, members in found.items()}


def problems(campaign: Campaign) -> list[str]:
    """What must be put right in the cohorts before launch, as sentences."""
    chosen = cohorts_of(campaign.id)
    if not chosen:
        return []
    members = members_of(campaign)
    leaders = db.session.scalars(select(Subject.id).where(Subject.campaign_id == campaign.id)).all()
    return cuts.problems(leaders, [Cut(cohort.name, members.get(cohort.id, frozenset())) for cohort in chosen])


def freeze(campaign: Campaign) -> None:
    """Write down who is in each cohort; from now on neither the directory nor anybody changes it."""
    members = members_of(campaign)
    rows = [
        {"cohort_id": cohort_id, "subject_id": subject_id}
        for cohort_id, inside in members.items()
        for subject_id in inside
    ]
    db.session.execute(delete(CohortMember).where(CohortMember.cohort_id.in_(list(members))))
    if rows:
        db.session.execute(insert(CohortMember), rows)


def copy(earlier: Campaign, created: Campaign, *, levels: Collection[str]) -> None:
    """Give a new draft the earlier campaign's cohorts by team and level; ticked ones are chosen anew."""
    for cohort in cohorts_of(earlier.id):
        if cohort.by == "team" or (cohort.by == "level" and cohort.value in levels):
            again = {name: getattr(cohort, name) for name in ("mark", "name", "by", "value")}
            db.session.add(Cohort(campaign_id=created.id, **again))


def sizes_by(campaign: Campaign, by: str) -> Mapping[str, int]:
    """How many leaders of a draft each team, or each level, has; leaders without a team are left out."""
    column = _column(by)
    rows = db.session.execute(
        select(column, func.count())
        .select_from(Subject)
        .join(Person, Person.id == Subject.person_id)
        .where(Subject.campaign_id == campaign.id, column != "")
        .group_by(column)
        .order_by(column)
    )
    return {row[0]: row[1] for row in rows}


def _leaders_by(campaign_id: uuid.UUID, cohort: Cohort) -> Select[uuid.UUID]:
    return (
        select(Subject.id)
        .join(Person, Person.id == Subject.person_id)
        .where(Subject.campaign_id == campaign_id, _column(cohort.by) == literal(cohort.value))
    )


def _column(by: str) -> ColumnElement[str]:
    columns: dict[str, ColumnElement[str]] = {"team": Person.team.expression, "level": Subject.level.expression}
    return columns[by]
