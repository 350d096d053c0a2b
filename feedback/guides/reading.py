"""What does a guide say? Reads the few marks of Markdown that the guides use into blocks that a template shows.

A guide is written once, in docs/guides; this page and that file cannot come apart. What is written in any other way is
refused, so that nobody reads half a guide. Pictures are left out: whoever reads this has the pages themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feedback.config import ROOT

FOLDER = ROOT / "docs" / "guides"
MARK = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\*(?P<em>.+?)\*|`(?P<code>.+?)`|\[(?P<words>.+?)\]\((?P<leads_to>\S+?)\)", re.DOTALL
)
POINT = re.compile(r"^(?:\d+\.|-) +", re.MULTILINE)


class NotReadable(ValueError):
    """A guide is written in a way that would not be shown."""


@dataclass(frozen=True)
class Part:
    """Some words of a sentence, and how they stand out: ``strong``, ``em``, ``code``, or a link to another file."""

    text: str
    kind: str = ""
    leads_to: str = ""


Line = tuple[Part, ...]


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list or a table: the lines it has; a table's are its rows of cells, the head first."""

    kind: str  # h2, h3, p, ol, ul, table
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Guide:
    """A whole guide."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def sections(self) -> tuple[Block, ...]:
        """The headings of its parts, for a table of contents."""
        return tuple(block for block in self.blocks if block.kind == "h2")


@cache
def guide(name: str, folder: Path = FOLDER) -> Guide:
    """The guide of that name."""
    return read((folder / f"{name}.md").read_text(encoding="utf-8"))


def read(markdown: str) -> Guide:
    """The guide that a text is.

    Raises:
        NotReadable: the text has something that this page would not show.
    """
    first, *chunks = re.split(r"\n\s*\n", markdown.strip())
    if not first.startswith("# ") or "\n" in first:
        raise NotReadable("a guide begins with its title")
    blocks: list[Block] = []
    for chunk in chunks:
        if chunk.lstrip().startswith("!["):
            continue
        block = _block(chunk)
        if blocks and block.kind == blocks[-1].kind == "ol":  # only a picture stood between two steps
            block = Block("ol", blocks.pop().lines + block.lines)
        blocks.append(block)
    return Guide(first.removeprefix("# "), tuple(blocks))


def _block(chunk: str) -> Block:
    heading = re.fullmatch(r"(##|###) (.+)", chunk)
    if heading:
        anchor = re.sub(r"\W+", "-", heading[2].lower()).strip("-")
        return Block(f"h{len(heading[1])}", (_line(heading[2]),), anchor=anchor)
    if chunk.startswith("|"):
        rows = [re.split(r"(?<!\\)\|", row.strip().strip("|")) for row in chunk.splitlines()]
        return Block("table", rows=tuple(tuple(_line(cell) for cell in row) for row in (rows[0], *rows[2:])))
    if POINT.match(chunk):
        points = POINT.split(chunk)[1:]
        return Block("ul" if chunk.startswith("-") else "ol", tuple(_line(point) for point in points))
    if re.search(r"^(#| |```|>|!\[)|^(\d+\.|-|\|) ", chunk, re.MULTILINE):
        raise NotReadable(f"not shown as it is meant: {chunk[:60]}")
    return Block("p", (_line(chunk),))


def _line(text: str) -> Line:
    return tuple(_parts(" ".join(text.split())))


def _parts(text: str) -> Iterator[Part]:
    at = 0
    for mark in MARK.finditer(text):
        if mark.start() > at:
            yield Part(text[at : mark.start()])
        kind = mark.lastgroup or ""
        yield Part(mark["words"], "a", mark["leads_to"]) if mark["words"] else Part(mark[kind], kind)
        at = mark.end()
    if at < len(text):
        yield Part(text[at:])
