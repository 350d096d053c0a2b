"""Where do rows, keys and labels stand in a chart, and how is each group of raters drawn?

Text stands above its row and not beside it, so that a chart is as legible on a phone as at a desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from feedback.report.canvas import PAPER, WIDTH, Canvas
from feedback.report.lettering import lines_of, width_of

LABEL_SIZE: Final = 15
SMALL_SIZE: Final = 13
SMALL_LINE: Final = 17.0
EDGE: Final = 16.0
"""Of a strip, left and right of the scale."""
BAR: Final = 8.0
"""How thick the bar of a coded value is."""
KEY_MARK: Final = 21.0
"""Room for the mark before a word in the key."""

_LABEL_LINE: Final = 19.0
_LABEL_TO_ROW: Final = 7.0
_BETWEEN_ROWS: Final = 13.0
_ABOVE_FIRST_ROW: Final = 8.0
_KEY_LINE: Final = 21.0
_BETWEEN_KEYS: Final = 16.0


class Style(NamedTuple):
    """How a group is drawn: told apart by shape as well as by colour, since not everybody sees colours alike."""

    shape: str
    size: float
    color: str
    pale: str
    hollow: bool = False


STYLES: Final = {
    "self": Style("o", 10.5, "#0b0c0c", "#b6b7b7", hollow=True),
    "manager": Style("D", 9.5, "#5b2c86", "#c4b3d6"),
    "peers": Style("o", 12.5, "#1d70b8", "#a3c6e4"),
    "reports": Style("^", 13.5, "#b54708", "#e6bb9c"),
    "others": Style("s", 10.5, "#00796b", "#9ccfc8"),
}
_OF_THE_COUNCIL_S_OWN: Final = Style("p", 13, "#8a1a5c", "#d6aec3")


class Rows(NamedTuple):
    """Rows laid out from top to bottom: each line of a label with its baseline, the top of each row, the end of all."""

    labels: tuple[tuple[float, str], ...]
    tops: tuple[float, ...]
    foot: float


def style_of(group: str) -> Style:
    """Return how a group is drawn; several kinds combined take the first one's, which no other block can have."""
    return STYLES.get(group.split("+")[0], _OF_THE_COUNCIL_S_OWN)


def rows_below(y: float, labels: Sequence[str], heights: Sequence[float]) -> Rows:
    """Return the places of rows of the given heights, each under its label, starting below ``y``."""
    lines: list[tuple[float, str]] = []
    tops: list[float] = []
    for label, height in zip(labels, heights, strict=True):
        y += _BETWEEN_ROWS if tops else _ABOVE_FIRST_ROW
        for line in lines_of(label, width=WIDTH, size=LABEL_SIZE):
            y += _LABEL_LINE
            lines.append((y, line))
        tops.append(y + _LABEL_TO_ROW)
        y = tops[-1] + height
    return Rows(tuple(lines), tuple(tops), y)


def key_places(words: Sequence[str]) -> list[tuple[float, float]]:
    """Return where each entry of a key starts, and its baseline, flowing over as many lines as they need."""
    x, y, places = 0.0, 14.0, []
    for word in words:
        wide = KEY_MARK + width_of(word, size=SMALL_SIZE) * 1.08
        if x and x + wide > WIDTH:
            x, y = 0.0, y + _KEY_LINE
        places.append((x, y))
        x += wide + _BETWEEN_KEYS
    return places


def across(value: float, *, least: int, most: int) -> float:
    """Return where a value lies on a strip that runs over the whole scale and the whole width."""
    return EDGE + (value - least) / (most - least) * (WIDTH - 2 * EDGE)


def draw_marks(canvas: Canvas, group: str, places: Sequence[tuple[float, float]]) -> None:
    """Draw a group's mark at each place; a thin edge of paper keeps marks that touch apart."""
    style = style_of(group)
    fill, edge, edge_width = (PAPER, style.color, 2.5) if style.hollow else (style.color, PAPER, 1.2)
    if places:
        canvas.marks(places, shape=style.shape, size=style.size, fill=fill, edge=edge, edge_width=edge_width)
