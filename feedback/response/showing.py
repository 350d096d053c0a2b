"""How does a page of the questionnaire look, filled in as it was saved or as it was just typed?"""

from collections.abc import Mapping
from functools import lru_cache

from flask import get_template_attribute, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from feedback.campaign.questionnaire import Scale
from feedback.response import service
from feedback.response.asked import Asked
from feedback.response.blank import blank_page
from feedback.response.pages import Page, so_far
from feedback.response.rules import CANNOT_SAY, LONGEST_COMMENT, MARKS, VERBATIM, Answers, Fault, PageRefused, tidy

MARKED = "y"  # the value of a box that is ticked


def as_typed(answers: Answers) -> dict[str, str]:
    """Saved answers as the fields of a form."""
    ratings = {f"i.{item}": CANNOT_SAY if rating is None else str(rating) for item, rating in answers.ratings.items()}
    comments = {f"c.{question}": text for question, text in answers.comments.items()}
    marks = {f"m.{competency}": MARKED for competency in answers.marks}
    return ratings | comments | {f"t.{question}": how for question, how in answers.travels.items()} | marks


def typed() -> dict[str, str]:
    """What was just typed, by field."""
    return {name: tidy(value) for name, value in request.form.items()}


def words_typed() -> list[str]:
    """The comments that were just typed, to be given back when they cannot be kept."""
    return [text for name, text in typed().items() if name.startswith("c.") and text.strip()]


def show_refused(asked: Asked, place: int, here: Page, refused: PageRefused, *, filled: Mapping[str, str]) -> str:
    """The page again, saying at each field that holds no answer what to do."""
    return show_page(asked, place, here, filled=filled, faults=what_to_do(refused, filled=filled, most=here.most_marks))


def what_to_do(refused: PageRefused, *, filled: Mapping[str, str], most: int) -> dict[str, str]:
    """For each field that holds no answer, how to put it right; ``most`` may be marked."""
    return {name: _cure(fault, filled.get(name, ""), most) for name, fault in refused.faults.items()}


def _cure(fault: Fault, text: str, most_marks: int) -> str:
    words: str
    match fault:
        case Fault.NO_POINT:
            words = gettext("Choose one of the answers shown")
        case Fault.OTHER_STATEMENT:
            words = gettext("This statement is not part of the page. Go back to the start and open it again")
        case Fault.OTHER_QUESTION:
            words = gettext("This question is not part of the page. Go back to the start and open it again")
        case Fault.TOO_LONG:
            most, length = f"{LONGEST_COMMENT:,}", f"{len(text.strip()):,}"
            words = gettext("Shorten this to %(most)s characters: it has %(length)s", most=most, length=length)
        case Fault.TOO_MANY:
            words = gettext("Mark no more than %(limit)s. Untick the others", limit=most_marks)
    return words


def show_too_long(asked: Asked, place: int, here: Page, *, filled: Mapping[str, str]) -> str:
    """The page again, saying which comment to shorten; a page that has none leads to those that have."""
    if here.questions:
        text = gettext("Your comments together are too long to keep. Shorten some of them")
        return show_page(asked, place, here, filled=filled, faults={f"c.{here.questions[0].id}": text})
    text = gettext("Your comments are so long that these ratings cannot be kept with them. Shorten a comment first")
    problem = {"text": text, "href": url_for("response.check", place=place)}
    return show_page(asked, place, here, filled=filled, problem=problem)


def show_page(
    asked: Asked,
    place: int,
    here: Page,
    *,
    filled: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    problem: Mapping[str, str] | None = None,
) -> str:
    """One page, filled in.

    Args:
        asked: whose feedback it is.
        place: its place in the link.
        here: which page.
        filled: the fields as they are to stand there.
        faults: what is wrong with which field.
        problem: what is wrong with the page as a whole, a line of the error summary.
    """
    fields = [*(f"i.{item}" for item in here.item_ids), *(f"{kind}.{q}" for q in here.question_ids for kind in "ct")]
    fields += [f"m.{competency}" for competency in here.competency_ids]
    looking_again = request.method == "GET" and "look" in request.args
    if not (faults or problem or looking_again or asked.slot.is_submitted or any(map(filled.get, fields))):
        return blank_page(
            asked, lambda anybody: _drawn(anybody, place, here, filled={}, faults={}), "page", place, here.number
        )
    return _drawn(asked, place, here, filled=filled, faults=faults or {}, problem=problem, looking_again=looking_again)


def _drawn(
    asked: Asked,
    place: int,
    here: Page,
    *,
    filled: Mapping[str, str],
    faults: Mapping[str, str],
    problem: Mapping[str, str] | None = None,
    looking_again: bool = False,
) -> str:
    written = {question: filled[f"c.{question}"] for question in here.question_ids if filled.get(f"c.{question}")}
    travels = {question: how for question in written if (how := filled.get(f"t.{question}", VERBATIM)) != VERBATIM}
    shown = [f"i.{item}" for item in here.item_ids] + [f"c.{question}" for question in here.question_ids] + [MARKS]
    errors = [{"text": text, "href": f"#{name}"} for name, text in faults.items() if name in shown]
    # What is not on the page cannot be linked to, and however much of it was sent, it is said once.
    errors += [{"text": text} for text in dict.fromkeys(text for name, text in faults.items() if name not in shown)]
    return render_template(
        "response/page.html",
        asked=asked,
        place=place,
        page=here,
        so_far=so_far(here),
        typed=filled,
        faults=faults,
        warnings=service.warnings(asked.slot, Answers(comments=written, travels=travels)),
        looking_again=looking_again,
        errors=[*errors, dict(problem)] if problem else errors,
        points=_with_words(asked.questionnaire.scale),
        points_of=_with_words,
        statement=statement,
    )


def _with_words(scale: Scale) -> tuple[tuple[int, str], ...]:
    return tuple((point, scale.label(point)) for point in scale.points)


def statement(
    name: str, legend: str, points: tuple[tuple[int, str], ...], cannot_say: str, checked: str | None
) -> Markup:
    """What the macro ``rating`` of components/rating.html makes of a statement that has no error and no details."""
    html = _unanswered(name, legend, points, cannot_say)
    if checked is None:
        return html
    chosen = f' value="{checked}"'  # looked for, never written: only what the template wrote itself is repeated
    return Markup(str(html).replace(f"{chosen}>", f"{chosen} checked>", 1))  # noqa: S704 - a template's own output


@lru_cache(maxsize=4096)
def _unanswered(name: str, legend: str, points: tuple[tuple[int, str], ...], cannot_say: str) -> Markup:
    """A statement as everybody sees it first. Kept: it is a quarter of a page's cost, and nobody's."""
    made: Markup = get_template_attribute("components/rating.html", "rating")(name, legend, points, cannot_say)
    return made
