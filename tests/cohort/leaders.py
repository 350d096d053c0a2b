"""Closed campaigns for tests of what is said of leaders together, with the released figures that a test wants."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from feedback.campaign import cohort_setup
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.cohort import service
from feedback.disclosure.models import Block, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.disclosure.rules import Coded, Rules, code
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.building import Council

SHORT = {"depth": "competencies"}  # five items, so that a test is quick
FIVE_POINTS = Rules(scale_min=1, scale_max=5)
Ratings = Mapping[str, Sequence[int]]  # block -> what its raters gave on every item
Given = Callable[[int], Ratings]


def draft(council: Council, teams: Sequence[str], **setup: Any) -> tuple[Campaign, list[Subject]]:
    """A draft with a leader in each of these teams."""
    run = council.campaign(**{**SHORT, **setup})
    manager, coach = council.person("Manager"), council.person("Coach", coach=True)
    found = []
    for number, team in enumerate(teams):
        person = council.person(f"Leader {number}")
        with one_transaction():
            person.team = team
        found.append(council.leader(run, person=person, manager=manager, coach=coach))
    return run, found


def cohort_of_teams(council: Council, run: Campaign, *teams: str) -> None:
    """Make cohorts of these teams."""
    with one_transaction():
        cohort_setup.add_by(run, "team", teams, who=uuid.uuid4(), now=council.clock.now)


def close(council: Council, run: Campaign, leaders: Sequence[Subject], given: Given) -> None:
    """Launch, and write down what closing would release if the raters of each leader gave these ratings."""
    council.launched(leaders[0])
    with one_transaction():
        for number, leader in enumerate(leaders):
            release(council, leader, given(number))
        run.state = State.CLOSED


def release(council: Council, leader: Subject, ratings: Ratings) -> None:
    """Released figures of one leader, the same ratings on every item."""
    items = [item.id for item in campaigns.questionnaire_for(leader).items]
    counts = {group: [len(given) + 1, len(given)] for group, given in ratings.items()}
    db.session.add(ReleasedReport(subject_id=leader.id, closed_on=council.clock.now.date(), counts=counts))
    leader.closed = True
    db.session.flush()
    for place, (block, given) in enumerate(ratings.items()):
        if block in ("self", "manager"):
            rows = [{"subject_id": leader.id, "group": block, "item_id": item, "value": given[0]} for item in items]
            db.session.execute(insert(NamedAnswer), rows)
            continue
        coded: Coded = code(given, FIVE_POINTS)
        db.session.add(Block(subject_id=leader.id, label=block, place=place, n=len(given)))
        db.session.execute(
            insert(ReleasedCell),
            [
                {"subject_id": leader.id, "block": block, "item_id": item, "kind": coded.kind, "tenths": coded.tenths}
                for item in items
            ],
        )


def report(council: Council, run: Campaign) -> dict[str, Any]:
    """The report that the worker makes."""
    with one_transaction():
        assert service.make_due(now=council.clock.now) == 1
    return service.released(run.id)


def figure(cut: Mapping[str, Any], group: str, item: str, *, kind: str = "item") -> dict[str, Any]:
    """One figure of a cohort, without its place."""
    [cell] = [cell for cell in cut["figures"] if cell["group"] == group and cell.get(kind) == item]
    return {key: value for key, value in cell.items() if key not in ("group", "item", "theme")}
