"""Which letters can our fonts show on paper, and what stands for those that they cannot?

Typst refuses a whole file for one letter that no font has. What cannot be shown is therefore named in square
brackets, so that the reader knows that something stood there: an emoji by its name, words by their script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

FONTS: Final = Path(__file__).parent / "fonts"

_LONGEST_WORD: Final = 30
"""A longer one may break anywhere, or it would run off the page."""
_BREAK_EVERY: Final = 15
_BREAK: Final = "\u200b"
_LONG_WORD: Final = re.compile(rf"\S{{{_LONGEST_WORD},}}")
_JOINERS: Final = "\u200c\u200d"
_SAME_AGAIN: Final = re.compile(r"(\[words? in [^\]]+\])(?:[\s.,;:!?]*\1)+")
_UNKNOWN: Final = "[a character that cannot be shown]"
_SAID_OTHERWISE: Final = {"CJK": "Chinese characters"}


def printable(text: str) -> str:
    """Return text that the fonts can show; the same text where they can show all of it."""
    if text.isascii() and text.isprintable():
        return _LONG_WORD.sub(_breakable, text)
    shown: list[str] = []
    before = ""  # the last letter shown as it is: a mark or joiner is kept only with a font that has both
    plain = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    for letter in plain:
        if letter == "\n" or _shown(letter):
            if unicodedata.category(letter) in {"Mn", "Mc", "Me"} or letter in _JOINERS:
                if before and _together(before, letter):
                    shown.append(letter)
                continue
            shown.append(letter)
            before = letter
        else:
            shown.append(_instead(letter))
            before = ""
    return _LONG_WORD.sub(_breakable, _SAME_AGAIN.sub(r"\1", "".join(shown)))


def all_printable(value: Any) -> Any:
    """Return the same lists and mappings with every text in them made printable.

    Markup, which a drawing is, is left as it is: whoever draws it makes its words printable.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: all_printable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [all_printable(inner) for inner in value]
    return value


@cache
def _fonts() -> tuple[frozenset[int], ...]:
    """Return what each family has in every weight of it."""
    from fontTools.ttLib import TTFont

    families: dict[str, frozenset[int]] = {}
    for file in sorted(FONTS.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            letters = frozenset(font.getBestCmap())
        family = file.stem.partition("-")[0]
        families[family] = families.get(family, letters) & letters
    return tuple(families.values())


@cache
def _shown(letter: str) -> bool:
    unseen = unicodedata.category(letter) in {"Cc", "Cf"} and letter not in _JOINERS
    return not unseen and any(ord(letter) in font for font in _fonts())


def _together(before: str, mark: str) -> bool:
    return any(ord(before) in font and ord(mark) in font for font in _fonts())


@cache
def _instead(letter: str) -> str:
    """Return what stands for a letter that no font has: one like it, its name, or nothing for what is never seen."""
    alike = unicodedata.normalize("NFKC", letter)
    if alike != letter and all(_shown(part) for part in alike):
        return alike
    category = unicodedata.category(letter)
    if category[0] in "CM" or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return _UNKNOWN if category in {"Cn", "Co", "Cs"} else ""
    name = unicodedata.name(letter, "")
    if not name:
        return _UNKNOWN
    if category[0] == "Z":
        return " "
    if category[0] == "L":
        script = name.split()[0]
        return f"[words in {_SAID_OTHERWISE.get(script, f'{script.title()} script')}]"
    return f"[{name.lower()}]"


def _breakable(word: re.Match[str]) -> str:
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in word[0]):
        return word[0]
    return _BREAK.join(word[0][start : start + _BREAK_EVERY] for start in range(0, len(word[0]), _BREAK_EVERY))
