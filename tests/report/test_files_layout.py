"""On paper every mark stands where its figure is, none hides another, and what belongs together stays on one page."""

import io
from datetime import date
from itertools import pairwise

import pdfplumber
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.analysis import rules
from feedback.campaign.questionnaire import SCALES, build
from feedback.framework import reader
from feedback.report import page, pdf
from feedback.report.blocks import Chart, Dots, Drawing, Figures, Gaps, Heading, Together
from feedback.report.chart_layout import style_of
from feedback.report.manuscript import manuscript
from feedback.report.measures import PAGE, height_of_table, lines_in, widths_of
from feedback.report.parts import Cell, Row, Table
from feedback.report.pdf import data_of
from feedback.report.plots import dots, height_on_paper, ranges_of
from tests.building import FRAMEWORKS
from tests.report.cases import CASES, the_page
from tests.report.readback import CLOSED, COLOUR, COUNCIL, charts_in, the_manuscript, the_pdf
from tests.report.samples import a_questionnaire, a_report

WITH_CHARTS = ["everybody", "six points", "no blocks", "only self", "120 items"]
WORDS = st.lists(st.text("abcdefghiW", min_size=1, max_size=12), min_size=1, max_size=30).map(" ".join)


@pytest.mark.parametrize("case", WITH_CHARTS)
def test_every_mark_stands_where_its_figure_is(case: str) -> None:
    questionnaire, report = CASES[case]
    scale, built = questionnaire.scale, the_page(case)
    ranges = ranges_of(report)
    [*drawn] = dots(built.overview, built.overview_table, ranges, scale=scale)
    assert drawn
    themes = {theme.name: theme.id for theme in questionnaire.themes}

    for plot in drawn:
        places = [at for _, at in plot.points]
        step = (places[-1] - places[0]) / (scale.max - scale.min)
        assert [words for words, _ in plot.points] == [str(point) for point in scale.points]
        for row in plot.rows:
            for mark in row.marks:
                found = ranges[mark.group, themes[row.label]]
                expected = [places[0] + (value - scale.min) * step for value in found]
                assert [mark.start, mark.at, mark.end] == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("case", WITH_CHARTS)
def test_no_mark_hides_another_or_leaves_its_strip(case: str) -> None:
    for plot in charts_in(the_manuscript(case).blocks):
        for row in plot.rows if isinstance(plot, Dots) else ():
            for lane in range(row.lanes):
                ends = sorted((mark.start, mark.end) for mark in row.marks if mark.lane == lane)
                assert ends or row.empty, "an empty lane"
                assert all(before[1] + 0.04 <= after[0] for before, after in pairwise(ends))
                assert all(0 < start <= end < 1 for start, end in ends)
            assert {mark.lane for mark in row.marks} <= set(range(row.lanes))
            assert bool(row.empty) == (not row.marks)


@pytest.mark.parametrize("case", ["everybody", "no blocks"])
def test_a_gap_is_certain_up_to_its_nearest_end(case: str) -> None:
    [plot] = [chart for chart in charts_in(the_manuscript(case).blocks) if isinstance(chart, Gaps)]

    for row in plot.rows:
        assert -0.5 < row.start <= row.nearest <= row.end < 0.5
        assert (row.end > 0) == row.text.endswith("higher")


def test_a_chart_too_long_for_a_page_goes_on_in_another_and_leaves_no_row_out() -> None:
    long = {
        "Theme": [
            f"{number} " + "explains what is meant by it in some more words than are needed " for number in range(30)
        ]
    }
    questionnaire = a_questionnaire(long)
    report = a_report(questionnaire, answered={"self": 1, "peers": 6})
    built = page.build(report, questionnaire, leader_name="L", campaign_name="C", closed_on=date(2027, 1, 1))
    [panel] = built.themes[0].panels

    parts = dots(panel.chart, panel.table, ranges_of(report), scale=questionnaire.scale)

    assert len(parts) > 1
    assert panel.table is not None
    assert [row.label for part in parts for row in part.rows] == [row.heading for row in panel.table.rows]
    assert all(height_on_paper(part) < PAGE[1] for part in parts)
    assert [part.caption[-13:] for part in parts] == [f"(part {n} of {len(parts)})" for n in range(1, len(parts) + 1)]


