"""Which cells does this file hold? Reads CSV and XLSX as people save them; writes CSV that no spreadsheet runs."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

LARGEST_UNPACKED = 100 * 1024 * 1024  # bytes; a workbook is a packed file, and a small one can unpack to gigabytes
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BLANKS = dict.fromkeys(map(ord, "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}")) | {
    ord("\N{NO-BREAK SPACE}"): " "
}


class NotReadable(Exception):
    """The file cannot be read at all; the message tells the cure."""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell; ``row`` counts as a spreadsheet does, the header being row 1."""

    row: int
    column: str
    message: str


def rows_of(content: bytes, *, most_rows: int) -> list[list[str]]:
    """The cells of a CSV file or of the first sheet of a workbook, row by row as a spreadsheet counts them.

    CSV may be UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs. Formulas of a workbook give the value
    that was saved with them; merged cells all give the value of the first.

    Raises:
        NotReadable: it is neither, or longer than ``most_rows`` beside the header.
    """
    rows = _workbook_rows(content) if content.startswith(b"PK\3\4") else _csv_rows(content)
    if len(rows) > most_rows + 1:
        raise NotReadable(
            _("The file has more than %(most)s rows. Split it, and choose one part after the other", most=most_rows)
        )
    return rows


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV file. A cell that a spreadsheet would run as a formula is marked as text by an apostrophe before it."""
    out = io.StringIO(newline="")
    written = csv.writer(out)
    written.writerow(head)
    written.writerows([f"'{cell}" if cell.startswith(RUNS_AS_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue()


def tidy(cell: str) -> str:
    """A cell without stray blanks, invisible characters, or the apostrophe that ``as_csv`` puts before a formula."""
    text = " ".join(cell.translate(BLANKS).split())
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS_AS_FORMULA) else text


def _csv_rows(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    try:
        if "\0" in text:
            raise csv.Error
        return [
            [tidy(cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise NotReadable(_("This is no CSV file and no Excel workbook (.xlsx). Save it as one of the two")) from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _workbook_rows(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise NotReadable(_("The workbook is too large. Save the one sheet that lists the people as CSV"))
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            return _unmerged(sheet, [[_cell(value) for value in row] for row in sheet.iter_rows()])
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError, ValueError):
        raise NotReadable(
            _("The workbook cannot be read. Open it, save it as .xlsx without a password, or save it as CSV")
        ) from None


def _unmerged(sheet: CalamineSheet, rows: list[list[str]]) -> list[list[str]]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime | time) else tidy(str(value))
