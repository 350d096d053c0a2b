"""On which behaviours do the leader and the others see things most differently?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

from feedback.report.canvas import FAINT_INK, INK, TRACK, WIDTH, Canvas
from feedback.report.chart_layout import KEY_MARK, LABEL_SIZE, SMALL_LINE, SMALL_SIZE, key_places, rows_below

FLAGGED: Final = ("#12436d", "#a9bfd3")
NOT_FLAGGED: Final = ("#7d8388", "#d3d6d8")
"""The part of a gap that is certain, and the part that may be there."""

_HEIGHT: Final = 24.0
_MIDDLE: Final = WIDTH / 2


@dataclass(frozen=True)
class GapRow:
    """Self minus the other view of one behaviour, in scale points, with the words to print."""

    label: str
    low: float
    high: float
    flagged: bool
    text: str


@dataclass(frozen=True)
class GapBars:
    """Everything the gap chart shows; ``prefix`` starts every id in the drawing and must be unique on the page."""

    prefix: str
    title: str
    description: str
    rows: tuple[GapRow, ...]


def draw_gap_bars(chart: GapBars) -> Markup:
    """Return the bars as an SVG element: to the right where self is higher, to the left where it is lower."""
    entries = _key(chart)
    key = key_places([words for words, _ in entries])
    sides = key[-1][1] + 10 + SMALL_LINE
    rows = rows_below(sides, [row.label for row in chart.rows], [_HEIGHT] * len(chart.rows))
    furthest = max(2, math.ceil(max(max(-row.low, row.high) for row in chart.rows)))
    point = (_MIDDLE - 4) / furthest

    canvas = Canvas(height=rows.foot + 4)
    for (x, y), (words, color) in zip(key, entries, strict=True):
        canvas.boxes([(x, y - 10, x + 14, y + 1)], color=color)
        canvas.words(x + KEY_MARK, y, words, size=SMALL_SIZE)
    canvas.words(0, sides, _("You rated yourself lower"), size=SMALL_SIZE, color=FAINT_INK, bold=True)
    canvas.words(WIDTH, sides, _("You rated yourself higher"), size=SMALL_SIZE, color=FAINT_INK, at="right", bold=True)
    canvas.boxes([(0, top, WIDTH, top + _HEIGHT) for top in rows.tops], color=TRACK)
    for y, line in rows.labels:
        canvas.words(0, y, line, size=LABEL_SIZE)
    for row, top in zip(chart.rows, rows.tops, strict=True):
        _draw_row(canvas, row, top=top, point=point)
    canvas.rules([(_MIDDLE, top, _MIDDLE, top + _HEIGHT) for top in rows.tops], color=INK, width=1.5)
    return canvas.finished(prefix=chart.prefix, title=chart.title, description=chart.description)


def _key(chart: GapBars) -> list[tuple[str, str]]:
    words = []
    if any(row.flagged for row in chart.rows):
        words.append((_("more than chance"), FLAGGED[0]))
    if not all(row.flagged for row in chart.rows):
        words.append((_("may be chance"), NOT_FLAGGED[0]))
    if any(row.low < row.high for row in chart.rows):
        flagged = any(row.flagged and row.low < row.high for row in chart.rows)
        words.append((_("ends somewhere here"), FLAGGED[1] if flagged else NOT_FLAGGED[1]))
    return words


def _draw_row(canvas: Canvas, row: GapRow, *, top: float, point: float) -> None:
    """Draw one bar, with its words on the other side of zero, where there is always room."""
    certain, possible = FLAGGED if row.flagged else NOT_FLAGGED
    nearest = max(row.low, 0.0) + min(row.high, 0.0)
    left, right = _MIDDLE + min(row.low, 0.0) * point, _MIDDLE + max(row.high, 0.0) * point
    bar = (top + 4, top + _HEIGHT - 4)
    if row.low < row.high:
        canvas.boxes([(left, bar[0], right, bar[1])], color=possible)
    if nearest:
        start, end = sorted((_MIDDLE, _MIDDLE + nearest * point))
        canvas.boxes([(start, bar[0], end, bar[1])], color=certain)
    baseline = top + _HEIGHT / 2 + 4.5
    if row.low + row.high < 0:
        canvas.words(right + 8, baseline, row.text, size=SMALL_SIZE)
    else:
        canvas.words(left - 8, baseline, row.text, size=SMALL_SIZE, at="right")
