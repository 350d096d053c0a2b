"""Which figures, gaps and patterns follow from a released report?

Everything here is a function of the released report alone, so two sets of answers that were released
as the same cells cannot be told apart by anything made from it. A coded value ("4.6 or above") is
carried as the range it stands for, never as a point. Worked examples: docs/methods/analysis.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from feedback.analysis.certainty import certainty
from feedback.analysis.figure import TOO_FEW as TOO_FEW
from feedback.analysis.figure import figure
from feedback.analysis.ranges import difference
from feedback.campaign.blocks import ALL_SHOWN, NAMED
from feedback.disclosure.report_format import FORMAT

Report = Mapping[str, Any]

KINDS_OF_RATER: Final = ("peers", "reports", "others")

HIGH: Final = 0.75
"""Share of the way up the scale from which a rating counts as high: 4.0 on a scale from 1 to 5."""
LOW: Final = 0.6
"""Share of the way up the scale up to which a rating counts as low: 3.4 on a scale from 1 to 5."""

BLIND_SPOT, HIDDEN_STRENGTH = "blind spot", "hidden strength"
AGREED_STRENGTH, AGREED_NEED = "agreed strength", "agreed need"

_FIGURES = {
    "group": "str", "kind": "str", "id": "str", "theme": "str",
    "low": "float64", "value": "float64", "high": "float64", "text": "str",
}  # fmt: skip
_GAPS = {
    "kind": "str", "id": "str", "theme": "str", "against": "str",
    "low": "float64", "value": "float64", "high": "float64",
    "noise": "float64", "flagged": "bool", "direction": "str", "text": "str",
}  # fmt: skip


def figures(report: Report) -> pd.DataFrame:
    """Return every released cell as a range with the words to print for it.

    Returns:
        One row a cell, in the report's order, with columns ``group``; ``kind`` ("item" or "theme");
        ``id`` of the item or theme; ``theme``; ``low``, ``value`` and ``high`` in scale points, all three
        NaN where too few rated and equal where the figure is exact; ``text``, such as "3.9",
        "4.6 or above", "about 2.9" or "too few ratings".

    Raises:
        ValueError: the report is not in the format ``released-report/1``.
    """
    if report.get("format") != FORMAT:
        raise ValueError(f"expected a report in the format {FORMAT}, got {report.get('format')!r}")
    return _frame([figure(report, cell) for cell in report["cells"]], _FIGURES)


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as mappings from column to value."""
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def blocks(report: Report) -> tuple[str, ...]:
    """Return the groups of unnamed raters that have cells, peers first, then reports, then others."""
    with_cells = {cell["group"] for cell in report["cells"]} - {*NAMED, ALL_SHOWN}
    return tuple(sorted(with_cells, key=lambda block: (_first_kind(block), block)))


def everyone_else(report: Report) -> str | None:
    """Return the group that stands for all unnamed raters together, or None when none is shown.

    A single block stands for itself: its own cells say more than the same cells taken together.
    """
    shown = {cell["group"] for cell in report["cells"] if "hidden" not in cell}
    of_raters = [block for block in blocks(report) if block in shown]
    if len(of_raters) == 1:
        return of_raters[0]
    return ALL_SHOWN if ALL_SHOWN in shown else None


def groups_in_order(report: Report) -> tuple[str, ...]:
    """Return the groups a reader sees, in reading order: self, manager, each block, then all of them together."""
    named = [group for group in NAMED if any(cell["group"] == group for cell in report["cells"])]
    together = [ALL_SHOWN] if everyone_else(report) == ALL_SHOWN else []
    return (*named, *blocks(report), *together)


def theme_overview(report: Report) -> pd.DataFrame:
    """Return the theme figures, themes in the order of their first item, groups in reading order."""
    themes = list(dict.fromkeys(report["items"].values()))
    order = groups_in_order(report)
    table = figures(report)
    table = table[(table["kind"] == "theme") & table["group"].isin(order) & table["id"].isin(themes)]
    places = {"row": table["id"].map(themes.index), "column": table["group"].map(order.index)}
    return table.assign(**places).sort_values(["row", "column"])[list(_FIGURES)].reset_index(drop=True)


def gaps(report: Report, *, of: str = "self") -> pd.DataFrame:
    """Return how far the rating of the leader, or the manager, lies from each other view, as ranges, largest first.

    A gap is theirs minus the other view, in scale points. It is flagged when its nearest end is at least
    0.5 and larger than the noise for the number and kind of people behind the other view. The manager is a sample
    of one, so the noise of one rating is added to that of the other view, as independent errors add.

    Args:
        report: the released report.
        of: "self", or "manager" for the manager against the others (never against the leader's own rating again).

    Returns:
        One row for each item or theme and each view ``against`` it (all raters together, each block, the
        manager), with what ``ranges.difference`` says of the two.
        Sorted by size, ties in the order asked. Empty when they did not rate.
    """
    table = figures(report).dropna(subset=["value"])
    mine = {(row["kind"], row["id"]): row for row in rows_of(table[table["group"] == of])}
    views = [view for view in groups_in_order(report) if view not in {"self", of}]
    own_noise = 0.0 if of == "self" or not mine else certainty(report, of).noise
    noise = {
        view: math.hypot(own_noise, certainty(report, view).noise) for view in views if (table["group"] == view).any()
    }

    found = []
    for cell in rows_of(table[table["group"].isin(views)]):
        own = mine.get((cell["kind"], cell["id"]))
        if own is None:
            continue
        about = {name: cell[name] for name in ("kind", "id", "theme")}
        found.append({**about, "against": cell["group"], **difference(own, cell, noise=noise[cell["group"]])})
    order = [*dict.fromkeys(report["items"].values()), *report["items"]]
    found.sort(key=lambda gap: (-abs(gap["value"]), order.index(gap["id"]), views.index(gap["against"])))
    return _frame(found, _GAPS)


