"""Where does a line of text break in a chart, when the font is the reader's own?

The browser draws the text, so nobody can measure it here. Widths are those of Arial, and a tenth is
left free for wider fonts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_ROOM: Final = 0.9
_WIDTHS: Final = (
    ("ijl'|\u2018\u2019", 0.22),
    (" ftI.,:;!/\\[]", 0.28),
    ('r-()"\u201c\u201d*', 0.34),
    ("Jckszvxy", 0.5),
    ("FTZL", 0.61),
    ("ABEKPSVXY&", 0.67),
    ("CDHNRUw", 0.72),
    ("GOQ", 0.78),
    ("mM", 0.84),
    ("W%@\u2014", 1.0),
)
_WIDTH_OF: Final = {letter: width for letters, width in _WIDTHS for letter in letters}
_OTHER: Final = 0.56
_FAR_EAST: Final = 0x2E80
"""Characters from here on, ideographs and pictures, are about as wide as they are high."""


def width_of(text: str, *, size: float, bold: bool = False) -> float:
    """Return about how wide a line of text is, in the unit of its font size."""
    letters = sum(_WIDTH_OF.get(letter, _OTHER if ord(letter) < _FAR_EAST else 1.0) for letter in text)
    return letters * size * (1.07 if bold else 1.0)


@lru_cache(maxsize=2048)
def lines_of(text: str, *, width: float, size: float) -> tuple[str, ...]:
    """Return the text broken between words into as few lines as fit the width, and those as even as they can be.

    A word that is wider than the line gets one of its own.
    """
    words, room = text.split(), width * _ROOM
    lines = _broken(words, room, size)
    while (room := room - size / 2) > 0 and len(narrower := _broken(words, room, size)) == len(lines):
        lines = narrower
    return tuple(lines)


def _broken(words: list[str], room: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size=size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
