"""What stands on a paper copy? A slip with the name, to be kept; questions with a code and no name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from feedback.campaign.marking import Marking
from feedback.campaign.models import Subject
from feedback.campaign.promise import promise_to
from feedback.campaign.questionnaire import Questionnaire
from feedback.foundations.languages import written_date
from feedback.foundations.pages import BOLD
from feedback.foundations.printable import all_printable
from feedback.foundations.typesetter import as_pdf, with_row_headers
from feedback.invitation import codes
from feedback.invitation.paper import Copy
from feedback.paper import ways
from feedback.response.pages import Page, pages

_TEMPLATE = Path(__file__).parent / "typesetting" / "sheet.typ"
_LINES_ON_A_THEME, _LINES_ON_A_QUESTION = 4, 9


@dataclass(frozen=True)
class Return:
    """Where filled-in pages go, line by line, and until when."""

    to: tuple[str, ...]
    by: date


def typeset(
    leader: Subject,
    asked: Questionnaire,
    copies: Sequence[Copy],
    *,
    back: Return,
    council: str,
    colour: str,
    today: date,
) -> bytes:
    """Return the paper copies as one PDF: for each a slip, and then the questionnaire on sheets of its own.

    Nothing of it is kept: the codes in it exist nowhere else.

    Args:
        leader: whom the feedback is about.
        asked: what the raters are asked.
        copies: for whom, each with its code.
        back: where the pages go, and until when.
        council: its name.
        colour: its own, as ``#rrggbb``; only in rules, never behind or in text.
        today: the date that the file bears.
    """
    wordings = sorted({copy.group == "self" for copy in copies})
    data = {
        "council": council,
        "colour": colour,
        "campaign": leader.campaign.name,
        "language": str(get_locale() or "en").partition("_")[0],
        "title": _("Paper questionnaires"),
        "by": written_date(back.by),
        "to": back.to,
        "words": _words(leader.person.name, written_date(back.by)),
        "asked": {str(own): _asked(asked, leader.person.name, own=own) for own in wordings},
        "copies": [_copy(copy, leader) for copy in copies],
    }
    return with_row_headers(as_pdf(_TEMPLATE, all_printable(data), dated=today))


def _copy(copy: Copy, leader: Subject) -> dict[str, Any]:
    named = copy.group in ("self", "manager")
    return {
        "name": copy.name,
        "code": codes.in_groups(copy.code),
        "asked": str(copy.group == "self"),
        "promise_title": _("Who sees what you say") if named else _("How you are protected"),
        "promise": promise_to(copy.group, leader),
    }


def _words(leader: str, by: str) -> dict[str, Any]:
    """What stands on every copy."""
    return {
        "keep": _("Keep this page. It is the only one with your name on it. Do not send it back."),
        "how": [
            _("Tick one circle for each statement. You may leave some out."),
            _(
                "A clerk types in your answers. The clerk has no part in feedback on %(leader)s, sees the other pages "
                "but not who you are, and shreds them afterwards. If your handwriting may be known, write in capitals.",
                leader=leader,
            ),
            _("The code on each page lets your answers count once. Show it to nobody."),
            _(
                "You can also answer online, with the link in your email. What you send online counts, and the paper "
                "is then not used. What you only saved online is replaced by the paper."
            ),
        ],
        "return": _("Put all pages but this one in an envelope, and return them by %(day)s to:", day=by),
        "no_name": _("Do not write your name on these pages."),
        "tick": _("Tick one circle in each row. If you have not seen it, tick “I can’t say”. You may leave rows out."),
        "statement": _("Statement"),
        "cant_say": _("I can’t say"),
        "unexpected": _("What we do not expect to see"),
        "thanks": _("Thank you. Return these pages by %(day)s to:", day=by),
        "code": _("Code"),
        "page": _("Page"),
        "of": _("of"),
    }


def _asked(asked: Questionnaire, leader: str, *, own: bool) -> dict[str, Any]:
    """The questionnaire in the wording of leaders about themselves, or of their raters."""
    about = _("About yourself: %(leader)s", leader=leader) if own else _("Feedback on %(leader)s", leader=leader)
    how_often = (
        _("How often does this describe you?") if own else _("How often does this describe %(leader)s?", leader=leader)
    )
    own_words = (
        _("Describe what you did and what came of it.") if own
        else _("Describe what you saw and what came of it. Leave out names, dates and places.")
    )  # fmt: skip
    return {
        "about": about,
        "slip_title": _("Rate yourself, on paper") if own else _("Feedback on %(leader)s, on paper", leader=leader),
        "how_often": how_often,
        "own_words": own_words,
        "travels": None if own else _travels(leader),
        "points": [{"value": str(point), "label": asked.scale.label(point)} for point in asked.scale.points],
        "pages": [_page(page, asked, leader, own=own) for page in pages(asked)],
    }


def _travels(leader: str) -> dict[str, Any]:
    """How a comment can reach the leader: what to tick below each box, and what it means."""
    return {
        "title": _("How this comment travels"),
        "ways": list(ways.in_words().values()),
        "means": _(
            "Below each box you can tick how your comment travels. Word for word: %(leader)s reads what you write. "
            "In the coach’s words: %(leader)s reads what the coach makes of it. To the coach only: %(leader)s never "
            "reads it. If you tick nothing, it goes word for word.",
            leader=leader,
        ),
    }


def _may_mark(marking: Marking, leader: str, *, own: bool) -> str:
    words: str
    if own:
        words = ngettext(
            "Which of these matter most in your role? Tick up to %(num)s. You may leave it out.",
            "Which of these matter most in your role? Tick up to %(num)s. You may leave it out.",
            marking.most,
        )
    else:
        words = ngettext(
            "Which of these matter most in the role of %(leader)s? Tick up to %(num)s. You may leave it out.",
            "Which of these matter most in the role of %(leader)s? Tick up to %(num)s. You may leave it out.",
            marking.most,
            leader=leader,
        )
    return words


def _page(page: Page, asked: Questionnaire, leader: str, *, own: bool) -> dict[str, Any]:
    section = page.section
    lines = _LINES_ON_A_THEME if section else _LINES_ON_A_QUESTION
    return {
        "title": page.title,
        "description": _runs((section.description or "").split("\n\n")[0]) if section else [],
        "items": [
            {
                "text": item.self if own else item.rater,
                "help": [_runs(text) for text in ((item.expectation,) if item.expectation else ()) + item.guidance],
            }
            for item in (section.items if section else ())
        ],
        "unexpected": [_runs(text) for text in section.unexpected] if section else [],
        "marks": list(page.marking.names.values()) if page.marking else [],
        "may_mark": _may_mark(page.marking, leader, own=own) if page.marking else "",
        "questions": [
            # On paper the box can stand on the page after its theme.
            {
                "text": f"{asked.question_titles[one.id]}. {one.asked_of(own=own)}"
                if section
                else one.asked_of(own=own),
                "lines": lines,
            }
            for one in page.questions
        ],
    }


def _runs(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is bold."""
    pieces = re.split(BOLD, text)  # what was between the marks stands at the odd places
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
