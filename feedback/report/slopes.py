"""How did one group's figures move between two reports? A line for each, from then, above, to now, below.

Each has a strip of its own, since figures that are ranges would cover each other on one axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from feedback.report.canvas import FAINT_INK, PAPER, RULE, TRACK, WIDTH, Canvas
from feedback.report.chart_layout import (
    BAR,
    KEY_MARK,
    LABEL_SIZE,
    SMALL_LINE,
    SMALL_SIZE,
    across,
    key_places,
    rows_below,
)
from feedback.report.gap_bars import FLAGGED, NOT_FLAGGED
from feedback.report.lettering import width_of

_HEIGHT: Final = 44.0
_THEN, _NOW = 12.0, 32.0
"""Where the two figures stand in a strip, counted from its top."""
_MARK: Final = 11.0


@dataclass(frozen=True)
class Ends:
    """A figure in scale points: equal ends when it is exact, a range when it is coded."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class Slope:
    """One theme or behaviour then and now, whether the change is more than chance, and the words to print."""

    label: str
    then: Ends
    now: Ends
    flagged: bool
    text: str


@dataclass(frozen=True)
class Slopes:
    """Everything the chart shows.

    ``prefix`` starts every id in the drawing and must be unique on the page; ``words`` are those of the key: then, now,
    more than chance, may be chance, a range.
    """

    prefix: str
    title: str
    description: str
    least: int
    most: int
    words: tuple[str, str, str, str, str]
    rows: tuple[Slope, ...]


def draw_slopes(chart: Slopes) -> Markup:
    """Return the chart as an SVG element. Give it at least one row."""
    entries = _key(chart)
    key = key_places([words for words, _, _ in entries])
    numbers = key[-1][1] + 12 + SMALL_LINE
    rows = rows_below(numbers, [row.label for row in chart.rows], [_HEIGHT] * len(chart.rows))
    points = [(point, across(point, least=chart.least, most=chart.most))
              for point in range(chart.least, chart.most + 1)]  # fmt: skip

    canvas = Canvas(height=rows.foot + SMALL_LINE + 4)
    for (words, kind, color), (x, y) in zip(entries, key, strict=True):
        _draw_key_mark(canvas, kind, color, x, y - 4.5)
        canvas.words(x + KEY_MARK, y, words, size=SMALL_SIZE)
    for y in (numbers, rows.foot + SMALL_LINE):
        for point, x in points:
            canvas.words(x, y, str(point), size=SMALL_SIZE, color=FAINT_INK, at="center", bold=True)
    canvas.boxes([(0, top, WIDTH, top + _HEIGHT) for top in rows.tops], color=TRACK)
    canvas.rules([(x, top, x, top + _HEIGHT) for top in rows.tops for _, x in points], color=RULE, width=1)
    for y, line in rows.labels:
        canvas.words(0, y, line, size=LABEL_SIZE)
    for row, top in zip(chart.rows, rows.tops, strict=True):
        _draw_slope(canvas, chart, row, top=top)
    return canvas.finished(prefix=chart.prefix, title=chart.title, description=chart.description)


def _key(chart: Slopes) -> list[tuple[str, str, str]]:
    then, now, sure, chance, ranged = chart.words
    found = [(then, "hollow", FAINT_INK), (now, "solid", FAINT_INK)]
    if any(row.flagged for row in chart.rows):
        found.append((sure, "line", FLAGGED[0]))
    if not all(row.flagged for row in chart.rows):
        found.append((chance, "line", NOT_FLAGGED[0]))
    if any(end.low < end.high for row in chart.rows for end in (row.then, row.now)):
        found.append((ranged, "bar", RULE))
    return found


def _draw_key_mark(canvas: Canvas, kind: str, color: str, x: float, y: float) -> None:
    if kind in {"hollow", "solid"}:
        _draw_mark(canvas, x + 7, y, color, hollow=kind == "hollow")
    else:
        width = BAR if kind == "bar" else 3
        canvas.rules([(x + 4, y, x + 12, y)], color=color, width=width, round_ends=kind == "bar")


def _draw_slope(canvas: Canvas, chart: Slopes, row: Slope, *, top: float) -> None:
    color, pale = FLAGGED if row.flagged else NOT_FLAGGED
    ends = [(row.then, top + _THEN), (row.now, top + _NOW)]
    bars = [(_at(chart, end.low), y, _at(chart, end.high), y) for end, y in ends if end.low < end.high]
    if bars:
        canvas.rules(bars, color=pale, width=BAR, round_ends=True)
    (x1, y1), (x2, y2) = ((_at(chart, end.value), y) for end, y in ends)
    canvas.rules([(x1, y1, x2, y2)], color=color, width=3)
    _draw_mark(canvas, x1, y1, color, hollow=True)
    _draw_mark(canvas, x2, y2, color, hollow=False)
    wide = width_of(row.text, size=SMALL_SIZE) * 1.08 + 16
    furthest = max(_at(chart, end.high) for end, _ in ends)
    nearest = min(_at(chart, end.low) for end, _ in ends)
    baseline = top + _HEIGHT / 2 + 4.5
    if nearest - 8 > wide or nearest > WIDTH - furthest:
        canvas.words(8, baseline, row.text, size=SMALL_SIZE)
    else:
        canvas.words(WIDTH - 8, baseline, row.text, size=SMALL_SIZE, at="right")


def _draw_mark(canvas: Canvas, x: float, y: float, color: str, *, hollow: bool) -> None:
    fill, edge, edge_width = (PAPER, color, 2.5) if hollow else (color, PAPER, 1.2)
    size = _MARK - 1 if hollow else _MARK + 1
    canvas.marks([(x, y)], shape="o", size=size, fill=fill, edge=edge, edge_width=edge_width)


def _at(chart: Slopes, value: float) -> float:
    return across(value, least=chart.least, most=chart.most)
