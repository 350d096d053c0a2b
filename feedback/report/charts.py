"""Which charts has a report, and what does each of them show?

A chart that would be empty is not drawn. Each is drawn once: what it shows is its own key in the cache, so a released
report, which never changes, costs its drawing time only when it is first read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from feedback.analysis import rules
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING
from feedback.campaign.blocks import ALL_SHOWN
from feedback.foundations.pages import group_name
from feedback.report.dot_plot import DotPlot, DotRow, Mark, draw_dot_plot
from feedback.report.gap_bars import GapBars, GapRow, draw_gap_bars
from feedback.report.parts import Chart
from feedback.report.words import NOT_RATED, Asked, group_in_a_sentence

if TYPE_CHECKING:
    import pandas as pd

    from feedback.campaign.questionnaire import Scale

MOST_GAPS_DRAWN: Final = 10


def overview_chart(report: rules.Report, figures: pd.DataFrame, themes: Asked, *, scale: Scale) -> Chart | None:
    """Return the dot plot of all themes, or None when there is no figure for any."""
    title = "How each theme was rated"
    return _dots(figures[figures["kind"] == "theme"], themes, report, scale=scale, prefix="chart-themes", title=title)


def section_chart(
    report: rules.Report, figures: pd.DataFrame, asked: Asked, *, scale: Scale, prefix: str, section: str
) -> Chart | None:
    """Return the dot plot of what one section asked, or None when there is no figure for any of it."""
    title = f"{section}: how each {asked.one} was rated"
    return _dots(figures[figures["kind"] == "item"], asked, report, scale=scale, prefix=prefix, title=title)


def gaps_worth_drawing(gaps: pd.DataFrame, *, view: str) -> pd.DataFrame:
    """Return the widest gaps between self and one view of single behaviours, of half a point or more."""
    of_view = gaps[(gaps["kind"] == "item") & (gaps["against"] == view)]
    return of_view[of_view["value"].abs() >= SMALLEST_GAP_WORTH_SAYING].head(MOST_GAPS_DRAWN)


def gap_chart(drawn: pd.DataFrame, asked: Asked, *, view: str) -> Chart | None:
    """Return bars for the given gaps, widest first, or None when there is none to draw."""
    rows = tuple(
        GapRow(asked.labels[gap["id"]], gap["low"], gap["high"], gap["flagged"], gap["text"])
        for gap in rules.rows_of(drawn)
    )
    if not rows:
        return None
    title = f"Your own rating against that of {group_in_a_sentence(view)}: the widest gaps"
    description = f"One bar for each {asked.one}, widest first. " + " ".join(
        f"{row.label}: {row.text}{'' if row.flagged else ', which may be chance'}." for row in rows
    )
    return Chart(drawn_once(GapBars("chart-gaps", title, description, rows)), title)


@lru_cache(maxsize=512)
def drawn_once(chart: DotPlot | GapBars) -> Markup:
    """Return the drawing of a chart, kept for the next reader of the same figures."""
    return draw_dot_plot(chart) if isinstance(chart, DotPlot) else draw_gap_bars(chart)


def _dots(
    table: pd.DataFrame, asked: Asked, report: rules.Report, *, scale: Scale, prefix: str, title: str
) -> Chart | None:
    labels = asked.labels
    shown = rules.rows_of(table[table["id"].isin(list(labels))].dropna(subset=["value"]))
    drawn = {figure["group"] for figure in shown} - {ALL_SHOWN}
    groups = tuple((group, group_name(group)) for group in rules.groups_in_order(report) if group in drawn)
    if not groups:
        return None
    of = {(figure["group"], figure["id"]): figure for figure in shown}
    rows = tuple(
        DotRow(
            label,
            tuple(
                Mark(group, figure["low"], figure["value"], figure["high"])
                for group, _ in groups
                if (figure := of.get((group, name)))
            ),
        )
        for name, label in labels.items()
    )
    ends = (scale.label(scale.min), scale.label(scale.max))
    description = _in_words(
        [[of[group, name] for name in labels if (group, name) in of] for group, _ in groups],
        labels,
        f"One row for each {asked.one}, on a scale from {scale.min}, {ends[0]}, to {scale.max}, {ends[1]}.",
    )
    if_empty = rules.TOO_FEW if rules.blocks(report) else NOT_RATED
    plot = DotPlot(prefix, title, description, scale.min, scale.max, ends, groups, rows, if_empty)
    return Chart(drawn_once(plot), title)


def _in_words(by_group: Sequence[Sequence[Mapping[str, str]]], labels: Mapping[str, str], start: str) -> str:
    """Say between which figures each group lies, for those who hear the chart; the table beside it has every figure."""
    sentences = [start]
    for figures in by_group:
        least, most = min(figures, key=_value), max(figures, key=_value)
        name = group_name(least["group"])
        if least["text"] == most["text"]:
            sentences.append(f"{name}: {least['text']}{' throughout' if len(figures) > 1 else ''}.")
        else:
            ends = (f"{end['text']} ({labels[end['id']]})" for end in (least, most))
            sentences.append(f"{name}: from {' to '.join(ends)}.")
    return " ".join(sentences)


def _value(figure: Mapping[str, str]) -> float:
    return float(figure["value"])
