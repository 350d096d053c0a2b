"""Is what was typed an answer to what was asked? Pure decisions about answers."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

LONGEST_COMMENT = 3_000  # characters, each
MARKS = "marks"  # the field of all that is marked together, where too much of it is said
CANNOT_SAY = "cant_say"  # the value components/rating.html sends
VERBATIM, PARAPHRASE, COACH_ONLY = TRAVELS = ("verbatim", "paraphrase", "coach_only")
# Controls but tab and line end, halves of a pair, and the 66 code points that are no characters.
_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

Said = str | tuple[str, str]
"""A comment that the leader reads word for word; or its text, and how else it travels."""


@dataclass(frozen=True)
class Answers:
    """What one rater answered: item -> rating, or None for "I can't say"; question -> comment. Unanswered is absent.

    ``travels`` has the comments that the leader is not to read word for word: question -> PARAPHRASE or COACH_ONLY.
    ``marks`` are the competencies marked as mattering most in the role.
    """

    ratings: dict[str, int | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    travels: dict[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """True when nothing was rated, not even "I can't say", nothing marked and nothing written."""
        return not self.ratings and not self.comments and not self.marks

    @property
    def said(self) -> dict[str, Said]:
        """The comments, each with how it travels unless that is word for word."""
        return {
            question: (text, self.travels[question]) if question in self.travels else text
            for question, text in self.comments.items()
        }

    def with_page(
        self,
        page: "Answers",
        *,
        items: Collection[str] = (),
        questions: Collection[str] = (),
        competencies: Collection[str] = (),
    ) -> "Answers":
        """These answers with one page of them (its items, questions and what could be marked) answered anew."""
        ratings = {item: rating for item, rating in self.ratings.items() if item not in items}
        comments = {question: text for question, text in self.comments.items() if question not in questions}
        travels = {question: how for question, how in self.travels.items() if question not in questions}
        marks = self.marks.difference(competencies) | page.marks
        return Answers(ratings | page.ratings, comments | page.comments, travels | page.travels, marks)


class Fault(Enum):
    """Why something typed is no answer."""

    NO_POINT = "it is not on the scale"
    OTHER_STATEMENT = "the statement is not on this page"
    OTHER_QUESTION = "the question is not on this page"
    TOO_LONG = "the comment is too long"
    TOO_MANY = "more is marked than may be"


class PageRefused(Exception):
    """Something typed on a page is no answer; ``faults`` maps the field to the reason."""

    def __init__(self, faults: dict[str, Fault]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def tidy(text: str) -> str:
    """Text with one kind of line end, and without what no page can show: controls, halves of a pair, no characters."""
    if text.isprintable():  # as most fields are; told ten times faster than by looking for each that is not
        return text
    return _NOT_SHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_page(
    typed: Mapping[str, str],
    *,
    items: Collection[str],
    questions: Collection[str],
    points: Collection[int],
    competencies: Collection[str] = (),
    most_marks: int = 0,
) -> Answers:
    """The answers of one page from its fields ``i.<item>``, ``c.<question>``, ``t.<question>`` and ``m.<competency>``.

    How a comment travels (``t.``) counts only with a comment; without it, or "verbatim", it is word for word.

    Raises:
        PageRefused: a rating off the scale, an item that is not on the page, a comment that is too long, or one that
            cannot travel like that; more marks than may be made, which is the fault of the field MARKS.
    """
    faults: dict[str, Fault] = {}
    ratings: dict[str, int | None] = {}
    comments: dict[str, str] = {}
    travels: dict[str, str] = {}
    marks: set[str] = set()
    allowed: dict[str, int | None] = {str(point): point for point in points} | {CANNOT_SAY: None}
    for name, value in typed.items():
        kind, _, what = name.partition(".")
        try:
            if kind == "i":
                ratings[what] = _rating(what, value, items=items, allowed=allowed)
            elif kind == "c" and (text := _comment(what, value, questions=questions)):
                comments[what] = text
            elif kind == "t" and (how := _way(what, value, questions=questions)) != VERBATIM:
                travels[what] = how
            elif kind == "m":
                marks.add(_one_of(what, competencies))
        except _Refused as refused:
            faults[name] = refused.fault
    if len(marks) > most_marks:
        faults[MARKS] = Fault.TOO_MANY
    if faults:
        raise PageRefused(faults)
    travelling = {question: how for question, how in travels.items() if question in comments}
    return Answers(ratings, comments, travelling, frozenset(marks))


class _Refused(Exception):
    """One field is no answer."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def _rating(item: str, value: str, *, items: Collection[str], allowed: Mapping[str, int | None]) -> int | None:
    if item not in items:
        raise _Refused(Fault.OTHER_STATEMENT)
    if value not in allowed:
        raise _Refused(Fault.NO_POINT)
    return allowed[value]


def _comment(question: str, value: str, *, questions: Collection[str]) -> str:
    text = tidy(value).strip()
    if question not in questions:
        raise _Refused(Fault.OTHER_QUESTION)
    if len(text) > LONGEST_COMMENT:
        raise _Refused(Fault.TOO_LONG)
    return text


def _one_of(competency: str, competencies: Collection[str]) -> str:
    if competency not in competencies:
        raise _Refused(Fault.OTHER_STATEMENT)
    return competency


def _way(question: str, value: str, *, questions: Collection[str]) -> str:
    if question not in questions or value not in TRAVELS:
        raise _Refused(Fault.NO_POINT)
    return value
