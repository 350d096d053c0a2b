"""What should coach and leader talk about? Questions drawn from this report, each with the figures behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from flask_babel import gettext

from feedback.analysis import importance
from feedback.analysis import rules as analysis
from feedback.analysis.certainty import SMALLEST_GAP_WORTH_SAYING
from feedback.foundations.pages import group_name, listed

MOST_OF_A_KIND: Final = 2
HARSH_FROM: Final = 0.5
"""Share of the behaviours shown that others rated low, from which a report is hard to read for anybody."""


@dataclass(frozen=True)
class Question:
    """A question to ask, and what in the report it is about; the figures stand as the report prints them."""

    text: str
    evidence: str


def questions(
    report: analysis.Report,
    *,
    behaviours: Mapping[str, str],
    themes: Mapping[str, str],
    competencies: Mapping[str, str] | None = None,
) -> list[Question]:
    """The questions a report suggests for its debrief, in the order in which to ask them; at most ten.

    Made from the released report alone: what is certain comes in, what may be chance stays out.

    Args:
        report: in the format ``released-report/1``.
        behaviours: the words of each item.
        themes: the name of each theme.
        competencies: the name of each competency, where it was asked which matter most in the role.
    """
    found = [_strengths(report, behaviours)]
    rows = analysis.rows_of(analysis.patterns(report))
    asked = {
        analysis.HIDDEN_STRENGTH: gettext(
            "Others see more in this than you do. Where does it show, and how can it help more?"
        ),
        analysis.BLIND_SPOT: gettext(
            "What might they have seen, or missed, that makes them rate this lower than you do?"
        ),
        analysis.AGREED_NEED: gettext("You all rate this low. What stands in the way, and what would be a first step?"),
    }
    for pattern, text in asked.items():
        of_kind = [row for row in rows if row["pattern"] == pattern][:MOST_OF_A_KIND]
        found += [
            Question(
                text,
                gettext(
                    "%(behaviour)s: you %(own)s, others %(theirs)s.",
                    behaviour=behaviours[row["id"]],
                    own=row["own"],
                    theirs=row["theirs"],
                ),
            )
            for row in of_kind
        ]
    found.append(_what_matters_and_is_low(report, competencies or {}))
    found.append(_groups_that_differ(report, themes))
    found.append(
        Question(gettext("Which two or three of all these would make the most difference to your people?"), "")
    )
    return [question for question in found if question is not None]


def is_harsh(report: analysis.Report) -> bool:
    """True when others rated half or more of the behaviours shown low, with the whole of each range.

    The coach is then told to give the conversation more room.
    """
    table = analysis.figures(report).dropna(subset=["value"])
    theirs = table[(table["kind"] == "item") & (table["group"] == analysis.everyone_else(report))]
    if theirs.empty:
        return False
    return bool((theirs["high"] <= analysis.line(report, analysis.LOW)).mean() >= HARSH_FROM)


def _strengths(report: analysis.Report, behaviours: Mapping[str, str]) -> Question | None:
    highest, _ = analysis.highest_and_lowest(report, at_most=3)
    if highest.empty:
        return None
    named = "; ".join(f"{behaviours[row['id']]} ({row['text']})" for row in analysis.rows_of(highest))
    return Question(
        gettext("What are you proud of here, and what lets you do it so well?"),
        gettext("Rated highest: %(named)s.", named=named),
    )


def _what_matters_and_is_low(report: analysis.Report, competencies: Mapping[str, str]) -> Question | None:
    """The competency marked by most of leader, manager and many raters among those that others rate low."""
    low = importance.marked_and_low(report)
    if not low:
        return None
    who = {
        "self": gettext("you"),
        "manager": gettext("your manager"),
        importance.TOGETHER: gettext("many of the people you work with"),
    }
    return Question(
        gettext("This matters most in your role, and is rated low. What would be different if it went well?"),
        gettext(
            "%(competency)s: marked by %(who)s, rated low by others.",
            competency=competencies[low[0].competency],
            who=listed([who[one] for one in low[0].marked_by]),
        ),
    )


def _groups_that_differ(report: analysis.Report, themes: Mapping[str, str]) -> Question | None:
    """The two blocks whose views of a theme lie furthest apart, if that is at least half a point for certain."""
    table = analysis.figures(report).dropna(subset=["value"])
    table = table[(table["kind"] == "theme") & table["group"].isin(analysis.blocks(report))]
    furthest: tuple[float, dict[str, Any], dict[str, Any]] | None = None
    for _, of_theme in table.groupby("id", sort=False):
        for one, other in combinations(analysis.rows_of(of_theme), 2):
            upper, lower = (one, other) if one["value"] >= other["value"] else (other, one)
            apart = upper["low"] - lower["high"]
            if apart >= SMALLEST_GAP_WORTH_SAYING and (furthest is None or apart > furthest[0]):
                furthest = apart, upper, lower
    if furthest is None:
        return None
    _, upper, lower = furthest
    return Question(
        gettext("These two groups see you differently. When are you with each of them, and what do they not see?"),
        f"{themes[upper['id']]}: {group_name(upper['group'])} {upper['text']}, "
        f"{group_name(lower['group']).lower()} {lower['text']}.",
    )
