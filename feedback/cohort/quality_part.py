"""Which behaviours told little in this campaign, in words, and what would the next one save without them?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from feedback.cohort.parts import QualityPart
from feedback.cohort.quality import reasons
from feedback.report.parts import Cell, Row, Table

IN_WORDS: Final = {
    "hard_to_see": lazy_gettext("Too few could say"),
    "at_the_top": lazy_gettext("Nearly all at the top"),
    "alike": lazy_gettext("Hardly differs between leaders"),
    "like": lazy_gettext("Says the same as another"),
}


def quality_part(report: Mapping[str, Any]) -> QualityPart | None:
    """What each behaviour told, or None where there are too few leaders to say."""
    found = report["quality"]
    if found is None:
        return None
    words = {item["id"]: item["words"] for item in report["items"]}
    rows = tuple(
        Row(words[row["id"]], (_unheard(row), Cell(_in_words(row, words)), Cell(_dropped(row, found), strong=True)))
        for row in found["items"]
        if reasons(row)
    )
    heads = (_("Behaviour"), _("Groups of raters without a figure"), _("What it tells little by"), _("Next time"))
    table = Table(_("Behaviours that told little"), heads, rows) if rows else None
    return QualityPart(_sentences(found), table)


def _sentences(found: Mapping[str, Any]) -> tuple[str, ...]:
    if not found["drop"]:
        return (_("Every behaviour told something. Nothing need be left out next time."),)
    count, seconds = len(found["drop"]), round(found["seconds"])
    return (
        ngettext(
            "Leave %(num)s behaviour out next time, and each answer takes %(seconds)s seconds less.",
            "Leave %(num)s behaviours out next time, and each answer takes %(seconds)s seconds less.",
            count, seconds=seconds,
        ),
        _("Whoever answers about six leaders saves %(minutes)s minutes, and the council about %(hours)s hours in all.",
          minutes=f"{6 * seconds / 60:.1f}", hours=found["hours"]),
        _("Each theme keeps at least two behaviours. Whether one matters all the same is for you to decide."),
    )  # fmt: skip


def _unheard(row: Mapping[str, Any]) -> Cell:
    share = row["unheard"]
    return (
        Cell(_("not asked"), faint=True) if share is None else Cell(_("about %(share)s %%", share=round(100 * share)))
    )


def _in_words(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    said = [str(IN_WORDS[sign]) for sign in reasons(row)]
    return "; ".join(f"{one}: “{words[row['like']]}”" if one == str(IN_WORDS["like"]) else one for one in said)


def _dropped(row: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    return str(_("Leave out")) if row["id"] in found["drop"] else str(_("Keep"))
