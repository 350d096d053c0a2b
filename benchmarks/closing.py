"""How long does closing take, and does its memory grow? ``python -m benchmarks.closing [LEADERS]``

Builds a stopped campaign on a fresh database, its answers sealed by the product's own functions (not timed), closes it
as the worker does, and prints one line of JSON for each milestone. Building runs in a process of its own, so that the
memory printed is what closing needs.

    python -m benchmarks.closing                 1,000 leaders x 12 raters x 40 items
    python -m benchmarks.closing 200             fewer leaders
    python -m benchmarks.closing 200 --profile   where the time goes, by function
"""

import cProfile
import hashlib
import json
import os
import pstats
import random
import resource
import secrets
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

from feedback import create_app
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.rules import frozen_rules
from feedback.config import read_settings
from feedback.disclosure import closing
from feedback.disclosure.closing import Progress
from feedback.extensions import db, new_id
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyStore
from feedback.framework.models import FrameworkSnapshot
from feedback.identity.models import Person
from feedback.invitation.handover import Slot
from feedback.invitation.models import SUBMITTED, Invitation
from feedback.response.rules import Answers
from feedback.response.sealed import sealed_for

RATERS = ("self", "manager", *["peers"] * 5, *["reports"] * 4, "others")
ITEMS = {f"item-{number:02}": f"theme-{number // 8}" for number in range(40)}
QUESTIONS = ("q1", "q2", *[f"theme:{theme}" for theme in sorted(set(ITEMS.values()))])
WORDS = ("clear", "about", "what", "matters", "listens", "before", "deciding", "thinks", "of", "residents")
STOPPED = datetime(2027, 3, 1, tzinfo=UTC)


def main(leaders: int, *, profile: bool) -> None:
    """Build, close, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        if (builder := os.fork()) == 0:
            with _app(Path(folder)).app_context():
                _build(leaders, _keys(Path(folder)))
            os._exit(0)
        if os.waitpid(builder, 0)[1]:
            raise SystemExit("building failed")
        app = _app(Path(folder))
        with app.app_context():
            if profile:
                profiler = cProfile.Profile(time.process_time)  # what others do on the machine does not count
                profiler.runcall(_close, _keys(Path(folder)), lambda done: None)
                pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
            else:
                _measure(leaders, _keys(Path(folder)))


def _measure(leaders: int, keys: KeyStore) -> None:
    wall, cpu = time.perf_counter(), time.process_time()

    def line(step: str, closed: int) -> None:
        facts = {
            "step": step,
            "closed": closed,
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "wall_seconds": round(time.perf_counter() - wall, 2),
            "most_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()

    def tell(progress: Progress) -> None:
        if progress.done == 1:
            line("everything can be opened", 0)
        if progress.done in (100, 500, leaders):
            line("closing", progress.done)

    _close(keys, tell)
    line("files tidied up", leaders)


def _close(keys: KeyStore, tell: Callable[[Progress], None]) -> None:
    campaign_id = db.session.scalars(db.select(Campaign.id)).one()
    db.session.rollback()
    closing.close_campaign(campaign_id, keys=keys, now=STOPPED + timedelta(days=2), tell=tell)
    progress = closing.progress(campaign_id)
    if progress.done != progress.total:
        raise SystemExit(f"only {progress.done} of {progress.total} leaders were closed")
    db.session.rollback()


def _app(folder: Path) -> Flask:
    return create_app(
        read_settings(
            secret_key=secrets.token_urlsafe(48),
            database_url=f"sqlite:///{folder / 'feedback.sqlite'}",
            key_store=folder / "keys",
            key_store_copy=folder / "keys-copy",
        )
    )


def _keys(folder: Path) -> KeyStore:
    return KeyStore(folder / "keys", folder / "keys-copy")


def _build(leaders: int, keys: KeyStore) -> None:
    """A stopped campaign whose raters have all sent their answers."""
    db.create_all()
    run_id, coach_id, raters = new_id(), new_id(), [new_id() for _ in range(200)]
    with one_transaction():
        db.session.add(FrameworkSnapshot(hash="benchmark", framework_id="benchmark", title="Benchmark", content={}))
        db.session.execute(insert(Person), [_person(person_id) for person_id in (coach_id, *raters)])
        db.session.flush()
        db.session.add(
            Campaign(
                id=run_id, name="Benchmark", framework_hash="benchmark", state=State.STOPPED, stopped_at=STOPPED,
                closes_on=date(2027, 3, 1), depth="behaviours", scale="frequency-5", group_min_n=4,
            )
        )  # fmt: skip
    rng = random.Random(1)  # noqa: S311 - the same answers every time
    for _ in range(leaders):
        with one_transaction():
            leader = _leader(run_id, manager_id=raters[0], coach_id=coach_id)
            leader.seal_public = keys.create(leader.id)
            db.session.execute(insert(Person), [_person(leader.person_id)])
            db.session.add(leader)
            db.session.flush()
            people = rng.sample(raters, len(RATERS))
            sent = [_sent(leader, group, person, rng) for group, person in zip(RATERS, people, strict=True)]
            db.session.execute(insert(Invitation), sent)


def _leader(run_id: uuid.UUID, *, manager_id: uuid.UUID, coach_id: uuid.UUID) -> Subject:
    rules = frozen_rules(
        scale_min=1, scale_max=5, scale_labels=["Never", "Rarely", "Sometimes", "Often", "Always"], group_min_n=4,
        mode="default", merge="combine", spread_words=False, label_comments=False, items=ITEMS, questions=QUESTIONS,
        level="2", framework_hash="benchmark",
    )  # fmt: skip
    return Subject(
        id=new_id(), campaign_id=run_id, person_id=new_id(), manager_id=manager_id, coach_id=coach_id, level="2",
        list_state="approved", rules=rules,
        rules_hash=hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest(),
    )  # fmt: skip


def _sent(leader: Subject, group: str, person_id: uuid.UUID, rng: random.Random) -> dict[str, object]:
    """The row of an invitation whose rater has rated everything and written on half of the questions."""
    slot = Slot(new_id(), 1, leader.id, group, 0, leader.seal_public or b"", None, None, None)
    answers = Answers(
        {item: rng.choice((None, 2, 3, 3, 4, 4, 4, 5, 5)) for item in ITEMS},
        {question: " ".join(rng.choices(WORDS, k=25)) for question in QUESTIONS if rng.random() < 0.5},
    )
    sealed = sealed_for(slot, answers, device=secrets.token_bytes(32), sent=True)
    return {
        "id": slot.id, "subject_id": leader.id, "person_id": person_id, "group": group, "state": SUBMITTED,
        "slot": sealed.content, "wrap_dev": sealed.wrap_dev, "wrap_sub": sealed.wrap_sub,
    }  # fmt: skip


def _person(person_id: uuid.UUID) -> dict[str, object]:
    return {"id": person_id, "name": "Somebody", "email": f"{person_id.hex}@example.org"}


if __name__ == "__main__":
    main(int(next((word for word in sys.argv[1:] if word.isdigit()), 1000)), profile="--profile" in sys.argv)
