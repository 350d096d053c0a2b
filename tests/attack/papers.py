"""Which figures does a PDF print?  Read back as a screen reader reads it, from its tagged tables, and as eyes do.

Relied on: tables are tagged, with their heads; otherwise only words, and where lines, boxes and curves are drawn.
"""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfplumber.utils import extract_text

from tests.attack.figures import Read

Place = tuple[int, int]  # page, number of the marked content on it
PROGRAMS = ("Creator", "Producer")  # have a version
Drawing = tuple[str, float, float, float, float]


@dataclass(frozen=True)
class Paper:
    """A PDF as it was read: figures and numbers; all its words in order; what is drawn, to a tenth of a point."""

    read: Read
    words: str
    drawn: tuple[Drawing, ...]


def read_pdf(file: bytes, wording: Mapping[str, Sequence[tuple[str, str]]]) -> Paper:
    """The figures of a report's PDF: from tables by place; from words, chart alternatives and metadata as numbers."""
    found = Read()
    squeezed = {_squeezed(words): words for words in wording}
    with pdfplumber.open(io.BytesIO(file)) as pdf:
        chars: dict[Place, list[dict[str, Any]]] = defaultdict(list)
        for page in pdf.pages:
            for char in page.chars:
                chars[page.page_number, char["mcid"]].append(char)
        tree = pdf.structure_tree
        for table in _of_type(tree, "Table"):
            rows = [[_words(cell, chars) for cell in _of_type([row], "TH", "TD")] for row in _of_type([table], "TR")]
            found.take_rows([[squeezed.get(_squeezed(row[0]), row[0]), *row[1:]] for row in rows], wording)
        said = [" ".join(str(part.get(name, "")) for name in ("alt_text", "actual_text")) for part in _of_type(tree)]
        shown = [" ".join(page.extract_text(x_tolerance=1.5).split()) for page in pdf.pages]
        about = [str(value) for name, value in pdf.metadata.items() if name not in PROGRAMS]
        words = "\n".join([*shown, *filter(str.strip, said), *about])
        found.take_words(words)
        drawn = [thing for page in pdf.pages for kind in ("lines", "rects", "curves") for thing in getattr(page, kind)]
        return Paper(found, words, tuple(_where(thing) for thing in drawn))


def _of_type(parts: Sequence[Mapping[str, Any]], *types: str) -> Iterator[Mapping[str, Any]]:
    """All parts of a type in a structure tree, in reading order; all parts of any type if none is named."""
    for part in parts:
        if not types or part["type"] in types:
            yield part
        yield from _of_type(part.get("children", ()), *types)


def _words(cell: Mapping[str, Any], chars: Mapping[Place, list[dict[str, Any]]]) -> str:
    lines = [
        extract_text(chars[part["page_number"], number], x_tolerance=1.5)
        for part in _of_type([cell])
        for number in part.get("mcids", ())
    ]
    return " ".join(" ".join(lines).split())


def _where(thing: Mapping[str, Any]) -> Drawing:
    x0, top, x1, bottom = (round(thing[side], 1) for side in ("x0", "top", "x1", "bottom"))
    return thing["object_type"], x0, top, x1, bottom


def _squeezed(words: str) -> str:
    """Words apart from blanks, which line breaks and narrow fonts make uncertain."""
    return "".join(words.split())
