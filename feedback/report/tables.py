"""How do figures stand in tables: one row a theme or behaviour, one column a view?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from feedback.analysis import rules
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import group_name
from feedback.report.parts import Cell, Pattern, Row, Table
from feedback.report.words import NOT_RATED, Asked, figure_in_words, share_in_words

if TYPE_CHECKING:
    import pandas as pd

SPREAD = _("Spread of ratings")
_PATTERNS = (
    (rules.BLIND_SPOT, _("Blind spots"), _("You rated yourself high and they did not.")),
    (rules.HIDDEN_STRENGTH, _("Hidden strengths"), _("They rated you high and you did not.")),
    (rules.AGREED_STRENGTH, _("Agreed strengths"), _("You and they both rated you high.")),
    (rules.AGREED_NEED, _("Agreed needs"), _("You and they both rated you low.")),
)


def figures_table(
    report: rules.Report, figures: pd.DataFrame, asked: Asked, *, kind: str, caption: str
) -> Table | None:
    """Return every group's figure for each label, or None when no group has any.

    Args:
        report: the released report.
        figures: all its figures, as ``rules.figures`` gives them.
        asked: the rows, in words.
        kind: "item" or "theme".
        caption: what the table shows.
    """
    groups = rules.groups_in_order(report)
    table = figures[figures["kind"] == kind]
    text = _texts(table[table["id"].isin(list(asked.labels))])
    if not groups or not asked.labels:
        return None
    rows = tuple(
        Row(label, tuple(_figure(text.get((group, name)), group, name) for group in groups))
        for name, label in asked.labels.items()
    )
    return Table(caption, (asked.one.capitalize(), *map(group_name, groups)), rows)


def spread_table(report: rules.Report, asked: Asked, *, caption: str) -> Table | None:
    """Return the words about how each block's ratings spread, or None where the campaign or the section has none."""
    words = {
        (cell["group"], cell["item"]): gettext(
            "Low: %(low)s. High: %(high)s.",
            low=share_in_words(cell["spread"]["low"]),
            high=share_in_words(cell["spread"]["high"]),
        )
        for cell in report["cells"]
        if "spread" in cell and cell["item"] in asked.labels
    }
    blocks = [block for block in rules.blocks(report) if any(group == block for group, _ in words)]
    if not blocks:
        return None
    rows = tuple(
        Row(label, tuple(_spread(words.get((block, name)), block, name) for block in blocks))
        for name, label in asked.labels.items()
    )
    return Table(caption, (str(SPREAD), *map(group_name, blocks)), rows)


def ends_table(figures: pd.DataFrame, end: pd.DataFrame, asked: Asked, *, caption: str) -> Table | None:
    """Return the behaviours at one end, with the figure they are ranked by and the leader's own beside it."""
    if end.empty:
        return None
    items = figures[(figures["group"] == "self") & (figures["kind"] == "item")]
    own = dict(zip(items["id"], items["text"], strict=True))
    view = str(end.iloc[0]["group"])
    columns = (asked.one.capitalize(), group_name(view), *([group_name("self")] if own else []))
    rows = tuple(
        Row(
            asked.labels[row["id"]],
            (
                Cell(row["text"], view, row["id"], strong=True),
                *([_figure(own.get(row["id"]), "self", row["id"])] if own else []),
            ),
        )
        for row in rules.rows_of(end)
    )
    return Table(caption, columns, rows)


def largest_gaps_table(figures: pd.DataFrame, gaps: pd.DataFrame, asked: Asked, *, view: str) -> Table | None:
    """Return the given gaps with both figures they lie between, and whether each may be chance."""
    if gaps.empty:
        return None
    text = _texts(figures[figures["kind"] == "item"])
    rows = tuple(
        Row(
            asked.labels[gap["id"]],
            (
                Cell(text["self", gap["id"]], "self", gap["id"]),
                Cell(text[view, gap["id"]], view, gap["id"]),
                Cell(gap["text"], "gap", gap["id"], strong=gap["flagged"]),
                Cell(gettext("Yes") if gap["flagged"] else gettext("No"), faint=not gap["flagged"]),
            ),
        )
        for gap in rules.rows_of(gaps)
    )
    heads = (group_name("self"), group_name(view), gettext("You rated yourself"), gettext("More than chance"))
    return Table(gettext("The widest gaps in figures"), (asked.one.capitalize(), *heads), rows)


def every_gap_table(report: rules.Report, gaps: pd.DataFrame, asked: Asked, *, caption: str = "") -> Table | None:
    """Return how the leader's own rating compares with every view, behaviours in the order they were asked.

    With a ``caption``, how the rating that it names does: ``gaps`` are then those of the manager.
    """
    views = [view for view in rules.groups_in_order(report) if (gaps["against"] == view).any()]
    if not views:
        return None
    of = {(gap["against"], gap["id"]): gap for gap in rules.rows_of(gaps)}
    rows = tuple(
        Row(label, tuple(_gap(of.get((view, name)), name) for view in views))
        for name, label in asked.labels.items()
        if any((view, name) in of for view in views)
    )
    columns = (
        asked.one.capitalize(),
        *(gettext("Against %(group)s", group=group_name(view).lower()) for view in views),
    )
    return Table(caption or gettext("Your own rating against each view"), columns, rows)


def patterns_found(report: rules.Report, found: pd.DataFrame, asked: Asked) -> tuple[Pattern, ...]:
    """Return the behaviours on which the leader and the others plainly agree or differ, leaving out empty patterns.

    ``found`` is what ``rules.patterns`` found.
    """
    view = rules.compared_with(report)
    patterns = []
    for pattern, title, meaning in _PATTERNS:
        rows = tuple(
            Row(asked.labels[row["id"]], (Cell(row["own"], "self", row["id"]), Cell(row["theirs"], view, row["id"])))
            for row in rules.rows_of(found[found["pattern"] == pattern])
        )
        if rows:
            patterns.append(
                Pattern(
                    str(title),
                    str(meaning),
                    Table(str(title), (asked.one.capitalize(), group_name("self"), group_name(view)), rows),
                )
            )
    return tuple(patterns)


def _figure(text: str | None, group: str, of: str) -> Cell:
    if text is None:
        return Cell(str(NOT_RATED) if group in NAMED else figure_in_words(rules.TOO_FEW), group, of, faint=True)
    return Cell(figure_in_words(text), group, of, faint=text == rules.TOO_FEW)


def _spread(words: str | None, group: str, of: str) -> Cell:
    return Cell(words or figure_in_words(rules.TOO_FEW), group, of, faint=words is None)


def _gap(gap: Mapping[str, Any] | None, of: str) -> Cell:
    if gap is None:
        return Cell(gettext("no comparison"), "gap", of, faint=True)
    return Cell(str(gap["text"]), "gap", of, strong=bool(gap["flagged"]))


def _texts(figures: pd.DataFrame) -> dict[tuple[str, str], str]:
    return {(group, of): text for group, of, text in zip(figures["group"], figures["id"], figures["text"], strict=True)}
