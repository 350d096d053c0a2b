"""Every PDF can be read by everybody: tags, alternatives, heads of rows and columns, fonts, and what veraPDF says."""

import hashlib
import io
import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from feedback.foundations import languages
from feedback.report import pdf
from feedback.report.blocks import Dots, Drawing
from feedback.report.manuscript import manuscript
from tests.report import accessible
from tests.report.cases import CASES, the_page
from tests.report.readback import (
    CLOSED,
    COLOUR,
    COUNCIL,
    charts_in,
    letters_of_pdf,
    tags_of,
    text_of_pdf,
    the_manuscript,
    the_pdf,
    the_spreadsheet,
    the_word_file,
)

NAMES = [
    "Aoife O'Brien",
    "Sia\u0302n O\u0301 Conaill",
    "Zoë Ångström-Žižková",
    "مريم الحسن",
    "আনিকা রহমান 😀\x00",
    "W" * 100,
]

needs_verapdf = pytest.mark.skipif(not accessible.can_be_asked(), reason=accessible.MISSING)


@pytest.mark.parametrize("case", CASES)
def test_every_chart_has_an_alternative_and_something_in_it(case: str) -> None:
    tags = tags_of(the_pdf(case))
    charts = charts_in(the_manuscript(case).blocks)

    drawn = [about for tag, about in tags if tag == "Figure"]
    assert [about["alt"] for about in drawn] == [chart.alternative for chart in charts]
    assert all(len(about["alt"]) > 30 and about["contents"] for about in drawn)
    for chart in charts:
        if isinstance(chart, Drawing):
            assert "<use" in chart.svg, chart.caption
        else:
            assert any(row.marks for row in chart.rows) if isinstance(chart, Dots) else chart.rows, chart.caption


@pytest.mark.parametrize("case", CASES)
def test_tables_headings_and_contents_are_tagged(case: str) -> None:
    tags = tags_of(the_pdf(case))
    names = [tag for tag, _ in tags]

    headings = [int(tag[1]) for tag in names if tag[0] == "H" and tag[1:].isdigit()]
    assert names.count("Title") == 1
    assert names.count("TOC") >= 1
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(headings)), "none is left out"
    heads = [about["scope"] for tag, about in tags if tag == "TH"]
    assert set(heads) == {"Column", "Row"}
    assert heads.count("Row") == names.count("TR") - names.count("THead"), "each row below the head has its own"
    assert names.count("THead") == names.count("TBody") == names.count("Table") >= 2


@pytest.mark.parametrize("case", CASES)
def test_the_file_says_what_it_is_and_needs_nothing_else(case: str) -> None:
    with pikepdf.open(io.BytesIO(the_pdf(case))) as opened:
        root = opened.Root
        assert root.Lang == "en-GB"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo["/Title"]) == "Feedback for Aoife O'Brien"
        assert str(opened.docinfo["/Author"]) == COUNCIL
        with opened.open_outline() as outline:
            marks = [entry.title for entry in outline.root]
        assert {"In short", "Comments", "What is not shown, and why"} <= set(marks)
        used = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)]
        assert not [thing for thing in used if thing.get("/Subtype") == "/Image"], "a picture made of dots"
        assert not [thing for thing in used if "/JS" in thing or thing.get("/S") in ("/URI", "/Launch", "/JavaScript")]
        fonts = [thing for thing in used if thing.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts), "every font is in the file"
        for page in opened.pages:
            assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842], "A4"


def test_the_file_is_marked_with_the_language_it_is_written_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "current", lambda: "cy")
    made = pdf.typeset(the_manuscript("only self"), colour=COLOUR, closed_on=CLOSED)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert opened.Root.Lang == "cy-GB"


@needs_verapdf
def test_verapdf_finds_nothing_broken_in_any_case_or_name(tmp_path: Path) -> None:
    files = {f"case-{number}.pdf": the_pdf(case) for number, case in enumerate(CASES)}
    files |= {f"name-{number}.pdf": the_pdf("nobody", name) for number, name in enumerate(NAMES)}

    told = accessible.verdict(files, "ua1", folder=tmp_path)

    assert told.count(" kept ") == len(files) > 10, told


