"""The Word file can be edited and read aloud, and nothing anybody wrote comes alive in it or in the spreadsheet."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from feedback.followup import document
from feedback.foundations import languages
from feedback.report import spreadsheet, word
from feedback.report.manuscript import manuscript
from feedback.report.office import storable
from tests.report.cases import CASES, the_page
from tests.report.readback import (
    CLOSED,
    COUNCIL,
    charts_in,
    sheet_of,
    text_of_word_file,
    the_manuscript,
    the_spreadsheet,
    the_word_file,
)

DANGEROUS = ("=1+1", "@SUM(A1)", "+44 1632 960000", "-2", "https://evil.example/?q", '=HYPERLINK("x")', "a\x00b\ud800c")


def test_a_word_file_has_headings_in_order_and_says_what_it_is() -> None:
    found = docx.Document(io.BytesIO(the_word_file("everybody")))

    headings = [(p.style.name, p.text) for p in found.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings[0] == ("Heading 1", "In short")
    assert [text for style, text in headings if style == "Heading 1"][-2:] == ["Comments", "What is not shown, and why"]
    about = found.core_properties
    assert (about.title, about.author, about.language) == ("Feedback for Aoife O'Brien", COUNCIL, "en-GB")
    assert (about.created, about.modified) == (about.created, about.created)
    assert about.created is not None
    assert about.created.date() == CLOSED
    assert round(found.sections[0].page_width.mm) == 210  # type: ignore[union-attr]


def test_a_word_file_is_marked_with_the_language_it_is_written_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "current", lambda: "cy")
    report = word.document(the_manuscript("only self"), closed_on=CLOSED)
    plan = document.written("Cynllun", "", [], council=COUNCIL)

    for made in (report, plan):
        found = docx.Document(io.BytesIO(made))
        assert found.core_properties.language == "cy-GB"
        marked = found.styles.element.xpath(".//w:lang")
        assert {one.get(qn("w:val")) for one in marked} == {"cy-GB"}


def test_every_picture_in_a_word_file_has_an_alternative() -> None:
    found = docx.Document(io.BytesIO(the_word_file("everybody")))
    told = [shape._inline.docPr.get("descr") for shape in found.inline_shapes]

    assert told == [chart.alternative for chart in charts_in(the_manuscript("everybody").blocks)]
    assert len(told) > 4


def test_every_table_in_a_word_file_has_a_head_that_each_page_repeats() -> None:
    tables = docx.Document(io.BytesIO(the_word_file("120 items"))).tables

    assert len(tables) > 20
    for table in tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)


def test_an_arabic_comment_runs_from_right_to_left_in_a_word_file() -> None:
    paragraphs = docx.Document(io.BytesIO(the_word_file("everybody"))).paragraphs
    [arabic] = [paragraph for paragraph in paragraphs if paragraph.text.startswith("<b>")]
    assert arabic._p.pPr.find(qn("w:bidi")) is None, "it starts with a Latin letter"

    made = word.document(_with_comments("هذا تعليق"), closed_on=CLOSED)
    [arabic] = [p for p in docx.Document(io.BytesIO(made)).paragraphs if p.text == "هذا تعليق"]
    assert arabic._p.pPr.find(qn("w:bidi")) is not None


def test_a_spreadsheet_has_four_sheets_whose_heads_stay_in_sight() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(the_spreadsheet("everybody")))
    assert book.sheet_names == ["Figures", "Gaps", "Comments", "How to read"]

    with zipfile.ZipFile(io.BytesIO(the_spreadsheet("everybody"))) as parts:
        for number in range(1, 5):
            sheet = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert 'state="frozen"' in sheet
            assert "<autoFilter" in sheet


def test_nothing_anybody_wrote_becomes_a_formula_or_a_link() -> None:
    questionnaire, report = CASES["only self"]
    page = the_page("only self", leader_name="=cmd|' /C calc'!A0")
    page = replace(page, comments=(replace(page.comments[0], unnamed=DANGEROUS),))
    made = spreadsheet.workbook(page, report, questionnaire, council="=1+1", closed_on=CLOSED)

    assert [row[2] for row in sheet_of(made, "Comments")[1:]] == [storable(text) for text in DANGEROUS]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 4, "a sheet with links has one more part"
        assert not any(b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name) for name in sheets)

    made = word.document(_with_comments(*DANGEROUS), closed_on=CLOSED)
    assert all(storable(text) in text_of_word_file(made) for text in DANGEROUS)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert b"hyperlink" not in parts.read("word/document.xml")


def test_a_comment_too_long_for_one_cell_goes_on_in_the_next() -> None:
    questionnaire, report = CASES["only self"]
    page = the_page("only self")
    page = replace(page, comments=(replace(page.comments[0], unnamed=("words " * 8_000,)),))
    made = spreadsheet.workbook(page, report, questionnaire, council=COUNCIL, closed_on=CLOSED)

    assert "".join(row[2] for row in sheet_of(made, "Comments")[1:]) == "words " * 8_000


def _with_comments(*comments: str):  # type: ignore[no-untyped-def]
    questionnaire, report = CASES["only self"]
    page = the_page("only self")
    page = replace(page, comments=(replace(page.comments[0], unnamed=comments),))
    return manuscript(page, report, scale=questionnaire.scale, council=COUNCIL)
