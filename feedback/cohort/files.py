"""Which files can the report on leaders together be had as? All from the same frozen report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

KINDS: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Kind, which is also the ending of its name -> media type."""


def file_of(report: Mapping[str, Any], kind: str, *, council: str, colour: str) -> bytes:
    """The report as a file.

    Args:
        report: ``cohort-report/1``.
        kind: one of ``KINDS``.
        council: its name, as it is to be printed.
        colour: the council's own, as ``#rrggbb``.
    """
    if kind == "json":
        return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
    # Only who asks for one of the others waits for what they import.
    from feedback.cohort import spreadsheet
    from feedback.cohort.manuscript import manuscript
    from feedback.cohort.page import build
    from feedback.report import pdf

    page = build(report)
    if kind == "xlsx":
        return spreadsheet.workbook(page, report, council=council)
    closed_on = date.fromisoformat(report["campaign"]["closed_on"])
    return pdf.typeset(manuscript(page, council=council), colour=colour, closed_on=closed_on)
