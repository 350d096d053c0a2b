"""Web and database are killed in the middle of answering: what raters were told is saved is there, every time."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask_migrate import upgrade

from benchmarks import council, servers
from feedback import create_app
from feedback.extensions import db
from tests import databases
from tests.architecture.test_schema import MIGRATIONS
from tests.fault.rig import KILLS, KillableServer, Saver, say, soon

RATERS = 4


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the product is started with."""
    found = council.environment(tmp_path) | {
        "FEEDBACK_DATABASE_URL": databases.in_use().url(tmp_path),
        "FEEDBACK_SWEEP_SECONDS": "0.5",
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


def codes_of_raters() -> list[str]:
    """A council in the database that the environment names, and a link's code for each rater."""
    app = create_app()
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        codes = council.open_rounds(1)
        db.session.remove()
        db.engine.dispose()
    return codes


def save_and_kill(environment: dict[str, str], kill: Callable[[int], object]) -> tuple[list[Saver], float]:
    """Let raters save while something is killed again and again; return them, when all has been looked at."""
    codes, port = codes_of_raters(), servers.free_port()
    rng = random.Random(8)
    with servers.running(servers.product_command(port), port, environment) as product:
        savers = [Saver(port, code, first) for first, code in enumerate(codes[:RATERS])]
        for saver in savers:
            saver.begin()
            saver.start()
        slowest = 0.0
        for _ in range(KILLS):
            before, begun = {saver: saver.saves for saver in savers}, time.monotonic()
            assert soon(lambda before=before: all(saver.saves > before[saver] or saver.lost for saver in savers))
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(rng.random() * 0.05)
            kill(product)
        before = {saver: saver.saves for saver in savers}
        assert soon(lambda: all(saver.saves > before[saver] or saver.lost for saver in savers))
        for saver in savers:
            saver.stop.set()
            saver.join()
            saver.look_at_everything()
            saver.browser.close()
    return savers, slowest


def check(fault: str, savers: list[Saver], slowest: float) -> None:
    """Assert that nothing was lost, and tell what was counted."""
    assert [saver.lost for saver in savers] == [[]] * len(savers)
    say(
        fault,
        kills=KILLS,
        acknowledged=sum(saver.saves for saver in savers),
        not_acknowledged=sum(saver.faults for saver in savers),
        looked_at=sum(saver.looked for saver in savers),
        lost=0,
        longest_without_service_seconds=round(slowest, 1),
    )
    assert sum(saver.looked for saver in savers) > KILLS


def test_the_web_is_killed_while_raters_save(environment: dict[str, str]) -> None:
    killed: set[int] = set()

    def kill(product: int) -> None:
        family = servers.family(product)
        assert len(family) > 2, "no process serves that could be killed: check this test"
        for pid in family[2:]:  # not `flask serve` and not the web's first, which starts the others
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed.add(pid)

    check("web killed while answering", *save_and_kill(environment, kill))
    assert len(killed) >= KILLS


def test_the_database_is_killed_while_raters_save(
    environment: dict[str, str], own_server: KillableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment["FEEDBACK_DATABASE_URL"] = own_server.url("answering")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", environment["FEEDBACK_DATABASE_URL"])

    def kill(_: int) -> None:
        own_server.kill()
        own_server.start()

    check("database killed while answering", *save_and_kill(environment, kill))


def test_nobody_notices_that_the_database_was_restarted_between_two_pages(
    environment: dict[str, str], own_server: KillableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment["FEEDBACK_DATABASE_URL"] = own_server.url("restarted")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", environment["FEEDBACK_DATABASE_URL"])
    codes, port = codes_of_raters(), servers.free_port()
    with servers.running(servers.product_command(port), port, environment):
        saver = Saver(port, codes[0], 0)
        saver.begin()
        for page in range(1, 5):
            saver._save(page, "4")
            own_server.restart()
        saver.look_at_everything()
        saver.browser.close()
    assert (saver.lost, saver.saves, saver.faults) == ([], 4, 0)
