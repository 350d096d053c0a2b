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
        return [f"On no {asked.one} does your own rating differ from that of {who} by more than chance may explain."]
    counts = [(way, int((flagged["direction"] == way).sum())) for way in ("higher", "lower")]
    (way, number), *other = [(way, number) for way, number in counts if number]
    also = "".join(f", and {another} on {more}" for another, more in other)
    on = f"On {number} of {counted(len(gaps), asked.one, asked.many)}"
    widest = flagged.iloc[0]["id"]
    text = {
        row["group"]: row["text"]
        for row in rules.rows_of(figures[(figures["id"] == widest) & (figures["kind"] == "item")])
    }
    return [
        f"{on} you rated yourself {way} than {who} did{also}, by more than chance may explain.",
        f"The widest gap is on \u201c{asked.labels[widest]}\u201d: you gave yourself {text['self']}, "
        f"and {'your manager' if view == 'manager' else 'they'} gave you {text[view]}.",
    ]


def certainty_sentences(report: rules.Report) -> list[str]:
    """Return how far each group's averages can be trusted, one sentence a group."""
    shown = {cell["group"] for cell in report["cells"] if "hidden" not in cell}
    sentences = []
    for block in rules.blocks(report):
        if block in shown:
            sure = certainty(report, block)
            sentences.append(
                f"The averages of {group_in_a_sentence(block)} ({sure.people} answered) are {sure.words}: "
                f"chance alone may move one by up to {sure.noise:.1f} of a point."
            )
    return sentences


def _themes(report: rules.Report, view: str, names: Mapping[str, str]) -> list[str]:
    overview = rules.theme_overview(report)
    rated = overview[overview["group"] == view].dropna(subset=["value"])
    if len(rated) < 2:
        return []
    most, least = rated["value"].max(), rated["value"].min()
    if most == least:
        return [f"All themes were rated alike: {rated.iloc[0]['text']}."]
    at_ends = [rated[rated["value"] == value] for value in (most, least)]
    ends = [
        listed([f"{names[theme]} ({text})" for theme, text in zip(end["id"], end["text"], strict=True)])
        for end in at_ends
    ]
    unsure = at_ends[0]["low"].min() <= at_ends[1]["high"].max()
    doubt = [_("These figures are ranges that overlap, so even this order is not certain.")] if unsure else []
    who = group_in_a_sentence(view)
    return [f"{who[0].upper()}{who[1:]} rated you highest on {ends[0]} and lowest on {ends[1]}.", *doubt]


def _nobody_shown(report: rules.Report) -> str:
    shown = [group for group in NAMED if any(cell["group"] == group for cell in report["cells"])]
    has = {"self": "your own ratings", "manager": "your manager\u2019s"}
    answered = sum(said.get("n", 0) for said in report["groups"].values())
    if not shown and answered >= report["rules"]["group_min_n"]:
        too_few: str = _(
            "Too few of them could rate anything for a figure to be shown. What they wrote is below, where the rules "
            "allow it."
        )
        return too_few
    if not shown:
        return "Too few people answered for any rating to be shown. What they wrote is below, where the rules allow it."
    words = listed([has[group] if shown[0] == "self" else f"{has[group]} ratings" for group in shown])
    return f"Too few of the people you work with answered for their ratings to be shown. This report has {words}."
