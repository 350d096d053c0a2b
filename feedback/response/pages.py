"""Which page of the questionnaire is this, and what is on it?"""

from dataclasses import dataclass

from feedback.campaign.questionnaire import OpenQuestion, Questionnaire, Section, theme_question
from feedback.response.rules import LONGEST_COMMENT, Answers

COMMENT_ON_THEME = "Is there anything you would like to say about this? (optional)"


@dataclass(frozen=True)
class Page:
    """One page: a section of items, or the open questions at the end."""

    number: int
    count: int
    title: str
    section: Section | None
    questions: tuple[OpenQuestion, ...]
    minutes_left: int

    @property
    def item_ids(self) -> frozenset[str]:
        """The items that may be answered here."""
        return frozenset(item.id for item in self.section.items) if self.section else frozenset()

    @property
    def question_ids(self) -> frozenset[str]:
        """The questions that may be answered here."""
        return frozenset(question.id for question in self.questions)

    @property
    def longest_comment(self) -> int:
        """Characters a comment may have."""
        return LONGEST_COMMENT


def pages(asked: Questionnaire) -> list[Page]:
    """The pages of a questionnaire in order."""
    last_of_theme = {section.theme_id: section.id for section in asked.sections}
    count = len(asked.sections) + bool(asked.questions)
    found = []
    left = asked.item_count
    for number, section in enumerate(asked.sections, start=1):
        comment = asked.comment_per_theme and last_of_theme[section.theme_id] == section.id
        questions = (OpenQuestion(theme_question(section.theme_id), COMMENT_ON_THEME, ""),) if comment else ()
        minutes = max(1, round(asked.minutes * left / max(1, asked.item_count)))
        found.append(Page(number, count, section.title, section, questions, minutes))
        left -= len(section.items)
    if asked.questions:
        minutes = max(1, len(asked.questions))
        found.append(Page(count, count, "In your own words", None, asked.questions, minutes))
    return found


@dataclass(frozen=True)
class Progress:
    """What has been answered on one page."""

    page: Page
    rated: int
    cannot_say: int
    open_items: int
    comments: int


def progress(found: list[Page], answers: Answers) -> list[Progress]:
    """How far a rater has come, page by page."""
    result = []
    for page in found:
        given = [answers.ratings[item] for item in page.item_ids if item in answers.ratings]
        cannot_say = sum(rating is None for rating in given)
        written = sum(question in answers.comments for question in page.question_ids)
        result.append(Progress(page, len(given) - cannot_say, cannot_say, len(page.item_ids) - len(given), written))
    return result
