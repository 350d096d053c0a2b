"""How does an action plan become a Word file, to be taken to supervision, My Plan, a PDR or an appraisal?"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _

from feedback.campaign.models import Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.followup.models import Plan, PlanAction
from feedback.foundations import languages
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
    about = _("After %(campaign)s. %(standing)s", campaign=leader.campaign.name, standing=_standing(plan, leader))
    return written(_("Action plan of %(name)s", name=leader.person.name), about, lines, council=council)


def written(
    title: str, about: str, lines: Sequence[Line], *, council: str, ratings: Sequence[tuple[str, str]] = ()
) -> bytes:
    """A DOCX file with what somebody will do about each behaviour, and how they rated themself if that is given.

    Args:
        title: of the file, and its heading.
        about: a paragraph under the heading.
        lines: one for each behaviour that is worked on.
        council: its name, as it is to be printed.
        ratings: (behaviour, rating in words) in the order asked.
    """
    import docx

    file = docx.Document()
    properties = file.core_properties
    properties.title, properties.author = storable(title), storable(council)
    properties.created = properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001 - says nothing of when it was made
    properties.language, properties.comments = languages.of_files(), ""
    word_styles.set_up(file, footer=storable(f"{council}. {title}."))
    file.add_heading(storable(title), level=0)
    file.add_paragraph(storable(about))
    for line in lines:
        file.add_heading(storable(line.theirs), level=1)
        file.add_paragraph(storable(line.theme))
        rows = [(_("What I will do"), line.doing), (_("How we will know"), line.evidence)]
        rows += [(_("Help needed"), line.support)] if line.support else []
        rows += [(_("By when"), british_date(line.by_when))]
        table = file.add_table(rows=len(rows), cols=2, style="Table Grid")
        for row, (heading, text) in zip(table.rows, rows, strict=True):
            row.cells[0].text, row.cells[1].text = heading, storable(text)
            row.cells[0].paragraphs[0].runs[0].bold = True
    if ratings:
        file.add_heading(_("How I rate myself"), level=1)
        table = file.add_table(rows=len(ratings), cols=2, style="Table Grid")
        for row, (behaviour, rating) in zip(table.rows, ratings, strict=True):
            row.cells[0].text, row.cells[1].text = storable(behaviour), rating
    made = io.BytesIO()
    file.save(made)
    return without_times(made.getvalue())


def _standing(plan: Plan, leader: Subject) -> str:
    if plan.agreed_on is not None:
        day = british_date(plan.agreed_on)
        return str(_("Agreed with %(manager)s on %(day)s.", manager=leader.manager.name, day=day))
    return str(_("Not agreed with the manager yet."))
