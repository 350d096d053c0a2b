"""What does a report say as a spreadsheet? Each released figure, each gap, the comments, and how to read them.

Figures stand as they are printed ("about 2.9") and as the two ends between which they lie. Text is text: nothing that
anybody wrote can become a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from feedback.analysis import rules
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import group_name
from feedback.report.office import storable, without_times
from feedback.report.parts import ReportPage
from feedback.report.trend_part import changes_since

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from feedback.campaign.questionnaire import Questionnaire
    from feedback.report.earlier import Earlier

WHOLE_THEME: Final = "All of the theme"
"""Stands in place of a behaviour where a figure is the theme's."""

LOW_AND_HIGH: Final = ("Low ratings", "High ratings")
"""The columns that say in words how ratings spread, in campaigns that have such words."""

_MOST_IN_A_CELL: Final = 32_000  # Excel takes 32,767 units of UTF-16, and cuts off the rest in silence
Rows = list[list[str | float | None]]
_PLAIN, _WRAPPED, _ONE_DECIMAL = "plain", "wrapped", "one decimal"


@dataclass(frozen=True)
class _Sheet:
    """A sheet: its name, its columns as (head, width in letters, format), and its rows."""

    name: str
    columns: tuple[tuple[str, int, str], ...]
    rows: Rows


def workbook(
    page: ReportPage,
    report: rules.Report,
    questionnaire: Questionnaire,
    *,
    council: str,
    closed_on: date,
    earlier: Earlier | None = None,
) -> bytes:
    """Return a report as an XLSX file with the sheets Figures, Gaps, Changes, Comments and How to read.

    Changes are there only beside an earlier report that may be compared with.

    Args:
        page: what the web page of the same report shows.
        report: the released report it was built from.
        questionnaire: what the raters were asked.
        council: its name, as it is to be printed.
        closed_on: the day the campaign closed, which is the date the file bears.
        earlier: what the page was given of an earlier report.
    """
    from xlsxwriter import Workbook

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, options) as book:
        book.set_properties(
            {
                "title": storable(f"Feedback for {page.leader_name}"),
                "subject": storable(page.campaign_name),
                "author": storable(council),
                "created": datetime(closed_on.year, closed_on.month, closed_on.day),  # noqa: DTZ001 - a date, no time
            }
        )
        look = _formats(book)
        changed = list(_changes(report, earlier, questionnaire)) if earlier and earlier.report else []
        for sheet in _sheets(page, report, questionnaire, council, changed):
            _write(book, sheet, look)
    return without_times(written.getvalue())


def _sheets(
    page: ReportPage, report: rules.Report, questionnaire: Questionnaire, council: str, changed: Rows
) -> tuple[_Sheet, ...]:
    names = {item.id: item.rater for item in questionnaire.items}
    themes = {theme.id: theme.name for theme in questionnaire.themes}
    one = page.themes[0].panels[0].table if page.themes else None
    item = one.columns[0] if one else "Behaviour"
    spread = {(cell["group"], cell["item"]): cell["spread"] for cell in report["cells"] if "spread" in cell}
    return (
        _Sheet(
            "Figures",
            (
                ("Group", 26, _PLAIN), ("Theme", 32, _PLAIN), (item, 60, _WRAPPED), ("Figure", 18, _PLAIN),
                ("Lowest it can be", 17, _ONE_DECIMAL), ("Highest it can be", 17, _ONE_DECIMAL),
                *((head, 22, _PLAIN) for head in LOW_AND_HIGH if spread),
            ),
            list(_figures(report, names, themes, spread)),
        ),
        _Sheet(
            "Gaps",
            (
                ("Against", 26, _PLAIN), ("Theme", 32, _PLAIN), (item, 60, _WRAPPED),
                ("Rated", 20, _PLAIN), ("Lowest it can be", 17, _ONE_DECIMAL),
                ("Highest it can be", 17, _ONE_DECIMAL),
                ("More than chance", 18, _PLAIN), ("Whose rating", 16, _PLAIN),
            ),
            list(_gaps(report, names, themes)),
        ),
        *([_Sheet(
            _("Changes"),
            (
                (_("Group"), 26, _PLAIN), (_("Theme"), 32, _PLAIN), (item, 60, _WRAPPED), (_("Then"), 18, _PLAIN),
                (_("Now"), 18, _PLAIN), (_("Rated you"), 20, _PLAIN), (_("Lowest it can be"), 17, _ONE_DECIMAL),
                (_("Highest it can be"), 17, _ONE_DECIMAL), (_("More than chance"), 18, _PLAIN),
            ),
            changed,
        )] if changed else []),
        *_importance(page),
        _Sheet("Comments", (("Question", 40, _WRAPPED), ("Written by", 20, _PLAIN), ("Comment", 90, _WRAPPED)),
               list(_comments(page))),
        _Sheet("How to read", (("In this file", 34, _WRAPPED), ("What it means", 100, _WRAPPED)),
               list(_reading(page, council))),
    )  # fmt: skip


