"""What does each address of the API say? Put together from what the pages are made of, and with their rules."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from feedback.api import shapes
from feedback.campaign import listing
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import CAMPAIGN, Campaign, Subject
from feedback.cohort import service as cohorts
from feedback.disclosure import service as disclosure
from feedback.invitation import progress
from feedback.invitation.progress import APPROVED, CHOOSING, ENDED, WITH_MANAGER
from feedback.invitation.rules import ENOUGH, SHORT, TOO_FEW

FEWEST_LEADERS = 5  # together, for counts of replies: with fewer they speak of one leader too plainly
WITHOUT_COMMENTS = ("format", "scale", "precision", "rules", "items", "groups", "cells", "importance")

ItemT = TypeVar("ItemT", bound=BaseModel)
T = TypeVar("T")


class NotThere(Exception):
    """There is nothing of this id, or nothing that may be read here; the two look alike."""


def page_of(found: Sequence[T], show: Callable[[T], ItemT], *, page: int, size: int, address: str) -> dict[str, Any]:
    """Some of what was found, as ``shapes.PageOf`` has it."""
    first = (page - 1) * size
    more = first + size < len(found)
    return {
        "items": [show(one) for one in found[first : first + size]],
        "page": page,
        "page_size": size,
        "total": len(found),
        "next": f"{address}?page={page + 1}&page_size={size}" if more else None,
    }


def launched() -> list[Campaign]:
    """Every campaign but drafts, the last to close first."""
    return [run for run in campaigns.campaigns() if run.state != State.DRAFT]


def campaign(campaign_id: uuid.UUID) -> Campaign:
    """A campaign that has been launched.

    Raises:
        NotThere: there is none.
    """
    found = campaigns.campaign(campaign_id)
    if found is None or found.kind != CAMPAIGN or found.state == State.DRAFT:
        raise NotThere
    return found


def about_campaign(run: Campaign) -> shapes.Campaign:
    """A campaign."""
    framework = campaigns.framework_of(run)
    told = {name: getattr(framework, name) for name in shapes.FrameworkOf.model_fields}
    return shapes.Campaign(
        id=run.id,
        name=run.name,
        state=str(run.state),
        closes_on=run.closes_on,
        framework=shapes.FrameworkOf(**told),
        leaders=listing.tally(run.id).total(),
        smallest_group=run.group_min_n,
        reports_for_systems=run.for_systems,
    )


def about_progress(run: Campaign, *, reader: uuid.UUID | None) -> shapes.Progress:
    """How far a campaign is: as the administrator ``reader`` sees it, and only of enough leaders together."""
    found = progress.of_campaign(run, reader=reader)
    counted = found.stages.total() - found.stages[ENDED] - len(found.left_out)
    groups = {name: found.groups.get(name, 0) for name in (ENOUGH, SHORT, TOO_FEW)}
    return shapes.Progress(
        campaign=run.id,
        state=str(run.state),
        closes_on=run.closes_on,
        lists=shapes.Lists(**{stage: found.stages[stage] for stage in (CHOOSING, WITH_MANAGER, APPROVED, ENDED)}),
        replies=None
        if counted < FEWEST_LEADERS
        else shapes.Replies(asked=found.asked, answered=found.answered, groups=shapes.Groups(**groups)),
        leaders_left_out=len(found.left_out),
    )


def cohort_of(run: Campaign) -> dict[str, Any]:
    """The report on all leaders of a campaign, as its page and files have it.

    Raises:
        NotThere: it has not been made.
    """
    try:
        return cohorts.released(run.id)
    except cohorts.NoReport:
        raise NotThere from None


def readable_reports() -> list[Subject]:
    """The leaders whose released reports may be read here, the last closed first."""
    return [leader for report, leader in disclosure.closed_reports() if _may_be_read(leader, report.state)]


def report(subject_id: uuid.UUID) -> Subject:
    """A leader whose released report may be read here.

    Raises:
        NotThere: there is none.
    """
    leader = campaigns.subject(subject_id)
    if leader is None or leader.campaign.kind != CAMPAIGN:
        raise NotThere
    if not _may_be_read(leader, disclosure.states_of([leader.id]).get(leader.id, "")):
        raise NotThere
    return leader


def _may_be_read(leader: Subject, state: str) -> bool:
    """A report that is released, of a round in whose frozen rules it stands that other systems may read it."""
    return state == "released" and bool((leader.rules or {}).get("for_systems"))


def about_report(leader: Subject) -> shapes.ReportListed:
    """Whose report it is."""
    return shapes.ReportListed(
        id=leader.id,
        campaign=leader.campaign_id,
        leader=leader.person.name,
        email=leader.person.email,
        released_on=disclosure.report_of(leader.id).released_on,
    )


def figures_of(leader: Subject) -> shapes.Report:
    """The figures of a report. What anybody wrote stays with the leader and the coach."""
    found = disclosure.released(leader.id)
    told = {key: found[key] for key in WITHOUT_COMMENTS if key in found}
    return shapes.Report(**about_report(leader).model_dump(), figures=shapes.Figures.model_validate(told))
