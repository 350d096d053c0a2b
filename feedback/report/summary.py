"""What does the report say in a few sentences, before any chart?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.analysis import rules
from feedback.analysis.certainty import certainty
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import counted, listed
from feedback.report.answered import response_sentence
from feedback.report.words import Asked, group_in_a_sentence

if TYPE_CHECKING:
    import pandas as pd


def summary(
    report: rules.Report,
    *,
    themes: Mapping[str, str],
    asked: Asked,
    figures: pd.DataFrame,
    gaps: pd.DataFrame,
    since: str = "",
) -> tuple[str, ...]:
    """Return the report in sentences, most useful first: who answered, themes, gaps, what changed, how sure.

    Args:
        report: the released report.
        themes: id to name.
        asked: what was rated, in words.
        figures: all figures, as ``rules.figures`` gives them.
        gaps: all gaps, as ``rules.gaps`` gives them.
        since: what changed since the last report, in a sentence, if there is one to compare with.
    """
    sentences = [response_sentence(report)]
    view = rules.everyone_else(report)
    if view is None:
        sentences.append(_nobody_shown(report))
    else:
        sentences += _themes(report, view, themes)
    sentences += gap_sentences(report, figures, gaps, asked)
    sentences += [since] if since else []
    sentences += certainty_sentences(report)
    return tuple(sentences)


def gap_sentences(report: rules.Report, figures: pd.DataFrame, gaps: pd.DataFrame, asked: Asked) -> list[str]:
    """Return how the leader's own ratings compare with the others', in words; nothing when there is no comparison."""
    view = rules.compared_with(report)
    gaps = gaps[(gaps["kind"] == "item") & (gaps["against"] == view)]
    if gaps.empty:
        return []
    flagged = gaps[gaps["flagged"]]
    who = group_in_a_sentence(view)
    if flagged.empty:
        none = _(
            "On no %(one)s does your own rating differ from that of %(who)s by more than chance may explain.",
            one=asked.one, who=who,
        )  # fmt: skip
        return [none]
    higher, lower = (int((flagged["direction"] == way).sum()) for way in ("higher", "lower"))
    of = counted(len(gaps), asked.one, asked.many)
    widest = flagged.iloc[0]["id"]
    text = {
        row["group"]: row["text"]
        for row in rules.rows_of(figures[(figures["id"] == widest) & (figures["kind"] == "item")])
    }
    figures_of = {"what": asked.labels[widest], "own": text["self"], "theirs": text[view]}
    if view == "manager":
        gap = _(
            "The widest gap is on “%(what)s”: you gave yourself %(own)s, and your manager gave you %(theirs)s.",
            **figures_of,
        )
    else:
        gap = _(
            "The widest gap is on “%(what)s”: you gave yourself %(own)s, and they gave you %(theirs)s.", **figures_of
        )
    return [_where_they_differ(higher, lower, of, who), gap]


def _where_they_differ(higher: int, lower: int, of: str, who: str) -> str:
    if higher and lower:
        told = _(
            "On %(higher)s of %(of)s you rated yourself higher than %(who)s did, and lower on %(lower)s, by more than "
            "chance may explain.",
            higher=higher, lower=lower, of=of, who=who,
        )  # fmt: skip
    elif higher:
        told = _(
            "On %(higher)s of %(of)s you rated yourself higher than %(who)s did, by more than chance may explain.",
            higher=higher, of=of, who=who,
        )  # fmt: skip
    else:
        told = _(
            "On %(lower)s of %(of)s you rated yourself lower than %(who)s did, by more than chance may explain.",
            lower=lower, of=of, who=who,
        )  # fmt: skip
    return str(told)


def certainty_sentences(report: rules.Report) -> list[str]:
    """Return how far each group's averages can be trusted, one sentence a group."""
    shown = {cell["group"] for cell in report["cells"] if "hidden" not in cell}
    sentences = []
    for block in rules.blocks(report):
        if block in shown:
            sure = certainty(report, block)
            sentences.append(
                _(
                    "The averages of %(who)s (%(people)s answered) are %(sure)s: chance alone may move one by up to "
                    "%(noise)s of a point.",
                    who=group_in_a_sentence(block), people=sure.people, sure=sure.words, noise=f"{sure.noise:.1f}",
                )
            )  # fmt: skip
    return sentences


def _themes(report: rules.Report, view: str, names: Mapping[str, str]) -> list[str]:
    overview = rules.theme_overview(report)
    rated = overview[overview["group"] == view].dropna(subset=["value"])
    if len(rated) < 2:
        return []
    most, least = rated["value"].max(), rated["value"].min()
    if most == least:
        return [_("All themes were rated alike: %(figure)s.", figure=rated.iloc[0]["text"])]
    at_ends = [rated[rated["value"] == value] for value in (most, least)]
    ends = [
        listed([f"{names[theme]} ({text})" for theme, text in zip(end["id"], end["text"], strict=True)])
        for end in at_ends
    ]
    unsure = at_ends[0]["low"].min() <= at_ends[1]["high"].max()
    doubt = [_("These figures are ranges that overlap, so even this order is not certain.")] if unsure else []
    who = group_in_a_sentence(view)
    best, worst = ends
    who = f"{who[0].upper()}{who[1:]}"
    return [
        _("%(who)s rated you highest on %(best)s and lowest on %(worst)s.", who=who, best=best, worst=worst),
        *doubt,
    ]


def _nobody_shown(report: rules.Report) -> str:
    shown = [group for group in NAMED if any(cell["group"] == group for cell in report["cells"])]
    answered = sum(said.get("n", 0) for said in report["groups"].values())
    if not shown and answered >= report["rules"]["group_min_n"]:
        too_few: str = _(
            "Too few of them could rate anything for a figure to be shown. What they wrote is below, where the rules "
            "allow it."
        )
        return too_few
    if not shown:
        few: str = _(
            "Too few people answered for any rating to be shown. What they wrote is below, where the rules allow it."
        )
        return few
    has = {
        ("self",): _("your own ratings"), ("manager",): _("your manager’s ratings"),
        ("self", "manager"): _("your own ratings and your manager’s"),
    }  # fmt: skip
    told: str = _(
        "Too few of the people you work with answered for their ratings to be shown. This report has %(ratings)s.",
        ratings=has[tuple(shown)],
    )
    return told
