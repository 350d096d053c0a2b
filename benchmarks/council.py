"""A council with open rounds for benchmarks: 40 behaviours in 8 themes, 12 raters a leader, a link for each."""

import hashlib
import json
import os
import secrets
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from feedback import create_app
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.rules import frozen_rules
from feedback.campaign.service import questionnaire_for
from feedback.config import read_settings
from feedback.disclosure import keeping
from feedback.disclosure.models import ReleasedReport
from feedback.extensions import db, new_id
from feedback.foundations import clock, sealing
from feedback.foundations.database import one_transaction
from feedback.framework import service as frameworks
from feedback.framework.format import Framework
from feedback.identity import browser, sessions
from feedback.identity.models import Person
from feedback.invitation.models import Invitation, InvitationToken
from feedback.response.rules import Answers

THEMES, BEHAVIOURS = 8, 5
RATERS = ("self", "manager", *["peers"] * 5, *["reports"] * 4, "others")
CLOSES, CLOSED = date(2099, 3, 1), date(2027, 3, 1)
WORDS = "clear about what matters listens before deciding and says why thinks of the team and of residents".split()  # noqa: SIM905
WORDING = "Makes clear what matters most, and says what can wait, so that the team can plan ahead ({})"
ABOUT_A_THEME = "How they set direction, decide with the facts at hand, and bring people along when things change."


@contextmanager
def application() -> Iterator[Flask]:
    """The product in this process, on an empty database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            read_settings(
                secret_key=secrets.token_urlsafe(48),
                base_url="http://localhost",
                database_url=f"sqlite:///{Path(folder) / 'feedback.sqlite'}",
            )
        )
        with app.app_context():
            db.create_all()
        yield app


def sign_in(app: Flask, client: FlaskClient, person_id: str) -> None:
    """Sign somebody in, in a test client."""
    with app.app_context():
        with one_transaction():
            token = sessions.begin(uuid.UUID(person_id), how="link", now=clock.now())
        with client.session_transaction() as session:
            session[browser.TOKEN], session[browser.SEEN] = token, int(clock.now().timestamp())


def environment(folder: Path) -> dict[str, str]:
    """What a server needs to run on the benchmark's database: real settings, as in production."""
    return os.environ | {
        "FEEDBACK_SECRET_KEY": secrets.token_urlsafe(48),
        "FEEDBACK_BASE_URL": "https://feedback.example.gov.uk",
        "FEEDBACK_MAIL_HOST": "localhost",
        "FEEDBACK_DATABASE_URL": f"sqlite:///{folder / 'feedback.sqlite'}",
        "FEEDBACK_KEY_STORE": str(folder / "keys"),
        "FEEDBACK_KEY_STORE_COPY": str(folder / "keys-copy"),
        "FLOOR_DATABASE": str(folder / "floor.sqlite"),
        "STACK_KEY": secrets.token_hex(32),
    }


def open_rounds(leaders: int, **setup: object) -> list[str]:
    """Build a collecting campaign in the present application's empty database; return a link's code for each rater."""
    campaign_id, codes = new_id(), []
    raters = [new_id() for _ in range(200)]
    with one_transaction():
        snapshot = frameworks.take_snapshot(_framework())
        db.session.execute(insert(Person), [_person(person_id) for person_id in raters])
        db.session.add(
            Campaign(
                id=campaign_id, name="Leadership feedback", framework_hash=snapshot.hash, state=State.COLLECTING,
                closes_on=CLOSES, depth="behaviours", scale="frequency-5", group_min_n=4, **setup,
            )
        )  # fmt: skip
    for number in range(leaders):
        with one_transaction():
            codes += _round(campaign_id, raters, number)
    return codes


