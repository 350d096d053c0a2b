"""What stands in a report's files, in which order? The page's own words, tables and figures, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.analysis import rules
from feedback.report.blocks import (
    Block,
    Chart,
    Figures,
    Heading,
    Manuscript,
    Points,
    Remarks,
    Short,
    Together,
    remark,
    said,
)
from feedback.report.measures import PAGE, height_of_table, widths_of
from feedback.report.parts import Cell, Comments, ReportPage, Row, Table, ThemePart
from feedback.report.plots import Ranges, dots, drawing, gap_bars, height_on_paper, ranges_of

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Scale
    from feedback.report.importance import ImportancePart

_WHOLE: Final = 125.0
"""A table up to this high, in millimetres, is never broken: a longer one would leave half a page empty."""
_HEADINGS: Final = 25.0
_START_OF_LONG_TABLE: Final = 70.0
_BEFORE_RELEASE: Final = lazy_gettext(
    "Coach\u2019s copy. The report has not been released, and comments may still change."
)


def manuscript(
    page: ReportPage, report: rules.Report, *, scale: Scale, council: str, released: bool = True
) -> Manuscript:
    """Return the whole report, ready to be set.

    Args:
        page: what the web page of the same report shows.
        report: the released report it was built from.
        scale: of the questionnaire.
        council: its name, as it is to be printed.
        released: False while only the coach may read the report, which the cover then says.
    """
    confidential = _("Confidential. For %(leader_name)s and their coach.", leader_name=page.leader_name)
    return Manuscript(
        title=_("Feedback for %(leader_name)s", leader_name=page.leader_name),
        leader=page.leader_name,
        campaign=page.campaign_name,
        closed_on=page.closed_on,
        council=council,
        notices=(confidential,) if released else (confidential, str(_BEFORE_RELEASE)),
        groups=rules.groups_in_order(report),
        blocks=tuple(_blocks(page, report, scale)),
    )


def _blocks(page: ReportPage, report: rules.Report, scale: Scale) -> Iterator[Block]:
    yield Heading(1, _("In short"))
    yield Short(page.summary)
    yield Heading(1, _("How to read this report"))
    yield replace(_figures(_terms(page), quiet=True, words=True), whole=True)
    yield Heading(1, _("Who answered"))
    yield _figures(page.answered, quiet=True, words=True)
    if page.has_figures:
        ranges = ranges_of(report)
        yield from _overview(page, ranges, scale)
        if page.themes:
            yield Heading(1, _("Theme by theme"), new_page=True)
        for theme in page.themes:
            yield from _theme(theme, ranges, scale)
        yield from _trend(page)
        yield from _gaps(page, report)
        yield from _ends(page)
    if page.importance:
        yield from _importance(page.importance)
    yield from _comments(page)
    yield from _not_shown(page, report)


def _overview(page: ReportPage, ranges: Ranges, scale: Scale) -> Iterator[Block]:
    yield Heading(1, _("Themes at a glance"))
    if page.overview is None:
        yield said(_("No theme has enough ratings for a figure."))
    yield from _drawn(dots(page.overview, page.overview_table, ranges, scale=scale), page.overview_table)
    if radar := drawing(page.radar, figures=_("The figures are in the table before it.")):
        yield Heading(2, radar.caption, listed=False, room=radar.height)
        yield radar


def _trend(page: ReportPage) -> Iterator[Block]:
    if page.trend is None:
        return
    yield Heading(1, _("Since your last report"))
    for sentence in page.trend.sentences:
        yield said(sentence)
    slopes = drawing(page.trend.chart, figures=_("The figures are in the table that follows."))
    yield from _drawn([slopes] if slopes else [], page.trend.drawn)
    if page.trend.every:
        yield Heading(2, _("Every change, for each group"), listed=False, room=_START_OF_LONG_TABLE)
        yield _figures(page.trend.every, quiet=True)


def _theme(theme: ThemePart, ranges: Ranges, scale: Scale) -> Iterator[Block]:
    yield Heading(2, theme.title or theme.panels[0].title)
    for panel in theme.panels:
        if theme.title:
            yield Heading(3, panel.title)
        if panel.description:
            yield said(panel.description)
        yield from _drawn(dots(panel.chart, panel.table, ranges, scale=scale), panel.table)
        if panel.spread:
            yield _figures(panel.spread)


def _drawn(drawings: Sequence[Chart], table: Table | None) -> Iterator[Block]:
    """Yield a chart and its table: on one page if they fit, or else the table on the next, unbroken if it can be."""
    if table is None:
        return
    figures = _figures(table)
    height = height_of_table(table, figures.widths)
    fits = height + _HEADINGS <= PAGE[1]
    if drawings and sum(map(height_on_paper, drawings)) + height + _HEADINGS <= PAGE[1]:
        yield Together((*drawings, replace(figures, quiet=True, whole=True)))
    else:
        yield from drawings
        yield replace(figures, whole=fits)


def _gaps(page: ReportPage, report: rules.Report) -> Iterator[Block]:
    yield Heading(1, _("How you see yourself, and how others do"), new_page=True)
    for sentence in page.gaps.sentences:
        yield said(sentence)
    bars = gap_bars(page.gaps.chart, page.gaps.largest, report)
    yield from _drawn([bars] if bars else [], page.gaps.largest)
    if on_map := drawing(page.gaps.map, figures=_("What each number stands for is in the table that follows.")):
        yield Heading(2, on_map.caption, listed=False, room=on_map.height)
        yield from _drawn([on_map], page.gaps.mapped)
    for pattern in page.gaps.patterns:
        figures = _figures(pattern.table, quiet=True)
        yield Heading(2, pattern.title, listed=False, room=0.0 if figures.whole else _START_OF_LONG_TABLE)
        yield said(pattern.meaning)
        yield figures
    if page.gaps.every:
        every = _figures(page.gaps.every, quiet=True)
        yield Heading(2, _("Every gap, against each group"), listed=False, new_page=not every.whole)
        yield every
    if page.gaps.manager:
        of_manager = _figures(page.gaps.manager, quiet=True)
        yield Heading(2, _("How your manager sees you, and how others do"), listed=False, room=_START_OF_LONG_TABLE)
        for sentence in page.gaps.manager_sentences:
            yield said(sentence)
        yield of_manager


def _ends(page: ReportPage) -> Iterator[Block]:
    ends = [table for table in (page.highest, page.lowest) if table]
    if ends:
        yield Heading(1, _("Highest and lowest"))
    for table in ends:
        yield _figures(table)


def _importance(part: ImportancePart) -> Iterator[Block]:
    yield Heading(1, _("What matters most in your role"))
    for sentence in part.sentences:
        yield said(sentence)
    if part.table:
        yield _figures(part.table, quiet=True)


def _comments(page: ReportPage) -> Iterator[Block]:
    written = [group for group in page.comments if not group.empty]
    unwritten = [group.heading for group in page.comments if group.empty]
    yield Heading(1, _("Comments"))
    if not written and page.remarks.empty:
        yield said(_("There are no comments to show."))
        return
    yield said(page.about_comments)
    for group in written:
        yield Heading(2, group.heading, listed=False)
        yield _remarks(group)
    if not page.remarks.empty:
        yield Heading(2, page.remarks.heading, listed=False)
        yield said(_("There are too few under one question for it to be said which, so these stand together."))
        yield _remarks(page.remarks)
    if unwritten:
        yield said(
            _(
                "No comments stand under these questions: nobody wrote there, or too few did, or what they wrote is "
                "meant for your coach:"
            )
        )
        yield Points(tuple(unwritten))


def _terms(page: ReportPage) -> Table:
    rows = tuple(Row(term, (Cell(meaning),)) for term, meaning in page.how_to_read)
    return Table(_("How to read this report"), (_("In this report"), _("What it means")), rows)


def _figures(table: Table, *, quiet: bool = False, words: bool = False) -> Figures:
    widths = widths_of(table, words=words)
    return Figures(table, widths, quiet, whole=height_of_table(table, widths) <= _WHOLE)


def _remarks(group: Comments) -> Remarks:
    unnamed = (remark(text) for text in group.unnamed)
    return Remarks((*unnamed, *(remark(text, author=author) for author, text in group.named)))


def _not_shown(page: ReportPage, report: rules.Report) -> Iterator[Block]:
    few, on_one = report["rules"]["group_min_n"], report["rules"]["item_min_n"]
    yield Heading(1, _("What is not shown, and why"))
    yield said(
        _(
            "Raters were promised that nobody but your manager would be named. So a group is shown only if "
            "at least %(few)s people in it answered, and a figure only if at least %(on_one)s of them gave a "
            "rating. These rules were set before anybody was asked and cannot be changed.",
            few=few,
            on_one=on_one,
        )
    )
    if page.hidden:
        yield Points(page.hidden)
    else:
        yield said(_("In this report they kept nothing back."))
