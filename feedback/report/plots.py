"""Where does everything stand in a printed chart?

On paper a label has room beside its strip, where the page's charts, made for phones too, put it above: half the
height, and rows that are easier to compare. What is drawn is decided by the page: the rows and groups of its tables,
wherever it has a chart at all. Places are shares of the strip's width, so whoever sets them knows no figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from flask_babel import gettext
from markupsafe import Markup

from feedback.analysis import rules
from feedback.campaign.blocks import ALL_SHOWN
from feedback.foundations.pages import group_name
from feedback.foundations.printable import printable
from feedback.report.blocks import DotRow, Dots, Drawing, GapRow, Gaps, Placed
from feedback.report.chart_layout import style_of
from feedback.report.measures import height_of_chart, height_of_row
from feedback.report.parts import Chart, Row, Table
from feedback.report.svg import FONTS
from feedback.report.words import NOT_RATED, figure_in_words

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Scale

Ranges = Mapping[tuple[str, str], tuple[float, float, float]]
"""(group, item or theme) -> lowest, middle and highest that its figure may be, in scale points."""

DRAWING_WIDTH: Final = 98.0
"""Of the page's own drawings on paper, in millimetres: their letters are then as large as those of a table."""
ON_PAPER: Final = "Source Sans Pro, Noto Sans Arabic"
_CAPTION: Final = 14.0
_WORDS: Final = re.compile(r"(?<=>)[^<>]+(?=</t)")

_EDGE: Final = 0.04
_REACH: Final = 0.021
"""How far a mark takes room to either side of its place."""
_LANES_OF_A_BAR: Final = 1
_HIGHEST: Final = 190.0
"""Of the rows in one drawing, in millimetres: what fits on a page with a heading, key and scale."""


def ranges_of(report: rules.Report) -> Ranges:
    """Return what lies behind the words of each figure that can be shown."""
    shown = rules.figures(report).dropna(subset=["value"])
    return {(row["group"], row["id"]): (row["low"], row["value"], row["high"]) for row in rules.rows_of(shown)}


def dots(chart: Chart | None, table: Table | None, ranges: Ranges, *, scale: Scale) -> list[Dots]:
    """Return the dot plot of a table as one drawing, or several where it is too long for a page; none without a chart.

    Args:
        chart: the page's drawing of the same rows, whose caption and description also serve here.
        table: its figures.
        ranges: what lies behind the words of the figures, as ``ranges_of`` gives it.
        scale: of the questionnaire.
    """
    if chart is None or table is None:
        return []
    groups = [cell.group for cell in table.rows[0].cells if cell.group != ALL_SHOWN]
    groups = [group for group in groups if any((group, cell.of) in ranges for cell in _cells(table, group))]
    rows = [_dot_row(row, groups, ranges, scale) for row in table.rows]
    points = tuple((str(point), _across(point, scale)) for point in scale.points)
    key = tuple((group, group_name(group)) for group in groups)
    parts = _in_pages(rows)
    return [
        Dots(
            _part_of(chart.caption, number, parts),
            _part_of(f"{chart.caption}. {chart.shows.description}", number, parts),
            (scale.label(scale.min), scale.label(scale.max)),
            points,
            key,
            any(mark.start < mark.end for row in part for mark in row.marks),
            tuple(part),
        )
        for number, part in enumerate(parts, start=1)
    ]


def gap_bars(chart: Chart | None, table: Table | None, report: rules.Report) -> Gaps | None:
    """Return bars for the widest gaps as the page draws them, or None where it draws none."""
    if chart is None or table is None:
        return None
    found = rules.gaps(report)
    of_view = found[(found["kind"] == "item") & (found["against"] == rules.compared_with(report))]
    gaps = {gap["id"]: gap for gap in rules.rows_of(of_view)}
    drawn = [(row.heading, gaps[cell.of]) for row in table.rows for cell in row.cells if cell.group == "gap"]
    furthest = max(2, math.ceil(max(max(-gap["low"], gap["high"]) for _, gap in drawn)))
    rows = tuple(_gap_row(label, gap, 0.49 / furthest) for label, gap in drawn)
    return Gaps(chart.caption, f"{chart.caption}. {chart.shows.description}", rows)


