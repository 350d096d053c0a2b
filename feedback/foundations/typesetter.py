"""How is paper set? By typst, with our own templates and fonts, on data in memory: nothing is written to disk.

Typst makes a tagged PDF that meets PDF/UA-1 and PDF/A-2a; pikepdf adds what typst leaves out. The same data always
gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from feedback.foundations.printable import FONTS

if TYPE_CHECKING:
    import typst

_PICTURE_DOTS_AN_INCH: Final = 200
_COMPILES_UNTIL_FORGOTTEN: Final = 10


def as_pdf(template: Path, data: Mapping[str, Any], *, dated: date, beside: Sequence[Path] = ()) -> bytes:
    """Return what a template makes of the data, as PDF/UA-1 and PDF/A-2a at once.

    Args:
        template: the typst file; it finds the data as ``data.json``, text as text and never as markup.
        data: plain values, each text one that our fonts can show (see printable.py).
        dated: the day the file bears.
        beside: further typst files that the template imports, by their names.
    """
    import typst

    made = typst.compile(
        _files(template, data, beside),
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(dated, time(), UTC),
    )
    _forget()
    return _pages(made)[0]


def as_pictures(template: Path, data: Mapping[str, Any], *, beside: Sequence[Path] = ()) -> list[bytes]:
    """Return each page that a template makes of the data as a PNG, 200 dots an inch."""
    import typst

    made = typst.compile(_files(template, data, beside), font_paths=_fonts(), format="png", ppi=_PICTURE_DOTS_AN_INCH)
    _forget()
    return _pages(made)


def with_row_headers(pdf: bytes) -> bytes:
    """Return the file with the first cell of each row as that row's header, packed to half its size."""
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


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts and no other, so that a file looks the same on every machine. Read once a process."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _forget() -> None:
    """Let typst drop what it keeps of a file, which it otherwise does ten compilations later.

    It then holds nothing of one leader's report while it sets another's, and the process stays 230 MB smaller.
    """
    import typst

    empty: Any = {"main.typ": b""}
    for _ in range(_COMPILES_UNTIL_FORGOTTEN):
        typst.compile(empty, font_paths=_fonts())


def _files(template: Path, data: Mapping[str, Any], beside: Sequence[Path]) -> Any:
    """Return what typst may read: data as JSON and never as markup, so that a comment cannot run a command.

    Its type is not told: typst takes files in memory, by their names, and its own annotations do not know it.
    """
    return {
        "main.typ": template.read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **{file.name: file.read_bytes() for file in beside},
    }


def _pages(made: bytes | list[bytes] | None) -> list[bytes]:
    if made is None:
        raise TypeError("typst gave nothing back")
    return made if isinstance(made, list) else [made]