def _figures(
    report: rules.Report,
    names: Mapping[str, str],
    themes: Mapping[str, str],
    spread: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[list[str | float | None]]:
    for row in rules.rows_of(rules.figures(report)):
        ends = _ends(row) if row["text"] != rules.TOO_FEW else [None, None]
        words = spread.get((row["group"], row["id"]), {})
        shares = [words.get("low"), words.get("high")] if spread else []
        yield [group_name(row["group"]), *_about(row, names, themes), row["text"], *ends, *shares]


def _gaps(
    report: rules.Report, names: Mapping[str, str], themes: Mapping[str, str]
) -> Iterator[list[str | float | None]]:
    for of in NAMED:
        for row in rules.rows_of(rules.gaps(report, of=of)):
            chance = "Yes" if row["flagged"] else "No"
            who = group_name(of)
            yield [group_name(row["against"]), *_about(row, names, themes), row["text"], *_ends(row), chance, who]


def _changes(
    report: rules.Report, earlier: Earlier, questionnaire: Questionnaire
) -> Iterator[list[str | float | None]]:
    names = {item.id: item.rater for item in questionnaire.items}
    themes = {theme.id: theme.name for theme in questionnaire.themes}
    for row in rules.rows_of(changes_since(report, earlier)):
        chance = _("Yes") if row["flagged"] else _("No")
        yield [group_name(row["group"]), *_about(row, names, themes), row["before"], row["now"], row["text"],
               *_ends(row), chance]  # fmt: skip


def _comments(page: ReportPage) -> Iterator[list[str | float | None]]:
    for group in (*page.comments, page.remarks):
        for author, text in [*(("", text) for text in group.unnamed), *group.named]:
            for start in range(0, len(text), _MOST_IN_A_CELL // 2):  # a letter may take two units
                yield [group.heading, author, text[start : start + _MOST_IN_A_CELL // 2]]


def _importance(page: ReportPage) -> tuple[_Sheet, ...]:
    if page.importance is None or page.importance.table is None:
        return ()
    first, *others = page.importance.table.columns
    rows: list[list[str | float | None]] = [
        [row.heading, *(cell.text for cell in row.cells)] for row in page.importance.table.rows
    ]
    return (_Sheet("What matters most", ((first, 60, _WRAPPED), *((head, 24, _PLAIN) for head in others)), rows),)


def _reading(page: ReportPage, council: str) -> Iterator[list[str | float | None]]:
    about = f"Feedback for {page.leader_name}: {page.campaign_name}, closed on {page.closed_on}. {council}."
    yield ["This file", about]
    for sentence in page.summary:
        yield ["In short", sentence]
    for sentence in page.importance.sentences if page.importance else ():
        yield ["What matters most in your role", sentence]
    for term, meaning in page.how_to_read:
        yield [term, meaning]
    yield [WHOLE_THEME, "The plain average of the theme's figures, where at least half of them can be shown."]
    yield ["Lowest and highest it can be", "The two are equal where the figure is exact."]
    for row in page.answered.rows:
        asked, answered, shown = (cell.text for cell in row.cells)
        yield [f"Who answered: {row.heading}", f"Asked {asked}, answered {answered}. {shown}."]
    for sentence in page.trend.sentences if page.trend else ():
        yield [_("Since your last report"), sentence]
    for sentence in page.hidden:
        yield ["What is not shown, and why", sentence]


def _about(row: Mapping[str, Any], names: Mapping[str, str], themes: Mapping[str, str]) -> list[str]:
    if row["kind"] == "theme":
        return [themes[row["id"]], WHOLE_THEME]
    return [themes[row["theme"]], names[row["id"]]]


def _ends(row: Mapping[str, Any]) -> list[float]:
    return [float(row["low"]), float(row["high"])]


def _formats(book: Workbook) -> dict[str, Format]:
    top = {"valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
        _PLAIN: book.add_format(top),
        _WRAPPED: book.add_format({**top, "text_wrap": True}),
        _ONE_DECIMAL: book.add_format({**top, "num_format": "0.0"}),
    }


def _write(book: Workbook, sheet: _Sheet, look: Mapping[str, Format]) -> None:
    """Write a sheet that prints on A4 with its heads on every page, and whose columns can be filtered."""
    on = book.add_worksheet(sheet.name)
    on.freeze_panes(1, 0)
    on.set_paper(9)
    on.set_landscape()
    on.fit_to_pages(1, 0)
    on.repeat_rows(0)
    for place, (head, width, kind) in enumerate(sheet.columns):
        on.set_column(place, place, width, look[kind])
        on.write_string(0, place, head, look["head"])
    for line, row in enumerate(sheet.rows, start=1):
        _write_row(on, line, row, [look[kind] for _, _, kind in sheet.columns])
    on.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    on.ignore_errors({"number_stored_as_text": f"A1:I{len(sheet.rows) + 1}"})


def _write_row(on: Any, line: int, row: Sequence[str | float | None], look: Sequence[Format]) -> None:
    for place, (value, kind) in enumerate(zip(row, look, strict=True)):
        if isinstance(value, str):
            on.write_string(line, place, storable(value), kind)
        elif value is not None:
            on.write_number(line, place, value, kind)
