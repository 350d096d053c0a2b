"""A small council, built once, with a record of how its answers came in."""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_request_context, request
from sqlalchemy import select

from feedback import create_app, worker
from feedback.campaign.models import Campaign, Subject
from feedback.demo import council, views
from feedback.demo.build import Built, build
from feedback.demo.cli import settings_of_the_demo
from feedback.demo.inbox import Inbox
from feedback.disclosure.models import Block, Comment, NamedAnswer, ReleasedCell, ReleasedReport
from feedback.extensions import db
from feedback.identity.models import Person
from feedback.invitation import handover
from tests.page_client import PageClient

SEED = 1


@dataclass
class SmallDemo:
    """A demo in a folder of its own. ``writes`` are the paths of the requests that wrote a slot, "" outside of one."""

    folder: Path
    inbox: Inbox
    app: Flask
    built: Built = field(default_factory=Built)
    said: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    def sweep(self) -> None:
        """Let the worker do what is due."""
        with self.app.app_context():
            worker.sweep(self.app)

    def browser(self) -> PageClient:
        """A browser that refuses bad pages."""
        return PageClient(self.app, base_url=self.app.config["SETTINGS"].base_url)

    def state_of(self, about: str) -> str:
        """The state of the campaign whose name starts like this."""
        with self.app.app_context():
            return db.session.scalars(select(Campaign.state).where(Campaign.name.startswith(about))).one()

    def released(self) -> dict[str, list[Any]]:
        """Everything that closing left, by the names of people and campaigns instead of random ids."""
        with self.app.app_context():
            about = {
                subject_id: (campaign, leader)
                for subject_id, campaign, leader in db.session.execute(
                    select(Subject.id, Campaign.name, Person.name)
                    .join(Campaign, Campaign.id == Subject.campaign_id)
                    .join(Person, Person.id == Subject.person_id)
                )
            }
            columns = {
                Block: (Block.label, Block.n),
                ReleasedCell: (ReleasedCell.block, ReleasedCell.item_id, ReleasedCell.kind, ReleasedCell.tenths),
                NamedAnswer: (NamedAnswer.group, NamedAnswer.item_id, NamedAnswer.value),
                Comment: (Comment.question_id, Comment.text),
                ReleasedReport: (ReleasedReport.state, ReleasedReport.closed_on),
            }
            return {
                table.__tablename__: sorted(
                    (*about[row[0]], *map(str, row[1:])) for row in db.session.execute(select(table.subject_id, *these))
                )
                for table, these in columns.items()
            }


def a_demo(folder: Path, *, seed: int = SEED) -> SmallDemo:
    """A demo's application with its pages and inbox, not built yet."""
    inbox = Inbox()
    settings = settings_of_the_demo(
        "http://127.0.0.1:5000",
        inbox.start(),
        secret_key=secrets.token_hex(32),
        database_url=f"sqlite:///{folder / 'demo.sqlite'}",
        key_store=folder / "keys",
        key_store_copy=folder / "keys-copy",
    )
    app = create_app(settings)
    demo = SmallDemo(folder, inbox, app)
    views.register(app, views.Demo(inbox, council.Council(seed), demo.built, patience=0))
    return demo


def build_small(demo: SmallDemo, *, seed: int = SEED) -> None:
    """Build it, and write down where each slot was written from."""
    with pytest.MonkeyPatch.context() as patch:
        for verb in ("save", "clear"):
            real = getattr(handover, verb)

            def written(*args: Any, _real: Any = real, **kwargs: Any) -> Any:
                demo.writes.append(request.path if has_request_context() else "")
                return _real(*args, **kwargs)

            patch.setattr(handover, verb, written)
        built = build(demo.app, demo.inbox, seed=seed, scale="small", say=demo.said.append)
    vars(demo.built).update(vars(built))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDemo]:
    """A small demo. Tests that write to it work on a copy (``another``)."""
    demo = a_demo(tmp_path_factory.mktemp("demo"))
    build_small(demo)
    yield demo
    demo.inbox.stop()
    with demo.app.app_context():
        db.engine.dispose()


@pytest.fixture
def another(small: SmallDemo, tmp_path: Path) -> Iterator[SmallDemo]:
    """The small demo as it lies on disk, copied and opened by an application of its own; its inbox is empty."""
    with small.app.app_context():
        db.engine.dispose()  # folds the write-ahead log into the one file
    shutil.copytree(small.folder, tmp_path / "copy")
    demo = a_demo(tmp_path / "copy")
    yield demo
    demo.inbox.stop()
    with demo.app.app_context():
        db.engine.dispose()
