"""What do large campaigns cost: launching 300 leaders, inviting 4,000 raters, and each page of an administrator?

Run as ``python -m benchmarks.campaign``; takes about half a minute. Pages are asked for in this process, without a
network, of a campaign with 2,000 leaders and 30,000 invitations, a third of them answered with slots of a usual size.
"""

import gc
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import insert, update

from benchmarks.council import environment, sign_in
from feedback import create_app
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.service import Setup
from feedback.config import read_settings
from feedback.extensions import db, new_id
from feedback.foundations import clock, sealing
from feedback.foundations.database import one_transaction
from feedback.framework import service as frameworks
from feedback.identity.models import Person
from feedback.invitation import service as invitations
from feedback.invitation.models import SUBMITTED, Invitation
from feedback.mailing import schedule
from feedback.mailing.models import RoundMail
from feedback.nomination.models import Nomination

FRAMEWORKS = Path(__file__).parents[1] / "frameworks"
GROUPS = ("self", "manager", *["peers"] * 7, *["reports"] * 5, "others")
SLOT = 8 * 1024
TIMES = 15


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = _application(Path(folder))
        with app.app_context():
            small = draft(300)
            _print("launch of 300 leaders", _seconds(lambda: launch(small)))
            _approve(small)
            _print("inviting their 4,500 raters, all of the worker's parts", _seconds(_invite))
            large = draft(2000)
            _print("launch of 2,000 leaders", _seconds(lambda: launch(large)))
            collect(large)
            admin = administrator()
            empty = draft(2000)
            leader = db.session.query(Subject.id).filter_by(campaign_id=large).limit(1).scalar()
            manager = db.session.query(Subject.manager_id).filter_by(id=leader).scalar()
            db.session.rollback()
        client = _browser(app, str(admin))
        for path in pages(large, leader, empty):
            shown = path.replace(str(large), "large").replace(str(empty), "draft").replace(str(leader), "leader")
            _time(shown, lambda path=path: _fetch(client, path))  # type: ignore[misc]
        client = _browser(app, str(manager))
        _time("the manager's page of a list of 13", lambda: _fetch(client, f"/nominations/{leader}"))
        token = client.get(f"/nominations/{leader}").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        for words in ("robin", "robin a", "nobody of that name"):
            _time(
                f"searching the directory for “{words}”",
                lambda words=words: _search(client, f"/nominations/{leader}/find", words, token),  # type: ignore[misc]
            )


def pages(campaign: object, leader: object, empty: object) -> list[str]:
    """The pages of an administrator on which a campaign or its leaders are shown."""
    own = f"/campaigns/{campaign}"
    return [
        "/tasks", "/campaigns", own, f"{own}/progress", f"{own}/progress?show=short&page=3", f"{own}/leaders/{leader}",
        f"{own}/mail", f"{own}/mail/remind", f"{own}/mail/letters", f"{own}/mail/plan",
        f"{own}/cancel", f"{own}/stop", f"{own}/paper", f"/campaigns/{empty}",
        f"/campaigns/{empty}/launch", f"/campaigns/{empty}/set-up/choosing", "/people",
    ]  # fmt: skip


def draft(leaders: int) -> object:
    """A draft campaign with so many leaders; returns its id."""
    framework = frameworks.by_id("leicestershire", FRAMEWORKS)
    closes_on = clock.today() + timedelta(days=30)
    with one_transaction():
        run = campaigns.create_campaign(
            framework,
            Setup(name="Large", closes_on=closes_on, depth=framework.depth, scale="frequency-5"),
            by=None,
            now=clock.now(),
        )
        people = [new_id() for _ in range(leaders)]
        staff = [new_id() for _ in range(20)]
        db.session.execute(insert(Person), [_person(one) for one in people])
        db.session.execute(insert(Person), [_person(one) | {"is_coach": True} for one in staff])
        db.session.execute(
            insert(Subject),
            [
                {
                    "id": new_id(), "campaign_id": run.id, "person_id": person, "manager_id": staff[n % 10],
                    "coach_id": staff[10 + n % 10], "level": "2", "competencies": [],
                }
                for n, person in enumerate(people)
            ],
        )  # fmt: skip
        return run.id


def administrator() -> object:
    """Somebody who may see the pages; returns the id."""
    person_id = new_id()
    with one_transaction():
        db.session.execute(insert(Person), [_person(person_id) | {"is_administrator": True}])
    return person_id


