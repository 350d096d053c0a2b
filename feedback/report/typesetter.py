"""Which templates set a report, and with what beside them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from flask_babel import gettext as _

from feedback.foundations import languages, typesetter
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
    shown = all_printable([asdict(chart) for chart in charts])
    data = {"charts": shown, "styles": styles_of(groups), "language": languages.current(), "words": words()}
    return typesetter.as_pictures(_TEMPLATES / "charts.typ", data, beside=[_PLOTS])


def words() -> dict[str, str]:
    """Return what the templates say besides what they are given to set."""
    return {
        "contents": _("Contents"),
        "page": _("Page %(number)s of %(pages)s", number="{number}", pages="{pages}"),
        "follows": _("The figures are in the table that follows."),
        "substituted": _(
            "Some letters or pictures in this report cannot be printed here. What they are stands in their place in "
            "square brackets; the web page has them as they were written."
        ),
        "flagged": _("more than chance"),
        "not_flagged": _("may be chance"),
        "ranged": _("ends somewhere here"),
        "range": _("range: somewhere along the bar"),
        "lower": _("You rated yourself lower"),
        "higher": _("You rated yourself higher"),
    }
