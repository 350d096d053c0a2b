"""What are one leader's raters asked? Built from the framework, the leader's level and the campaign's choices."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from flask_babel import gettext

from feedback.campaign.marking import SECONDS_TO_MARK, Marking, marking_of
from feedback.campaign.scales import SCALES as SCALES
from feedback.campaign.scales import Scale as Scale
from feedback.framework.format import Behaviour, Competency, Earlier, Framework, Statement
from feedback.framework.format import Theme as FrameworkTheme

SECONDS_AN_ITEM = 7.5
SECONDS_AN_OPEN_QUESTION = 60
MANY_ITEMS = 40
MANY_MINUTES = 15
LONGEST_PAGE = 10  # items; a longer theme is asked one competency a page, a longer competency on several pages
NONE_CHOSEN: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OpenQuestion:
    """A question answered in the rater's own words; ``own`` is how leaders are asked it about themselves."""

    id: str
    text: str
    own: str

    def asked_of(self, *, own: bool) -> str:
        """The question as somebody reads it who rates themself, or somebody else."""
        return self.own if own else self.text


@dataclass(frozen=True)
class Item:
    """One thing to rate: a behaviour or, at that depth, a competency with its behaviours as guidance."""

    id: str
    theme_id: str
    competency_id: str
    competency: str
    rater: str
    self: str
    guidance: tuple[str, ...] = ()
    expectation: str | None = None
    earlier: tuple[Earlier, ...] = ()  # what means the same in other versions


@dataclass(frozen=True)
class Section:
    """One page of the questionnaire: a theme, a competency of a long theme, or a part of a long competency.

    ``scale`` is its own, where its items are not rated on the questionnaire's.
    """

    id: str
    theme_id: str
    title: str
    description: str | None
    items: tuple[Item, ...]
    unexpected: tuple[str, ...] = ()
    scale: Scale | None = None


@dataclass(frozen=True)
class Theme:
    """A theme that is asked about."""

    id: str
    name: str


@dataclass(frozen=True)
class Questionnaire:
    """Everything one leader's raters see."""

    title: str
    themes: tuple[Theme, ...]
    sections: tuple[Section, ...]
    scale: Scale
    questions: tuple[OpenQuestion, ...]
    comment_per_theme: bool
    one_page: bool = False
    marking: Marking | None = None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def item_ids(self) -> frozenset[str]:
        """The ids of all items."""
        return frozenset(item.id for item in self.items)

    @cached_property
    def question_ids(self) -> tuple[str, ...]:
        """The ids under which comments are kept: open questions, then one for each theme where the campaign asks."""
        themes = [theme_question(theme.id) for theme in self.themes] if self.comment_per_theme else []
        return (*(question.id for question in self.questions), *themes)

    @cached_property
    def question_titles(self) -> dict[str, str]:
        """What each comment answers, by the id under which it is kept."""
        titles = {question.id: question.text for question in self.questions}
        return titles | {theme_question(theme.id): theme.name for theme in self.themes}

    @property
    def item_count(self) -> int:
        """How many ratings are asked for."""
        return len(self.items)

    @property
    def minutes(self) -> int:
        """About how long it takes, in whole minutes (7.5 seconds an item, a minute an open question, half to mark)."""
        seconds = SECONDS_AN_ITEM * self.item_count + SECONDS_AN_OPEN_QUESTION * len(self.questions)
        seconds += SECONDS_TO_MARK if self.marking else 0
        return max(1, int(seconds / 60 + 0.5))  # round() would call six and a half minutes six

    @property
    def is_long(self) -> bool:
        """True above 40 items or 15 minutes: fewer people finish."""
        return self.item_count > MANY_ITEMS or self.minutes > MANY_MINUTES


def theme_question(theme_id: str) -> str:
    """The id under which the comment on a theme is kept."""
    return f"theme:{theme_id}"


