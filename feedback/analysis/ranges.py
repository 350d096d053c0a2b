"""How far apart are two figures that may be ranges, and how is that said?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING

Figure = Mapping[str, Any]
"""Anything with ``low``, ``value`` and ``high`` in scale points; all three are equal where it is exact."""


def difference(one: Figure, other: Figure, *, noise: float) -> dict[str, Any]:
    """Return one figure minus another, as the range between which the difference must lie.

    Args:
        one: the figure spoken of.
        other: what it is compared with.
        noise: half-width, in scale points, of what chance alone may make of the difference.

    Returns:
        ``low``, ``value``, ``high`` and ``noise`` in scale points; ``flagged`` when the end that is nearest to zero is
        at least half a point and larger than the noise; ``direction`` ("higher", "lower", "same" or "unclear");
        ``text`` ("1.1 higher", "1.6 to 2.0 lower").
    """
    low = round(one["low"] - other["high"], 1) + 0.0
    value = round(one["value"] - other["value"], 1) + 0.0
    high = round(one["high"] - other["low"], 1) + 0.0
    nearest = max(low, -high, 0.0)
    return {
        "low": low, "value": value, "high": high, "noise": noise,
        "flagged": nearest >= SMALLEST_GAP_WORTH_SAYING and nearest > noise,
        "direction": _direction(low, high), "text": in_words(low, high),
    }  # fmt: skip


def in_words(low: float, high: float) -> str:
    """Return a difference in words: "1.1 higher", "up to 0.4 lower", "the same"."""
    if low == high:
        return "the same" if low == 0 else f"{abs(low):.1f} {'higher' if low > 0 else 'lower'}"
    if low >= 0:
        return f"{low:.1f} to {high:.1f} higher" if low else f"up to {high:.1f} higher"
    if high <= 0:
        return f"{-high:.1f} to {-low:.1f} lower" if high else f"up to {-low:.1f} lower"
    return f"{-low:.1f} lower to {high:.1f} higher"


def _direction(low: float, high: float) -> str:
    if low > 0:
        return "higher"
    if high < 0:
        return "lower"
    return "same" if low == high else "unclear"
