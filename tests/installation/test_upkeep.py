"""One worker for several councils: each in its turn, and none is held up by another."""

import threading
from typing import Any

import pytest

from feedback import worker
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.foundations.outbox import Delivery
from feedback.identity import asking
from feedback.installation.upkeep import Upkeep
from feedback.worker import Sweep
from tests.building import Council
from tests.installation.conftest import Several

PATIENCE = 60  # seconds, for a machine that is busy


@pytest.fixture
def broken(several: Several) -> Several:
    """Three councils; the database of the one in the middle is no database."""
    for name in ("north", "south", "west"):
        several.add(name)
    (several.place / "south" / "feedback.sqlite").write_bytes(b"this was a database once" * 1_000)
    several.serve()
    return several


def ask_for_a_letter(several: Several, name: str) -> str:
    """Have somebody at a council wait for a letter; return their address."""
    with several.app(name).app_context():
        person = Council(several.app(name), several.clock).person(f"{name.capitalize()} Admin", administrator=True)
        with one_transaction():
            asking.ask_to_sign_in(person.email)
        return person.email


def test_a_broken_council_is_named_and_stops_no_other(broken: Several, caplog: pytest.LogCaptureFixture) -> None:
    addresses = [ask_for_a_letter(broken, name) for name in ("north", "west")]

    done = dict(Upkeep(broken.place).once())

    assert done["south"] is None
    assert {name: found.letters.accepted for name, found in done.items() if found} == {"north": 1, "west": 1}
    assert [len(broken.inbox.to(address)) for address in addresses] == [1, 1]
    [said] = [line for line in caplog.messages if "sweep" in line]
    assert said == "a sweep for south failed and will be tried again: DatabaseError"


def test_letters_name_each_councils_own_address(broken: Several) -> None:
    addresses = {name: ask_for_a_letter(broken, name) for name in ("north", "west")}
    list(Upkeep(broken.place).once())
    for name, address in addresses.items():
        [letter] = broken.inbox.to(address)
        assert letter.links[0].startswith(f"https://{name}.example/")


def test_a_council_that_takes_long_holds_up_no_other(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("north", "south", "west"):
        several.add(name)
    swept: list[str] = []
    enough, stop = threading.Event(), threading.Event()

    def sweep(app: Any) -> Sweep:
        name = app.config["SETTINGS"].name
        if name == "north":
            assert enough.wait(PATIENCE), "the others were held up"
        swept.append(name)
        if swept.count("south") > 1 and swept.count("west") > 1:
            enough.set()
            stop.set()
        assert not db.session.new
        return Sweep(0, 0, 0, 0, 0, 0, Delivery())

    monkeypatch.setattr(worker, "sweep", sweep)
    Upkeep(several.place).run(stop, threads=2, every=0.01)

    assert swept.count("north") == 1, "never two at a time for one council"


def test_a_council_that_joins_is_looked_after_from_then_on(several: Several) -> None:
    several.add("north")
    upkeep = Upkeep(several.place)
    assert [name for name, _ in upkeep.once()] == ["north"]
    several.add("south")
    assert [name for name, _ in upkeep.once()] == ["north", "south"]
