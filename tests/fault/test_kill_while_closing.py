"""R21: a closing process that is killed, wherever it is, has closed each round wholly or not at all, and loses nothing.

224 kills in all: at every step that writes (a line of our code or an SQL statement) and at one step of every function
that does not; and from outside at any time, which also hits the database in the middle of its own work.
"""

import json
import random
import re
import signal
from pathlib import Path

import pytest

from tests import databases
from tests.databases import ON_POSTGRESQL
from tests.fault.stopped import Closer, Files, Stopped, look_into, the_web_running

KILLS_AT_STEPS, KILLS_AT_TIMES, SHARES = 184, 40, 8
# PostgreSQL keeps what it has committed whoever is killed: there every fourth place will do.
SHARES_TRIED = SHARES // 4 if ON_POSTGRESQL else SHARES
WRITERS = (
    "close_campaign", "_close", "write", "erase_slots", "destroy", "_make_lasting", "scrub_sqlite",
    "move", "one_transaction",
)  # fmt: skip
WRITING = re.compile(rf"(before|after) (BEGIN|INSERT|UPDATE|DELETE|COMMIT)|.* ({'|'.join(WRITERS)})$")


@pytest.fixture(scope="session")
def steps(closer: Closer, stopped: Stopped, place: Path) -> list[str]:
    """The names of all steps of one closing, in order."""
    stopped.put_into(place)
    into = place / "steps.json"
    assert closer.order("rehearse", into=str(into))["signal"] == 0
    found: list[str] = json.loads(into.read_text())
    return found


def chosen(steps: list[str]) -> list[int]:
    """The steps to be killed at, counted from one: first those that must be, then any, for another leader say."""
    rng = random.Random(21)
    numbers = [*range(1, len(steps) + 1)]
    rng.shuffle(numbers)
    first: dict[str, int] = {}
    for number in numbers:
        name = steps[number - 1]
        first.setdefault(name if WRITING.match(name) else name.split()[-1], number)
    others = (number for number in numbers if number not in first.values())
    writing_again = [number for number in others if WRITING.match(steps[number - 1])]
    return [*first.values(), *writing_again][:KILLS_AT_STEPS]


def check_all_or_nothing(stopped: Stopped, found: Files, killed: str) -> None:
    """Assert that each round is closed with everything, or open with everything."""
    for round_id, closed in found.closed.items():
        if closed:
            assert found.kept[round_id] == stopped.expected[round_id], killed
            assert not any(any(row[2:]) or len(row) == 1 for row in found.slots[round_id]), killed
        else:
            assert found.kept[round_id] is None, killed
            assert found.slots[round_id] == stopped.files.slots[round_id], killed
            keys = {path: key for path, key in stopped.files.keys.items() if round_id in path.replace("-", "")}
            assert len(keys) == 2, "found no keys: check this test"
            assert keys.items() <= found.keys.items(), f"{killed}: a key was destroyed before its round was safe"


def check_closed(stopped: Stopped, place: Path, killed: str) -> None:
    """Assert that the campaign is closed, once, and that nothing sealed and no key of a round is left."""
    found = stopped.look_into(place)
    check_all_or_nothing(stopped, found, killed)
    assert list(found.closed.values()) == [True, True, True], killed
    assert found.keys == stopped.other_keys, killed
    assert found.campaign == "closed", killed
    assert found.events == {"round.closed": 3, "campaign.closed": 1}, killed
    assert found.letters == {"report_ready": 3}, killed
    ours = stopped.keeper
    bytes_on_disk = ours.on_disk(place) if isinstance(ours, databases.SqliteFiles) else b""
    slots = [row[2] for rows in stopped.files.slots.values() for row in rows if len(row) > 1 and row[2]]
    assert len(slots) == 17, "found no slots: check this test"
    assert not [slot for slot in slots if slot[:64] in bytes_on_disk], killed


def test_every_step_that_writes_is_among_those_to_be_killed_at(steps: list[str]) -> None:
    writing = {name for name in steps if WRITING.match(name)}
    assert {name.split()[-1] for name in writing} >= {
        "destroy",
        "erase_slots",
        "scrub_sqlite",
        "write",
        "COMMIT",
        "move",
    }
    assert {"before UPDATE invitation SET", "after INSERT INTO released_cell", "before UPDATE subject SET"} <= writing
    numbers = chosen(steps)
    assert len(set(numbers)) == KILLS_AT_STEPS
    tried = {steps[number - 1] for number in numbers}
    assert writing <= tried
    assert {name.split()[-1] for name in steps} == {name.split()[-1] for name in tried}


@pytest.mark.parametrize("share", range(SHARES_TRIED))
def test_killed_at_a_step_and_run_again(
    closer: Closer, stopped: Stopped, place: Path, steps: list[str], share: int
) -> None:
    for number in chosen(steps)[share::SHARES]:
        killed = f"killed at step {number}, {steps[number - 1]}"
        stopped.put_into(place)
        with the_web_running(place):
            assert closer.order("kill_at_step", step=number)["signal"] == signal.SIGKILL, killed
            check_all_or_nothing(stopped, look_into(place), killed)

            assert closer.order("close")["signal"] == 0, killed
            check_closed(stopped, place, killed)


@pytest.mark.parametrize("share", range(SHARES_TRIED))
def test_killed_at_any_time_and_run_again(closer: Closer, stopped: Stopped, place: Path, share: int) -> None:
    stopped.put_into(place)
    whole = closer.order("close")["seconds"]
    check_closed(stopped, place, "not killed")
    for turn in range(share, KILLS_AT_TIMES, SHARES):
        seconds = whole * turn / KILLS_AT_TIMES
        killed = f"killed after {seconds:.4f} seconds"
        stopped.put_into(place)
        with the_web_running(place):
            assert closer.order("kill_after", seconds=seconds)["signal"] in (signal.SIGKILL, 0)
            check_all_or_nothing(stopped, look_into(place), killed)

            assert closer.order("close")["signal"] == 0, killed
            check_closed(stopped, place, killed)
