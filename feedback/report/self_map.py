"""Where do all behaviours lie, by the leader's own rating and by the others'?

The others' view runs from left to right. The leader's own ratings, which are whole points, are bands from the bottom
up: a band is as high as it must be for no mark to lie on another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from feedback.report.canvas import FAINT_INK, INK, PAPER, RULE, TRACK, WIDTH, Canvas
from feedback.report.chart_layout import BAR, KEY_MARK, SMALL_LINE, SMALL_SIZE, key_places
from feedback.report.gap_bars import FLAGGED, NOT_FLAGGED

_LEFT: Final = 30.0
"""Room for the leader's own points beside the bands."""
_EDGE: Final = 14.0
_REACH: Final = 11.5
_LANE: Final = 23.0
_MARK: Final = 20.0
_NUMBER: Final = 12.0
_LONG_NUMBER: Final = 9.5
_NAMES: Final = 2 * SMALL_LINE + 8
"""Room for the names of two quarters, above the bands and below them."""


@dataclass(frozen=True)
class Spot:
    """One behaviour: its number in the table, the leader's own rating, the others' figure, and if they plainly say so.

    ``plain`` is True where the behaviour is a blind spot, a hidden strength, an agreed strength or an agreed need.
    """

    number: int
    own: int
    low: float
    value: float
    high: float
    plain: bool


@dataclass(frozen=True)
class SelfMap:
    """Everything the map shows.

    ``prefix`` starts every id in the drawing and must be unique on the page; ``high`` is the point from which ratings
    are high; ``quarters`` are the names of those at the top left, top right, bottom left and bottom right; ``axes``
    name the leader's own rating and the others'; ``words`` are the key's: plainly so, too close to say, a range.
    """

    prefix: str
    title: str
    description: str
    least: int
    most: int
    high: float
    quarters: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    axes: tuple[str, str]
    words: tuple[str, str, str]
    spots: tuple[Spot, ...]


def draw_self_map(chart: SelfMap) -> Markup:
    """Return the map as an SVG element. Give it at least one spot."""
    entries = _key(chart)
    key = key_places([words for words, _ in entries])
    lanes = {point: _lanes(chart, point) for point in range(chart.least, chart.most + 1)}
    own_axis = key[-1][1] + 12 + SMALL_LINE
    top = own_axis + 8 + _NAMES
    tops: dict[int, float] = {}
    foot = top
    for point in reversed(lanes):
        tops[point] = foot
        foot += max(1, len({lane for _, lane in lanes[point]})) * _LANE + 8

    canvas = Canvas(height=foot + _NAMES + 2 * SMALL_LINE + 8)
    for (words, kind), (x, y) in zip(entries, key, strict=True):
        _draw_key_mark(canvas, kind, x, y - 4.5)
        canvas.words(x + KEY_MARK, y, words, size=SMALL_SIZE)
    canvas.words(0, own_axis, chart.axes[0], size=SMALL_SIZE, color=FAINT_INK, bold=True)
    _draw_ground(canvas, chart, tops, top=top, foot=foot)
    ranges = [(spot, y) for point in lanes for spot, y in _placed(lanes[point], tops[point])]
    for plain in (False, True):
        color, pale = FLAGGED if plain else NOT_FLAGGED
        bars = [(_at(chart, s.low), y, _at(chart, s.high), y) for s, y in ranges if s.plain == plain and s.low < s.high]
        if bars:
            canvas.rules(bars, color=pale, width=BAR, round_ends=True)
        spots = [(s, _at(chart, s.value), y) for s, y in ranges if s.plain == plain]
        if spots:
            places = [(x, y) for _, x, y in spots]
            fill, edge = (color, PAPER) if plain else (PAPER, color)
            canvas.marks(places, shape="o", size=_MARK, fill=fill, edge=edge, edge_width=1.5)
        for spot, x, y in spots:
            size = _NUMBER if spot.number < 100 else _LONG_NUMBER
            canvas.words(x, y + 4.2, str(spot.number), size=size, color=PAPER if plain else INK, at="center")
    return canvas.finished(prefix=chart.prefix, title=chart.title, description=chart.description)


