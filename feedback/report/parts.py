"""What is on the page of a report? Words, tables and charts, ready to show: a template adds and sums nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

if TYPE_CHECKING:
    from feedback.report.importance import ImportancePart


@dataclass(frozen=True)
class Cell:
    """One figure in words; ``group`` and ``of`` say whose figure of what it is; ``faint`` when there is none."""

    text: str
    group: str = ""
    of: str = ""
    faint: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Row:
    """What a row is about, and its cells, one for each column after the first."""

    heading: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first of ``columns`` heads the row headings."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Drawable(Protocol):
    """What a chart shows, in figures and words."""

    @property
    def description(self) -> str:
        """What it shows, for those who do not see it."""


@dataclass(frozen=True)
class Chart:
    """What is drawn, and the caption that stands under it. Drawn when a page asks: paper sets most charts as type."""

    shows: Drawable
    caption: str
    draw: Callable[[Any], Markup] = field(repr=False, compare=False)

    @property
    def svg(self) -> Markup:
        """The drawing, to be put inline."""
        return self.draw(self.shows)


@dataclass(frozen=True)
class Panel:
    """One section of the questionnaire: a chart where there is anything to draw, its table, and how ratings spread."""

    anchor: str
    title: str
    description: str
    chart: Chart | None
    table: Table | None
    spread: Table | None


@dataclass(frozen=True)
class ThemePart:
    """A theme and its sections; ``title`` is empty when the only section bears the theme's own name."""

    anchor: str
    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Pattern:
    """Behaviours on which the leader and the others plainly agree or differ, each with both figures in words."""

    title: str
    meaning: str
    table: Table


@dataclass(frozen=True)
class GapReport:
    """Where the leader and the others differ: in words, drawn, and in figures; ``every`` holds all of them.

    ``map`` places all behaviours by both views, and ``mapped`` are its figures; ``manager`` sets the manager's ratings
    against the others'.
    """

    sentences: tuple[str, ...]
    chart: Chart | None
    largest: Table | None
    patterns: tuple[Pattern, ...]
    every: Table | None
    map: Chart | None
    mapped: Table | None
    manager_sentences: tuple[str, ...]
    manager: Table | None


@dataclass(frozen=True)
class TrendPart:
    """What changed since the report before: in words, drawn, the drawing's figures, and every change of each group.

    It has only sentences where nothing can be compared. ``headline`` is the one that the summary repeats, if any.
    """

    sentences: tuple[str, ...]
    chart: Chart | None = None
    drawn: Table | None = None
    every: Table | None = None
    headline: str = ""


@dataclass(frozen=True)
class Comments:
    """What was written under one question: without a name first, as they were mixed, then as (who, text)."""

    heading: str
    unnamed: tuple[str, ...]
    named: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        """True when nobody wrote, or too few for it to be shown."""
        return not self.unnamed and not self.named


@dataclass(frozen=True)
class ReportPage:
    """Everything on the page of one leader's report, in the order in which it is read.

    ``has_figures`` is False when no rating at all can be shown: the page then has who answered and what they wrote.
    """

    leader_name: str
    campaign_name: str
    closed_on: str
    summary: tuple[str, ...]
    has_figures: bool
    answered: Table
    hidden: tuple[str, ...]
    overview: Chart | None
    overview_table: Table | None
    radar: Chart | None
    trend: TrendPart | None
    gaps: GapReport
    importance: ImportancePart | None
    highest: Table | None
    lowest: Table | None
    themes: tuple[ThemePart, ...]
    about_comments: str
    comments: tuple[Comments, ...]
    remarks: Comments
    how_to_read: tuple[tuple[str, str], ...]
