"""What monitoring sees: enough to know that something is amiss, and not when anybody answered."""

import urllib.request
from collections.abc import Callable

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry, generate_latest

from feedback.extensions import db
from feedback.foundations.visits import HOUR, Visits, count
from feedback.installation.figures import GOOD_FOR, Work, show
from feedback.worker import Sweep
from tests.building import Council


def seen(registry: CollectorRegistry) -> dict[str, float]:
    """The figures as Prometheus reads them."""
    lines = [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines) if "_created" not in name}


@pytest.fixture
def visits() -> tuple[Visits, CollectorRegistry]:
    """The figures of a process."""
    registry = CollectorRegistry()
    return Visits(registry), registry


def total(registry: CollectorRegistry) -> float:
    """How many visits have been counted."""
    return sum(value for name, value in seen(registry).items() if name.startswith("feedback_request_seconds_count"))


def test_pages_of_raters_join_all_others_when_the_hour_is_over(visits: tuple[Visits, CollectorRegistry]) -> None:
    noted, registry = visits

    def visit(at: float, *, silent: bool) -> None:
        noted.note("", kind="page", seconds=0.02, silent=silent, broke=False, now=at)

    for second in range(0, 3_000, 300):
        before = seen(registry)
        visit(second, silent=True)
        assert seen(registry) == before, "no figure moves when a rater opens a page"
    visit(3_100, silent=False)
    assert total(registry) == 1, "nor when staff do, within the hour"
    before = seen(registry)
    visit(HOUR + 10, silent=True)
    assert seen(registry) == before, "nor by a rater's page after it, which would tell of itself"
    visit(HOUR + 20, silent=False)
    assert total(registry) == 2 + 10 + 1, "all of the hour at once"
    assert all("rater" not in name and "response" not in name for name in seen(registry))


def test_what_is_wrong_elsewhere_is_no_page_that_broke(app: Flask, visits: tuple[Visits, CollectorRegistry]) -> None:
    """Or a monitor that asks /readyz while the mail server is away would ring for pages."""
    noted, registry = visits
    count(app, noted)
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"mail_port": 1})
    assert app.test_client().get("/readyz").status_code == 503
    assert total(registry) == 1
    assert not any(name.startswith("feedback_faults_total") for name in seen(registry))


def test_a_fault_is_counted_at_once_whoever_met_it(visits: tuple[Visits, CollectorRegistry]) -> None:
    noted, registry = visits
    noted.note("north", kind="page", seconds=0.1, silent=True, broke=True, now=0)
    assert seen(registry)['feedback_faults_total{council="north"}'] == 1
    assert total(registry) == 0


def test_an_application_counts_its_visits_by_kind(app: Flask, visits: tuple[Visits, CollectorRegistry]) -> None:
    noted, registry = visits
    count(app, noted)
    db.session.remove()
    client = app.test_client()
    for path in ("/sign-in", "/static/feedback.css", "/healthz", "/r", "/paper"):
        client.get(path, base_url="https://feedback.example")
    kinds = {name.split('kind="')[1].split('"')[0] for name in seen(registry) if "_count" in name}
    assert kinds == {"page", "file", "health"}
    assert total(registry) == 3, "the rater's page and the clerk's wait"


def test_the_work_is_read_from_the_tables(app: Flask, council: Council, sweep: Callable[[], Sweep]) -> None:
    council.collecting(peers=4)
    told = 0.0
    registry = CollectorRegistry()
    registry.register(Work(lambda: {"north": app}, clock=lambda: told))
    figures = seen(registry)
    assert figures['feedback_database_well{council="north"}'] == 1
    assert figures['feedback_campaigns_open{council="north"}'] == 1
    assert figures['feedback_letters_sent{council="north"}'] > 4
    assert figures['feedback_letters_waiting{council="north"}'] == 0
    assert figures['feedback_last_work_seconds{council="north"}'] == council.clock.now.timestamp()
    council.campaign()
    assert seen(registry) == figures
    told += GOOD_FOR
    assert seen(registry).keys() == figures.keys()


def test_a_council_that_does_not_answer_is_seen_and_hides_no_other(app: Flask, council: Council) -> None:
    broken = Flask("broken")
    broken.config.update(SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.sqlite", SETTINGS=app.config["SETTINGS"])
    db.init_app(broken)
    registry = CollectorRegistry()
    registry.register(Work(lambda: {"broken": broken, "north": app}))
    figures = seen(registry)
    assert figures['feedback_database_well{council="broken"}'] == 0
    assert figures['feedback_database_well{council="north"}'] == 1
    assert 'feedback_letters_waiting{council="broken"}' not in figures


def test_prometheus_reads_them_on_a_port_of_their_own(app: Flask) -> None:
    registry = CollectorRegistry()
    registry.register(Work(lambda: {"": app}))
    server = show("127.0.0.1:0", registry)
    try:
        address = f"http://127.0.0.1:{server.server_port}/metrics"
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert b'feedback_database_well{council=""} 1.0' in answer.read()
    finally:
        server.shutdown()
        server.server_close()
    assert app.test_client().get("/metrics").status_code == 404, "no page of the product has them"