def build(
    framework: Framework,
    *,
    level: str,
    senior: bool,
    depth: str,
    scale: Scale,
    questions: tuple[OpenQuestion, ...] = (),
    comment_per_theme: bool = False,
    one_page: bool = False,
    importance: bool = False,
    themes: Collection[str] = NONE_CHOSEN,
    competencies: Collection[str] = NONE_CHOSEN,
) -> Questionnaire:
    """The questionnaire for somebody at ``level``.

    Args:
        framework: the campaign's snapshot.
        level: id of a level of the framework.
        senior: also ask the themes marked for senior people.
        depth: "behaviours", or "competencies" to rate each competency with its behaviours as guidance.
        scale: the points.
        questions: up to three open questions.
        comment_per_theme: offer a comment box with each theme.
        one_page: show raters everything on one page.
        importance: also ask which competencies matter most in the role.
        themes: ids of the themes to ask; none chosen means all.
        competencies: ids of the competencies to ask; none chosen means all.
    """
    asked = framework.levels_asked(level)
    sections: list[Section] = []
    for theme in framework.themes:
        if (theme.only_for and not senior) or (themes and theme.id not in themes):
            continue
        parts: list[tuple[Competency, tuple[Item, ...]]] = []
        for competency in theme.competencies:
            if competencies and competency.id not in competencies:
                continue
            items = _items(theme, competency, asked, level, depth)
            if items:
                parts.append((competency, items))
        sections += _pages(theme, parts)
    return Questionnaire(
        title=framework.title,
        themes=tuple(
            Theme(theme.id, theme.name)
            for theme in framework.themes
            if any(section.theme_id == theme.id for section in sections)
        ),
        sections=tuple(sections),
        scale=scale,
        questions=questions,
        comment_per_theme=comment_per_theme,
        one_page=one_page,
        marking=_marking(sections) if importance else None,
    )


def _marking(sections: list[Section]) -> Marking | None:
    return marking_of((item.competency_id, item.competency) for section in sections for item in section.items)


def _items(
    theme: FrameworkTheme, competency: Competency, asked: frozenset[str], level: str, depth: str
) -> tuple[Item, ...]:
    here = [behaviour for behaviour in competency.behaviours if asked.intersection(behaviour.levels)]
    if not here:
        return ()
    statements: tuple[Statement, ...] = tuple(behaviour for behaviour in here if behaviour.repeats is None)
    description = competency.level_descriptions.get(level)
    if not statements:
        # Every question at this level repeats another competency's, word for word, and so does the heading above them:
        # a slip of the source. Nobody is asked twice; the competency's own "What is it?" statements stand in for them.
        statements, description = competency.meaning, None
    if depth == "competencies":
        guidance = tuple(_in_full(statement) for statement in statements)
        return (
            Item(
                competency.id, theme.id, competency.id, competency.name, competency.rater, competency.self,
                guidance=guidance, expectation=description, earlier=competency.earlier,
            ),
        )  # fmt: skip
    return tuple(
        Item(
            statement.id, theme.id, competency.id, competency.name, statement.rater, statement.self,
            earlier=statement.earlier,
        )
        for statement in statements
    )  # fmt: skip


def _in_full(statement: Statement) -> str:
    """The document's words, with the words they hang under where there are any: without them they say too little."""
    stem = statement.stem if isinstance(statement, Behaviour) else None
    return f"{stem} {statement.source}" if stem else statement.source


def _pages(theme: FrameworkTheme, parts: list[tuple[Competency, tuple[Item, ...]]]) -> list[Section]:
    """One page for the theme if it fits; else one for each competency, or several of about the same length."""
    if not parts:
        return []
    items = tuple(item for _, some in parts for item in some)
    if len(items) <= LONGEST_PAGE:
        unexpected = tuple(text for competency, _ in parts for text in competency.unexpected)
        return [Section(theme.id, theme.id, theme.name, theme.description, items, unexpected)]
    sections = []
    for competency, some in parts:
        pages = ceil(len(some) / LONGEST_PAGE)
        description = competency.description or (theme.description if len(parts) == 1 else None)
        for page in range(pages):
            which = gettext("%(title)s (%(number)s of %(pages)s)", title=competency.name, number=page + 1, pages=pages)
            sections.append(
                Section(
                    id=f"{theme.id}/{competency.id}" + (f"/{page + 1}" if pages > 1 else ""),
                    theme_id=theme.id,
                    title=which if pages > 1 else competency.name,
                    description=description,
                    items=some[len(some) * page // pages : len(some) * (page + 1) // pages],
                    unexpected=competency.unexpected,
                )
            )
    return sections


def suggested_competencies(framework: Framework) -> tuple[str, ...]:
    """About as many competencies as the framework says are chosen for a person, spread evenly over its themes."""
    if framework.choose is None:
        return ()
    chosen: set[str] = set()
    columns = [[competency.id for competency in theme.competencies] for theme in framework.themes]
    for row in range(max(len(column) for column in columns)):
        for column in columns:
            if row < len(column) and len(chosen) < framework.choose.competencies:
                chosen.add(column[row])
    return tuple(competency.id for competency in framework.competencies if competency.id in chosen)
