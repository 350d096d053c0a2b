"""What are a report's files made of? Blocks in reading order, for whoever sets them in type.

The PDF and the Word file are set from the same blocks, so neither can say what the other does not.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from markupsafe import Markup

from feedback.foundations.pages import BOLD
from feedback.report.parts import Table


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 starts a chapter, and ``listed`` ones stand in the contents.

    With ``new_page`` it starts on a page of its own, and else where ``room``, in millimetres, is left below it.
    """

    level: int
    text: str
    listed: bool = True
    new_page: bool = False
    room: float = 0.0
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Said:
    """A paragraph as runs of text, each with whether it is bold."""

    runs: tuple[tuple[str, bool], ...]
    kind: str = field(default="said", init=False)


@dataclass(frozen=True)
class Short:
    """The report in a few sentences, set apart from the rest."""

    lines: tuple[str, ...]
    kind: str = field(default="short", init=False)


@dataclass(frozen=True)
class Points:
    """A list with a bullet for each line."""

    lines: tuple[str, ...]
    kind: str = field(default="points", init=False)


@dataclass(frozen=True)
class Figures:
    """A table.

    ``widths`` of its columns on paper are in millimetres, 0 for the one that takes the rest; ``quiet`` when a heading
    has just said its caption; ``whole`` when it is short enough never to be broken over two pages.
    """

    table: Table
    widths: tuple[float, ...]
    quiet: bool
    whole: bool
    kind: str = field(default="figures", init=False)


@dataclass(frozen=True)
class Placed:
    """A group's figure in a row: ``at``, and the range ``start`` to ``end``, as shares of the strip's width."""

    group: str
    start: float
    at: float
    end: float
    lane: int


@dataclass(frozen=True)
class DotRow:
    """What a row is about, what stands on its strip, and in how many lanes; ``empty`` are the words if nothing does."""

    label: str
    lanes: int
    marks: tuple[Placed, ...]
    empty: str = ""


@dataclass(frozen=True)
class Dots:
    """A dot plot: each group's figure on one strip a row. ``points`` are the scale's, each with its place."""

    caption: str
    alternative: str
    ends: tuple[str, str]
    points: tuple[tuple[str, float], ...]
    key: tuple[tuple[str, str], ...]
    coded: bool
    rows: tuple[DotRow, ...]
    kind: str = field(default="dots", init=False)


@dataclass(frozen=True)
class GapRow:
    """A bar from ``start`` to ``end``, of which the part from the middle to ``nearest`` is certain.

    All three are shares of the strip's width, counted from its middle. ``text`` stands where there is no bar.
    """

    label: str
    text: str
    flagged: bool
    start: float
    nearest: float
    end: float


@dataclass(frozen=True)
class Gaps:
    """Bars to the right of the middle where the leader's own rating is higher, to the left where it is lower."""

    caption: str
    alternative: str
    rows: tuple[GapRow, ...]
    kind: str = field(default="gaps", init=False)


@dataclass(frozen=True)
class Drawing:
    """The page's own drawing, for charts that are as high as they are wide; ``height`` is about that, in millimetres.

    ``figures`` says where its figures are.
    """

    caption: str
    alternative: str
    svg: Markup
    height: float
    figures: str
    kind: str = field(default="drawing", init=False)


@dataclass(frozen=True)
class Remark:
    """A comment in paragraphs, who wrote it where that is told, and whether it is written from right to left."""

    author: str
    paragraphs: tuple[str, ...]
    from_right: bool


@dataclass(frozen=True)
class Remarks:
    """The comments under one heading."""

    remarks: tuple[Remark, ...]
    kind: str = field(default="remarks", init=False)


@dataclass(frozen=True)
class Together:
    """Blocks that stand on one page: a chart and its figures."""

    blocks: tuple[Dots | Gaps | Drawing | Figures, ...]
    kind: str = field(default="together", init=False)


Block = Together | Heading | Said | Short | Points | Figures | Dots | Gaps | Drawing | Remarks
Chart = Dots | Gaps | Drawing


@dataclass(frozen=True)
class Manuscript:
    """A whole report, ready to be set: the words of its cover, the groups in its charts, and its blocks."""

    title: str
    leader: str
    campaign: str
    closed_on: str
    council: str
    notices: tuple[str, ...]
    groups: tuple[str, ...]
    blocks: tuple[Block, ...]


def said(text: str) -> Said:
    """Return a paragraph in which ``**bold**``, the only mark-up of a framework's source, is bold."""
    return Said(tuple((part, number % 2 == 1) for number, part in enumerate(BOLD.split(text)) if part))


def remark(text: str, *, author: str = "") -> Remark:
    """Return a comment, one paragraph a line."""
    paragraphs = tuple(line for line in text.splitlines() if line.strip())
    return Remark(author, paragraphs, from_right(text))


def from_right(text: str) -> bool:
    """True if the first letter that has a direction is read from right to left, as browsers decide it too."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in strong if direction in {"L", "R", "AL"}), "L") != "L"
