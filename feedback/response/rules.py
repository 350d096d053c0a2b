"""Is what was typed an answer to what was asked? Pure decisions about answers."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

LONGEST_COMMENT = 3_000  # characters, each
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
    """

    ratings: dict[str, int | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    travels: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True when nothing was rated, not even "I can't say", and nothing written."""
        return not self.ratings and not self.comments

    @property
    def said(self) -> dict[str, Said]:
        """The comments, each with how it travels unless that is word for word."""
        return {
            question: (text, self.travels[question]) if question in self.travels else text
            for question, text in self.comments.items()
        }

    def with_page(self, page: "Answers", *, items: Collection[str] = (), questions: Collection[str] = ()) -> "Answers":
        """These answers with one page of them (its items and questions) answered anew."""
        ratings = {item: rating for item, rating in self.ratings.items() if item not in items}
        comments = {question: text for question, text in self.comments.items() if question not in questions}
        travels = {question: how for question, how in self.travels.items() if question not in questions}
        return Answers(ratings | page.ratings, comments | page.comments, travels | page.travels)


class Fault(Enum):
    """Why something typed is no answer."""

    NO_POINT = "it is not on the scale"
    OTHER_STATEMENT = "the statement is not on this page"
    OTHER_QUESTION = "the question is not on this page"
    TOO_LONG = "the comment is too long"


class PageRefused(Exception):
    """Something typed on a page is no answer; ``faults`` maps the field to the reason."""

    def __init__(self, faults: dict[str, Fault]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def tidy(text: str) -> str:
    """Text with one kind of line end, and without what no page can show: controls, halves of a pair, no characters."""
    return _NOT_SHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_page(
    typed: Mapping[str, str], *, items: Collection[str], questions: Collection[str], points: Collection[int]
) -> Answers:
    """The answers of one page from its form fields ``i.<item>``, ``c.<question>`` and ``t.<question>``.

    How a comment travels (``t.``) counts only with a comment; without it, or "verbatim", it is word for word.

    Raises:
        PageRefused: a rating off the scale, an item that is not on the page, a comment that is too long, or one that
            cannot travel like that.
    """
    faults: dict[str, Fault] = {}
    ratings: dict[str, int | None] = {}
    comments: dict[str, str] = {}
    travels: dict[str, str] = {}
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
        except _Refused as refused:
            faults[name] = refused.fault
    if faults:
        raise PageRefused(faults)
    return Answers(ratings, comments, {question: how for question, how in travels.items() if question in comments})


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


def _way(question: str, value: str, *, questions: Collection[str]) -> str:
    if question not in questions or value not in TRAVELS:
        raise _Refused(Fault.NO_POINT)
    return value
