"""What does one cell of a released report stand for: which range, and in which words is it printed?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from feedback.campaign.blocks import NAMED
from feedback.foundations.figures import in_words

Report = Mapping[str, Any]

TOO_FEW: Final = "too few ratings"


def figure(report: Report, cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell's ``group``, ``kind``, ``id`` and ``theme``; ``low``, ``value``, ``high``; and ``text`` to print.

    The three numbers are in scale points: NaN where too few rated, and equal where the figure is exact.
    """
    scale = report["scale"]
    kind = "item" if "item" in cell else "theme"
    low, value, high = math.nan, math.nan, math.nan
    if "at_most" in cell:
        low, high = float(scale["min"]), float(cell["at_most"])
        value = (low + high) / 2
    elif "at_least" in cell:
        low, high = float(cell["at_least"]), float(scale["max"])
        value = (low + high) / 2
    elif "mean" in cell:
        value = float(cell["mean"])
        low, high = (float(cell["low"]), float(cell["high"])) if cell.get("about") else (value, value)
    one_answer = cell["group"] in NAMED and kind == "item" and value.is_integer()
    text = in_words(cell, whole=one_answer) or TOO_FEW
    theme = report["items"].get(cell["item"], "") if kind == "item" else cell["theme"]
    return {"group": cell["group"], "kind": kind, "id": cell[kind], "theme": theme,
            "low": low, "value": value, "high": high, "text": text}  # fmt: skip
