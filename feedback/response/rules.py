"""Is what was typed an answer to what was asked? Pure decisions about answers."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

LONGEST_COMMENT = 3_000  # characters, each
CANNOT_SAY = "cant_say"  # the value components/rating.html sends
# Controls but tab and line end, halves of a pair, and the 66 code points that are no characters.
_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


@dataclass(frozen=True)
class Answers:
    """What one rater answered: item -> rating, or None for "I can't say"; question -> comment. Unanswered is absent."""

    ratings: dict[str, int | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True when nothing was rated, not even "I can't say", and nothing written."""
        return not self.ratings and not self.comments

    def with_page(self, page: "Answers", *, items: Collection[str] = (), questions: Collection[str] = ()) -> "Answers":
        """These answers with one page of them (its items and questions) answered anew."""
        ratings = {item: rating for item, rating in self.ratings.items() if item not in items}
        comments = {question: text for question, text in self.comments.items() if question not in questions}
        return Answers(ratings | page.ratings, comments | page.comments)


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
    """The answers of one page from its form fields ``i.<item>`` and ``c.<question>``.

    Raises:
        PageRefused: a rating off the scale, an item that is not on the page, or a comment that is too long.
    """
    faults: dict[str, Fault] = {}
    ratings: dict[str, int | None] = {}
    comments: dict[str, str] = {}
    allowed: dict[str, int | None] = {str(point): point for point in points} | {CANNOT_SAY: None}
    for name, value in typed.items():
        if name.startswith("i."):
            item = name[2:]
            if item not in items:
                faults[name] = Fault.OTHER_STATEMENT
            elif value not in allowed:
                faults[name] = Fault.NO_POINT
            else:
                ratings[item] = allowed[value]
        elif name.startswith("c."):
            question, text = name[2:], tidy(value).strip()
            if question not in questions:
                faults[name] = Fault.OTHER_QUESTION
            elif len(text) > LONGEST_COMMENT:
                faults[name] = Fault.TOO_LONG
            elif text:
                comments[question] = text
    if faults:
        raise PageRefused(faults)
    return Answers(ratings, comments)
