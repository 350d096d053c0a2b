"""What does a whole response cost the server? ``python -m benchmarks.answering [--quick]``

Starts the product as an operator does, on loopback and a fresh database, and drives whole responses over HTTP, without
script: the link, the start, eight pages of five ratings and a comment each, every page saved, check, send, thanks. In
turn with it runs the floor: bare Flask that keeps eight pages with a durable commit each, no template (``floor.py``),
and the stack: the same requests with the product's libraries and none of its pages (``stack.py``).
Processor time is that of the processes that serve pages, and of PostgreSQL's where it is asked for; the client and the
worker do not count, and whatever else the machine does counts only through the caches that it spoils: compare the
ratios, and the least of several. Under load the client shares the machine: "server_alone" is how many responses a
second the machine's processors could serve if it did not.

    python -m benchmarks.answering               about two minutes
    python -m benchmarks.answering --quick       about half a minute, coarser
    python -m benchmarks.answering --one-page    the same with everything on one page
    python -m benchmarks.answering --postgresql  the same on PostgreSQL, whose own processor time counts too
"""

import gzip
import json
import os
import re
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks import council, driver, rater, servers
from benchmarks.rater import Browser

ROUNDS, RESPONSES = 9, 12  # a median over so many rounds of so many responses each
CLIENTS = (1, 4, 16)
WARM = 9  # responses beforehand, so that each process has made each page once
AT_MOST = 90.0  # seconds for one measurement of throughput
ASSET = re.compile(r'(?:<link[^>]+href|<script[^>]+src|from|<img[^>]+src)[= ]+"(/static/[^"]+)"')
IS_SCRIPT = re.compile(r"\.js(\?|$)")


@dataclass(frozen=True)
class Product:
    """The product as it runs: where it listens, its first process, and that of a database server beside it."""

    port: int
    first: int
    database: int | None

    @property
    def cpu_seconds(self) -> float:
        """Processor time of what answers: pages and database."""
        return servers.web_seconds(self.first) + self.beside()

    def beside(self) -> float:
        """Of it the database server's, if there is one."""
        return servers.cpu_seconds(self.database) if self.database else 0.0


def main(*, quick: bool, one_page: bool, on_postgresql: bool) -> None:
    """Build, start, measure, and print one line of JSON for each figure."""
    rounds, responses = (3, 10) if quick else (ROUNDS, RESPONSES)
    wanted = 1 + WARM + rounds * responses + responses + len(CLIENTS) * (60 if quick else 200)
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        environment, database = council.environment(folder), None
        if on_postgresql:
            address, database = ending.enter_context(servers.postgresql(folder / "postgresql"))
            environment |= {"FEEDBACK_DATABASE_URL": address, "FLOOR_DATABASE": address}
        codes = iter(_built(environment, wanted, one_page=one_page))
        port, floor_port, stack_port = (servers.free_port() for _ in range(3))
        with (
            servers.running(servers.floor_command(floor_port), floor_port, environment) as floor,
            servers.running(servers.stack_command(stack_port), stack_port, environment) as stack,
            servers.running(servers.product_command(port), port, environment) as first,
        ):
            product = Product(port, first, database)
            _say(
                "machine",
                processors=os.cpu_count(),
                load=os.getloadavg()[0],
                one_page=one_page,
                postgresql=on_postgresql,
            )
            _say("idle", cpu_ms_a_second=_idle(first), **_memory(first))
            _weigh(port, next(codes))
            for _ in range(WARM):
                rater.answer(Browser(port), next(codes))
            _floor_response(Browser(floor_port), 0)
            _cost(rounds, responses, product, (floor, floor_port), (stack, stack_port), codes)
            _first_byte(port, next(codes))
            thanked = 1 + WARM + rounds * responses
            for clients in CLIENTS:
                thanked += _throughput(clients, [next(codes) for _ in range(60 if quick else 200)], product)
            _say("afterwards", load=round(os.getloadavg()[0], 1), **_memory(first))
        _nothing_lost(environment, thanked - 1)


def _cost(
    rounds: int,
    responses: int,
    product: Product,
    floor: tuple[int, int],
    stack: tuple[int, int],
    codes: Iterator[str],
) -> None:
    """Processor time of a response beside the floor's and the stack's, in turn, so that all saw the same machine."""

    def cpu_of(first: int) -> Callable[[], float]:
        return lambda: servers.cpu_seconds(first) + product.beside()

    ours, theirs, least = list[float](), list[float](), list[float]()
    counted, bare = Browser(product.port), Browser(floor[1])
    numbers = iter(range(1, 10**6))
    for _ in range(rounds):
        theirs.append(_spent(cpu_of(floor[0]), lambda: _floor_response(bare, next(numbers)), 2 * responses))
        ours.append(
            _spent(lambda: product.cpu_seconds, lambda: _response(product.port, next(codes), counted), responses)
        )
        asked = counted.requests // (responses * len(ours))
        least.append(_spent(cpu_of(stack[0]), partial(_stack_response, stack[1], numbers, asked), responses))
    requests, kilobytes = counted.requests / (rounds * responses), counted.received / (rounds * responses) / 1000
    _say("a response, server CPU", ms=_spread(ours), requests=round(requests), kilobytes=round(kilobytes, 1))
    _say("the floor, server CPU", ms=_spread(theirs))
    _say("the stack, server CPU", ms=_spread(least))
    for name, other in (("floor", theirs), ("stack", least)):
        _say(f"a response / the {name}", ratio=_spread([each / one for each, one in zip(ours, other, strict=True)]))


def _spent(cpu_seconds: Callable[[], float], do: Callable[[], object], times: int) -> float:
    """Milliseconds of the server's processor time for each turn."""
    before = cpu_seconds()
    for _ in range(times):
        do()
    return 1000 * (cpu_seconds() - before) / times


