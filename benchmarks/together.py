"""What does the report on leaders together cost? ``python -m benchmarks.together [LEADERS]``

Writes the released figures of so many leaders, twelve behaviours by four blocks each, in four cohorts; makes the report
as the worker does, and the page that readers get of it. Prints one line of JSON a measure, in processor time.

    python -m benchmarks.together                 500, 1,000 and 2,000 leaders: 24,000, 48,000 and 96,000 released cells
    python -m benchmarks.together 4000            another number
    python -m benchmarks.together 2000 --profile  where the time of the report goes, by function

``floor`` is what the database needs for the sums alone: one statement over the same cells, without our code.
"""

import cProfile
import pstats
import random
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, text

from benchmarks import council
from benchmarks.telling import ms_since, say
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Cohort, CohortMember, Subject
from feedback.campaign.service import Setup
from feedback.cohort import making, page, service
from feedback.disclosure.models import Block, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.extensions import db, new_id
from feedback.foundations.database import one_transaction
from feedback.framework import service as frameworks
from feedback.identity.models import Person

FRAMEWORKS = Path(__file__).parents[1] / "frameworks"
NOW = datetime(2027, 3, 1, tzinfo=UTC)
BLOCKS = ("peers", "reports", "others", "peers+others")  # as many as there can be, though not of one leader
BEHAVIOURS = 12
TEAMS = 4
FLOOR = "SELECT block, item_id, count(*), sum(tenths) FROM released_cell WHERE kind <> 'few' GROUP BY block, item_id"


def main(numbers: list[int], *, profile: bool) -> None:
    """Build, measure, and print what it took."""
    for leaders in numbers:
        with council.application() as app, app.app_context():
            campaign_id = _write(leaders)
            _measure(app, campaign_id, leaders, profile=profile)


def _measure(app: Flask, campaign_id: uuid.UUID, leaders: int, *, profile: bool) -> None:
    campaign = db.session.get_one(Campaign, campaign_id)
    making.make(campaign, made_on=NOW.date())  # imports and the framework are paid once a process
    db.session.rollback()
    if profile:
        profiler = cProfile.Profile(time.process_time)
        profiler.runcall(making.make, campaign, made_on=NOW.date())
        pstats.Stats(profiler).sort_stats("tottime").print_stats(20)
        return
    start = time.process_time()
    db.session.execute(text(FLOOR)).all()
    floor = ms_since(start)
    start, wall = time.process_time(), time.perf_counter()
    with one_transaction():
        service.make_due(now=NOW)
    made, took = ms_since(start), round(1000 * (time.perf_counter() - wall))
    start = time.process_time()
    built = page.build(service.released(campaign_id))
    charts = [len(chart.svg) for cut in built.cuts for chart in (cut.heat, cut.spread_chart) if chart]
    say(leaders=leaders, cells=leaders * BEHAVIOURS * len(BLOCKS), floor_ms=floor, report_ms=made, wall_ms=took,
        pages_of_all_cohorts_ms=ms_since(start), charts=len(charts))  # fmt: skip


def _write(leaders: int) -> uuid.UUID:
    """A closed campaign with its released figures, as plain rows."""
    framework = frameworks.by_id("leicestershire", FRAMEWORKS)
    with one_transaction():
        setup = Setup(name="Benchmark", closes_on=NOW.date(), depth="behaviours", scale="frequency-5")
        run = campaigns.create_campaign(framework, setup, by=None, now=NOW)
        people = [{"id": new_id(), "name": "Somebody", "email": f"{n}@example.org"} for n in range(leaders + 1)]
        db.session.execute(insert(Person), people)
        coach = people[-1]["id"]
        found = [
            Subject(
                campaign_id=run.id, person_id=person["id"], manager_id=coach, coach_id=coach, level="2", closed=True
            )
            for person in people[:-1]
        ]
        db.session.add_all(found)
        db.session.flush()
        ids = [leader.id for leader in found]
        items = [item.id for item in campaigns.questionnaire_for(found[0]).items][:BEHAVIOURS]
        _figures(ids, items)
        _cohorts(run, ids)
        run.state = State.CLOSED
    return run.id


def _figures(ids: list[uuid.UUID], items: list[str]) -> None:
    dice = random.Random(1)  # noqa: S311 - the same figures every time
    counts = {"self": [1, 1], **{group: [6, 5] for group in BLOCKS[:3]}}
    reports = [{"subject_id": leader, "closed_on": NOW.date(), "counts": counts} for leader in ids]
    db.session.execute(insert(ReleasedReport), reports)
    blocks = [
        {"subject_id": leader, "label": block, "place": place, "n": 5}
        for leader in ids
        for place, block in enumerate(BLOCKS)
    ]
    db.session.execute(insert(Block), blocks)
    kinds = ("mean", "mean", "mean", "mean", "at_most", "at_least", "few")
    cells = []
    for leader in ids:
        for block in BLOCKS:
            for item in items:
                kind = dice.choice(kinds)
                tenths = {"at_most": 22, "at_least": 46, "few": None}.get(kind, dice.randint(23, 45))
                cells.append({"subject_id": leader, "block": block, "item_id": item, "kind": kind, "tenths": tenths})
    db.session.execute(insert(ReleasedCell), cells)
    named = [
        {"subject_id": leader, "group": "self", "item_id": item, "value": dice.randint(2, 5)}
        for leader in ids
        for item in items
    ]
    db.session.execute(insert(NamedAnswer), named)


def _cohorts(run: Campaign, ids: list[uuid.UUID]) -> None:
    for team in range(TEAMS):
        made = Cohort(campaign_id=run.id, mark=1 << team, name=f"Team {team}", by="picked")
        db.session.add(made)
        db.session.flush()
        db.session.execute(
            insert(CohortMember), [{"cohort_id": made.id, "subject_id": leader} for leader in ids[team::TEAMS]]
        )


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(wanted or [500, 1000, 2000], profile="--profile" in sys.argv)
