"""What does a report say as a spreadsheet? Each released figure, each gap, the comments, and how to read them.

Figures stand as they are printed ("about 2.9") and as the two ends between which they lie. Text is text: nothing that
anybody wrote can become a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.analysis import rules
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import group_name
from feedback.report.parts import ReportPage
from feedback.report.sheets import ONE_DECIMAL, PLAIN, WRAPPED, Rows, Sheet, book_of
from feedback.report.trend_part import changes_since
from feedback.report.words import figure_in_words, share_in_words

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Questionnaire
    from feedback.report.earlier import Earlier

WHOLE_THEME: Final = lazy_gettext("All of the theme")
"""Stands in place of a behaviour where a figure is the theme's."""

LOW_AND_HIGH: Final = (lazy_gettext("Low ratings"), lazy_gettext("High ratings"))
"""The columns that say in words how ratings spread, in campaigns that have such words."""

_MOST_IN_A_CELL: Final = 32_000  # Excel takes 32,767 units of UTF-16, and cuts off the rest in silence


def workbook(
    page: ReportPage,
    report: rules.Report,
    questionnaire: Questionnaire,
    *,
    council: str,
    closed_on: date,
    earlier: Earlier | None = None,
) -> bytes:
    """Return a report as an XLSX file with the sheets Figures, Gaps, Changes, Comments and How to read.

    Changes are there only beside an earlier report that may be compared with.

    Args:
        page: what the web page of the same report shows.
        report: the released report it was built from.
        questionnaire: what the raters were asked.
        council: its name, as it is to be printed.
        closed_on: the day the campaign closed, which is the date the file bears.
        earlier: what the page was given of an earlier report.
    """
    changed = list(_changes(report, earlier, questionnaire)) if earlier and earlier.report else []
    return book_of(
        _sheets(page, report, questionnaire, council, changed),
        title=_("Feedback for %(leader_name)s", leader_name=page.leader_name),
        subject=page.campaign_name,
        author=council,
        dated=closed_on,
    )


def _sheets(
    page: ReportPage, report: rules.Report, questionnaire: Questionnaire, council: str, changed: Rows
) -> tuple[Sheet, ...]:
    names = {item.id: item.rater for item in questionnaire.items}
    themes = {theme.id: theme.name for theme in questionnaire.themes}
    one = page.themes[0].panels[0].table if page.themes else None
    item = one.columns[0] if one else _("Behaviour")
    spread = {(cell["group"], cell["item"]): cell["spread"] for cell in report["cells"] if "spread" in cell}
    return (
        Sheet(
            _("Figures"),
            (
                (_("Group"), 26, PLAIN), (_("Theme"), 32, PLAIN), (item, 60, WRAPPED), (_("Figure"), 18, PLAIN),
                (_("Lowest it can be"), 17, ONE_DECIMAL), (_("Highest it can be"), 17, ONE_DECIMAL),
                *((str(head), 22, PLAIN) for head in LOW_AND_HIGH if spread),
            ),
            list(_figures(report, names, themes, spread)),
        ),
        Sheet(
            _("Gaps"),
            (
                (_("Against"), 26, PLAIN), (_("Theme"), 32, PLAIN), (item, 60, WRAPPED),
                (_("Rated"), 20, PLAIN), (_("Lowest it can be"), 17, ONE_DECIMAL),
                (_("Highest it can be"), 17, ONE_DECIMAL),
                (_("More than chance"), 18, PLAIN), (_("Whose rating"), 16, PLAIN),
            ),
            list(_gaps(report, names, themes)),
        ),
        *([Sheet(
            _("Changes"),
            (
                (_("Group"), 26, PLAIN), (_("Theme"), 32, PLAIN), (item, 60, WRAPPED), (_("Then"), 18, PLAIN),
                (_("Now"), 18, PLAIN), (_("Rated you"), 20, PLAIN), (_("Lowest it can be"), 17, ONE_DECIMAL),
                (_("Highest it can be"), 17, ONE_DECIMAL), (_("More than chance"), 18, PLAIN),
            ),
            changed,
        )] if changed else []),
        *_importance(page),
        Sheet(_("Comments"), ((_("Question"), 40, WRAPPED), (_("Written by"), 20, PLAIN), (_("Comment"), 90, WRAPPED)),
               list(_comments(page))),
        Sheet(_("How to read"), ((_("In this file"), 34, WRAPPED), (_("What it means"), 100, WRAPPED)),
               list(_reading(page, council))),
    )  # fmt: skip


