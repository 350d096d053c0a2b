"""The verbs of averages that councils pool: ours, those that others gave us, and both together."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import delete, select

from feedback.campaign.models import CAMPAIGN, Campaign
from feedback.cohort import norms
from feedback.cohort.models import CohortReport, NormContribution
from feedback.cohort.norms import Key, Norm, NormFile, NormsRefused, Place
from feedback.extensions import db
from feedback.foundations import audit


@dataclass(frozen=True)
class Averages:
    """On one framework: our averages, those of the pool, which councils are in it, and the words of the behaviours."""

    key: Key
    title: str
    own: Sequence[Norm]
    pool: Mapping[Place, Norm]
    councils: Sequence[NormContribution]
    words: Mapping[str, str]


def averages() -> list[Averages]:
    """Everything there is, by framework; what others gave on frameworks that we have no figures for is left out."""
    reports = [row.content for row in _reports()]
    given: dict[Key, list[NormContribution]] = {}
    for one in db.session.scalars(select(NormContribution).order_by(NormContribution.council)):
        given.setdefault((one.framework_id, one.framework_version, one.scale), []).append(one)
    found = []
    for key, mine in norms.own(reports).items():
        others = given.get(key, [])
        theirs = [[Norm.model_validate(figure) for figure in one.figures] for one in others]
        of_key = [report for report in reports if _key(report) == key]
        words = {item["id"]: item["words"] for report in of_key for item in report["items"]}
        title = of_key[0]["framework"]["title"]
        found.append(Averages(key, title, mine, norms.pooled([mine, *theirs]), others, words))
    return sorted(found, key=lambda one: (one.title, one.key))


def ours_before(key: Key, day: date) -> list[Norm]:
    """Our averages on one framework and scale over the campaigns that closed before a day."""
    reports = [row.content for row in _reports()]
    before = [one for one in reports if _key(one) == key and one["campaign"]["closed_on"] < day.isoformat()]
    return norms.own(before).get(key, [])


def take_in(content: bytes, *, council: str, by: uuid.UUID, now: datetime) -> NormFile:
    """Keep what another council gave, in place of what it gave before on the same framework.

    Raises:
        NormsRefused: the file is in no order, or it is our own.
    """
    given = norms.read(content)
    if given.council.casefold() == council.casefold():
        raise NormsRefused(gettext("This is your own council’s file. Your averages are in the pool already"))
    framework_id, version, scale = given.key
    db.session.execute(
        delete(NormContribution).where(
            NormContribution.council == given.council,
            NormContribution.framework_id == framework_id,
            NormContribution.framework_version == version,
            NormContribution.scale == scale,
        )
    )
    figures: list[dict[str, Any]] = [norm.model_dump() for norm in given.figures]
    db.session.add(
        NormContribution(
            council=given.council, framework_id=framework_id, framework_version=version, scale=scale,
            imported_on=now.date(), figures=figures,
        )
    )  # fmt: skip
    audit.record("norms.taken_in", by=by, about=None, now=now, framework=framework_id)
    return given


def remove(contribution_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Take a council's averages out of the pool; nothing happens if they are not there."""
    found = db.session.get(NormContribution, contribution_id)
    if found is not None:
        db.session.delete(found)
        audit.record("norms.removed", by=by, about=None, now=now)


def _reports() -> Sequence[CohortReport]:
    return db.session.scalars(
        select(CohortReport)
        .join(Campaign, Campaign.id == CohortReport.campaign_id)
        .where(Campaign.kind == CAMPAIGN)
        .order_by(CohortReport.made_on, CohortReport.campaign_id)
    ).all()


def _key(report: Mapping[str, Any]) -> Key:
    return report["framework"]["id"], report["framework"]["version"], report["scale"]["id"]