def _key(chart: SelfMap) -> list[tuple[str, str]]:
    plain, close, ranged = chart.words
    found = [(plain, "solid")] if any(spot.plain for spot in chart.spots) else []
    found += [(close, "hollow")] if not all(spot.plain for spot in chart.spots) else []
    return found + ([(ranged, "bar")] if any(spot.low < spot.high for spot in chart.spots) else [])


def _draw_key_mark(canvas: Canvas, kind: str, x: float, y: float) -> None:
    if kind == "bar":
        canvas.rules([(x + 4, y, x + 12, y)], color=RULE, width=BAR, round_ends=True)
        return
    fill, edge = (FLAGGED[0], PAPER) if kind == "solid" else (PAPER, NOT_FLAGGED[0])
    canvas.marks([(x + 7, y)], shape="o", size=13, fill=fill, edge=edge, edge_width=1.5)


def _draw_ground(canvas: Canvas, chart: SelfMap, tops: dict[int, float], *, top: float, foot: float) -> None:
    """Draw the bands, the points of both axes, the lines between high and not, and the names of the quarters."""
    canvas.boxes([(_LEFT, top, WIDTH, foot)], color=TRACK)
    points = [(point, _at(chart, point)) for point in tops]
    canvas.rules([(x, top, x, foot) for _, x in points], color=RULE, width=1)
    canvas.rules([(_LEFT, y, WIDTH, y) for y in tops.values() if y > top], color=PAPER, width=2)
    for point, x in points:
        canvas.words(x, foot + SMALL_LINE, str(point), size=SMALL_SIZE, color=FAINT_INK, at="center", bold=True)
    ends = [*list(tops.values())[1:], foot]
    for (point, y), end in zip(tops.items(), ends, strict=True):
        canvas.words(14, (y + end) / 2 + 4.5, str(point), size=SMALL_SIZE, color=FAINT_INK, at="center", bold=True)
    divide = _at(chart, chart.high)
    lowest_high = min((point for point in tops if point >= chart.high), default=chart.most)
    across = next(end for (point, _), end in zip(tops.items(), ends, strict=True) if point == lowest_high)
    canvas.rules([(divide, top, divide, foot), (_LEFT, across, WIDTH, across)], color=INK, width=1.5)
    below = foot + SMALL_LINE + 6
    for names, x, at, y in zip(
        chart.quarters, (_LEFT, WIDTH, _LEFT, WIDTH), ("left", "right") * 2,
        (top - _NAMES, top - _NAMES, below, below), strict=True,
    ):  # fmt: skip
        for number, line in enumerate(names, start=1):
            canvas.words(x, y + SMALL_LINE * number - 2, line, size=SMALL_SIZE, at=at, bold=number == 1)
    canvas.words(WIDTH, below + _NAMES + SMALL_LINE - 4, chart.axes[1], size=SMALL_SIZE, color=FAINT_INK,
                 at="right", bold=True)  # fmt: skip


def _placed(lanes: list[tuple[Spot, int]], top: float) -> list[tuple[Spot, float]]:
    return [(spot, top + 4 + _LANE * (lane + 0.5)) for spot, lane in lanes]


def _lanes(chart: SelfMap, point: int) -> list[tuple[Spot, int]]:
    """Return the spots of a band, each with its lane from the top, so that no two marks or ranges touch."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for spot in sorted((spot for spot in chart.spots if spot.own == point), key=lambda spot: (spot.value, spot.number)):
        left = min(_at(chart, spot.low) - BAR / 2, _at(chart, spot.value) - _REACH)
        right = max(_at(chart, spot.high) + BAR / 2, _at(chart, spot.value) + _REACH)
        clear = [all(right <= start or left >= end for start, end in lane) for lane in taken]
        lane = clear.index(True) if True in clear else len(taken)
        if lane == len(taken):
            taken.append([])
        taken[lane].append((left, right))
        placed.append((spot, lane))
    return placed


def _at(chart: SelfMap, value: float) -> float:
    return _LEFT + _EDGE + (value - chart.least) / (chart.most - chart.least) * (WIDTH - _LEFT - 2 * _EDGE)