def _figures(
    report: rules.Report,
    names: Mapping[str, str],
    themes: Mapping[str, str],
    spread: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[list[str | float | None]]:
    for row in rules.rows_of(rules.figures(report)):
        ends = _ends(row) if row["text"] != rules.TOO_FEW else [None, None]
        words = spread.get((row["group"], row["id"]), {})
        shares = [share_in_words(words.get("low", "")), share_in_words(words.get("high", ""))] if spread else []
        yield [group_name(row["group"]), *_about(row, names, themes), figure_in_words(row["text"]), *ends, *shares]


def _gaps(
    report: rules.Report, names: Mapping[str, str], themes: Mapping[str, str]
) -> Iterator[list[str | float | None]]:
    for of in NAMED:
        for row in rules.rows_of(rules.gaps(report, of=of)):
            chance = _("Yes") if row["flagged"] else _("No")
            who = group_name(of)
            yield [group_name(row["against"]), *_about(row, names, themes), row["text"], *_ends(row), chance, who]


def _changes(
    report: rules.Report, earlier: Earlier, questionnaire: Questionnaire
) -> Iterator[list[str | float | None]]:
    names = {item.id: item.rater for item in questionnaire.items}
    themes = {theme.id: theme.name for theme in questionnaire.themes}
    for row in rules.rows_of(changes_since(report, earlier)):
        chance = _("Yes") if row["flagged"] else _("No")
        yield [group_name(row["group"]), *_about(row, names, themes), row["before"], row["now"], row["text"],
               *_ends(row), chance]  # fmt: skip


def _comments(page: ReportPage) -> Iterator[list[str | float | None]]:
    for group in (*page.comments, page.remarks):
        for author, text in [*(("", text) for text in group.unnamed), *group.named]:
            for start in range(0, len(text), _MOST_IN_A_CELL // 2):  # a letter may take two units
                yield [group.heading, author, text[start : start + _MOST_IN_A_CELL // 2]]


def _importance(page: ReportPage) -> tuple[Sheet, ...]:
    if page.importance is None or page.importance.table is None:
        return ()
    first, *others = page.importance.table.columns
    rows: list[list[str | float | None]] = [
        [row.heading, *(cell.text for cell in row.cells)] for row in page.importance.table.rows
    ]
    return (Sheet(_("What matters most"), ((first, 60, WRAPPED), *((head, 24, PLAIN) for head in others)), rows),)


def _reading(page: ReportPage, council: str) -> Iterator[list[str | float | None]]:
    about = _(
        "Feedback for %(leader_name)s: %(campaign_name)s, closed on %(closed_on)s. %(council)s.",
        leader_name=page.leader_name,
        campaign_name=page.campaign_name,
        closed_on=page.closed_on,
        council=council,
    )
    yield [_("This file"), about]
    for sentence in page.summary:
        yield [_("In short"), sentence]
    for sentence in page.importance.sentences if page.importance else ():
        yield [_("What matters most in your role"), sentence]
    for term, meaning in page.how_to_read:
        yield [term, meaning]
    yield [str(WHOLE_THEME), _("The plain average of the theme's figures, where at least half of them can be shown.")]
    yield [_("Lowest and highest it can be"), _("The two are equal where the figure is exact.")]
    for row in page.answered.rows:
        asked, answered, shown = (cell.text for cell in row.cells)
        yield [
            _("Who answered: %(heading)s", heading=row.heading),
            _("Asked %(asked)s, answered %(answered)s. %(shown)s.", asked=asked, answered=answered, shown=shown),
        ]
    for sentence in page.trend.sentences if page.trend else ():
        yield [_("Since your last report"), sentence]
    for sentence in page.hidden:
        yield [_("What is not shown, and why"), sentence]


def _about(row: Mapping[str, Any], names: Mapping[str, str], themes: Mapping[str, str]) -> list[str]:
    if row["kind"] == "theme":
        return [themes[row["id"]], str(WHOLE_THEME)]
    return [themes[row["theme"]], names[row["id"]]]


def _ends(row: Mapping[str, Any]) -> list[float]:
    return [float(row["low"]), float(row["high"])]