def _response(port: int, code: str, counted: Browser) -> None:
    browser = Browser(port)
    rater.answer(browser, code)
    browser.close()
    counted.requests += browser.requests
    counted.received += browser.received


def _floor_response(browser: Browser, number: int) -> None:
    for page in range(council.THEMES):
        fields = {f"i.t{page}.{n}": "4" for n in range(council.BEHAVIOURS)} | {"c": rater.COMMENT * 3}
        browser.post(f"/{number}/{page}", fields)


def _stack_response(port: int, numbers: Iterator[int], requests: int) -> None:
    """As many requests as a response of the product has: eight saves that lead on, or one, and the other pages."""
    browser, number = Browser(port), next(numbers)
    saves = council.THEMES if requests > 2 * council.THEMES else 1
    page = browser.get(f"/{number}/start").decode()
    for n in range(saves):
        fields = {f"i.t{n}.{item}": "4" for item in range(council.BEHAVIOURS)} | {"c": rater.COMMENT * 3}
        page = browser.post(f"/{number}/{n}", rater.hidden(page) | fields).decode()
    for _ in range(requests - browser.requests):
        browser.get(f"/{number}/more")
    browser.close()


def _first_byte(port: int, code: str) -> None:
    browser = Browser(port)
    page = browser.get("/r").decode()
    browser.post("/r", rater.hidden(page) | {"code": code})
    taken = []
    for _ in range(100):
        browser.get("/r/1/page/1")
        taken.append(1000 * browser.first_byte)
    _say("first byte of a rating page, unloaded", ms=_percentiles(taken))


def _throughput(clients: int, codes: list[str], product: Product) -> int:
    cpu = product.cpu_seconds
    load = driver.at_once(clients, codes, product.port, at_most=AT_MOST)
    cost = 1000 * (product.cpu_seconds - cpu) / max(1, load.thanked)
    _say(
        f"throughput, {clients} client{'s' if clients > 1 else ''}",
        a_second=round(load.thanked / load.seconds, 1),
        server_alone=round(1000 * (os.cpu_count() or 1) / cost, 1),
        cpu_ms=round(cost, 1),
        client_cpu_ms=round(load.client_ms / max(1, load.thanked), 1),
        last_post_ms=_percentiles([1000 * taken for taken in load.last_post]),
        faults=len(load.faults),
        first_fault=(load.faults or [None])[0],
    )
    return load.thanked


def _weigh(port: int, code: str) -> None:
    """Everything a browser fetches that sees a rating page first, headers and all, with and without script."""
    browser = Browser(port)
    page = browser.get("/r").decode()
    browser.post("/r", rater.hidden(page) | {"code": code})
    browser.requests = browser.received = 0
    sent = browser.get("/r/1/page/1", compressed=True)
    page = (gzip.decompress(sent) if sent.startswith(b"\x1f\x8b") else sent).decode()
    parts = {"page": browser.received}
    for address in dict.fromkeys(ASSET.findall(page)):
        before = browser.received
        browser.get(address, compressed=True)
        parts[address.rpartition("/")[2].partition("?")[0]] = browser.received - before
    plain = sum(size for name, size in parts.items() if not IS_SCRIPT.search(name))
    _say(
        "first view of a rating page",
        requests=browser.requests,
        kilobytes=round(browser.received / 1000, 1),
        without_script=round(plain / 1000, 1),
        parts=parts,
    )


def _nothing_lost(environment: dict[str, str], thanked: int) -> None:
    """Every response that was thanked for is there."""
    engine = create_engine(environment["FEEDBACK_DATABASE_URL"])
    with engine.connect() as there:
        sent = there.scalar(text("SELECT count(*) FROM invitation WHERE state = 2 AND wrap_sub IS NOT NULL"))
        saved = there.scalar(text("SELECT count(*) FROM invitation WHERE slot IS NOT NULL"))
    engine.dispose()
    _say("kept", thanked=thanked, sent=sent, saved=saved, lost=thanked - sent)


def _memory(first: int) -> dict[str, int]:
    return {"memory_mib": round(servers.memory_mib(first)), "largest_process_mib": round(servers.largest_mib(first))}


def _idle(product: int) -> float:
    before = servers.cpu_seconds(product)
    time.sleep(3)
    return round(1000 * (servers.cpu_seconds(product) - before) / 3, 1)


def _built(environment: dict[str, str], wanted: int, *, one_page: bool) -> list[str]:
    """Links for so many raters; made in a process of its own, which shares nothing with what is measured."""
    reading, writing = os.pipe()
    if (builder := os.fork()) == 0:
        os.close(reading)
        try:
            _build(environment, wanted, writing, one_page=one_page)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        codes = told.read().split()
    if os.waitpid(builder, 0)[1] or len(codes) < wanted:
        raise SystemExit("building failed")
    return codes


def _build(environment: dict[str, str], wanted: int, writing: int, *, one_page: bool) -> None:
    os.environ.update(environment)
    from flask_migrate import upgrade

    from feedback import create_app
    from feedback.config import ROOT

    with create_app().app_context(), os.fdopen(writing, "w") as told:
        upgrade(directory=str(ROOT / "migrations"))
        setup = {"one_page": True} if one_page else {}
        told.write("\n".join(council.open_rounds(-(-wanted // len(council.RATERS)), **setup)))


def _percentiles(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=20)
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 2), "min": round(min(values), 2), "max": round(max(values), 2)}


def _say(figure: str, **facts: object) -> None:
    sys.stdout.write(json.dumps({"figure": figure} | facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(
        quick="--quick" in sys.argv,
        one_page="--one-page" in sys.argv,
        on_postgresql="--postgresql" in sys.argv,
    )
