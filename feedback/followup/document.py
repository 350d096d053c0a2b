"""How does an action plan become a Word file, to be taken to supervision, My Plan, a PDR or an appraisal?"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.followup.models import Plan, PlanAction
from feedback.foundations.pages import british_date
from feedback.report import word_styles
from feedback.report.office import storable, without_times

MIMETYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Line:
    """One behaviour of a plan, in words: whose theme it is, and what the leader will do about it."""

    item_id: str
    theme: str
    mine: str
    theirs: str
    doing: str
    evidence: str
    support: str
    by_when: date


def lines_of(actions: Sequence[PlanAction], asked: Questionnaire) -> list[Line]:
    """The actions of a plan with the words of their behaviours, in the plan's order."""
    items = {item.id: item for item in asked.items}
    themes = {theme.id: theme.name for theme in asked.themes}
    return [
        Line(
            action.item_id,
            themes[items[action.item_id].theme_id],
            items[action.item_id].self,
            items[action.item_id].rater,
            action.doing,
            action.evidence,
            action.support,
            action.by_when,
        )
        for action in actions
        if action.item_id in items
    ]


def word(plan: Plan, lines: Sequence[Line], *, leader: Subject, council: str) -> bytes:
    """The plan as a DOCX file: a heading for each behaviour and a table of what, how known, help and by when."""
    import docx

    file = docx.Document()
    title = f"Action plan of {leader.person.name}"
    about = file.core_properties
    about.title, about.author = storable(title), storable(council)
    about.created = about.modified = datetime(2000, 1, 1)  # noqa: DTZ001 - says nothing of when it was made
    about.language, about.comments = "en-GB", ""
    word_styles.set_up(file, footer=storable(f"{council}. {title}."))
    file.add_heading(storable(title), level=0)
    file.add_paragraph(storable(f"After {leader.campaign.name}. {_standing(plan, leader)}"))
    for line in lines:
        file.add_heading(storable(line.theirs), level=1)
        file.add_paragraph(storable(line.theme))
        rows = [("What I will do", line.doing), ("How we will know", line.evidence)]
        rows += [("Help needed", line.support)] if line.support else []
        rows += [("By when", british_date(line.by_when))]
        table = file.add_table(rows=len(rows), cols=2, style="Table Grid")
        for row, (heading, text) in zip(table.rows, rows, strict=True):
            row.cells[0].text, row.cells[1].text = heading, storable(text)
            row.cells[0].paragraphs[0].runs[0].bold = True
    written = io.BytesIO()
    file.save(written)
    return without_times(written.getvalue())


def _standing(plan: Plan, leader: Subject) -> str:
    if plan.agreed_on is not None:
        return f"Agreed with {leader.manager.name} on {british_date(plan.agreed_on)}."
    return "Not agreed with the manager yet."
