"""What does a PDF cost? ``python -m benchmarks.pdf [REPORTS]``

Reports of 40 behaviours in 8 themes, each of other answers, as when a campaign's coaches download one after another.
Prints one line of JSON a measure, in milliseconds of CPU (the median) unless it says otherwise.

    python -m benchmarks.pdf             20 reports
    python -m benchmarks.pdf 5           fewer
    python -m benchmarks.pdf --profile   where the time goes, by function

``floor`` is typst alone on as many pages of plain words, without tags, tables and charts: no template can go below it.
"""

import cProfile
import json
import pstats
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from benchmarks.telling import ms_since, say
from feedback.campaign.questionnaire import SCALES, Item, OpenQuestion, Questionnaire, Section, Theme
from feedback.disclosure.report_format import released_report
from feedback.disclosure.rules import Rules, release

CLOSED = date(2027, 3, 22)
ANSWERED = {"peers": 6, "reports": 5, "others": 3}
WORDS = "clear about what matters listens before deciding and says why thinks of the team and of residents".split()  # noqa: SIM905
COMMENTS = 24


def main(reports: int, *, profile: bool) -> None:
    """Measure, and print what it took."""
    start = time.process_time()
    from feedback.foundations.typesetter import with_row_headers
    from feedback.report import page, pdf, spreadsheet, typesetter, word
    from feedback.report.manuscript import manuscript

    say(measure="imports, once a process", cpu_ms=ms_since(start))
    asked = _questionnaire()
    released = [_released(asked, seed) for seed in range(reports + 1)]

    def built(report: dict[str, Any]) -> Any:
        return page.build(report, asked, leader_name="Lee Leader", campaign_name="Spring 2027", closed_on=CLOSED)

    def written(shown: Any, report: dict[str, Any]) -> Any:
        return manuscript(shown, report, scale=asked.scale, council="Exampleshire Council")

    def set_in_type(blocks: Any) -> bytes:
        return pdf.typeset(blocks, colour="#1d5b79", closed_on=CLOSED)

    start = time.process_time()
    set_in_type(written(built(released[0]), released[0]))
    say(measure="first PDF of a process", cpu_ms=ms_since(start))
    given = released[1:]
    if profile:
        profiler = cProfile.Profile()
        profiler.runcall(lambda: [set_in_type(written(built(report), report)) for report in given])
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
        return
    pages = _each("page, its web charts drawn", built, given)
    _each("page, its web charts kept", built, given)
    blocks = _each("blocks", lambda both: written(*both), list(zip(pages, given, strict=True)))
    data = _each("text made printable", lambda one: pdf.data_of(one, colour="#1d5b79"), blocks)
    typst_alone = _each("typst", lambda one: typesetter.as_pdf(one, dated=CLOSED), data)
    made = _each("row headers and packing", with_row_headers, typst_alone)
    _each("whole PDF once its page has been read", set_in_type, blocks)
    say(measure="memory so far", mebibytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    say(measure="size of a PDF", kilobytes=round(len(made[0]) / 1000), pages=_pages(made[0]))
    _each("floor", lambda one: _floor(one, pages=_pages(made[0])), given)
    _each("Word file", lambda one: word.document(one, closed_on=CLOSED), blocks)
    both = list(zip(pages, given, strict=True))
    _each("spreadsheet", lambda one: spreadsheet.workbook(*one, asked, council="Council", closed_on=CLOSED), both)
    say(measure="most memory of the process", mebibytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _each(name: str, make: Callable[[Any], Any], given: Sequence[Any]) -> list[Any]:
    made, took = [], []
    for one in given:
        start = time.process_time()
        made.append(make(one))
        took.append(ms_since(start))
    say(measure=name, cpu_ms=round(statistics.median(took)), slowest=max(took))
    return made


def _questionnaire() -> Questionnaire:
    chance = random.Random(1)  # noqa: S311 - the same words every time
    themes = tuple(Theme(f"t{number}", f"Theme number {number}") for number in range(8))
    sections = tuple(
        Section(
            f"{theme.id}s", theme.id, theme.name, None,
            tuple(Item(f"{theme.id}b{n}", theme.id, f"{theme.id}c", "", _sentence(chance, 10), "") for n in range(5)),
        )
        for theme in themes
    )  # fmt: skip
    questions = (OpenQuestion("q1", "What does this person do well?", ""), OpenQuestion("q2", "What could change?", ""))
    return Questionnaire("Framework", themes, sections, SCALES["frequency-5"], questions, comment_per_theme=False)


def _released(asked: Questionnaire, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)  # noqa: S311 - the same answers every time
    typical = {item.id: chance.uniform(2.2, 4.8) for item in asked.items}

    def rated() -> dict[str, int | None]:
        return {item: min(5, max(1, round(chance.gauss(middle, 0.8)))) for item, middle in typical.items()}

    rules = Rules(scale_min=1, scale_max=5)
    out = release({group: [rated() for _ in range(n)] for group, n in ANSWERED.items()}, list(typical), rules)
    counts = {group: (n, n) for group, n in {"self": 1, "manager": 1, **ANSWERED}.items()}
    return released_report(
        rules=rules,
        items={item.id: item.theme_id for item in asked.items},
        counts=counts,
        blocks=out.blocks,
        cells=out.cells,
        named={who: rated() for who in ("self", "manager")},
        comments=[(f"q{1 + n % 2}", _sentence(chance, 40), None) for n in range(COMMENTS)],
    )


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def _floor(report: dict[str, Any], *, pages: int) -> bytes:
    """Plain paragraphs over as many pages, by typst with the same fonts, without tags."""
    import typst

    from feedback.foundations.printable import FONTS

    words = " ".join(comment["text"] for comment in report["comments"])
    source = (
        '#let d = json("data.json")\n#set text(font: "Source Sans Pro", size: 10.5pt)\n#set page(paper: "a4")\n'
        "#for n in range(d.pages) { if n > 0 { pagebreak() }; for p in range(6) { par(d.words.slice(0, 420)) } }"
    )
    data = json.dumps({"pages": pages, "words": words}).encode()
    fonts = _FONTS.setdefault("ours", typst.Fonts(False, False, [str(FONTS)]))
    files: Any = {"main.typ": source.encode(), "data.json": data}
    made = typst.compile(files, font_paths=fonts, pdf_tags=False)
    return made if isinstance(made, bytes) else b""


_FONTS: dict[str, Any] = {}


def _pages(made: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)


if __name__ == "__main__":
    main(int(next((word for word in sys.argv[1:] if word.isdigit()), 20)), profile="--profile" in sys.argv)
