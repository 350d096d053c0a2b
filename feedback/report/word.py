"""How does a report become a Word file that its reader can edit, quote from and write notes in?

It says what the PDF says, from the same blocks, in Word's own styles: headings for the navigation pane, tables whose
head is repeated on each page, charts as pictures with an alternative in words. Charts are PNG here, made by the same
template as those of the PDF, because python-docx cannot put a vector drawing into a document.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.foundations import languages
from feedback.report import typesetter, word_styles
from feedback.report.blocks import (
    Block,
    Chart,
    Drawing,
    Figures,
    Heading,
    Manuscript,
    Points,
    Remark,
    Remarks,
    Said,
    Short,
    Together,
)
from feedback.report.measures import PAGE
from feedback.report.office import storable, without_times

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph


def document(manuscript: Manuscript, *, closed_on: date) -> bytes:
    """Return a report as a DOCX file.

    Args:
        manuscript: the report's blocks.
        closed_on: the day the campaign closed, which is the date the file bears.
    """
    import docx

    word = docx.Document()
    _say_what_it_is(word, manuscript, closed_on)
    word_styles.set_up(word, footer=storable(f"{manuscript.council}. {manuscript.title}, {manuscript.campaign}."))
    _begin(word, manuscript)
    blocks = list(_one_by_one(manuscript.blocks))
    charts = [block for block in blocks if isinstance(block, Chart)]
    pictures = iter(typesetter.as_pictures(charts, groups=manuscript.groups))
    for block in blocks:
        if isinstance(block, Chart):
            _picture(word, block, next(pictures))
        else:
            _words(word, block)
    written = io.BytesIO()
    word.save(written)
    return without_times(written.getvalue())


def _say_what_it_is(word: Document, manuscript: Manuscript, closed_on: date) -> None:
    about = word.core_properties
    about.title, about.subject = storable(manuscript.title), storable(manuscript.campaign)
    about.author = about.last_modified_by = storable(manuscript.council)
    about.created = about.modified = datetime(closed_on.year, closed_on.month, closed_on.day)  # noqa: DTZ001 - a date
    about.comments, about.language, about.revision = "", languages.of_files(), 1


def _begin(word: Document, manuscript: Manuscript) -> None:
    word.add_paragraph(storable(manuscript.council))
    word.add_paragraph(storable(manuscript.title), style="Title")
    word.add_paragraph(
        storable(
            _("%(campaign)s, closed on %(closed_on)s", campaign=manuscript.campaign, closed_on=manuscript.closed_on)
        ),
        style="Subtitle",
    )
    for notice in manuscript.notices:
        word.add_paragraph(storable(notice))


def _one_by_one(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Together):
            yield from block.blocks
        else:
            yield block


def _words(word: Document, block: Block) -> None:
    match block:
        case Heading():
            heading = word.add_heading(storable(block.text), block.level)
            heading.paragraph_format.page_break_before = block.new_page
        case Said():
            paragraph = word.add_paragraph()
            for words, bold in block.runs:
                paragraph.add_run(storable(words)).bold = bold or None
        case Short() | Points():
            for line in block.lines:
                word.add_paragraph(storable(line), style="List Bullet" if isinstance(block, Points) else None)
        case Remarks():
            for remark in block.remarks:
                _remark(word, remark)
        case Figures():
            _figures(word, block)


def _remark(word: Document, remark: Remark) -> None:
    """Write a comment as a quotation: a line that Word breaks without starting another comment parts its paragraphs."""
    if remark.author:
        by = word.add_paragraph()
        by.add_run(remark.author).bold = True
        by.paragraph_format.keep_with_next = True
    paragraph = word.add_paragraph(style="Quote")
    for number, words in enumerate(remark.paragraphs):
        if number:
            paragraph.add_run().add_break()
        run = paragraph.add_run(storable(words))
        run.font.rtl = remark.from_right or None
    if remark.from_right:
        word_styles.from_right(paragraph)


def _picture(word: Document, chart: Chart, picture: bytes) -> None:
    from docx.shared import Mm

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(PAGE[0]))
    about = shape._inline.docPr  # python-docx has no other way to say what a picture shows
    about.set("descr", storable(chart.alternative))
    about.set("title", storable(chart.caption))
    caption = word.add_paragraph(style="Caption")
    where = chart.figures if isinstance(chart, Drawing) else _("The figures are in the table that follows.")
    caption.add_run(storable(f"{chart.caption}. {where}")).bold = False


def _figures(word: Document, block: Figures) -> None:
    from docx.shared import Mm

    given = block.table
    if not block.quiet:
        caption = word.add_paragraph(storable(given.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1 + len(given.rows), cols=len(given.columns), style="Table Grid")
    rest = PAGE[0] - sum(block.widths)
    lines = [[(head, True, False) for head in given.columns]]
    lines += [[(row.heading, False, False), *((c.text, c.strong, c.faint) for c in row.cells)] for row in given.rows]
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True), start=1):
        for cell, (words, bold, faint), width in zip(row.cells, line, block.widths, strict=True):
            cell.width = Mm(width or rest)
            _cell(cell.paragraphs[0], words, bold=bold, faint=faint)
            cell.paragraphs[0].paragraph_format.keep_with_next = (block.whole and number < len(lines)) or None
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(width or rest)
    word_styles.as_data_table(table, caption=storable(given.caption))
    word_styles.as_gap(word.add_paragraph())


def _cell(paragraph: Paragraph, words: str, *, bold: bool, faint: bool) -> None:
    run = paragraph.add_run(storable(words))
    run.bold = bold or None
    word_styles.in_a_cell(paragraph, faint=faint)
