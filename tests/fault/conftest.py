"""Three leaders whose raters have answered, stopped two days ago, and a process to close them and be killed."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from feedback.campaign.models import Subject
from feedback.extensions import db
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock
from tests.disclosure import rounds
from tests.fault.closing_process import AT, application
from tests.fault.rig import KillableServer
from tests.fault.stopped import Closer, Kept, Stopped


@pytest.fixture(scope="session")
def stopped(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    """One leader with raters of every kind, drafts and silence; one with few raters; one who never chose any."""
    folder = tmp_path_factory.mktemp("stopped")
    databases.in_use().copy(migrated_database.parent, folder)
    app = application(folder, databases.in_use().url(folder))
    return Stopped(folder, stop_a_campaign(app))


def stop_a_campaign(app: Flask) -> dict[str, Kept]:
    """Stop one in an application that has none; what each round of it must become."""
    with app.app_context():
        council = Council(app, ToldClock(AT - timedelta(days=2)))
        many, few, none = rounds.launched(council, 3)
        answers = rounds.varied(many, 1, say="Said by", self=1, manager=1, peers=5, reports=4, others=1)
        rounds.send(many, answers, drafts=1, silent=1)
        answers_of_few = rounds.varied(few, 2, say="Said by", peers=4)
        rounds.send(few, answers_of_few)
        council.stop(many.campaign)
        expected = {
            many.id.hex: _kept(many, answers, {"peers": 7}),
            few.id.hex: _kept(few, answers_of_few, {}),
            none.id.hex: _kept(none, {}, {}),
        }
        db.session.remove()
        db.engine.dispose()  # the last connection folds the write-ahead log in
    return expected


def _kept(leader: Subject, answers: rounds.Given, invited: dict[str, int]) -> Kept:
    cells = {place: (cell.kind, cell.tenths) for place, cell in rounds.expected_cells(leader, answers).items()}
    named = {
        (who, item): rating
        for who in ("self", "manager")
        for one in answers.get(who, ())
        for item, rating in one.ratings.items()
    }
    words = Counter(
        (group if group in ("self", "manager") else None, text)
        for group, some in answers.items()
        for one in some
        for text in one.comments.values()
    )
    counts = {group: [invited.get(group, len(some)), len(some)] for group, some in answers.items()}
    return Kept(cells, named, words, counts)


@pytest.fixture(scope="session")
def place(stopped: Stopped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where closing happens. The stopped campaign is put there anew for every kill."""
    folder = tmp_path_factory.mktemp("closing")
    stopped.put_into(folder)
    return folder


@pytest.fixture(scope="session")
def closer(place: Path) -> Iterator[Closer]:
    """The process that closes."""
    started = Closer(place)
    yield started
    started.end()


@pytest.fixture
def own_server() -> Iterator[KillableServer]:
    """A database server to be killed."""
    server = KillableServer()
    yield server
    server.end()
