"""What does a report say as a spreadsheet? Each released figure, each gap, the comments, and how to read them.

Figures stand as they are printed ("about 2.9") and as the two ends between which they lie. Text is text: nothing that
anybody wrote can become a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from feedback.analysis import rules
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import group_name
from feedback.report.parts import ReportPage
from feedback.report.sheets import ONE_DECIMAL, PLAIN, WRAPPED, Rows, Sheet, book_of
from feedback.report.trend_part import changes_since

if TYPE_CHECKING:
    from feedback.campaign.questionnaire import Questionnaire
    from feedback.report.earlier import Earlier

WHOLE_THEME: Final = "All of the theme"
"""Stands in place of a behaviour where a figure is the theme's."""

LOW_AND_HIGH: Final = ("Low ratings", "High ratings")
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
        title=f"Feedback for {page.leader_name}",
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
    item = one.columns[0] if one else "Behaviour"
    spread = {(cell["group"], cell["item"]): cell["spread"] for cell in report["cells"] if "spread" in cell}
    return (
        Sheet(
            "Figures",
            (
                ("Group", 26, PLAIN), ("Theme", 32, PLAIN), (item, 60, WRAPPED), ("Figure", 18, PLAIN),
                ("Lowest it can be", 17, ONE_DECIMAL), ("Highest it can be", 17, ONE_DECIMAL),
                *((head, 22, PLAIN) for head in LOW_AND_HIGH if spread),
            ),
            list(_figures(report, names, themes, spread)),
        ),
        Sheet(
            "Gaps",
            (
                ("Against", 26, PLAIN), ("Theme", 32, PLAIN), (item, 60, WRAPPED),
                ("Rated", 20, PLAIN), ("Lowest it can be", 17, ONE_DECIMAL),
                ("Highest it can be", 17, ONE_DECIMAL),
                ("More than chance", 18, PLAIN), ("Whose rating", 16, PLAIN),
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
        Sheet("Comments", (("Question", 40, WRAPPED), ("Written by", 20, PLAIN), ("Comment", 90, WRAPPED)),
               list(_comments(page))),
        Sheet("How to read", (("In this file", 34, WRAPPED), ("What it means", 100, WRAPPED)),
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
        shares = [words.get("low"), words.get("high")] if spread else []
        yield [group_name(row["group"]), *_about(row, names, themes), row["text"], *ends, *shares]


def _gaps(
    report: rules.Report, names: Mapping[str, str], themes: Mapping[str, str]
) -> Iterator[list[str | float | None]]:
    for of in NAMED:
        for row in rules.rows_of(rules.gaps(report, of=of)):
            chance = "Yes" if row["flagged"] else "No"
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
    return (Sheet("What matters most", ((first, 60, WRAPPED), *((head, 24, PLAIN) for head in others)), rows),)


def _reading(page: ReportPage, council: str) -> Iterator[list[str | float | None]]:
    about = f"Feedback for {page.leader_name}: {page.campaign_name}, closed on {page.closed_on}. {council}."
    yield ["This file", about]
    for sentence in page.summary:
        yield ["In short", sentence]
    for sentence in page.importance.sentences if page.importance else ():
        yield ["What matters most in your role", sentence]
    for term, meaning in page.how_to_read:
        yield [term, meaning]
    yield [WHOLE_THEME, "The plain average of the theme's figures, where at least half of them can be shown."]
    yield ["Lowest and highest it can be", "The two are equal where the figure is exact."]
    for row in page.answered.rows:
        asked, answered, shown = (cell.text for cell in row.cells)
        yield [f"Who answered: {row.heading}", f"Asked {asked}, answered {answered}. {shown}."]
    for sentence in page.trend.sentences if page.trend else ():
        yield [_("Since your last report"), sentence]
    for sentence in page.hidden:
        yield ["What is not shown, and why", sentence]


def _about(row: Mapping[str, Any], names: Mapping[str, str], themes: Mapping[str, str]) -> list[str]:
    if row["kind"] == "theme":
        return [themes[row["id"]], WHOLE_THEME]
    return [themes[row["theme"]], names[row["id"]]]


def _ends(row: Mapping[str, Any]) -> list[float]:
    return [float(row["low"]), float(row["high"])]
