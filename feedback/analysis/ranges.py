"""How far apart are two figures that may be ranges, and how is that said?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

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
        return _exactly(low)
    if low >= 0:
        least, most = f"{low:.1f}", f"{high:.1f}"
        return str(
            _("%(least)s to %(most)s higher", least=least, most=most) if low else _("up to %(most)s higher", most=most)
        )
    if high <= 0:
        least, most = f"{-high:.1f}", f"{-low:.1f}"
        return str(
            _("%(least)s to %(most)s lower", least=least, most=most) if high else _("up to %(most)s lower", most=most)
        )
    return str(_("%(low)s lower to %(high)s higher", low=f"{-low:.1f}", high=f"{high:.1f}"))


def _exactly(points: float) -> str:
    apart = f"{abs(points):.1f}"
    if points == 0:
        return str(_("the same"))
    return str(_("%(points)s higher", points=apart) if points > 0 else _("%(points)s lower", points=apart))


def _direction(low: float, high: float) -> str:
    if low > 0:
        return "higher"
    if high < 0:
        return "lower"
    return "same" if low == high else "unclear"
