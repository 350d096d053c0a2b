"""How do the groups' views of all themes compare at a glance, for councils that ask for a radar?

It shows nothing that the dot plot does not, and confuses more readers (decision 21): a campaign has to choose it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from feedback.report.canvas import FAINT_INK, RULE, WIDTH, Canvas
from feedback.report.chart_layout import (
    KEY_MARK,
    LABEL_SIZE,
    SMALL_SIZE,
    draw_marks,
    key_places,
    style_of,
)
from feedback.report.lettering import lines_of

FEWEST_THEMES: Final = 3
"""With fewer there is no area to see."""

_RADIUS: Final = 148.0
_LABEL_LINE: Final = 20.0
_NUMBER: Final = 28.0


@dataclass(frozen=True)
class Spoke:
    """A group's figure for one theme, in scale points: equal ends when it is exact, a range when it is coded."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class Radar:
    """Everything a radar shows: for each group its figures in the order of ``themes``, None where it has none.

    ``prefix`` starts every id in the drawing and must be unique on the page; ``groups`` are a group, the name to print
    and its figures; ``ranged`` are the words of the key for a range.
    """

    prefix: str
    title: str
    description: str
    least: int
    most: int
    themes: tuple[str, ...]
    groups: tuple[tuple[str, str, tuple[Spoke | None, ...]], ...]
    ranged: str


def draw_radar(chart: Radar) -> Markup:
    """Return the radar as an SVG element. A line is broken where a group has no figure, never drawn across."""
    coded = any(spoke and spoke.low < spoke.high for _, _, spokes in chart.groups for spoke in spokes)
    key = key_places([*(name for _, name, _ in chart.groups), *([chart.ranged] if coded else [])])
    middle = key[-1][1] + 42 + _RADIUS
    lines = [lines_of(name, width=WIDTH - _NUMBER, size=LABEL_SIZE) for name in chart.themes]
    legend = middle + _RADIUS + 48

    canvas = Canvas(height=legend + _LABEL_LINE * sum(map(len, lines)) + 4)
    for (group, name, _), (x, y) in zip(chart.groups, key, strict=False):
        draw_marks(canvas, group, [(x + 7, y - 4.5)])
        canvas.words(x + KEY_MARK, y, name, size=SMALL_SIZE)
    if coded:
        x, y = key[-1]
        canvas.rules([(x + 4, y - 4.5, x + 12, y - 4.5)], color=RULE, width=6, round_ends=True)
        canvas.words(x + KEY_MARK, y, chart.ranged, size=SMALL_SIZE)
    _draw_web(canvas, chart, middle)
    for group, _, spokes in chart.groups:
        _draw_group(canvas, chart, group, spokes, middle)
    y = legend
    for number, words in enumerate(lines, start=1):
        canvas.words(0, y, str(number), size=LABEL_SIZE, bold=True)
        for line in words:
            canvas.words(_NUMBER, y, line, size=LABEL_SIZE)
            y += _LABEL_LINE
    return canvas.finished(prefix=chart.prefix, title=chart.title, description=chart.description)


def _draw_web(canvas: Canvas, chart: Radar, middle: float) -> None:
    number = len(chart.themes)
    for point in range(chart.least, chart.most + 1):
        corners = [_at(chart, middle, theme, point) for theme in range(number)]
        edges = zip(corners, [*corners[1:], corners[0]], strict=True)
        canvas.rules([(*start, *end) for start, end in edges], color=RULE, width=1)
    outside = [_at(chart, middle, theme, chart.most) for theme in range(number)]
    canvas.rules([(WIDTH / 2, middle, *end) for end in outside], color=RULE, width=1)
    for theme in range(number):
        x, y = _at(chart, middle, theme, chart.most + 0.13 * (chart.most - chart.least))
        canvas.words(x, y + 5, str(theme + 1), size=LABEL_SIZE, at="center", bold=True)
    for point in range(chart.least, chart.most + 1):
        x, y = _at(chart, middle, 0, point)
        canvas.words(x - 6, y + 4.5, str(point), size=SMALL_SIZE, color=FAINT_INK, at="right")


def _draw_group(canvas: Canvas, chart: Radar, group: str, spokes: Sequence[Spoke | None], middle: float) -> None:
    style = style_of(group)
    places = [_at(chart, middle, theme, spoke.value) if spoke else None for theme, spoke in enumerate(spokes)]
    bars = [
        (*_at(chart, middle, theme, spoke.low), *_at(chart, middle, theme, spoke.high))
        for theme, spoke in enumerate(spokes)
        if spoke and spoke.low < spoke.high
    ]
    if bars:
        canvas.rules(bars, color=style.pale, width=6, round_ends=True)
    pairs = zip(places, [*places[1:], places[0]], strict=True)
    edges = [(*start, *end) for start, end in pairs if start and end]
    if edges:
        canvas.rules(edges, color=style.color, width=1.5 if style.hollow else 2.2)
    draw_marks(canvas, group, [place for place in places if place])


def _at(chart: Radar, middle: float, theme: int, value: float) -> tuple[float, float]:
    """Return the place of a value on a theme's spoke; the lowest point of the scale lies a little off the centre."""
    angle = 2 * math.pi * theme / len(chart.themes)
    reach = _RADIUS * (0.08 + 0.92 * (value - chart.least) / (chart.most - chart.least))
    return WIDTH / 2 + reach * math.sin(angle), middle - reach * math.cos(angle)
