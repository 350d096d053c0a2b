"""How is a workbook written? Text is text: nothing that anybody wrote can become a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from feedback.report.office import storable, without_times

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Rows = list[list[str | float | None]]
PLAIN, WRAPPED, ONE_DECIMAL = "plain", "wrapped", "one decimal"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its columns as (head, width in letters, format), and its rows."""

    name: str
    columns: tuple[tuple[str, int, str], ...]
    rows: Rows


def book_of(sheets: Iterable[Sheet], *, title: str, subject: str, author: str, dated: date) -> bytes:
    """Return an XLSX file of these sheets, which bears this day; the same sheets give the same bytes."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, options) as book:
        book.set_properties(
            {
                "title": storable(title),
                "subject": storable(subject),
                "author": storable(author),
                "created": datetime(dated.year, dated.month, dated.day),  # noqa: DTZ001 - a date, no time
            }
        )
        look = _formats(book)
        for sheet in sheets:
            _write(book, sheet, look)
    return without_times(written.getvalue())


def _formats(book: Workbook) -> dict[str, Format]:
    top = {"valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
        PLAIN: book.add_format(top),
        WRAPPED: book.add_format({**top, "text_wrap": True}),
        ONE_DECIMAL: book.add_format({**top, "num_format": "0.0"}),
    }


def _write(book: Workbook, sheet: Sheet, look: Mapping[str, Format]) -> None:
    """Write a sheet that prints on A4 with its heads on every page, and whose columns can be filtered."""
    on = book.add_worksheet(sheet.name[:31])  # longer ones no spreadsheet takes
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