def patterns(report: Report, *, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the items on which the leader and the other raters plainly agree or plainly differ.

    Compared with all unnamed raters together, or with the manager when nobody else is shown.
    A coded value counts as high or low only if the whole of its range does.

    Args:
        report: the released report.
        known: its ``gaps``, where they have been worked out already.

    Returns:
        Columns ``id``, ``theme``, ``pattern`` ("blind spot": self high, the others not, and the gap flagged;
        "hidden strength": the reverse; "agreed strength": both high; "agreed need": both low), ``own`` and
        ``theirs`` (the words to print). In this order of patterns, differences by size of gap and
        agreements by item order.
    """
    view = compared_with(report)
    table = figures(report).dropna(subset=["value"])
    items = table[table["kind"] == "item"]
    mine = {row["id"]: row for row in rows_of(items[items["group"] == "self"])}
    differ = gaps(report) if known is None else known
    flagged = differ[(differ["kind"] == "item") & differ["flagged"] & (differ["against"] == view)]["id"].tolist()
    high, low = line(report, HIGH), line(report, LOW)

    found = []
    for theirs in rows_of(items[items["group"] == view]):
        own = mine.get(theirs["id"])
        if own is None:
            continue
        both_high = own["low"] >= high and theirs["low"] >= high
        both_low = own["high"] <= low and theirs["high"] <= low
        if both_high or both_low:
            pattern = AGREED_STRENGTH if both_high else AGREED_NEED
        elif theirs["id"] in flagged and own["low"] >= high > theirs["high"]:
            pattern = BLIND_SPOT
        elif theirs["id"] in flagged and own["high"] < high <= theirs["low"]:
            pattern = HIDDEN_STRENGTH
        else:
            continue
        found.append({"id": theirs["id"], "theme": theirs["theme"], "pattern": pattern,
                      "own": own["text"], "theirs": theirs["text"]})  # fmt: skip
    in_order = list(report["items"])
    places = {BLIND_SPOT: flagged, HIDDEN_STRENGTH: flagged, AGREED_STRENGTH: in_order, AGREED_NEED: in_order}
    kinds = list(places)
    found.sort(key=lambda row: (kinds.index(row["pattern"]), places[row["pattern"]].index(row["id"])))
    return _frame(found, dict.fromkeys(("id", "theme", "pattern", "own", "theirs"), "str"))


def highest_and_lowest(report: Report, *, at_most: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the items that all unnamed raters together rated highest and lowest.

    Ranked by value, a coded one by the middle of its range; ties in item order. At most half of the items
    stand at either end, and none among the lowest whose range reaches up to that of one of the highest.
    Where all may have been rated alike, none is highest or lowest.

    Returns:
        Two frames of ``figures`` rows, the first from the top down, the second from the bottom up.
        Both empty when no unnamed raters are shown or none of the items was plainly rated lower than another.
    """
    table = figures(report).dropna(subset=["value"])
    place = {name: number for number, name in enumerate(report["items"])}
    rated = table[(table["kind"] == "item") & (table["group"] == everyone_else(report))]
    rated = rated.assign(place=rated["id"].map(place))
    number = min(at_most, len(rated) // 2)
    top = rated.sort_values(["value", "place"], ascending=[False, True]).head(number)
    rest = rated[rated["high"] < top["low"].min()]
    bottom = rest.sort_values(["value", "place"]).head(number)
    top = top if len(bottom) else top.head(0)
    return top.drop(columns="place").reset_index(drop=True), bottom.drop(columns="place").reset_index(drop=True)


def compared_with(report: Report) -> str:
    """Return whose view the leader's own is compared with: all unnamed raters together, else the manager."""
    return everyone_else(report) or "manager"


def line(report: Report, share: float) -> float:
    """Return the point that lies the given share of the way up the report's scale, to one decimal."""
    scale = report["scale"]
    return float(math.floor((scale["min"] + share * (scale["max"] - scale["min"])) * 10 + 0.5) / 10)


def _frame(rows: list[dict[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Keep the columns and their types even when there is not one row."""
    typed = {name: kind for name, kind in columns.items() if kind != "str"}
    return pd.DataFrame(rows, columns=list(columns)).astype(typed)


def _first_kind(block: str) -> int:
    kinds = [KINDS_OF_RATER.index(part) for part in block.split("+") if part in KINDS_OF_RATER]
    return min(kinds, default=len(KINDS_OF_RATER))
