"""Files of people as HR systems and spreadsheets save them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEAD = "name,email,job_title,level,team,manager_email,coach"
SAM = "Sam Roe,sam@example.org,Director of Places,Director,Places,,no"
ANN = "Ann Lee,ann@example.org,Head of Housing,Head,Housing,sam@example.org,yes"
BO = "Bo Ray,bo@example.org,Housing officer,Officer,Housing,ann@example.org,"


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    """A CSV file of these lines."""
    return "\r\n".join(lines).encode(encoding)


def workbook(
    rows: Sequence[Sequence[Any]], *, merge: str = "", formula: tuple[str, str, object] | None = None
) -> bytes:
    """A workbook with these cells; ``merge`` joins cells, ``formula`` is a cell, its text and its saved value."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merge:
            sheet.merge_range(merge, "Housing")
        if formula:
            sheet.write_formula(formula[0], formula[1], None, formula[2])
        book.add_worksheet("Notes").write(0, 0, "not read")
    return out.getvalue()


def many(count: int, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """So many people, each ten under one manager."""
    head = separator.join(HEAD.split(","))
    lines = (
        separator.join([f"Zoë Person {n}", f"person.{n}@example.org", "Officer", f"Grade {n % 12}", f"Team {n % 40}",
                        f"person.{n // 10}@example.org" if n else "", ""])
        for n in range(count)
    )  # fmt: skip
    return "\n".join([head, *lines]).encode(encoding)
