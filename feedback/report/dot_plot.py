"""How did each group rate each theme or behaviour, beside the leader's own rating?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext
from markupsafe import Markup

from feedback.analysis.rules import TOO_FEW
from feedback.report.canvas import FAINT_INK, RULE, TRACK, WIDTH, Canvas
from feedback.report.chart_layout import (
    BAR,
    EDGE,
    KEY_MARK,
    LABEL_SIZE,
    SMALL_LINE,
    SMALL_SIZE,
    across,
    draw_marks,
    key_places,
    rows_below,
    style_of,
)
from feedback.report.lettering import lines_of

_LANE: Final = 14.0
_REACH: Final = 7.5
"""How far a mark takes room to either side of its value."""
_SOMEWHERE: Final = lazy_gettext("range: somewhere along the bar")


@dataclass(frozen=True)
class Mark:
    """One group's figure in one row, in scale points: equal ends when it is exact, a range when it is coded."""

    group: str
    low: float
    value: float
    high: float


@dataclass(frozen=True)
class DotRow:
    """A theme or behaviour and what each group said of it; the marks in reading order of the groups."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class DotPlot:
    """Everything a dot plot shows.

    ``prefix`` starts every id in the drawing and must be unique on the page; ``groups`` are pairs of a group and the
    name to print; ``ends`` are the words for the lowest and the highest point of the scale; ``words_if_empty`` stand in
    a row without a mark.
    """

    prefix: str
    title: str
    description: str
    least: int
    most: int
    ends: tuple[str, str]
    groups: tuple[tuple[str, str], ...]
    rows: tuple[DotRow, ...]
    words_if_empty: str = TOO_FEW


def draw_dot_plot(plot: DotPlot) -> Markup:
    """Return the plot as an SVG element. Give it at least one mark: an empty chart says nothing."""
    ends = [lines_of(words, width=WIDTH / 2 - 8, size=SMALL_SIZE) for words in plot.ends]
    coded = any(mark.low < mark.high for row in plot.rows for mark in row.marks)
    key = key_places([*(name for _, name in plot.groups), *([str(_SOMEWHERE)] if coded else [])])
    numbers = key[-1][1] + 10 + SMALL_LINE * (max(len(lines) for lines in ends) + 1)
    lanes = [_lanes(row, plot) for row in plot.rows]
    heights = [12 + _LANE * (1 + max(lane, default=0)) for lane in lanes]
    rows = rows_below(numbers, [row.label for row in plot.rows], heights)

    canvas = Canvas(height=rows.foot + SMALL_LINE + 4)
    _draw_key(canvas, plot, key)
    _draw_scale(canvas, plot, ends, numbers=numbers, foot=rows.foot)
    tracks = [(top, top + height) for top, height in zip(rows.tops, heights, strict=True)]
    points = [_across(point, plot) for point in range(plot.least, plot.most + 1)]
    canvas.boxes([(0, top, WIDTH, bottom) for top, bottom in tracks], color=TRACK)
    canvas.rules([(x, top, x, bottom) for top, bottom in tracks for x in points], color=RULE, width=1)
    for y, line in rows.labels:
        canvas.words(0, y, line, size=LABEL_SIZE)
    for row, top in zip(plot.rows, rows.tops, strict=True):
        if not row.marks:
            canvas.words(EDGE, top + 17.5, plot.words_if_empty.capitalize(), size=SMALL_SIZE, color=FAINT_INK)
    placed = [
        (mark, top + 6 + _LANE * (lane + 0.5))
        for row, top, in_row in zip(plot.rows, rows.tops, lanes, strict=True)
        for mark, lane in zip(row.marks, in_row, strict=True)
    ]
    for group, _ in plot.groups:
        _draw_group(canvas, plot, group, placed)
    return canvas.finished(prefix=plot.prefix, title=plot.title, description=plot.description)


def _draw_key(canvas: Canvas, plot: DotPlot, key: list[tuple[float, float]]) -> None:
    for (group, name), (x, y) in zip(plot.groups, key, strict=False):
        draw_marks(canvas, group, [(x + 7, y - 4.5)])
        canvas.words(x + KEY_MARK, y, name, size=SMALL_SIZE)
    if len(key) > len(plot.groups):
        x, y = key[-1]
        canvas.rules([(x + 4, y - 4.5, x + 12, y - 4.5)], color=RULE, width=BAR, round_ends=True)
        canvas.words(x + KEY_MARK, y, _SOMEWHERE, size=SMALL_SIZE)


def _draw_scale(canvas: Canvas, plot: DotPlot, ends: list[tuple[str, ...]], *, numbers: float, foot: float) -> None:
    for lines, x, at in zip(ends, (0, WIDTH), ("left", "right"), strict=True):
        for number, line in enumerate(lines):
            y = numbers - SMALL_LINE * (len(lines) - number)
            canvas.words(x, y, line, size=SMALL_SIZE, color=FAINT_INK, at=at)
    for y in (numbers, foot + SMALL_LINE):
        for point in range(plot.least, plot.most + 1):
            canvas.words(_across(point, plot), y, str(point), size=SMALL_SIZE, color=FAINT_INK, at="center", bold=True)


def _draw_group(canvas: Canvas, plot: DotPlot, group: str, placed: list[tuple[Mark, float]]) -> None:
    own = [(mark, y) for mark, y in placed if mark.group == group]
    bars = [(_across(mark.low, plot), y, _across(mark.high, plot), y) for mark, y in own if mark.low < mark.high]
    if bars:
        canvas.rules(bars, color=style_of(group).pale, width=BAR, round_ends=True)
    draw_marks(canvas, group, [(_across(mark.value, plot), y) for mark, y in own])


def _across(value: float, plot: DotPlot) -> float:
    return across(value, least=plot.least, most=plot.most)


def _lanes(row: DotRow, plot: DotPlot) -> list[int]:
    """Return a lane for each mark, counted from the top, so that no two marks or bars of the row touch."""
    taken: list[list[tuple[float, float]]] = []
    lanes = []
    for mark in row.marks:
        left, right = _across(mark.low, plot) - _REACH, _across(mark.high, plot) + _REACH
        clear = [all(right <= start or left >= end for start, end in lane) for lane in taken]
        lane = clear.index(True) if True in clear else len(taken)
        if lane == len(taken):
            taken.append([])
        taken[lane].append((left, right))
        lanes.append(lane)
    return lanes