def _round(campaign_id: uuid.UUID, raters: list[uuid.UUID], number: int) -> list[str]:
    leader = Subject(
        id=new_id(), campaign_id=campaign_id, person_id=new_id(), manager_id=raters[0], coach_id=raters[1],
        level="all", list_state="approved", seal_public=sealing.new_key_pair().public,
    )  # fmt: skip
    db.session.execute(insert(Person), [_person(leader.person_id)])
    db.session.add(leader)
    db.session.flush()
    asked = questionnaire_for(leader)
    leader.rules = frozen_rules(
        scale_min=1, scale_max=5, scale_labels=asked.scale.labels, group_min_n=4, mode="default",
        merge="combine", spread_words=False, label_comments=False,
        items={item.id: item.theme_id for item in asked.items}, questions=asked.question_ids, level="all",
        framework_hash=leader.campaign.framework_hash,
    )  # fmt: skip
    leader.rules_hash = hashlib.sha256(json.dumps(leader.rules, sort_keys=True).encode()).hexdigest()
    codes = [sealing.new_token() for _ in RATERS]
    ids = [new_id() for _ in RATERS]
    people = [raters[(number * len(RATERS) + place) % len(raters)] for place in range(len(RATERS))]
    db.session.execute(
        insert(Invitation),
        [
            {"id": invitation_id, "subject_id": leader.id, "person_id": person_id, "group": group, "state": 0}
            for invitation_id, person_id, group in zip(ids, people, RATERS, strict=True)
        ],
    )
    db.session.execute(
        insert(InvitationToken),
        [
            {"token_hash": sealing.digest(code), "place": 1, "invitation_id": invitation_id}
            for code, invitation_id in zip(codes, ids, strict=True)
        ],
    )
    return codes


def close(leader: Subject, chance: Random, *, on: date, said: Mapping[str, str] | None = None) -> None:
    """What closing leaves of a round, by the product's own functions; the seals are not what is measured.

    Each rater gives ratings by ``chance``, and says the same as the others.
    """
    answers: dict[str, list[Answers]] = {}
    for group in RATERS:
        ratings = {item.id: min(5, max(1, round(chance.gauss(3.6, 1)))) for item in questionnaire_for(leader).items}
        answers.setdefault(group, []).append(Answers(dict(ratings), dict(said or {})))
    keeping.write(
        keeping.rows_of(
            leader.id,
            answers,
            invited={group: len(some) for group, some in answers.items()},
            asked=leader.rules or {},
            closed_on=on,
        )
    )
    leader.closed = True


def close_all() -> None:
    """Close every round that there is, with comments; their coach has opened the reports."""
    chance = Random(1)  # noqa: S311 - the same answers every time
    for leader in db.session.scalars(select(Subject)):
        said = {f"theme:t{theme}": " ".join(chance.choices(WORDS, k=30)) for theme in (1, 2)}
        close(leader, chance, on=CLOSED, said=said)
    db.session.execute(InvitationToken.__table__.delete())
    db.session.execute(Invitation.__table__.delete())
    db.session.execute(Campaign.__table__.update().values(state=State.CLOSED))
    db.session.execute(ReleasedReport.__table__.update().values(state="opened"))
    db.session.commit()


def _person(person_id: uuid.UUID) -> dict[str, object]:
    return {"id": person_id, "name": "Robin Leader", "email": f"{person_id.hex}@example.org"}


def _framework() -> Framework:
    themes = []
    for theme in range(1, THEMES + 1):
        behaviours = [
            {
                "id": f"t{theme}.{number}",
                "source": WORDING.format(number),
                "rater": WORDING.format(number),
                "self": "I make clear what matters most, and say what can wait",
                "levels": ["all"],
            }
            for number in range(1, BEHAVIOURS + 1)
        ]
        competency = {"id": f"c{theme}", "name": f"Competency {theme}", "rater": "Leads", "self": "I lead"}
        themes.append(
            {
                "id": f"t{theme}",
                "name": f"Leading people and change, {theme}",
                "description": ABOUT_A_THEME,
                "competencies": [competency | {"behaviours": behaviours}],
            }
        )
    return Framework.model_validate(
        {
            "format": "framework/1",
            "id": "benchmark",
            "title": "Leadership behaviours",
            "organisation": "An example council",
            "version": "1",
            "source": {"file": "none", "document": "Made for a benchmark"},
            "level_rule": "exact",
            "levels": [{"id": "all", "name": "Everybody"}],
            "themes": themes,
        }
    )
