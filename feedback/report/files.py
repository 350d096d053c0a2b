"""Which files can a report be had as? All are made from the same released report, so a figure is the same in each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.report import earlier, kept

if TYPE_CHECKING:
    from feedback.report.earlier import Earlier
    from feedback.report.parts import ReportPage

KINDS: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Kind, which is also the ending of its name -> media type."""


def file_of(leader: Subject, kind: str, *, council: str, colour: str, reader: str = "leader") -> bytes:
    """Return a leader's report as a file.

    Args:
        leader: a leader whose campaign is closed.
        kind: one of ``KINDS``.
        council: its name, as it is to be printed.
        colour: the council's own, as ``#rrggbb``.
        reader: "leader" or "coach"; an earlier report that another coach prepared is compared for the leader alone.

    Raises:
        NotClosed: there is no report yet.
    """
    report = disclosure.released(leader.id)
    if kind == "json":
        return as_json(report).encode()
    # Only who asks for one of the others waits for what they import.
    from feedback.report import pdf, spreadsheet, word
    from feedback.report.manuscript import manuscript

    frozen = disclosure.report_of(leader.id)
    asked = campaigns.questionnaire_for(leader)
    before = earlier.earlier_of(leader, reader=reader)
    page = _page(leader, report, before)
    if kind == "xlsx":
        return spreadsheet.workbook(page, report, asked, council=council, closed_on=frozen.closed_on, earlier=before)
    written = manuscript(page, report, scale=asked.scale, council=council, released=frozen.state == "released")
    if kind == "docx":
        return word.document(written, closed_on=frozen.closed_on)
    return pdf.typeset(written, colour=colour, closed_on=frozen.closed_on)


def as_json(report: Mapping[str, Any]) -> str:
    """Return a released report as the command line prints it, which is a stable contract."""
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def page_of(leader: Subject, report: Mapping[str, Any], *, reader: str = "leader") -> ReportPage:
    """Return the page of a leader's released report, which the other files take their words and tables from.

    Args:
        leader: a leader whose campaign is closed.
        report: what was released.
        reader: "leader" or "coach", as for ``file_of``.
    """
    return _page(leader, report, earlier.earlier_of(leader, reader=reader))


def _page(leader: Subject, report: Mapping[str, Any], before: Earlier | None) -> ReportPage:
    frozen = disclosure.report_of(leader.id)
    return kept.page_of(
        leader.id,
        report,
        campaigns.questionnaire_for(leader),
        leader_name=leader.person.name,
        campaign_name=leader.campaign.name,
        closed_on=frozen.closed_on,
        earlier=before,
        with_radar=leader.campaign.radar,
    )
