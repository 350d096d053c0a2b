"""What does a report say of how ratings changed since the one before: in words, drawn, and in figures?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from feedback.analysis import rules, trend
from feedback.analysis.ranges import in_words
from feedback.foundations.pages import counted, group_name, listed
from feedback.report import charts
from feedback.report.parts import Cell, Row, Table, TrendPart
from feedback.report.words import Asked, figure_in_words, group_in_a_sentence

if TYPE_CHECKING:
    import pandas as pd

    from feedback.campaign.questionnaire import Scale
    from feedback.report.earlier import Earlier


def trend_part(
    report: rules.Report, earlier: Earlier | None, *, themes: Asked, asked: Asked, scale: Scale
) -> TrendPart | None:
    """Return what changed since an earlier report; None where there is none.

    Where there is one that cannot be compared with, or none of its groups can, the part has only sentences that say so.
    """
    if earlier is None:
        return None
    if earlier.report is None:
        return TrendPart(earlier.sentences)
    found = changes_since(report, earlier)
    groups = trend.groups_in_both(report, earlier.report, same_manager=earlier.same_manager)
    view = trend.most_telling(found, groups)
    apart = _groups_apart(report, earlier)
    if view is None:
        nothing = _("No group is shown in both reports, so no change can be told.")
        return TrendPart((*earlier.sentences, *apart, nothing))
    of_view = found[(found["group"] == view) & (found["kind"] == "item")]
    of_themes = found[(found["group"] == view) & (found["kind"] == "theme")]
    by_theme = len(of_themes) > 1
    drawn = (of_themes if by_theme else of_view).head(charts.MOST_SLOPES_DRAWN)
    labels = themes if by_theme else asked
    headline, *widest = _about_changes(of_view, view, asked) if len(of_view) else [""]
    return TrendPart(
        (*earlier.sentences, *apart, *([headline] if headline else []), *widest),
        charts.slope_chart(drawn, labels, view=view, scale=scale),
        _changes_table(drawn, labels, view=view),
        _every_change(found[found["kind"] == "item"], groups, asked),
        headline,
    )


def changes_since(report: rules.Report, earlier: Earlier) -> pd.DataFrame:
    """Return the changes since an earlier report that may be compared with, as ``trend.changes`` gives them."""
    if earlier.report is None:
        raise ValueError("this earlier report may not be compared with")
    return trend.changes(report, earlier.report, items=earlier.items, same_manager=earlier.same_manager)


def _about_changes(of_view: pd.DataFrame, view: str, asked: Asked) -> list[str]:
    who = group_in_a_sentence(view)
    flagged = of_view[of_view["flagged"]]
    both = counted(len(of_view), asked.one, asked.many)
    if flagged.empty:
        return [
            _(
                "On none of the %(both)s that your last report had too did %(who)s rate you differently from then by "
                "more than chance may explain.",
                both=both, who=who,
            )
        ]  # fmt: skip
    higher, lower = (int((flagged["direction"] == way).sum()) for way in ("higher", "lower"))
    if higher and lower:
        words = _(
            "On %(number)s of the %(both)s that your last report had too, %(who)s rated you higher than then, and "
            "lower on %(more)s, by more than chance may explain.",
            number=higher, both=both, who=who, more=lower,
        )  # fmt: skip
    elif higher:
        words = _(
            "On %(number)s of the %(both)s that your last report had too, %(who)s rated you higher than then, by more "
            "than chance may explain.",
            number=higher, both=both, who=who,
        )  # fmt: skip
    else:
        words = _(
            "On %(number)s of the %(both)s that your last report had too, %(who)s rated you lower than then, by more "
            "than chance may explain.",
            number=lower, both=both, who=who,
        )  # fmt: skip
    widest = rules.rows_of(flagged)[0]
    return [
        words,
        _("The widest change is on \u201c%(label)s\u201d: %(before)s then, %(now)s now.",
          label=asked.labels[widest["id"]], before=widest["before"], now=widest["now"]),
    ]  # fmt: skip


def _groups_apart(report: rules.Report, earlier: Earlier) -> list[str]:
    """Say which groups were shown in one of the two only, or as another group: they are not compared."""
    before = earlier.report or {}
    apart = [block for block in rules.blocks(report) if block not in rules.blocks(before)]
    if not apart:
        return []
    named = listed([group_in_a_sentence(block) for block in apart])
    return [_("Raters were not grouped then as they are now: %(groups)s cannot be compared.", groups=named)]


def _changes_table(drawn: pd.DataFrame, asked: Asked, *, view: str) -> Table | None:
    if drawn.empty:
        return None
    rows = tuple(
        Row(
            asked.labels[row["id"]],
            (
                Cell(figure_in_words(row["before"]), of=row["id"]),
                Cell(figure_in_words(row["now"]), view, row["id"]),
                Cell(row["text"], "change", row["id"], strong=row["flagged"]),
                Cell(_("Yes") if row["flagged"] else _("No"), faint=not row["flagged"]),
            ),
        )
        for row in rules.rows_of(drawn)
    )
    columns = (asked.one.capitalize(), _("Then"), _("Now"), _("Rated you"), _("More than chance"))
    return Table(_("%(group)s: then and now", group=group_name(view)), columns, rows)


def _every_change(found: pd.DataFrame, groups: tuple[str, ...], asked: Asked) -> Table | None:
    views = [group for group in groups if (found["group"] == group).any()]
    if not views:
        return None
    of: dict[tuple[str, str], dict[str, Any]] = {(row["group"], row["id"]): row for row in rules.rows_of(found)}
    rows = tuple(
        Row(label, tuple(_change(of.get((view, name)), name) for view in views))
        for name, label in asked.labels.items()
        if any((view, name) in of for view in views)
    )
    heads = (_("%(group)s, since then", group=group_name(view)) for view in views)
    return Table(_("How each rating changed"), (asked.one.capitalize(), *heads), rows)


def _change(row: dict[str, Any] | None, of: str) -> Cell:
    if row is None:
        return Cell(_("no comparison"), "change", of, faint=True)
    return Cell(in_words(row["low"], row["high"]), "change", of, strong=row["flagged"])
