"""Who was asked, who answered, how is each group shown, and what did the rules hide?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.analysis import rules
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import group_name
from feedback.report.parts import Cell, Row, Table
from feedback.report.words import unnamed_groups

if TYPE_CHECKING:
    import pandas as pd


def answered_table(report: rules.Report) -> Table:
    """Return one row for each group that was asked: how many were, how many answered, and how they are shown."""
    rows = tuple(
        Row(
            group_name(group),
            (Cell(str(said.get("invited", 0))), Cell(str(said.get("n", 0))), Cell(_how_shown(report, group))),
        )
        for group in (*NAMED, *unnamed_groups(report["groups"]))
        if (said := report["groups"].get(group, {})).get("invited") or said.get("n")
    )
    heads = (_("Group"), _("Asked"), _("Answered"), _("How shown"))
    return Table(_("Who was asked and who answered"), heads, rows)


def hidden_and_why(report: rules.Report, figures: pd.DataFrame) -> tuple[str, ...]:
    """Return a sentence for each thing that the rules for anonymity kept out of this report; empty when nothing."""
    few, on_one = report["rules"]["group_min_n"], report["rules"]["item_min_n"]
    groups = report["groups"]
    sentences = []
    for group in unnamed_groups(groups):
        number = groups[group].get("n", 0)
        block = _block_of(report, group)
        if number and block is None:
            never = report["rules"]["merge"] == "drop"
            told = (
                _("%(group)s: %(answered)s, fewer than the %(few)s needed, and this campaign combines no groups. Their "
                  "ratings are in no figure.", group=group_name(group), answered=_answered(number), few=few)
                if never
                else _("%(group)s: %(answered)s, fewer than the %(few)s needed, and there was no group to combine them "
                       "with. Their ratings are in no figure.",
                       group=group_name(group), answered=_answered(number), few=few)
            )  # fmt: skip
            sentences.append(told)
        elif block is not None and block != group and number < few:
            sentences.append(
                _("%(group)s: %(answered)s, fewer than the %(few)s needed to be shown alone. Their ratings are in the "
                  "figures of “%(block)s”.",
                  group=group_name(group), answered=_answered(number), few=few, block=group_name(block))
            )  # fmt: skip
    for block in rules.blocks(report):
        of_block = figures[(figures["group"] == block) & (figures["kind"] == "item")]
        missing = int(of_block["value"].isna().sum())
        if missing == len(of_block):
            sentences.append(
                _("%(group)s: no figure is shown, because fewer than %(least)s of the group rated each behaviour.",
                  group=group_name(block), least=on_one)
            )  # fmt: skip
        elif missing:
            sentences.append(
                ngettext(
                    "%(group)s: %(num)s of %(figures)s not shown, because fewer than %(least)s of the group rated that "
                    "behaviour.",
                    "%(group)s: %(num)s of %(figures)s not shown, because fewer than %(least)s of the group rated "
                    "those behaviours.",
                    missing,
                    group=group_name(block), least=on_one,
                    figures=ngettext("%(num)s figure", "%(num)s figures", len(of_block)),
                )
            )  # fmt: skip
    return tuple(sentences)


def response_sentence(report: rules.Report) -> str:
    """Return who answered, in words, named people apart from the rest."""
    groups = report["groups"]
    unnamed = unnamed_groups(groups)
    invited = sum(groups[group].get("invited", 0) for group in unnamed)
    answered = sum(groups[group].get("n", 0) for group in unnamed)
    with_manager = bool(groups.get("manager", {}).get("invited"))
    besides = _("you and your manager") if with_manager else _("you")
    people = ngettext("%(num)s person", "%(num)s people", invited)
    if not invited:
        sentences = [_("Nobody was asked besides %(besides)s.", besides=besides)]
    elif not answered:
        sentences = [_("Of the %(people)s asked besides %(besides)s, none answered.", people=people, besides=besides)]
    elif answered == invited > 1:
        sentences = [_("All %(people)s asked besides %(besides)s answered.", people=people, besides=besides)]
    else:
        sentences = [
            _("Of the %(people)s asked besides %(besides)s, %(answered)s answered.",
              people=people, besides=besides, answered=answered)
        ]  # fmt: skip
    if with_manager:
        manager = _("Your manager answered too.") if _n(report, "manager") else _("Your manager did not answer.")
        sentences.append(manager)
    if not _n(report, "self"):
        sentences.append(_("You did not rate yourself."))
    return " ".join(sentences)


def _how_shown(report: rules.Report, group: str) -> str:
    number = report["groups"][group].get("n", 0)
    if group in NAMED:
        shown = _("As your own rating") if group == "self" else _("By name")
        return str(shown if number else _("Did not answer"))
    if not number:
        return str(_("Nobody answered"))
    block = _block_of(report, group)
    if block is None:
        return str(_("Left out: too few answered"))
    return str(_("As a group of %(number)s", number=number)) if block == group else group_name(block)


def _block_of(report: rules.Report, group: str) -> str | None:
    return next((block for block in rules.blocks(report) if group in block.split("+")), None)


def _n(report: rules.Report, group: str) -> int:
    return int(report["groups"].get(group, {}).get("n", 0))


def _answered(number: int) -> str:
    return str(ngettext("%(num)s person answered", "%(num)s people answered", number))
