"""Which templates set a report, and with what beside them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from feedback.foundations import typesetter
from feedback.foundations.printable import all_printable
from feedback.report.blocks import Chart
from feedback.report.plots import styles_of

_TEMPLATES: Final = Path(__file__).parent / "typesetting"
_PLOTS: Final = _TEMPLATES / "plots.typ"


def as_pdf(data: Mapping[str, Any], *, dated: date) -> bytes:
    """Return the report that ``report.typ`` makes of the data, as PDF/UA-1 and PDF/A-2a at once."""
    return typesetter.as_pdf(_TEMPLATES / "report.typ", data, dated=dated, beside=[_PLOTS])


def as_pictures(charts: Sequence[Chart], *, groups: Sequence[str]) -> list[bytes]:
    """Return each chart as a PNG, 170 millimetres wide at 200 dots an inch."""
    if not charts:
        return []
    data = {"charts": all_printable([asdict(chart) for chart in charts]), "styles": styles_of(groups)}
    return typesetter.as_pictures(_TEMPLATES / "charts.typ", data, beside=[_PLOTS])
