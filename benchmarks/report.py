"""What do a report's page, and all PDFs of a campaign, cost? ``python -m benchmarks.report [LEADERS]``

A closed campaign of 40 behaviours in 8 themes, 12 raters a leader and two comments from each, on a fresh database.
Pages are asked for as a browser does, signed in, from the database to the last byte of HTML. The PDFs are made as the
worker makes them. Prints one line of JSON a measure.

    python -m benchmarks.report            20 leaders
    python -m benchmarks.report 500        a large campaign: minutes
    python -m benchmarks.report --profile  where the time of a page that was read before goes, by function

``floor`` is what the libraries cost without the product: matplotlib drawing as many charts of as many points without
words, and typst setting as many pages of plain words around them.
"""

import cProfile
import io
import os
import pstats
import random
import resource
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from benchmarks import council
from benchmarks.telling import ms_since, say
from feedback import press
from feedback.campaign.models import Campaign, Subject
from feedback.coaching import archive, bundles
from feedback.coaching.models import ReportFile
from feedback.extensions import db
from feedback.foundations.database import one_transaction

NOW = datetime(2027, 3, 1, tzinfo=UTC)
CHARTS, ROWS, GROUPS, PAGES = 10, 5, 5, 21
PAGES_READ = 10
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


def main(leaders: int, *, profile: bool) -> None:
    """Build, measure, and print what it took."""
    with council.application() as app:
        with app.app_context():
            council.open_rounds(leaders)
            council.close_all()
            ids = list(db.session.scalars(select(Subject.id)))
            coach_id = db.session.scalars(select(Subject.coach_id)).first()
            db.session.remove()
        _pages(app, ids[:PAGES_READ], str(coach_id), profile=profile)
        if profile:
            return
        with app.app_context():
            _batch(app)
        _floor()


def _pages(app: Flask, ids: Sequence[uuid.UUID], coach_id: str, *, profile: bool) -> None:
    client = app.test_client()
    council.sign_in(app, client, coach_id)

    def read(subject_id: uuid.UUID) -> int:
        answer = client.get(f"/reports/{subject_id}")
        if answer.status_code != 200:
            raise SystemExit(f"the page gave {answer.status}")
        return len(answer.data)

    start = time.process_time()
    size = read(ids[0])
    say(measure="first page of a process, with imports", cpu_ms=ms_since(start), kilobytes=round(size / 1000))
    _each("first build of a page", read, ids[1:])
    if profile:
        profiler = cProfile.Profile(time.process_time)
        profiler.runcall(lambda: [read(one) for one in ids[1:]])
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
        return
    _each("the same page again", read, list(ids[1:]) * 3)


def _batch(app: Flask) -> None:
    """As the coach asks and the worker makes; with the memory of its processes as it goes."""
    campaign_id = db.session.scalars(select(Campaign.id)).one()
    coach_id = db.session.scalars(select(Subject.coach_id)).first()
    if coach_id is None:
        raise SystemExit("nobody coaches")
    with one_transaction():
        wanted = bundles.ask(campaign_id, by=coach_id, now=NOW)
    done = threading.Event()
    watching = threading.Thread(target=_watch, args=(app, done, wanted))
    watching.start()
    wall, own, others = time.perf_counter(), time.process_time(), _children()
    try:
        made = press.make_due(app, processes=2)
    finally:
        done.set()
        watching.join()
    cpu = time.process_time() - own + _children() - others
    say(
        measure="all PDFs by two processes, with their start", reports=made,
        wall_seconds=round(time.perf_counter() - wall, 1),
        cpu_seconds=round(cpu, 1), cpu_ms_a_report=round(1000 * cpu / made),
    )  # fmt: skip
    start, size = time.process_time(), 0
    secret = app.config["SETTINGS"].secret_key
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for piece in archive.zipped(bundles.files(campaign_id, coach_id=coach_id, secret=secret), ending=".pdf"):
        size += len(piece)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    say(measure="the ZIP of all", cpu_ms=ms_since(start), megabytes=round(size / 1e6, 1), grown_by_mebibytes=grown)


def _watch(app: Flask, done: threading.Event, wanted: int) -> None:
    milestones = [wanted // 10, wanted // 4, wanted // 2, 3 * wanted // 4, wanted - 1]
    start = time.perf_counter()
    while milestones and not done.wait(0.5):
        with app.app_context():
            made = db.session.scalar(select(func.count()).where(ReportFile.locked.is_not(None))) or 0
            db.session.remove()
        if made >= milestones[0]:
            milestones = [later for later in milestones if later > made]
            memory = sum(_memory(pid) for pid in _makers()) // 2**20
            say(made=made, wall_seconds=round(time.perf_counter() - start, 1), mebibytes_of_processes=memory)


def _makers() -> list[int]:
    """The processes that make files: ours that have fonts and pandas in them."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for file in children for pid in file.read_text().split() if _memory(int(pid)) > 50 * 2**20]


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_SIZE
    except FileNotFoundError:
        return 0


def _floor() -> None:
    """The same number of charts and pages by the libraries alone."""
    import typst
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    from feedback.foundations.printable import FONTS

    chance = random.Random(2)  # noqa: S311 - the same points every time

    def charts(_: int) -> list[bytes]:
        drawn = []
        for _number in range(CHARTS):
            figure = Figure(figsize=(6.6, 2.5))
            axes = figure.add_axes((0.3, 0.15, 0.65, 0.8))
            for _group in range(GROUPS):
                axes.plot([chance.uniform(1, 5) for _ in range(ROWS)], range(ROWS), "o")
            file = io.BytesIO()
            FigureCanvasSVG(figure).print_svg(file)
            drawn.append(file.getvalue())
        return drawn

    made = _each("floor of a page: matplotlib alone", charts, range(10))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    words = (" ".join(council.WORDS) + ". ") * 12
    source = (
        f'#set text(font: "Source Sans Pro", size: 10.5pt)\n#set page(paper: "a4")\n#for n in range({PAGES}) {{\n'
        f'if n > 0 {{ pagebreak() }}\nif n < {CHARTS} {{ image("c" + str(n) + ".svg") }}\n'
        f"for p in range(4) {{ par[{words[:420]}] }} }}"
    )

    def pages(drawn: list[bytes]) -> bytes:
        files: Any = {"main.typ": source.encode(), **{f"c{n}.svg": svg for n, svg in enumerate(drawn)}}
        file = typst.compile(files, font_paths=fonts)
        return file if isinstance(file, bytes) else b""

    _each("floor of a PDF: typst alone, with those charts", pages, made)


def _each(name: str, make: Callable[[Any], Any], given: Sequence[Any]) -> list[Any]:
    made, cpu, wall = [], [], []
    for one in given:
        start, began = time.process_time(), time.perf_counter()
        made.append(make(one))
        cpu.append(ms_since(start))
        wall.append(1000 * (time.perf_counter() - began))
    say(measure=name, cpu_ms=round(statistics.median(cpu)), slowest=max(cpu), wall_ms=round(statistics.median(wall)))
    return made


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(int(next((word for word in sys.argv[1:] if word.isdigit()), 20)), profile="--profile" in sys.argv)
