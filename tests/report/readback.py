"""The files of a report, made once for each case, and read back by other programs than those that wrote them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import docx
import pdfplumber
import pikepdf
from python_calamine import CalamineWorkbook

from feedback.report import pdf, spreadsheet, word
from feedback.report.blocks import Block, Chart, Manuscript, Together
from feedback.report.manuscript import manuscript
from tests.report.cases import CASES, EARLIER, the_page

COUNCIL, COLOUR, CLOSED = "Exampleshire Council", "#1d5b79", date(2027, 3, 22)
LEADER = "Aoife O'Brien"
Rows = list[list[str]]


@cache
def the_manuscript(case: str, leader_name: str = LEADER) -> Manuscript:
    """The blocks of a case."""
    questionnaire, report = CASES[case]
    page = the_page(case, leader_name=leader_name)
    return manuscript(page, report, scale=questionnaire.scale, council=COUNCIL)


@cache
def the_pdf(case: str, leader_name: str = LEADER) -> bytes:
    """The PDF of a case."""
    return pdf.typeset(the_manuscript(case, leader_name), colour=COLOUR, closed_on=CLOSED)


@cache
def the_word_file(case: str, leader_name: str = LEADER) -> bytes:
    """The Word file of a case."""
    return word.document(the_manuscript(case, leader_name), closed_on=CLOSED)


@cache
def the_spreadsheet(case: str, leader_name: str = LEADER) -> bytes:
    """The spreadsheet of a case."""
    questionnaire, report = CASES[case]
    page = the_page(case, leader_name=leader_name)
    before = EARLIER.get(case)
    return spreadsheet.workbook(page, report, questionnaire, council=COUNCIL, closed_on=CLOSED, earlier=before)


def charts_in(blocks: tuple[Block, ...]) -> list[Chart]:
    """The charts among blocks."""
    flat = [inner for block in blocks for inner in (block.blocks if isinstance(block, Together) else (block,))]
    return [block for block in flat if isinstance(block, Chart)]


@cache
def tables_of_pdf(made: bytes) -> list[Rows]:
    """The cells of each table, heads first, as the tags of a PDF give them to somebody who does not see it."""
    tree, words = _tagged(made)
    return [
        [[_words(cell, words) for cell in _below(row, "TH", "TD")] for row in _below(table, "TR")]
        for table in _below({"children": tree}, "Table")
    ]


def text_of_pdf(made: bytes) -> str:
    """All tagged words of a PDF in reading order, with single blanks."""
    tree, words = _tagged(made)
    return _words({"children": tree}, words)


@cache
def _tagged(made: bytes) -> tuple[list[Any], dict[tuple[int, int], str]]:
    """The structure of a PDF, and the words of each piece of it: read once, which takes longer than to make it."""
    with pdfplumber.open(io.BytesIO(made)) as opened:
        return opened.structure_tree, _words_by_tag(opened)


@cache
def letters_of_pdf(made: bytes) -> str:
    """All letters on all pages, tagged or not, without blanks."""
    with pdfplumber.open(io.BytesIO(made)) as opened:
        return "".join(letter["text"] for page in opened.pages for letter in page.chars if letter["text"].strip())


@cache
def tables_of_word_file(made: bytes) -> list[Rows]:
    """The cells of each table of a Word file, heads first."""
    found = docx.Document(io.BytesIO(made))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found.tables]


def text_of_word_file(made: bytes) -> str:
    """All words of a Word file outside its tables, with single blanks."""
    return " ".join(" ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs).split())


def sheet_of(made: bytes, name: str) -> list[list[Any]]:
    """The rows of a sheet, its head first."""
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name(name).to_python()
    return rows


def tags_of(made: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Each element of a PDF's structure in reading order: its tag, alternative, scope and number of contents."""
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for inner in node:
                walk(inner)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                about = {"alt": str(node.get("/Alt", "")), "scope": _scope(node), "contents": _contents(node)}
                found.append((str(node.S)[1:], about))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(io.BytesIO(made)) as opened:
        walk(opened.Root.StructTreeRoot.K)
    return found


def _scope(node: pikepdf.Dictionary) -> str:
    given = node.get("/A", [])
    for attribute in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(attribute, pikepdf.Dictionary) and "/Scope" in attribute:
            return str(attribute.Scope)[1:]
    return ""


def _contents(node: pikepdf.Dictionary) -> int:
    kids = node.get("/K", pikepdf.Array())
    return len(kids) if isinstance(kids, pikepdf.Array) else 1


def _words_by_tag(opened: Any) -> dict[tuple[int, int], str]:
    """The words of each marked piece of each page; a new line is a blank."""
    words: dict[tuple[int, int], str] = {}
    for page in opened.pages:
        last: dict[int, float] = {}
        mark = None
        for letter in page.chars:
            # A span within a marked piece, which says what a sign stands for, has no number of its own.
            mark = mark if letter["mcid"] is None and letter["tag"] == "Span" else letter["mcid"]
            if mark is not None:
                gap = " " if abs(letter["bottom"] - last.get(mark, letter["bottom"])) > 3 else ""
                words[page.page_number, mark] = words.get((page.page_number, mark), "") + gap + letter["text"]
                last[mark] = letter["bottom"]
    return words


def _below(node: Any, *kinds: str) -> Iterator[Any]:
    for inner in node.get("children", []):
        if inner.get("type") in kinds:
            yield inner
        else:
            yield from _below(inner, *kinds)


def _words(node: Any, words: dict[tuple[int, int], str], page: int = 0) -> str:
    page = node.get("page_number") or page
    own = [words.get((page, mark), "") for mark in node.get("mcids", [])]
    return " ".join(" ".join([*own, *(_words(inner, words, page) for inner in node.get("children", []))]).split())
