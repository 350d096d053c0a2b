"""How is typst run? With our own templates and fonts, on data in memory, so that nothing is written to disk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from feedback.report.blocks import Dots, Gaps
from feedback.report.plots import styles_of
from feedback.report.printable import FONTS, all_printable

if TYPE_CHECKING:
    import typst

_TEMPLATES: Final = Path(__file__).parent / "typesetting"
_PICTURE_DOTS_AN_INCH: Final = 200
_COMPILES_UNTIL_FORGOTTEN: Final = 10


def as_pdf(data: Mapping[str, Any], *, dated: date) -> bytes:
    """Return the report that ``report.typ`` makes of the data, as PDF/UA-1 and PDF/A-2a at once."""
    import typst

    made = typst.compile(
        _files("report.typ", data),
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(dated, time(), UTC),
    )
    _forget()
    return _pages(made)[0]


def as_pictures(charts: Sequence[Dots | Gaps], *, groups: Sequence[str]) -> list[bytes]:
    """Return each chart as a PNG, 170 millimetres wide at 200 dots an inch."""
    import typst

    if not charts:
        return []
    data = {"charts": all_printable([asdict(chart) for chart in charts]), "styles": styles_of(groups)}
    made = typst.compile(_files("charts.typ", data), font_paths=_fonts(), format="png", ppi=_PICTURE_DOTS_AN_INCH)
    _forget()
    return _pages(made)


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts and no other, so that a report looks the same on every machine. Read once a process."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _forget() -> None:
    """Let typst drop what it keeps of a report, which it otherwise does ten compilations later.

    It then holds nothing of one leader's report while it sets another's, and the process stays 230 MB smaller.
    """
    import typst

    empty: Any = {"main.typ": b""}
    for _ in range(_COMPILES_UNTIL_FORGOTTEN):
        typst.compile(empty, font_paths=_fonts())


def _files(main: str, data: Mapping[str, Any]) -> Any:
    """Return what typst may read: data as JSON and never as markup, so that a comment cannot run a command.

    Its type is not told: typst takes files in memory, by their names, and its own annotations do not know it.
    """
    return {
        "main.typ": (_TEMPLATES / main).read_bytes(),
        "plots.typ": (_TEMPLATES / "plots.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }


def _pages(made: bytes | list[bytes] | None) -> list[bytes]:
    if made is None:
        raise TypeError("typst gave nothing back")
    return made if isinstance(made, list) else [made]
