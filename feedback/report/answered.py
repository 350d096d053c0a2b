"""Who was asked, who answered, how is each group shown, and what did the rules hide?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.analysis import rules
from feedback.campaign.blocks import NAMED
from feedback.foundations.pages import counted, group_name
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
    return Table("Who was asked and who answered", ("Group", "Asked", "Answered", "How shown"), rows)


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
            why = "this campaign combines no groups" if never else "there was no group to combine them with"
            sentences.append(
                f"{group_name(group)}: {_answered(number)}, fewer than the {few} needed, and {why}. "
                "Their ratings are in no figure."
            )
        elif block is not None and block != group and number < few:
            sentences.append(
                f"{group_name(group)}: {_answered(number)}, fewer than the {few} needed to be shown alone. "
                f"Their ratings are in the figures of \u201c{group_name(block)}\u201d."
            )
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
                f"{group_name(block)}: {missing} of {counted(len(of_block), 'figure')} not shown, because fewer than "
                f"{on_one} of the group rated {'that behaviour' if missing == 1 else 'those behaviours'}."
            )
    return tuple(sentences)


def response_sentence(report: rules.Report) -> str:
    """Return who answered, in words, named people apart from the rest."""
    groups = report["groups"]
    unnamed = unnamed_groups(groups)
    invited = sum(groups[group].get("invited", 0) for group in unnamed)
    answered = sum(groups[group].get("n", 0) for group in unnamed)
    with_manager = bool(groups.get("manager", {}).get("invited"))
    besides = "you and your manager" if with_manager else "you"
    sentences = [f"Nobody was asked besides {besides}."]
    if invited:
        people = counted(invited, "person", "people")
        sentences = [f"Of the {people} asked besides {besides}, {answered or 'none'} answered."]
        if answered == invited > 1:
            sentences = [f"All {people} asked besides {besides} answered."]
    if with_manager:
        sentences.append("Your manager answered too." if _n(report, "manager") else "Your manager did not answer.")
    if not _n(report, "self"):
        sentences.append("You did not rate yourself.")
    return " ".join(sentences)


def _how_shown(report: rules.Report, group: str) -> str:
    number = report["groups"][group].get("n", 0)
    if group in NAMED:
        shown = "As your own rating" if group == "self" else "By name"
        return shown if number else "Did not answer"
    if not number:
        return "Nobody answered"
    block = _block_of(report, group)
    if block is None:
        return "Left out: too few answered"
    return f"As a group of {number}" if block == group else group_name(block)


def _block_of(report: rules.Report, group: str) -> str | None:
    return next((block for block in rules.blocks(report) if group in block.split("+")), None)


def _n(report: rules.Report, group: str) -> int:
    return int(report["groups"].get(group, {}).get("n", 0))


def _answered(number: int) -> str:
    return f"{counted(number, 'person', 'people')} answered"
