"""How wide are a table's columns on paper, and how high do tables and charts become?

Heights are estimates, rather too high than too low: they only decide what is kept together on one page and
where a long chart is continued. All in millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from feedback.report.lettering import width_of
from feedback.report.parts import Table

PAGE: Final = (170.0, 249.0)
"""Width and height between the margins."""
LABEL: Final = 62.0
"""Of the labels beside a chart."""

_SIZE: Final = 10.5 * 25.4 / 72
_LINE: Final = 4.35
_PADDING: Final = 4.4
_NARROWEST, _WIDEST = 13.0, 36.0
_NARROWEST_OF_FEW: Final = 24.0
_NARROWEST_HEADING: Final = 58.0
_BESIDE_WORDS: Final = 46.0
_ABOVE_ROWS: Final = 26.0
_BETWEEN_ROWS: Final = 2.2
_CHART_EXTRAS: Final = 28.0
_LANE: Final = 3.35


def widths_of(table: Table, *, words: bool) -> tuple[float, ...]:
    """Return each column's width; 0 for the one that takes what the others leave: the first, or the last with words."""
    if words:
        return (_BESIDE_WORDS, *([25.0] * (len(table.columns) - 2)), 0.0)
    room = PAGE[0] - _NARROWEST_HEADING
    columns = list(zip(table.columns[1:], zip(*(row.cells for row in table.rows), strict=True), strict=True))
    natural = [max(_longest_word(head), *(_width(cell.text) for cell in cells)) for head, cells in columns]
    narrowest = _NARROWEST_OF_FEW if len(columns) <= 3 else _NARROWEST  # so that tables on one page stand alike
    wanted = [min(_WIDEST, max(narrowest, width + _PADDING)) for width in natural]
    widest = _WIDEST
    while sum(min(width, widest) for width in wanted) > room:  # the widest give way first
        widest -= 0.5
    return (0.0, *(round(min(width, widest), 2) for width in wanted))


def lines_in(text: str, width: float) -> int:
    """Return in how many lines a text stands in a column."""
    return max(1, math.ceil(_width(text) / (width - _PADDING) - 0.01))


def height_of_table(table: Table, widths: Sequence[float]) -> float:
    """Return how high a table is with its caption and the heads of its columns."""
    rest = PAGE[0] - sum(widths)
    wide = [width or rest for width in widths]
    rows = [(row.heading, *(cell.text for cell in row.cells)) for row in table.rows]
    lines = [max(lines_in(text, width) for text, width in zip(row, wide, strict=True)) for row in rows]
    return _ABOVE_ROWS + sum(_BETWEEN_ROWS + _LINE * number for number in lines)


def height_of_chart(heights: Sequence[float]) -> float:
    """Return how high a chart of rows of these heights is, with its key, its scale and its caption."""
    return _CHART_EXTRAS + sum(heights)


def height_of_row(label: str, lanes: int) -> float:
    """Return how high one row of a chart is."""
    return max(lines_in(label, LABEL) * _LINE, 2.9 + lanes * _LANE) + 3.0


def _longest_word(text: str) -> float:
    return max(_width(word) * 1.07 for word in text.split())


def _width(text: str) -> float:
    return width_of(text, size=_SIZE) * 0.95  # the letters of Source Sans are at least so much narrower than Arial's
