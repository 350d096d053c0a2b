"""What does the report on leaders together say as a spreadsheet? Every figure as printed, and its two ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback.cohort.page import name_of
from feedback.cohort.parts import CohortPage
from feedback.cohort.rules import Scale, figure, text_of
from feedback.foundations.pages import group_name
from feedback.report.parts import Table
from feedback.report.sheets import ONE_DECIMAL, PLAIN, WRAPPED, Rows, Sheet, book_of
from feedback.report.spreadsheet import WHOLE_THEME


def workbook(page: CohortPage, report: Mapping[str, Any], *, council: str) -> bytes:
    """The report as an XLSX file: every figure, each table of the page cohort by cohort, and how to read it."""
    return book_of(
        _sheets(page, report),
        title=str(_("Feedback for our leaders together")),
        subject=page.campaign,
        author=council,
        dated=date.fromisoformat(report["campaign"]["closed_on"]),
    )


def _sheets(page: CohortPage, report: Mapping[str, Any]) -> Iterator[Sheet]:
    cohort = (_("Cohort"), 24, WRAPPED)
    yield Sheet(
        _("Figures"),
        (cohort, (_("Group"), 24, PLAIN), (_("Theme"), 30, WRAPPED), (_("Behaviour"), 60, WRAPPED),
         (_("Leaders"), 10, PLAIN), (_("Figure"), 16, PLAIN), (_("Lowest it can be"), 12, ONE_DECIMAL),
         (_("Highest it can be"), 12, ONE_DECIMAL)),
        list(_figures(report)),
    )  # fmt: skip
    tables = (
        (_("Who answered"), 10, [(cut.name, cut.answered) for cut in page.cuts]),
        (_("Low and high"), 24, [(cut.name, cut.spread) for cut in page.cuts]),
        (_("Rate themselves higher"), 24, [(cut.name, cut.blind) for cut in page.cuts]),
        (_("Rate themselves lower"), 24, [(cut.name, cut.hidden) for cut in page.cuts]),
        (_("Most seen"), 24, [(cut.name, cut.most) for cut in page.cuts]),
        (_("Least seen"), 24, [(cut.name, cut.least) for cut in page.cuts]),
        (_("For the training plan"), 30, [(cut.name, cut.needs) for cut in page.cuts]),
    )
    for name, width, of_cuts in tables:
        there = [(cut, table) for cut, table in of_cuts if table]
        if there:
            heads = tuple(
                (head, 60 if place == 0 else width, WRAPPED) for place, head in enumerate(there[0][1].columns)
            )
            yield Sheet(name, (cohort, *heads), list(_rows(there)))
    if page.quality and page.quality.table:
        heads = tuple(
            (head, 60 if place == 0 else 30, WRAPPED) for place, head in enumerate(page.quality.table.columns)
        )
        rows: Rows = [[row.heading, *(cell.text for cell in row.cells)] for row in page.quality.table.rows]
        yield Sheet(_("What the questions told"), heads, rows)
    yield Sheet(_("How to read"), ((_("In this file"), 34, WRAPPED), (_("What it means"), 100, WRAPPED)),
                list(_reading(page)))  # fmt: skip


def _figures(report: Mapping[str, Any]) -> Iterator[list[str | float | None]]:
    scale = Scale(report["scale"]["min"], report["scale"]["max"], report["rules"]["mode"])
    themes = {theme["id"]: theme["name"] for theme in report["themes"]}
    items = {item["id"]: item for item in report["items"]}
    for cut in report["cuts"]:
        for cell in cut["figures"]:
            item = items.get(cell.get("item", ""))
            about = [themes[item["theme"]], item["words"]] if item else [themes[cell["theme"]], str(WHOLE_THEME)]
            one = figure(cell, scale)
            ends = [one.low / 10, one.high / 10]
            yield [name_of(cut), group_name(cell["group"]), *about, cell["leaders"], text_of(cell), *ends]


def _rows(tables: list[tuple[str, Table]]) -> Iterator[list[str | float | None]]:
    for cut, table in tables:
        for row in table.rows:
            yield [cut, row.heading, *(cell.text for cell in row.cells)]


def _reading(page: CohortPage) -> Iterator[list[str | float | None]]:
    yield [_("This file"), _("%(campaign)s, closed on %(day)s.", campaign=page.campaign, day=page.closed_on)]
    for term, meaning in page.how_to_read:
        yield [term, meaning]
    for sentence in page.left_out:
        yield [_("What is not shown, and why"), sentence]
    for sentence in page.quality.sentences if page.quality else ():
        yield [_(_("What the questions told")), sentence]
