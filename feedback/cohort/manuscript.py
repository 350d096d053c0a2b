"""What stands in the printed report on leaders together? The page's own words, tables and figures, cohort by cohort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext as _

from feedback.cohort.parts import CohortPage, CutPage
from feedback.report.blocks import Block, Figures, Heading, Manuscript, Points, Short, said
from feedback.report.measures import height_of_table, widths_of
from feedback.report.parts import Cell, Chart, Row, Table
from feedback.report.plots import drawing

_WHOLE: Final = 125.0
"""A table up to this high, in millimetres, is never broken over two pages."""
_START: Final = 70.0


def manuscript(page: CohortPage, *, council: str) -> Manuscript:
    """The whole report, ready to be set."""
    return Manuscript(
        title=_("Feedback for our leaders together"),
        leader=_("our leaders together"),
        campaign=page.campaign,
        closed_on=page.closed_on,
        council=council,
        notices=(_("No figure of a single leader stands in it, and none follows from it."),),
        groups=(),
        blocks=tuple(_blocks(page)),
    )


def _blocks(page: CohortPage) -> Iterator[Block]:
    yield Heading(1, _("How to read this report"))
    terms = tuple(Row(term, (Cell(meaning),)) for term, meaning in page.how_to_read)
    yield _figures(Table(_("How to read this report"), (_("In this report"), _("What it means")), terms), words=True)
    if page.left_out:
        yield Heading(1, _("What is not shown, and why"))
        yield Points(page.left_out)
    for cut in page.cuts:
        yield Heading(1, cut.name, new_page=True)
        yield Short(cut.summary)
        yield from _cut(cut)
    if page.quality:
        yield Heading(1, _("What the questions told"), new_page=True)
        for sentence in page.quality.sentences:
            yield said(sentence)
        if page.quality.table:
            yield _figures(page.quality.table)


def _cut(cut: CutPage) -> Iterator[Block]:
    if cut.answered:
        yield Heading(2, _("Who answered"), listed=False, room=_START)
        yield _figures(cut.answered, quiet=True)
    yield from _drawn(cut.heat, cut.themes)
    yield from _drawn(cut.spread_chart, cut.spread)
    if cut.blind or cut.hidden:
        yield Heading(2, _("How leaders see themselves, and how others do"), listed=False, room=_START)
    for table in (cut.blind, cut.hidden, cut.most, cut.least, cut.needs):
        if table:
            yield _figures(table)
    if cut.behaviours:
        yield Heading(2, cut.behaviours.caption, listed=False, new_page=True)
        yield _figures(cut.behaviours, quiet=True)


def _drawn(chart: Chart | None, table: Table | None) -> Iterator[Block]:
    made = drawing(chart, figures=_("The figures are in the table that follows."))
    if made is None or table is None:
        return
    yield Heading(2, made.caption, listed=False, room=made.height)
    yield made
    yield _figures(table, quiet=True)


def _figures(table: Table, *, quiet: bool = False, words: bool = False) -> Figures:
    widths = widths_of(table, words=words)
    return Figures(table, widths, quiet, whole=height_of_table(table, widths) <= _WHOLE)
