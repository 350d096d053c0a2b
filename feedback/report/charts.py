"""Which charts has a report, and what does each of them show?

A chart that would be empty is not drawn. Each is drawn once: what it shows is its own key in the cache, so a released
report, which never changes, costs its drawing time only when it is first read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _
from markupsafe import Markup

from feedback.analysis import rules
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING
from feedback.campaign.blocks import ALL_SHOWN
from feedback.foundations import languages
from feedback.foundations.pages import group_name
from feedback.report.dot_plot import DotPlot, DotRow, Mark, draw_dot_plot
from feedback.report.gap_bars import GapBars, GapRow, draw_gap_bars
from feedback.report.parts import Chart
from feedback.report.radar import FEWEST_THEMES, Radar, Spoke, draw_radar
from feedback.report.self_map import SelfMap, Spot, draw_self_map
from feedback.report.slopes import Ends, Slope, Slopes, draw_slopes
from feedback.report.words import NOT_RATED, Asked, figure_in_words, group_in_a_sentence

if TYPE_CHECKING:
    import pandas as pd

    from feedback.campaign.questionnaire import Scale

MOST_GAPS_DRAWN: Final = 10
MOST_SLOPES_DRAWN: Final = 10

Drawable = DotPlot | GapBars | SelfMap | Slopes | Radar
_DRAWN_BY: Final[Mapping[type, Any]] = {
    DotPlot: draw_dot_plot, GapBars: draw_gap_bars, SelfMap: draw_self_map, Slopes: draw_slopes, Radar: draw_radar,
}  # fmt: skip


def overview_chart(report: rules.Report, figures: pd.DataFrame, themes: Asked, *, scale: Scale) -> Chart | None:
    """Return the dot plot of all themes, or None when there is no figure for any."""
    title = _("How each theme was rated")
    return _dots(figures[figures["kind"] == "theme"], themes, report, scale=scale, prefix="chart-themes", title=title)


def section_chart(
    report: rules.Report, figures: pd.DataFrame, asked: Asked, *, scale: Scale, prefix: str, section: str
) -> Chart | None:
    """Return the dot plot of what one section asked, or None when there is no figure for any of it."""
    title = _("%(section)s: how each %(one)s was rated", section=section, one=asked.one)
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
    title = _("Your own rating against that of %(who)s: the widest gaps", who=group_in_a_sentence(view))
    description = _("One bar for each %(one)s, widest first.", one=asked.one) + " " + " ".join(
        f"{row.label}: {row.text}{'' if row.flagged else _(', which may be chance')}." for row in rows
    )  # fmt: skip
    return Chart(GapBars("chart-gaps", title, description, rows), title, drawn_once)


def self_map_chart(
    report: rules.Report,
    figures: pd.DataFrame,
    found: pd.DataFrame,
    numbers: Mapping[str, int],
    *,
    view: str,
    scale: Scale,
    one: str,
) -> Chart | None:
    """Return the map of the leader's own ratings against one view, or None where nothing can be placed on it.

    Args:
        report: the released report.
        figures: all its figures, as ``rules.figures`` gives them.
        found: as ``rules.patterns`` gives it.
        numbers: id of each behaviour to be placed -> its number in the table beside the map.
        view: whose ratings run from left to right.
        scale: of the questionnaire.
        one: what one of them is called, "behaviour" or "competency".
    """
    shown = figures[(figures["kind"] == "item") & figures["id"].isin(list(numbers))].dropna(subset=["value"])
    own = {row["id"]: row for row in rules.rows_of(shown[shown["group"] == "self"])}
    plain = dict(zip(found["id"], found["pattern"], strict=True))
    spots = tuple(
        Spot(numbers[row["id"]], int(own[row["id"]]["value"]), row["low"], row["value"], row["high"],
             row["id"] in plain)
        for row in rules.rows_of(shown[shown["group"] == view])
        if row["id"] in own
    )  # fmt: skip
    if not spots:
        return None
    who = group_in_a_sentence(view)
    title = _("Your own rating and that of %(who)s, together", who=who)
    counts = {pattern: list(plain.values()).count(pattern) for pattern in dict.fromkeys(plain.values())}
    said = " ".join(f"{pattern.capitalize()}: {number}." for pattern, number in counts.items())
    description = _(
        "Each %(one)s by its number in the table: the higher up, the higher you rated yourself; the further right, "
        "the higher %(who)s rated you. %(said)s",
        one=one, who=who, said=said,
    )  # fmt: skip
    chart = SelfMap(
        "chart-map", title, description, scale.min, scale.max, rules.line(report, rules.HIGH),
        quarters=(
            (_("Blind spots"), _("you high, they not")), (_("Agreed strengths"), _("both high")),
            (_("Agreed needs"), _("where both are low")), (_("Hidden strengths"), _("they high, you not")),
        ),
        axes=(_("↑ Your own rating"), _("Their rating →")),
        words=(_("plainly so"), _("too close to say"), _("range: somewhere along the bar")),
        spots=spots,
    )  # fmt: skip
    return Chart(chart, title, drawn_once)


def slope_chart(drawn: pd.DataFrame, asked: Asked, *, view: str, scale: Scale) -> Chart | None:
    """Return lines from then to now for the given changes of one group, or None when there is none to draw."""
    rows = tuple(
        Slope(
            asked.labels[row["id"]],
            Ends(row["before_low"], row["before_value"], row["before_high"]),
            Ends(row["now_low"], row["now_value"], row["now_high"]),
            row["flagged"],
            row["text"],
        )
        for row in rules.rows_of(drawn)
    )
    if not rows:
        return None
    title = _("Ratings of %(who)s, then and now", who=group_in_a_sentence(view))
    description = _("One line for each %(one)s, widest change first.", one=asked.one) + " " + " ".join(
        f"{row['label']}: {row['text']}{'' if row['flagged'] else _(', which may be chance')}."
        for row in ({**row, "label": asked.labels[row["id"]]} for row in rules.rows_of(drawn))
    )  # fmt: skip
    words = (_("then"), _("now"), _("more than chance"), _("may be chance"), _("range: somewhere along the bar"))
    chart = Slopes("chart-trend", title, description, scale.min, scale.max, words, rows)
    return Chart(chart, title, drawn_once)


def radar_chart(report: rules.Report, figures: pd.DataFrame, themes: Asked, *, scale: Scale) -> Chart | None:
    """Return the radar of all themes, or None with fewer than three of them or where nobody has three in a row."""
    shown = figures[(figures["kind"] == "theme") & figures["id"].isin(list(themes.labels))].dropna(subset=["value"])
    of = {(row["group"], row["id"]): Spoke(row["low"], row["value"], row["high"]) for row in rules.rows_of(shown)}
    groups = tuple(
        (group, group_name(group), tuple(of.get((group, theme)) for theme in themes.labels))
        for group in rules.groups_in_order(report)
        if group != ALL_SHOWN and sum((group, theme) in of for theme in themes.labels) >= FEWEST_THEMES
    )
    if len(themes.labels) < FEWEST_THEMES or not groups:
        return None
    title = _("All themes as a radar")
    description = _(
        "The same figures as in the chart before: one spoke for each theme, from %(least)s at the centre to %(most)s "
        "at the rim, and one line for each group.",
        least=scale.min, most=scale.max,
    )  # fmt: skip
    names = tuple(themes.labels.values())
    ranged = _("range: somewhere along the bar")
    chart = Radar("chart-radar", title, description, scale.min, scale.max, names, groups, ranged)
    return Chart(chart, title, drawn_once)


def drawn_once(chart: Drawable) -> Markup:
    """Return the drawing of a chart, kept for the next reader of the same figures in the same language."""
    return _drawn_in(languages.current(), chart)


@lru_cache(maxsize=512)
def _drawn_in(_language: str, chart: Drawable) -> Markup:
    drawn: Markup = _DRAWN_BY[type(chart)](chart)
    return drawn


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
        _(
            "One row for each %(one)s, on a scale from %(least)s, %(first)s, to %(most)s, %(last)s.",
            one=asked.one, least=scale.min, first=ends[0], most=scale.max, last=ends[1],
        ),
    )  # fmt: skip
    if_empty = figure_in_words(rules.TOO_FEW) if rules.blocks(report) else str(NOT_RATED)
    plot = DotPlot(prefix, title, description, scale.min, scale.max, ends, groups, rows, if_empty)
    return Chart(plot, title, drawn_once)


def _in_words(by_group: Sequence[Sequence[Mapping[str, str]]], labels: Mapping[str, str], start: str) -> str:
    """Say between which figures each group lies, for those who hear the chart; the table beside it has every figure."""
    sentences = [start]
    for figures in by_group:
        least, most = min(figures, key=_value), max(figures, key=_value)
        name = group_name(least["group"])
        if least["text"] == most["text"]:
            told = _("%(group)s: %(figure)s throughout.") if len(figures) > 1 else "%(group)s: %(figure)s."
            sentences.append(told % {"group": name, "figure": least["text"]})
        else:
            first, last = (f"{end['text']} ({labels[end['id']]})" for end in (least, most))
            sentences.append(_("%(group)s: from %(first)s to %(last)s.", group=name, first=first, last=last))
    return " ".join(sentences)


def _value(figure: Mapping[str, str]) -> float:
    return float(figure["value"])
