"""Where do the leader, the manager and the others differ: in words, drawn, and in figures?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from feedback.analysis import rules
from feedback.foundations.pages import counted, group_name, listed
from feedback.report import charts, summary, tables
from feedback.report.parts import Cell, GapReport, Row, Table
from feedback.report.words import Asked, group_in_a_sentence

if TYPE_CHECKING:
    import pandas as pd

    from feedback.campaign.questionnaire import Scale

_MOST_NAMED: Final = 3


def gap_report(
    report: rules.Report, figures: pd.DataFrame, gaps: pd.DataFrame, asked: Asked, *, scale: Scale
) -> GapReport:
    """Return everything a report says of differences between views; charts and tables that would be empty are None."""
    view = rules.compared_with(report)
    drawn = charts.gaps_worth_drawing(gaps, view=view)
    numbers = _numbers(figures, asked, view)
    found = rules.patterns(report, known=gaps)
    of_manager = rules.gaps(report, of="manager")
    of_manager = of_manager[of_manager["kind"] == "item"]
    return GapReport(
        sentences=_about_gaps(report, figures, gaps, asked, drawn=len(drawn)),
        chart=charts.gap_chart(drawn, asked, view=view),
        largest=tables.largest_gaps_table(figures, drawn, asked, view=view),
        patterns=tables.patterns_found(report, found, asked),
        every=tables.every_gap_table(report, gaps[gaps["kind"] == "item"], asked),
        map=charts.self_map_chart(report, figures, found, numbers, view=view, scale=scale, one=asked.one),
        mapped=_mapped_table(figures, numbers, asked, view),
        manager_sentences=_about_manager(of_manager, asked),
        manager=tables.every_gap_table(
            report, of_manager, asked, caption=_("Your manager\u2019s rating against others")
        ),
    )


def _about_gaps(
    report: rules.Report, figures: pd.DataFrame, gaps: pd.DataFrame, asked: Asked, *, drawn: int
) -> tuple[str, ...]:
    if not (figures["group"] == "self").any() and report["groups"].get("self", {}).get("n"):
        return (_("You could not say anything of yourself, so there is nothing to compare."),)
    if not (figures["group"] == "self").any():
        return (_("You did not rate yourself, so there is nothing to compare."),)
    sentences = summary.gap_sentences(report, figures, gaps, asked)
    if not sentences:
        return (_("No ratings but your own can be shown, so there is nothing to compare them with."),)
    if not drawn:
        return (sentences[0], _("No gap is as wide as half a point."))
    if drawn == charts.MOST_GAPS_DRAWN:
        shows = _("The chart shows gaps of half a point or more, widest first, the %(number)s widest.", number=drawn)
    else:
        shows = _("The chart shows gaps of half a point or more, widest first.")
    return (sentences[0], shows)


def _numbers(figures: pd.DataFrame, asked: Asked, view: str) -> dict[str, int]:
    """Number the behaviours that both the leader and the others rated, in the order they were asked."""
    shown = figures[figures["kind"] == "item"].dropna(subset=["value"])
    own, theirs = (set(shown[shown["group"] == group]["id"]) for group in ("self", view))
    return {name: number for number, name in enumerate((i for i in asked.labels if i in own & theirs), start=1)}


def _mapped_table(figures: pd.DataFrame, numbers: dict[str, int], asked: Asked, view: str) -> Table | None:
    if not numbers:
        return None
    items = figures[figures["kind"] == "item"]
    text = {(row["group"], row["id"]): row["text"] for row in rules.rows_of(items)}
    rows = tuple(
        Row(asked.labels[name], (Cell(str(number)), Cell(text["self", name], "self", name),
                                 Cell(text[view, name], view, name)))
        for name, number in numbers.items()
    )  # fmt: skip
    return Table(
        _("The map in figures"), (asked.one.capitalize(), _("On the map"), group_name("self"), group_name(view)), rows
    )


def _about_manager(gaps: pd.DataFrame, asked: Asked) -> tuple[str, ...]:
    """Say where the manager plainly sees things otherwise than those who are not named; nothing without both."""
    if gaps.empty:
        return ()
    view = next(iter([*gaps[gaps["against"] == "all_shown"]["against"], *gaps["against"]]))
    of_view = gaps[gaps["against"] == view]
    flagged = rules.rows_of(of_view[of_view["flagged"]])
    who = group_in_a_sentence(view)
    compared = counted(len(of_view), asked.one, asked.many)
    one_rating = _("A manager\u2019s is one rating, so only wide differences are more than chance.")
    if not flagged:
        told = _(
            "On none of %(compared)s does your manager rate you differently from %(who)s by more than chance may "
            "explain.",
            compared=compared, who=who,
        )  # fmt: skip
        return (told, one_rating)
    named = listed([f"\u201c{asked.labels[gap['id']]}\u201d ({gap['text']})" for gap in flagged[:_MOST_NAMED]])
    told = _(
        "On %(number)s of %(compared)s your manager rates you differently from %(who)s, by more than chance may "
        "explain.",
        number=len(flagged), compared=compared, who=who,
    )  # fmt: skip
    more = len(flagged) > _MOST_NAMED
    which = _("The widest gaps are on %(named)s.", named=named) if more else _("They differ on %(named)s.", named=named)
    return (told, which, one_rating)