def collect(campaign_id: object) -> None:
    """Bring a launched campaign to where raters answer: everybody invited, a third has answered."""
    leaders = list(db.session.scalars(db.select(Subject.id).where(Subject.campaign_id == campaign_id)))
    raters = [new_id() for _ in range(15 * 200)]
    rows = []
    for n, leader in enumerate(leaders):
        for place, group in enumerate(GROUPS):
            answered = (n + place) % 3 == 0
            slot = {"slot": secrets.token_bytes(SLOT), "wrap_sub": secrets.token_bytes(80)} if answered else {}
            rows.append(
                {
                    "id": new_id(), "subject_id": leader, "person_id": raters[(n * len(GROUPS) + place) % len(raters)],
                    "group": group, "state": SUBMITTED if answered else 0, "slot": None, "wrap_sub": None,
                } | slot
            )  # fmt: skip
    with one_transaction():
        db.session.execute(insert(Person), [_person(one) for one in raters])
        db.session.execute(insert(Invitation), rows)
        asked = [{name: row[name] for name in ("subject_id", "person_id", "group")} for row in rows]
        db.session.execute(insert(Nomination), [one | {"id": new_id(), "state": "approved"} for one in asked])
        noted = [{"subject_id": leader, "kind": schedule.FIRST, "day": clock.today()} for leader in leaders]
        db.session.execute(insert(RoundMail), noted)
        db.session.execute(
            update(Subject)
            .where(Subject.campaign_id == campaign_id)
            .values(list_state="approved", seal_public=sealing.new_key_pair().public)
        )
        db.session.execute(update(Campaign).where(Campaign.id == campaign_id).values(state=State.COLLECTING))


def launch(campaign_id: object) -> None:
    """Launch a draft."""
    with one_transaction():
        campaigns.launch(db.session.get_one(Campaign, campaign_id), smallest_allowed=3, by=None, now=clock.now())


def _approve(campaign_id: object) -> None:
    leaders = list(db.session.scalars(db.select(Subject.id).where(Subject.campaign_id == campaign_id)))
    raters = [new_id() for _ in range(1500)]
    rows = [
        {"subject_id": leader, "person_id": raters[(n * 15 + place) % 1500], "group": group, "state": "approved"}
        for n, leader in enumerate(leaders)
        for place, group in enumerate(GROUPS)
    ]
    with one_transaction():
        db.session.execute(insert(Person), [_person(one) for one in raters])
        db.session.execute(insert(Nomination), [row | {"id": new_id()} for row in rows])
        db.session.execute(
            update(Subject)
            .where(Subject.campaign_id == campaign_id)
            .values(list_state="approved", seal_public=sealing.new_key_pair().public)
        )


def _invite() -> None:
    invited = 1
    while invited:
        with one_transaction():
            invited = invitations.invite_approved(now=clock.now())


def _person(person_id: object) -> dict[str, object]:
    code = str(person_id)
    return {"id": person_id, "name": f"Robin {code[:6]}", "email": f"{code}@example.org", "job_title": "Head"}


def _application(folder: Path) -> Flask:
    values = {name: value for name, value in environment(folder).items() if name.startswith("FEEDBACK_")}
    known = {name.removeprefix("FEEDBACK_").lower(): value for name, value in values.items()}
    app = create_app(read_settings(**known | {"base_url": "http://localhost"}))
    with app.app_context():
        upgrade(directory=str(Path(__file__).parents[1] / "migrations"))
    gc.collect()
    gc.freeze()  # as the web server does
    return app


def _browser(app: Flask, person_id: str) -> FlaskClient:
    client = app.test_client()
    sign_in(app, client, person_id)
    return client


def _fetch(client: FlaskClient, path: str) -> None:
    answer = Context().run(client.get, path)
    if answer.status_code != 200:
        sys.exit(f"{path} gave {answer.status}")


def _search(client: FlaskClient, path: str, words: str, token: str) -> None:
    answer = Context().run(client.post, path, data={"words": words, "csrf_token": token})
    if answer.status_code != 200:
        sys.exit(f"{path} gave {answer.status}")


def _time(what: str, do: Callable[[], object]) -> None:
    took, used = [], []
    for _ in range(TIMES):
        began = time.process_time()
        took.append(_seconds(do) * 1000)
        used.append((time.process_time() - began) * 1000)
    median, cpu = statistics.median(took), statistics.median(used)
    sys.stdout.write(f"{what:50} median {median:6.0f} ms   CPU {cpu:6.0f} ms   slowest {max(took):6.0f} ms\n")
    sys.stdout.flush()


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _print(what: str, seconds: float) -> None:
    sys.stdout.write(f"{what:60} {seconds:6.2f} s\n")


if __name__ == "__main__":
    main()
