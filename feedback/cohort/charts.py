"""How are leaders together drawn: each theme by each group of raters, and how many leaders were rated low and high?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask_babel import gettext as _
from markupsafe import Markup

from feedback.foundations import languages
from feedback.report.canvas import INK, PAPER, TRACK, WIDTH, Canvas
from feedback.report.chart_layout import KEY_MARK, LABEL_SIZE, SMALL_LINE, SMALL_SIZE, key_places, rows_below
from feedback.report.lettering import lines_of

SHADES: Final = ("#eaf1f8", "#c6dbef", "#8fbadd", "#3b78b0", "#12436d")
"""From low to high, each step plainly darker; the figure stands in its box, so nobody needs to tell them apart."""
_DARK_FROM: Final = 3
LOW: Final = ("#b54708", "#e6bb9c")
HIGH: Final = ("#12436d", "#a9bfd3")
"""How many leaders there are for certain, and how many more there may be."""
_BOX, _BAR, _GAP = 30.0, 22.0, 3.0


@dataclass(frozen=True)
class HeatRow:
    """A theme, and for each group the figure to print and its shade from 0 to 1; None where there is no figure."""

    label: str
    boxes: tuple[tuple[str, float] | None, ...]


@dataclass(frozen=True)
class HeatMap:
    """Everything the heat map shows; ``prefix`` starts every id in the drawing and must be unique on the page."""

    prefix: str
    title: str
    description: str
    groups: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class SpreadRow:
    """A theme, and between which shares of the leaders were rated low and high on it."""

    label: str
    low: tuple[float, float]
    high: tuple[float, float]


@dataclass(frozen=True)
class SpreadBars:
    """Everything the bars of leaders show."""

    prefix: str
    title: str
    description: str
    rows: tuple[SpreadRow, ...]


def drawn_once(chart: HeatMap | SpreadBars) -> Markup:
    """The drawing of a chart, kept for the next reader of the same figures in the same language."""
    return _drawn_in(languages.current(), chart)


@lru_cache(maxsize=128)
def _drawn_in(_language: str, chart: HeatMap | SpreadBars) -> Markup:
    return draw_heat_map(chart) if isinstance(chart, HeatMap) else draw_spread(chart)


def draw_heat_map(chart: HeatMap) -> Markup:
    """A box for each theme and group, the darker the higher, with its figure in it."""
    wide = WIDTH / len(chart.groups)
    heads = [lines_of(group, width=wide - _GAP, size=SMALL_SIZE) for group in chart.groups]
    top = 14 + SMALL_LINE * (max(map(len, heads)) - 1)
    rows = rows_below(top, [row.label for row in chart.rows], [_BOX] * len(chart.rows))
    canvas = Canvas(height=rows.foot + 4)
    for place, lines in enumerate(heads):
        for back, line in enumerate(reversed(lines)):
            canvas.words((place + 0.5) * wide, top - back * SMALL_LINE, line, size=SMALL_SIZE, at="center", bold=True)
    for y, line in rows.labels:
        canvas.words(0, y, line, size=LABEL_SIZE)
    for row, y in zip(chart.rows, rows.tops, strict=True):
        for place, box in enumerate(row.boxes):
            _draw_box(canvas, box, left=place * wide, right=(place + 1) * wide - _GAP, top=y)
    return canvas.finished(prefix=chart.prefix, title=chart.title, description=chart.description)


def draw_spread(chart: SpreadBars) -> Markup:
    """A bar for each theme: from the left the leaders who were rated low on it, from the right those rated high."""
    entries = [
        (_("rated low"), LOW[0]), (_("perhaps rated low"), LOW[1]),
        (_("perhaps rated high"), HIGH[1]), (_("rated high"), HIGH[0]),
    ]  # fmt: skip
    key = key_places([words for words, _color in entries])
    rows = rows_below(key[-1][1], [row.label for row in chart.rows], [_BAR] * len(chart.rows))
    canvas = Canvas(height=rows.foot + 4)
    for (x, y), (words, color) in zip(key, entries, strict=True):
        canvas.boxes([(x, y - 10, x + 14, y + 1)], color=color)
        canvas.words(x + KEY_MARK, y, words, size=SMALL_SIZE)
    canvas.boxes([(0, top, WIDTH, top + _BAR) for top in rows.tops], color=TRACK)
    for y, line in rows.labels:
        canvas.words(0, y, line, size=LABEL_SIZE)
    for row, top in zip(chart.rows, rows.tops, strict=True):
        _draw_shares(canvas, row, top=top)
    return canvas.finished(prefix=chart.prefix, title=chart.title, description=chart.description)


def _draw_box(canvas: Canvas, box: tuple[str, float] | None, *, left: float, right: float, top: float) -> None:
    if box is None:
        canvas.boxes([(left, top, right, top + _BOX)], color=PAPER, edge="#cecece")
        return
    text, share = box
    step = min(int(share * len(SHADES)), len(SHADES) - 1)
    canvas.boxes([(left, top, right, top + _BOX)], color=SHADES[step])
    ink = PAPER if step >= _DARK_FROM else INK
    canvas.words((left + right) / 2, top + _BOX / 2 + 5, text, size=LABEL_SIZE, color=ink, at="center")


def _draw_shares(canvas: Canvas, row: SpreadRow, *, top: float) -> None:
    """Draw what is certain at full strength and what may be paler, such that both ends never overlap."""
    most_low, most_high = min(row.low[1], 1 - row.high[0]), min(row.high[1], 1 - row.low[0])
    middle = (most_low + 1 - most_high) / 2
    pale_low, pale_high = (most_low, most_high) if most_low + most_high <= 1 else (middle, 1 - middle)
    shapes: list[tuple[float, float, str]] = [
        (0, pale_low, LOW[1]), (1 - pale_high, 1, HIGH[1]), (0, row.low[0], LOW[0]), (1 - row.high[0], 1, HIGH[0]),
    ]  # fmt: skip
    for start, end, color in shapes:
        if end > start:
            canvas.boxes([(start * WIDTH, top, end * WIDTH, top + _BAR)], color=color)


def shown(cell: Any) -> str:
    """A figure as short as it fits a box: "3.9", "≈3.9", "≤2.4", "≥4.6"."""
    if "at_most" in cell:
        return f"≤{cell['at_most']:.1f}"
    if "at_least" in cell:
        return f"≥{cell['at_least']:.1f}"
    return f"≈{cell['mean']:.1f}" if "about" in cell else f"{cell['mean']:.1f}"
