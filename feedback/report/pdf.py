"""How does a report become a PDF? Typst sets it, and pikepdf adds what typst leaves out.

The result is tagged and meets PDF/UA-1 and PDF/A-2a: headings, contents and bookmarks, tables whose cells know their row
and column, charts with an alternative in words, every font embedded. Nothing is written to disk, and the same report
always gives the same bytes. Measured in docs/performance/0002-pdf.md.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from feedback.report.blocks import Manuscript
from feedback.report.plots import styles_of
from feedback.report.printable import FONTS, all_printable

if TYPE_CHECKING:
    import typst

_TYPESETTING: Final = Path(__file__).parent / "typesetting"
_STANDARDS: Final = ("a-2a", "ua-1")


def typeset(manuscript: Manuscript, *, colour: str, closed_on: date) -> bytes:
    """Return a report as a PDF.

    Args:
        manuscript: the report's blocks.
        colour: the council's own, as ``#rrggbb``. It is only in bars and rules, never behind or in text.
        closed_on: the day the campaign closed, which is the date the file bears.
    """
    import typst

    pdf = typst.compile(
        _files("report.typ", data_of(manuscript, colour=colour)),
        font_paths=fonts(),
        pdf_standards=list(_STANDARDS),  # type: ignore[arg-type]  # a list of literals
        timestamp=datetime.combine(closed_on, time(), UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return _finished(pdf)


def data_of(manuscript: Manuscript, *, colour: str) -> dict[str, Any]:
    """Return what the template is given: plain values, each text one that the fonts can show."""
    written = asdict(manuscript)
    shown = all_printable(written)
    return {**shown, "colour": colour, "styles": styles_of(manuscript.groups), "substituted": "[" in _left_out(written, shown)}


@cache
def fonts() -> typst.Fonts:
    """Return our own fonts and no other, so that a report looks the same on every machine. Read once a process."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _files(main: str, data: dict[str, Any]) -> dict[str, bytes]:
    return {
        "main.typ": (_TYPESETTING / main).read_bytes(),
        "plots.typ": (_TYPESETTING / "plots.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }


def _left_out(written: Any, shown: Any) -> str:
    """Return the brackets that stand in the second and not in the first."""
    before, after = (json.dumps(value, ensure_ascii=False).count("[") for value in (written, shown))
    return "[" if after > before else ""


def _finished(pdf: bytes) -> bytes:
    """Return the file with the first cell of each row as that row's header, packed tightly."""
    import pikepdf

    finished = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for row in _body_rows(opened.Root.StructTreeRoot.K):
            head = row.K[0] if isinstance(row.K, pikepdf.Array) else row.K
            head.S = pikepdf.Name.TH
            head.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        opened.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return finished.getvalue()


def _body_rows(node: Any) -> Iterator[Any]:
    """Yield every row of a table's body under a node of the structure tree."""
    import pikepdf

    if isinstance(node, pikepdf.Array):
        for inner in node:
            yield from _body_rows(inner)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == pikepdf.Name.TBody:
            rows = node.K
            yield from rows if isinstance(rows, pikepdf.Array) else [rows]
        elif "/K" in node:
            yield from _body_rows(node.K)
