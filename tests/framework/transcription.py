"""What of a framework is a document's own words, and where does each statement stand?"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from feedback.framework.format import Competency, Framework

KINDS = (
    "description",
    "behaviours",
    "stem",
    "meaning",
    "unexpected",
    "actions",
    "outcomes",
    "level_descriptions",
)


class Verbatim(NamedTuple):
    """One statement in a document's own words, white space folded, and the heading, kind and level it stands under."""

    theme: str
    competency: str
    kind: str
    level: str
    text: str


def folded(text: str) -> str:
    """The text with one blank for any white space."""
    return " ".join(text.split())


def in_order(found: Iterable[Verbatim]) -> list[Verbatim]:
    """What has words, by theme and competency as they first appear, then kind, then level; as printed within these.

    Documents print some levels on other pages than the files do, so the order of levels is the alphabet's.
    """
    listed = [statement for statement in found if statement.text]
    headings = list(dict.fromkeys((statement.theme, statement.competency) for statement in listed))
    themes = list(dict.fromkeys(theme for theme, _ in headings))

    def place(statement: Verbatim) -> tuple[int, int, int, str]:
        heading = (statement.theme, statement.competency)
        return themes.index(statement.theme), headings.index(heading), KINDS.index(statement.kind), statement.level

    return sorted(listed, key=place)


def statements_of(framework: Framework) -> list[Verbatim]:
    """Everything verbatim in a framework file; statements of all levels have no level."""
    return in_order(_statements_of(framework))


def digest(statements: Iterable[Verbatim]) -> str:
    """SHA-256 over the statements in their order, with where each stands."""
    return hashlib.sha256("\n".join("\t".join(statement) for statement in statements).encode()).hexdigest()


def _statements_of(framework: Framework) -> Iterator[Verbatim]:
    names = {level.id: level.name for level in framework.levels}
    for theme in framework.themes:
        yield Verbatim(theme.name, "", "description", "", folded(theme.description or ""))
        for competency in theme.competencies:
            for kind, level, text in _own_words(competency, names):
                yield Verbatim(theme.name, competency.name, kind, level, folded(text))


def _own_words(competency: Competency, names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    yield "description", "", competency.description or ""
    for behaviour in competency.behaviours:
        levels = [""] if set(behaviour.levels) == set(names) else [names[level] for level in behaviour.levels]
        for level in levels:
            yield "behaviours", level, behaviour.source
            yield "stem", level, behaviour.stem or ""
    for statement in competency.meaning:
        yield "meaning", "", statement.source
    for text in competency.unexpected:
        yield "unexpected", "", text
    for action in competency.actions:
        yield "actions", names[action.level], action.text
    for outcome in competency.outcomes:
        yield "outcomes", names[outcome.level], outcome.text
    for level, text in competency.level_descriptions.items():
        yield "level_descriptions", names[level], text
