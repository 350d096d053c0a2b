"""What does the page over all rounds of a leader cost? ``python -m benchmarks.over_time [CAMPAIGNS]``

So many campaigns (3 unless told) of 40 behaviours in 8 themes and 12 raters, and two check-ins after each, on a fresh
database; the page is asked for as a browser does, signed in. Prints one line of JSON a measure: CPU of the server in
milliseconds, and how many queries.
"""

import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

from sqlalchemy import event, select

from benchmarks import council
from benchmarks.council import sign_in
from benchmarks.telling import ms_since, say
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.service import questionnaire_for
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.followup import check_ins
from feedback.followup.models import Plan, PlanAction

FIRST = datetime(2027, 3, 1, 9, tzinfo=UTC)
READ = 20


def main(campaigns: int) -> None:
    """Build, measure, and print what it took."""
    with council.application() as app:
        with app.app_context():
            _build(campaigns)
            newest = db.session.scalars(
                select(Subject).join(Campaign).where(Campaign.kind == "campaign").order_by(Campaign.closes_on.desc())
            ).first()
            assert newest is not None  # noqa: S101 - built just now
            path, person = f"/plans/{newest.id}/over-time", str(newest.person_id)
            queries: list[str] = []
            event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_: queries.append(statement))
            db.session.remove()
        client = app.test_client()
        sign_in(app, client, person)
        for by in ("theme", "competency", "behaviour"):
            took = []
            for _ in range(READ):
                queries.clear()
                start = time.process_time()
                answer = client.get(f"{path}?by={by}")
                took.append(ms_since(start))
                if answer.status_code != 200:
                    raise SystemExit(f"the page gave {answer.status}")
            say(
                measure=f"over time by {by}", campaigns=campaigns, first_ms=took[0], median_ms=median(took),
                most_ms=max(took[1:]), queries=len(queries), kilobytes=round(len(answer.data) / 1000),
            )  # fmt: skip


def _build(campaigns: int) -> None:
    first: Subject | None = None
    for number in range(campaigns):
        council.open_rounds(1)
        leader = db.session.scalars(select(Subject).join(Campaign).where(Campaign.state == State.COLLECTING)).one()
        first = first or leader
        leader.person_id, leader.manager_id, leader.coach_id = first.person_id, first.manager_id, first.coach_id
        day = FIRST + timedelta(days=365 * number)
        leader.campaign.closes_on = day.date()
        items = [item.id for item in questionnaire_for(leader).items]
        db.session.add(Plan(subject_id=leader.id, state="agreed", agreed_on=day.date(), note_from_manager=""))
        what = {"doing": "", "evidence": "", "support": "", "by_when": day.date()}
        db.session.add_all([PlanAction(subject_id=leader.id, item_id=item, **what) for item in items[:3]])
        db.session.flush()
        _close(leader, day.date())
        for months in (3, 6):
            check_ins._begin(leader, months, day + timedelta(days=31 * months))
            asked = db.session.get_one(Subject, check_ins.of_plan(leader)[-1].subject_id)
            _close(asked, (day + timedelta(days=31 * months)).date())
        db.session.commit()


def _close(leader: Subject, day: date) -> None:
    council.close(leader, random.Random(str(day)), on=day)  # noqa: S311 - the same answers every time
    leader.campaign.state = State.REPORTED
    disclosure.release_at_once(leader.id, today=day)
    db.session.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
