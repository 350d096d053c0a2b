"""R21 with two locks: whoever is killed while coaches are asked, or while some have come, loses and repeats nothing.

Of three leaders the coach of one has come, that of another is to be asked, and the third never had raters. A run closes
the first and the last, asks the absent coach once, and leaves their round as it is.
"""

import json
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from feedback.disclosure import locks
from feedback.extensions import db
from feedback.foundations import outbox, sealing
from feedback.foundations.database import one_transaction
from tests import databases
from tests.building import Council
from tests.conftest import ToldClock
from tests.disclosure import coached, rounds
from tests.fault.closing_process import AT, application
from tests.fault.conftest import _kept
from tests.fault.stopped import Closer, Files, Stopped, look_into, the_web_running
from tests.fault.test_kill_while_closing import WRITING

SHARES = 4
Share = tuple[str, bytes, bytes, bytes | None, bytes | None]


@pytest.fixture(scope="module")
def waiting(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    """The stopped campaign as files. The first round of ``expected`` has its coach, the second waits."""
    folder = tmp_path_factory.mktemp("waiting")
    databases.in_use().copy(migrated_database.parent, folder)
    app = application(folder, databases.in_use().url(folder))
    with app.app_context():
        council = Council(app, ToldClock(AT - timedelta(days=2)))
        here, absent, never = rounds.launched(council, 3, coach_key=True)
        answers = {leader: rounds.varied(leader, n, say="Said by", peers=5) for n, leader in enumerate((here, absent))}
        for leader, given in answers.items():
            coached.lock(council, leader)
            rounds.send(leader, given)
        council.stop(here.campaign)
        council.clock.now = AT
        coached.ask(council)
        coached.come(council, here)
        with one_transaction():  # as it is when the key that the coach was asked with has been lost
            share = coached.share_of(absent)
            assert share is not None
            share.handover_public = None
            db.session.query(outbox.Outgoing).filter_by(kind="passphrase").delete()
        expected = {
            here.id.hex: _kept(here, answers[here], {}),
            absent.id.hex: _kept(absent, answers[absent], {}),
            never.id.hex: _kept(never, {}, {}),
        }
        db.session.remove()
        db.engine.dispose()
    return Stopped(folder, expected)


@pytest.fixture(scope="module")
def closer(waiting: Stopped, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closer]:
    """The process that asks and closes, with its own place (its first run closes it once)."""
    folder = tmp_path_factory.mktemp("closing-with-coaches")
    waiting.put_into(folder)
    started = Closer(folder)
    started.place = folder  # type: ignore[attr-defined]
    yield started
    started.end()


@pytest.fixture(scope="module")
def place(closer: Closer) -> Path:
    """Where closing happens."""
    folder: Path = closer.place  # type: ignore[attr-defined]
    return folder


@pytest.fixture(scope="module")
def chosen(closer: Closer, waiting: Stopped, place: Path) -> list[tuple[int, str]]:
    """Number and name of one step of every kind that there is."""
    waiting.put_into(place)
    into = place / "steps.json"
    assert closer.order("rehearse", into=str(into))["signal"] == 0
    first: dict[str, int] = {}
    for number, name in enumerate(json.loads(into.read_text()), start=1):
        first.setdefault(name if WRITING.match(name) or "ask_coaches" in name else name.split()[-1], number)
    return [(number, name) for name, number in first.items()]


def shares(place: Path) -> dict[str, Share]:
    """The rows of the coaches' keys by round."""
    with databases.in_use().reading(place) as rows:
        found = rows("SELECT subject_id, public, locked, handover_public, handed_over FROM coach_share")
        return {row[0]: row for row in found}  # type: ignore[misc]


def check_nothing_lost(waiting: Stopped, place: Path, found: Files, killed: str) -> None:
    """Assert that each round is closed with everything, or can still be opened by whoever could open it before."""
    here, absent, _ = waiting.expected
    before, now = shares(waiting.folder), shares(place)
    for round_id, closed in found.closed.items():
        if closed:
            assert found.kept[round_id] == waiting.expected[round_id], killed
            assert round_id not in now, killed
            continue
        assert found.kept[round_id] is None, killed
        assert found.slots[round_id] == waiting.files.slots[round_id], killed
        kept = {path for path in waiting.files.keys if round_id in path.replace("-", "")}
        assert len(kept) == 2, "found no keys: check this test"
        assert {path: found.keys.get(path) for path in kept} == {path: waiting.files.keys[path] for path in kept}, (
            killed
        )
    assert not found.closed[absent], killed
    assert now[absent][:3] == before[absent][:3], killed
    if not found.closed[here]:
        assert now[here] == before[here], killed


def check_all_done(waiting: Stopped, place: Path, killed: str) -> None:
    """Assert that only the absent coach is missing, who has been asked once with a key that is there."""
    found = look_into(place)
    check_nothing_lost(waiting, place, found, killed)
    here, absent, never = waiting.expected
    assert (found.closed[here], found.closed[absent], found.closed[never]) == (True, False, True), killed
    assert (found.campaign, found.events) == ("stopped", {"round.closed": 2}), killed
    assert (found.letters["report_ready"], found.letters["passphrase"]) == (2, 1), killed
    name = str(locks.handover_id(rounds.uuid.UUID(absent)))
    asked_with = shares(place)[absent][3]
    ours = {path: key for path, key in found.keys.items() if absent not in path.replace("-", "")}
    assert sorted(ours) == [f"keys-copy/{name}.key", f"keys/{name}.key"], killed
    assert {sealing.public_half(key) for key in ours.values()} == {asked_with}, killed


def test_every_step_of_asking_is_among_those_to_be_killed_at(chosen: list[tuple[int, str]]) -> None:
    names = " ".join(name for _, name in chosen)
    for step in ("ask_coaches", "after UPDATE coach_share SET", "after DELETE FROM coach_share", "destroy", "_close"):
        assert step in names
    assert len(chosen) > 60


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_a_step_and_run_again(
    closer: Closer, waiting: Stopped, place: Path, chosen: list[tuple[int, str]], share: int
) -> None:
    for number, name in chosen[share::SHARES]:
        killed = f"killed at step {number}, {name}"
        waiting.put_into(place)
        with the_web_running(place):
            assert closer.order("kill_at_step", step=number)["signal"] == signal.SIGKILL, killed
            check_nothing_lost(waiting, place, look_into(place), killed)

            assert closer.order("close")["signal"] == 0, killed
            check_all_done(waiting, place, killed)


def test_then_the_absent_coach_comes_and_the_campaign_is_closed(closer: Closer, waiting: Stopped, place: Path) -> None:
    waiting.put_into(place)
    closer.order("close")
    app = application(place, databases.in_use().url(place))
    with app.app_context():
        council = Council(app, ToldClock(AT))
        [absent] = [leader for leader in db.session.query(rounds.Subject) if leader.id.hex == list(waiting.expected)[1]]
        coached.come(council, absent)
        db.session.remove()
        db.engine.dispose()
    closer.order("close")
    found = look_into(place)
    assert (found.campaign, found.keys, found.kept) == ("closed", {}, waiting.expected)
