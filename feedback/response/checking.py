"""What will be sent, page by page and comment by comment, as it stands on the page before sending?"""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import gettext, ngettext

from feedback.response import service
from feedback.response.asked import Asked
from feedback.response.pages import Progress, pages, progress
from feedback.response.rules import Answers


def show_check(asked: Asked, place: int, answers: Answers, errors: list[dict[str, str]] | None = None) -> str:
    """How far each page is, and what in the comments may give the rater away."""
    found = pages(asked.questionnaire)
    addresses = {page.number: url_for("response.page", place=place, number=page.number) for page in found}
    rows = progress(found, answers)
    return render_template(
        "response/check.html",
        asked=asked,
        place=place,
        answers=answers,
        tasks=[_task(row, addresses[row.page.number], sent=asked.slot.is_submitted) for row in rows],
        comments=[
            (question.id, addresses[row.page.number])
            for row in rows
            for question in row.page.questions
            if question.id in answers.comments
        ],
        errors=errors,
        warnings=service.warnings(asked.slot, answers),
    )


def _task(row: Progress, address: str, *, sent: bool) -> dict[str, object]:
    """A line of the list of pages: ``task_list`` of components/status.html says of what it is made."""
    done = _done(row)
    status, colour = _state(row, begun=bool(done) and not sent)
    href = f"{address}#{row.page.anchor}" if row.page.anchor else address
    return {"title": row.page.title, "href": href, "hint": ", ".join(done), "status": status, "colour": colour}


def _done(row: Progress) -> Sequence[str]:
    told = []
    if row.rated:
        told.append(ngettext("%(num)s rated", "%(num)s rated", row.rated))
    if row.cannot_say:
        told.append(ngettext("%(num)s “I can’t say”", "%(num)s “I can’t say”", row.cannot_say))
    if row.comments:
        told.append(ngettext("%(num)s comment", "%(num)s comments", row.comments))
    if row.marks:
        told.append(ngettext("%(num)s marked", "%(num)s marked", row.marks))
    return told


def _state(row: Progress, *, begun: bool) -> tuple[str, str | None]:
    """What is still open, and the colour that repeats it; none for a page that is complete."""
    if row.open_items:
        open_items = ngettext("%(num)s not answered", "%(num)s not answered", row.open_items)
        return open_items, "yellow" if begun else "grey"
    if row.page.section or row.comments or row.marks:
        return gettext("Complete"), None
    return gettext("Nothing marked") if row.page.marking else gettext("Nothing written"), "grey"
