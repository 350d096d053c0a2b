"""What does one cell of a released report stand for: which range, and in which words is it printed?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext

from feedback.campaign.blocks import NAMED

Report = Mapping[str, Any]

TOO_FEW: Final = "too few ratings"


def figure(report: Report, cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell's ``group``, ``kind``, ``id`` and ``theme``; ``low``, ``value``, ``high``; and ``text`` to print.

    The three numbers are in scale points: NaN where too few rated, and equal where the figure is exact.
    """
    scale = report["scale"]
    kind = "item" if "item" in cell else "theme"
    low, value, high, text = math.nan, math.nan, math.nan, TOO_FEW
    if "at_most" in cell:
        low, high = float(scale["min"]), float(cell["at_most"])
        value, text = (low + high) / 2, gettext("%(figure)s or below", figure=f"{high:.1f}")
    elif "at_least" in cell:
        low, high = float(cell["at_least"]), float(scale["max"])
        value, text = (low + high) / 2, gettext("%(figure)s or above", figure=f"{low:.1f}")
    elif "mean" in cell:
        value = float(cell["mean"])
        low, high = (float(cell["low"]), float(cell["high"])) if cell.get("about") else (value, value)
        one_answer = cell["group"] in NAMED and kind == "item"
        text = f"{value:.0f}" if one_answer and value.is_integer() else f"{value:.1f}"
        text = gettext("about %(figure)s", figure=text) if cell.get("about") else text
    theme = report["items"].get(cell["item"], "") if kind == "item" else cell["theme"]
    return {"group": cell["group"], "kind": kind, "id": cell[kind], "theme": theme,
            "low": low, "value": value, "high": high, "text": text}  # fmt: skip