def drawing(chart: Chart | None, *, figures: str) -> Drawing | None:
    """Return the page's own drawing, in the letters of paper, or None where there is none.

    Args:
        chart: on the page.
        figures: where its figures are, as a sentence.
    """
    if chart is None:
        return None
    wide, high = (float(number) for number in ET.fromstring(chart.svg).get("viewBox", "").split()[2:])  # noqa: S314
    in_letters = _WORDS.sub(_printed, str(chart.svg).replace(FONTS, ON_PAPER))
    alternative = f"{chart.caption}. {chart.shows.description}"
    svg = Markup(in_letters)  # noqa: S704 - our own drawing still, its words with other letters at most
    return Drawing(chart.caption, alternative, svg, round(DRAWING_WIDTH * high / wide, 1), figures)


def styles_of(groups: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return how each group is drawn, the same as on the page."""
    return {group: style_of(group)._asdict() for group in groups}


def height_on_paper(chart: Dots | Gaps | Drawing) -> float:
    """Return about how many millimetres a chart takes."""
    if isinstance(chart, Drawing):
        return chart.height + _CAPTION
    lanes = [(row.label, row.lanes if isinstance(row, DotRow) else _LANES_OF_A_BAR) for row in chart.rows]
    return height_of_chart([height_of_row(*row) for row in lanes])


def _printed(words: re.Match[str]) -> str:
    return printable(words[0])


def _cells(table: Table, group: str) -> list[Any]:
    return [cell for row in table.rows for cell in row.cells if cell.group == group]


def _dot_row(row: Row, groups: Sequence[str], ranges: Ranges, scale: Scale) -> DotRow:
    marks: list[Placed] = []
    taken: list[list[tuple[float, float]]] = []
    for cell in row.cells:
        if cell.group in groups and (found := ranges.get((cell.group, cell.of))):
            start, at, end = (_across(value, scale) for value in found)
            lane = _free_lane(taken, start - _REACH, end + _REACH)
            marks.append(Placed(cell.group, start, at, end, lane))
    too_few = figure_in_words(rules.TOO_FEW)
    empty = too_few if any(cell.text == too_few for cell in row.cells) else str(NOT_RATED)
    return DotRow(row.heading, max(1, len(taken)), tuple(marks), "" if marks else empty.capitalize())


def _free_lane(taken: list[list[tuple[float, float]]], left: float, right: float) -> int:
    """Take and return the first lane in which nothing lies between left and right, counted from the top."""
    clear = [all(right <= start or left >= end for start, end in lane) for lane in taken]
    if True not in clear:
        taken.append([])
    lane = clear.index(True) if True in clear else len(taken) - 1
    taken[lane].append((left, right))
    return lane


def _gap_row(label: str, gap: Mapping[str, Any], point: float) -> GapRow:
    low, high = gap["low"], gap["high"]
    start, nearest, end = min(low, 0.0), max(low, 0.0) + min(high, 0.0), max(high, 0.0)
    return GapRow(label, gap["text"], gap["flagged"], *(round(place * point, 4) for place in (start, nearest, end)))


def _across(value: float, scale: Scale) -> float:
    return round(_EDGE + (value - scale.min) / (scale.max - scale.min) * (1 - 2 * _EDGE), 4)


def _in_pages(rows: Sequence[DotRow]) -> list[list[DotRow]]:
    """Share the rows out over as few drawings as fit a page each, about evenly."""
    heights = [height_of_row(row.label, row.lanes) for row in rows]
    share = sum(heights) / math.ceil(sum(heights) / _HIGHEST)
    parts: list[list[DotRow]] = []
    used = math.inf
    for row, height in zip(rows, heights, strict=True):
        if used + height > _HIGHEST or used >= share:
            parts.append([])
            used = 0.0
        parts[-1].append(row)
        used += height
    return parts


def _part_of(text: str, number: int, parts: Sequence[object]) -> str:
    if len(parts) == 1:
        return text
    return str(gettext("%(text)s (part %(number)s of %(parts)s)", text=text, number=number, parts=len(parts)))
