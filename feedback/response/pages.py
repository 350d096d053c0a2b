"""Which page of the questionnaire is this, and what is on it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import gettext, ngettext

from feedback.campaign.marking import SECONDS_TO_MARK, Marking
from feedback.campaign.questionnaire import (
    SECONDS_AN_ITEM,
    SECONDS_AN_OPEN_QUESTION,
    OpenQuestion,
    Questionnaire,
    Section,
    theme_question,
)
from feedback.foundations import languages
from feedback.foundations.memory import Memory
from feedback.response.rules import LONGEST_COMMENT, Answers


@dataclass(frozen=True)
class Page:
    """One page: a section of items, what matters most, the open questions, or all of these where a campaign asks so.

    ``themes`` is how many of the pages are one theme each; ``anchor`` is where on its page a part begins, and empty
    where the part is the page.
    """

    number: int
    count: int
    title: str
    section: Section | None
    questions: tuple[OpenQuestion, ...]
    minutes_left: int
    is_theme: bool
    themes: int
    anchor: str = ""
    inside: "tuple[Page, ...]" = ()
    marking: Marking | None = None

    @property
    def parts(self) -> "tuple[Page, ...]":
        """What the page is made of, from top to bottom: itself, unless it holds everything."""
        return self.inside or (self,)

    @cached_property
    def item_ids(self) -> frozenset[str]:
        """The items that may be answered here."""
        return frozenset(item.id for part in self.parts if part.section for item in part.section.items)

    @cached_property
    def question_ids(self) -> frozenset[str]:
        """The questions that may be answered here."""
        return frozenset(question.id for question in self.questions)

    @cached_property
    def competency_ids(self) -> frozenset[str]:
        """What may be marked here."""
        return frozenset(self.marking.ids if self.marking else ())

    @property
    def most_marks(self) -> int:
        """How much of it."""
        return self.marking.most if self.marking else 0

    @property
    def longest_comment(self) -> int:
        """Characters a comment may have."""
        return LONGEST_COMMENT


_MADE = Memory["tuple[Page, ...]"](500)


def pages(asked: Questionnaire) -> tuple[Page, ...]:
    """The pages of a questionnaire in order, in the reader's language; made once for all who are asked the same."""
    return _MADE.recall((id(asked), languages.current()), lambda: _pages(asked), holding=asked)


def _pages(asked: Questionnaire) -> tuple[Page, ...]:
    found = tuple(_page_by_page(asked))
    if not asked.one_page or len(found) < 2:
        return found
    inside = tuple(
        replace(page, number=1, count=1, anchor=f"part-{number}") for number, page in enumerate(found, start=1)
    )
    questions = tuple(question for page in found for question in page.questions)
    return (
        Page(
            1, 1, gettext("Your answers"), None, questions, found[0].minutes_left, False, 0,
            inside=inside, marking=asked.marking,
        ),
    )  # fmt: skip


def _page_by_page(asked: Questionnaire) -> list[Page]:
    last_of_theme = {section.theme_id: section.id for section in asked.sections}
    count = len(asked.sections) + bool(asked.marking) + bool(asked.questions)
    themes = len(asked.sections) if len(last_of_theme) == len(asked.sections) else 0
    words = gettext("Describe something you have seen (optional)"), gettext("Describe something you did (optional)")
    found = []
    left = asked.item_count
    for number, section in enumerate(asked.sections, start=1):
        heading = section.title or (gettext("Has it changed?") if section.scale else gettext("How is it now?"))
        comment = asked.comment_per_theme and last_of_theme[section.theme_id] == section.id
        questions = (_comment_on(section, asked, words),) if comment else ()
        minutes = _minutes(left, len(asked.questions), marks=asked.marking is not None)
        found.append(Page(number, count, heading, section, questions, minutes, themes > 0, themes))
        left -= len(section.items)
    if asked.marking:
        title = gettext("What matters most")
        minutes = _minutes(0, len(asked.questions), marks=True)
        number = len(asked.sections) + 1
        found.append(Page(number, count, title, None, (), minutes, False, themes, marking=asked.marking))
    if asked.questions:
        title = gettext("In your own words")
        found.append(Page(count, count, title, None, asked.questions, _minutes(0, len(asked.questions)), False, themes))
    return found


def so_far(page: Page) -> str:
    """``Theme 3 of 8, about 4 minutes left``; where a theme takes several pages, pages are counted instead."""
    if page.inside:
        told: str = ngettext(
            "All on one page, about %(num)s minute", "All on one page, about %(num)s minutes", page.minutes_left
        )
    elif page.is_theme:
        told = ngettext(
            "Theme %(number)s of %(count)s, about %(num)s minute left",
            "Theme %(number)s of %(count)s, about %(num)s minutes left",
            page.minutes_left,
            number=page.number,
            count=page.themes,
        )
    elif page.themes and page.number == page.count:
        told = ngettext(
            "Last page, about %(num)s minute left", "Last page, about %(num)s minutes left", page.minutes_left
        )
    else:
        told = ngettext(
            "Page %(number)s of %(count)s, about %(num)s minute left",
            "Page %(number)s of %(count)s, about %(num)s minutes left",
            page.minutes_left,
            number=page.number,
            count=page.count,
        )
    return told


def _minutes(items: int, questions: int, *, marks: bool = False) -> int:
    seconds = SECONDS_AN_ITEM * items + SECONDS_AN_OPEN_QUESTION * questions + SECONDS_TO_MARK * marks
    return max(1, round(seconds / 60))


def _comment_on(section: Section, asked: Questionnaire, words: tuple[str, str]) -> OpenQuestion:
    if asked.one_page:  # the same words would be asked several times on one page
        theme = next(theme.name for theme in asked.themes if theme.id == section.theme_id)
        words = (
            gettext("“%(theme)s”: describe something you have seen (optional)", theme=theme),
            gettext("“%(theme)s”: describe something you did (optional)", theme=theme),
        )
    return OpenQuestion(theme_question(section.theme_id), *words)


@dataclass(frozen=True)
class Progress:
    """What has been answered on one page."""

    page: Page
    rated: int
    cannot_say: int
    open_items: int
    comments: int
    marks: int


def progress(found: Sequence[Page], answers: Answers) -> list[Progress]:
    """How far a rater has come, page by page, or part by part of the one page."""
    result = []
    for page in (part for whole in found for part in whole.parts):
        given = [answers.ratings[item] for item in page.item_ids if item in answers.ratings]
        cannot_say = sum(rating is None for rating in given)
        written = sum(question in answers.comments for question in page.question_ids)
        marks = len(answers.marks & page.competency_ids)
        unanswered = len(page.item_ids) - len(given)
        result.append(Progress(page, len(given) - cannot_say, cannot_say, unanswered, written, marks))
    return result
