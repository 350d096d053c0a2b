"""A page that is shown, exported and diffed: headings, sentences, lists and tables, said once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table of a paper; the first cell of a row names it."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Part = str | tuple[str, ...] | Table
"""A sentence or more, a list of them, or a table."""


@dataclass(frozen=True)
class Section:
    """A part of a paper under its own heading."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Paper:
    """A whole page of words."""

    title: str
    lead: str
    sections: Sequence[Section]


def as_markdown(paper: Paper) -> str:
    """The paper as a Markdown file."""
    blocks = [f"# {paper.title}", paper.lead]
    for section in paper.sections:
        blocks.append(f"## {section.title}")
        blocks += [_block(part) for part in section.parts]
    return "\n\n".join(blocks) + "\n"


def _block(part: Part) -> str:
    if isinstance(part, Table):
        rule = " | ".join("---" for _ in part.head)
        rows = [" | ".join(_cell(cell) for cell in row) for row in part.rows]
        return "\n".join(f"| {row} |" for row in (" | ".join(part.head), rule, *rows))
    return part if isinstance(part, str) else "\n".join(f"- {line}" for line in part)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