@pytest.mark.parametrize("case", CASES)
def test_a_chart_and_its_table_stand_on_one_page(case: str) -> None:
    blocks = the_manuscript(case).blocks
    apart = [block for block in blocks if isinstance(block, Dots)]
    together = [block for block in blocks if isinstance(block, Together)]

    assert not apart or case == "120 items"
    for pair in together:
        assert isinstance(pair.blocks[-1], Figures)
        assert isinstance(pair.blocks[0], Chart)
        if isinstance(pair.blocks[0], Drawing):
            continue  # the page's own, with its words in it
        assert {row.label for chart in pair.blocks[:-1] for row in chart.rows} == {  # type: ignore[union-attr]
            row.heading for row in pair.blocks[-1].table.rows
        }


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6), st.lists(WORDS, min_size=3, max_size=3))
def test_columns_fill_the_page_whatever_is_in_them(rows: list[tuple[str, str, str]], heads: list[str]) -> None:
    table = Table("Caption", tuple(heads), tuple(Row(head, (Cell(one), Cell(two))) for head, one, two in rows))
    for words in (False, True):
        widths = widths_of(table, words=words)

        assert widths.count(0.0) == 1
        assert 0 < sum(widths) <= PAGE[0] - 58 or words
        assert height_of_table(table, widths) > 26


def test_figures_stand_in_one_line_where_there_is_room() -> None:
    cells = tuple(Cell(words) for words in ("4", "3.9", "4.6 or above", "2.2 or below", "about 2.9"))
    heads = ("Behaviour", "Self", "Manager", "Peers and others, combined", "Direct reports", "All raters shown")
    widths = widths_of(Table("Caption", heads, (Row("Listens", cells),)), words=False)

    for cell, width in zip(cells, widths[1:], strict=True):
        assert lines_in(cell.text, width) == 1


def test_no_page_ends_with_a_heading() -> None:
    """The last words of each page, before its foot, are no heading of the report."""
    for case in ("everybody", "several sections a theme"):
        headings = {block.text for block in the_manuscript(case).blocks if isinstance(block, Heading)}
        with pdfplumber.open(io.BytesIO(the_pdf(case))) as opened:
            for sheet in opened.pages[2:]:
                lines = [line["text"] for line in sheet.extract_text_lines() if line["bottom"] < sheet.height - 72]
                assert lines[-1] not in headings, sheet.page_number


def test_no_word_lies_on_another() -> None:
    """On pages of a real framework, whose sections have descriptions and whose behaviours are long."""
    framework = reader.read(FRAMEWORKS / "bristol.yaml")
    questionnaire = build(
        framework, level="essential", senior=False, depth=framework.depth, scale=SCALES["frequency-6"]
    )
    assert any(section.description for section in questionnaire.sections)
    report = a_report(questionnaire, answered={"self": 1, "manager": 1, "peers": 5, "reports": 5, "others": 5})
    built = page.build(report, questionnaire, leader_name="L", campaign_name="C", closed_on=CLOSED)
    made = pdf.typeset(
        manuscript(built, report, scale=questionnaire.scale, council=COUNCIL), colour=COLOUR, closed_on=CLOSED
    )

    with pdfplumber.open(io.BytesIO(made)) as opened:
        for sheet in opened.pages:
            words = sorted(sheet.extract_words(), key=lambda word: word["top"])
            for place, word in enumerate(words):
                near = [other for other in words[place + 1 : place + 40] if other["top"] < word["bottom"] - 3]
                beside = [other for other in near if other["x0"] < word["x1"] - 1 and word["x0"] < other["x1"] - 1]
                assert not beside, (sheet.page_number, word["text"], [other["text"] for other in beside])
                assert word["x1"] < sheet.width - 50, word["text"]
            foot = " ".join(word["text"] for word in words if word["bottom"] > sheet.height - 67)
            expected = f"{COUNCIL}. Feedback for L, C. Page {sheet.page_number} of {len(opened.pages)}"
            assert sheet.page_number == 1 or foot == expected, "nothing of the report runs into the foot"


def test_pages_are_numbered_and_bear_the_councils_name() -> None:
    with pikepdf.open(io.BytesIO(the_pdf("everybody"))) as opened:
        last = len(opened.pages)
    with pdfplumber.open(io.BytesIO(the_pdf("everybody"))) as opened:
        for number, sheet in enumerate(opened.pages[1:], start=2):
            foot = sheet.crop((0, sheet.height - 68, sheet.width, sheet.height)).extract_text()
            assert f"Page {number} of {last}" in foot
            assert foot.startswith("Exampleshire Council.")


def test_the_same_groups_look_the_same_on_page_and_paper() -> None:
    _, report = CASES["everybody"]
    styles = data_of(the_manuscript("everybody"), colour="#1d5b79")["styles"]

    assert list(styles) == list(rules.groups_in_order(report))
    assert all(styles[group] == style_of(group)._asdict() for group in styles)
