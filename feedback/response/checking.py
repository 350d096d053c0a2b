"""What will be sent, page by page and comment by comment, as it stands on the page before sending?"""

from collections.abc import Sequence

from flask import get_template_attribute, render_template, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from feedback.response import service
from feedback.response.asked import Asked
from feedback.response.blank import PLACES, blank_page, kept_part
from feedback.response.giveaways import Hint
from feedback.response.pages import Progress, pages, progress
from feedback.response.rules import Answers


def show_check(asked: Asked, place: int, answers: Answers, errors: list[dict[str, str]] | None = None) -> str:
    """How far each page is, and what in the comments may give the rater away.

    Made of parts that are the same for many: what a rater wrote is put into its place, and never kept.
    """
    found = pages(asked.questionnaire)
    addresses = {page.number: url_for("response.page", place=place, number=page.number) for page in found}
    titles, warnings = asked.questionnaire.question_titles, service.warnings(asked.slot, answers)
    rows, comments = "", ""
    for number, row in enumerate(progress(found, answers), start=1):
        address = addresses[row.page.number]
        rows += _line(number, row, address, asked)
        for question in row.page.questions:
            if question.id in answers.comments:
                title = titles[question.id] if row.page.section else question.asked_of(own=asked.own)
                comments += _comment(question.id, title, address, asked, answers, warnings.get(question.id, ()))

    has_comments = bool(comments)

    def drawn(asked: Asked, rows: str = PLACES["rows"], comments: str = PLACES["comments"]) -> str:
        return render_template(
            "response/check.html", asked=asked, place=place, errors=errors,
            rows=Markup(rows), comments=Markup(comments) if has_comments else "",  # noqa: S704 - escaped where it is made
        )  # fmt: skip

    if errors:
        return drawn(asked, rows, comments)
    return blank_page(
        asked, drawn, "check", place, asked.slot.is_submitted, asked.closes_on, has_comments,
        rows=rows, comments=comments,
    )  # fmt: skip


def _line(number: int, row: Progress, address: str, asked: Asked) -> str:
    sent, done = asked.slot.is_submitted, (row.rated, row.cannot_say, row.open_items, row.comments, row.marks)

    def drawn() -> str:
        line = get_template_attribute("components/status.html", "task_row")
        return str(line(f"page-{number}", _task(row, address, sent=sent)))

    return kept_part(drawn, "check line", number, address, sent, done, id(row.page), holding=row.page)


def _comment(question: str, title: str, address: str, asked: Asked, answers: Answers, found: tuple[Hint, ...]) -> str:
    way = answers.travels.get(question)

    def drawn() -> str:
        return render_template(
            "response/checked_comment.html",
            question=question, title=title, address=address, name=PLACES["leader"], own=asked.own, way=way,
            words=PLACES["words"], hints=PLACES["hints"],
        )  # fmt: skip

    shown = get_template_attribute("response/giveaways.html", "giveaways")(found) if found else ""
    return kept_part(
        drawn, "checked comment", question, address, asked.own, way, id(asked.questionnaire),
        holding=asked.questionnaire, leader=str(escape(asked.leader)), words=str(escape(answers.comments[question])),
        hints=str(shown),
    )  # fmt: skip


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
