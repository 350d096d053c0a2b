"""How does a report become a PDF? Typst sets it, and pikepdf adds what typst leaves out.

The result is tagged and meets PDF/UA-1 and PDF/A-2a: headings, contents and bookmarks, tables whose cells know their
row and column, charts with an alternative in words, every font embedded. The same report always gives the same
bytes. Measured in docs/performance/0002-pdf.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback.foundations import languages
from feedback.foundations.printable import all_printable
from feedback.foundations.typesetter import with_row_headers
from feedback.report import typesetter
from feedback.report.blocks import Manuscript
from feedback.report.plots import styles_of


def typeset(manuscript: Manuscript, *, colour: str, closed_on: date) -> bytes:
    """Return a report as a PDF.

    Args:
        manuscript: the report's blocks.
        colour: the council's own, as ``#rrggbb``. It is only in bars and rules, never behind or in text.
        closed_on: the day the campaign closed, which is the date the file bears.
    """
    return with_row_headers(typesetter.as_pdf(data_of(manuscript, colour=colour), dated=closed_on))


def data_of(manuscript: Manuscript, *, colour: str) -> Mapping[str, Any]:
    """Return what the template is given: plain values, each text one that the fonts can show."""
    written = asdict(manuscript)
    shown = all_printable(written)
    return {
        **shown,
        "colour": colour,
        "language": languages.current(),
        "words": {**typesetter.words(), "closed": _("Closed on %(day)s", day=manuscript.closed_on)},
        "styles": styles_of(manuscript.groups),
        "substituted": _brackets(shown) > _brackets(written),
    }


def _brackets(value: Any) -> int:
    """Return how many square brackets stand in the texts: whatever cannot be shown is named between them."""
    return json.dumps(value).count("[")