@needs_verapdf
def test_the_file_can_also_be_kept_for_good(tmp_path: Path) -> None:
    told = accessible.verdict({"report.pdf": the_pdf("everybody")}, "2a", folder=tmp_path)

    assert "report.pdf kept" in told


@needs_verapdf
def test_verapdf_would_find_something(tmp_path: Path) -> None:
    """The check checks: without its language a file is broken."""
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(the_pdf("only self"))) as opened:
        del opened.Root.Lang
        opened.save(spoilt)

    assert "spoilt.pdf broken" in accessible.verdict({"spoilt.pdf": spoilt.getvalue()}, "ua1", folder=tmp_path)


def test_a_name_in_any_letters_is_on_the_cover() -> None:
    shown = [text_of_pdf(the_pdf("only self", name)) for name in NAMES]

    assert "Feedback for Aoife O'Brien" in shown[0]
    assert "Feedback for Siân Ó Conaill" in shown[1]
    assert "Feedback for Zoë Ångström-Žižková" in shown[2]
    assert "Feedback for [words in Bengali script] [grinning face]" in shown[4]
    assert "Some letters or pictures in this report cannot be printed here." in shown[4]
    assert not any("cannot be printed" in text for number, text in enumerate(shown) if number != 4)
    assert "W" * 100 in shown[5].replace("\u200b", "").replace(" ", "")


def test_an_arabic_name_is_set_in_arabic_letters() -> None:
    with pikepdf.open(io.BytesIO(the_pdf("nobody", "مريم الحسن"))) as opened:
        used = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary)]
        fonts = {str(thing.FontName) for thing in used if thing.get("/Type") == "/FontDescriptor"}
        assert str(opened.docinfo["/Title"]) == "Feedback for مريم الحسن"
    assert any("NotoSansArabic" in font for font in fonts)


def test_long_and_strange_comments_are_printed_in_full() -> None:
    long = " ".join(f"word{number}" for number in range(3_000))
    made = the_pdf_with(long, '#panic("x") $x^2$ *not bold* <b>no</b> \\ // @label', "a\x00b\ud800c\u202ed", "x" * 500)

    assert '#panic("x") $x^2$ *not bold* <b>no</b> \\ // @label' in text_of_pdf(made)
    letters = letters_of_pdf(made).replace("\u200b", "")
    assert all(f"word{number}" in letters for number in range(3_000))
    assert "x" * 500 in letters
    assert "ab[acharacterthatcannotbeshown]cd" in letters


def the_pdf_with(*comments: str) -> bytes:
    """The smallest case with these comments in place of its own."""
    questionnaire, report = CASES["only self"]
    page = the_page("only self")
    page = replace(page, comments=(replace(page.comments[0], unnamed=comments),))
    return pdf.typeset(
        manuscript(page, report, scale=questionnaire.scale, council=COUNCIL), colour=COLOUR, closed_on=CLOSED
    )


def test_the_cover_says_if_only_the_coach_may_read_it_yet() -> None:
    questionnaire, report = CASES["only self"]
    page = the_page("only self")
    early = manuscript(page, report, scale=questionnaire.scale, council=COUNCIL, released=False)

    assert early.notices[1].startswith("Coach\u2019s copy.")
    assert len(the_manuscript("only self").notices) == 1


SAME = """
import hashlib
from tests.report.readback import the_pdf, the_spreadsheet, the_word_file
for make in (the_pdf, the_word_file, the_spreadsheet):
    print(hashlib.sha256(make("everybody")).hexdigest())
"""


def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    root = Path(__file__).parents[2]
    there = subprocess.run([sys.executable, "-c", SAME], cwd=root, capture_output=True, text=True, check=True)

    here = [hashlib.sha256(make("everybody")).hexdigest() for make in (the_pdf, the_word_file, the_spreadsheet)]
    assert there.stdout.split() == here
