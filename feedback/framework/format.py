"""What is a framework file made of? The format ``framework/1``, typed and validated."""

import hashlib
import json
import re
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    Strict,
    StringConstraints,
    model_serializer,
)

LONGEST_WORDING = 160
ADDED_LATER = ("translations", "earlier")  # keys that frameworks could not have from the start

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
BehaviourId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=90)]


def _not_english(code: str) -> str:
    if code == "en":
        raise ValueError("the words themselves are English")
    return code


Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$"), AfterValidator(_not_english)
]


def _folded(text: Any) -> Any:
    """One space for any white space within a paragraph; paragraphs stay apart."""
    if not isinstance(text, str):
        return text
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip()))


Text = Annotated[str, BeforeValidator(_folded), StringConstraints(min_length=1, max_length=3000)]
Wording = Annotated[str, BeforeValidator(_folded), StringConstraints(min_length=1, max_length=300)]


def _yes_or_no(value: Any) -> Any:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


class Part(BaseModel):
    """A piece of a framework; unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(Part):
    """The seniority or standard at which behaviours apply."""

    id: Slug
    name: Text
    description: Text | None = None
    assignable: Annotated[bool, BeforeValidator(_yes_or_no), Strict()] = True


class Slip(Part):
    """A known slip of the source document, transcribed as it stands."""

    place: Text
    note: Text


class Source(Part):
    """Where the statements come from."""

    file: str
    document: Text


class Labels(Part):
    """What the document itself calls the three levels of its text."""

    theme: Text = "Theme"
    competency: Text = "Competency"
    behaviour: Text = "Behaviour"


class WordingsElsewhere(Part):
    """The wordings of a statement in another language."""

    rater: Wording
    self: Wording


class NameElsewhere(Part):
    """The name of a theme in another language."""

    name: Text
    description: Text | None = None


class CompetencyElsewhere(NameElsewhere, WordingsElsewhere):
    """The name and the wordings of a competency in another language."""


Elsewhere = TypeVar("Elsewhere", bound=Part)


class Translated(Part, Generic[Elsewhere]):
    """A part that may have words in other languages, by language code; its own words are English."""

    translations: dict[Language, Elsewhere] = Field(default_factory=dict)

    @model_serializer(mode="wrap")
    def _as_it_was_before_these_came(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A part that has none is written without them, so that no hash of a framework changed."""
        data: dict[str, Any] = write(self)
        return {key: value for key, value in data.items() if value or key not in ADDED_LATER}

    def words_in(self, language: str) -> dict[str, str]:
        """Name of each text that is there in the language, and the text."""
        found = self.translations.get(language)
        return {} if found is None else found.model_dump(exclude_none=True)


class Earlier(Part):
    """What raters were asked in an earlier version and means the same, so that figures of the two may be compared."""

    id: BehaviourId
    rater: Wording


class Statement(Translated[WordingsElsewhere]):
    """One statement with its wordings for raters and for the leader."""

    id: BehaviourId
    source: Text
    rater: Wording
    self: Wording
    earlier: tuple[Earlier, ...] = ()


class Behaviour(Statement):
    """A rateable statement at one or more levels."""

    levels: tuple[Slug, ...] = Field(min_length=1)
    stem: Text | None = None
    repeats: BehaviourId | None = None


class AtLevel(Part):
    """A text that belongs to one level."""

    level: Slug
    text: Text


class Competency(Translated[CompetencyElsewhere]):
    """A group of behaviours; in frameworks with two levels, the theme itself."""

    id: Slug
    name: Text
    description: Text | None = None
    rater: Wording
    self: Wording
    behaviours: tuple[Behaviour, ...] = Field(min_length=1)
    meaning: tuple[Statement, ...] = ()
    unexpected: tuple[Text, ...] = ()
    actions: tuple[AtLevel, ...] = ()
    outcomes: tuple[AtLevel, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    level_descriptions: dict[Slug, Text] = Field(default_factory=dict)


class Theme(Translated[NameElsewhere]):
    """The widest grouping of a framework."""

    id: Slug
    name: Text
    description: Text | None = None
    only_for: Literal["senior"] | None = None
    competencies: tuple[Competency, ...] = Field(min_length=1)


class Choose(Part):
    """How many competencies are chosen for each person, about."""

    competencies: Annotated[int, Field(ge=1, le=60)]


class Framework(Part):
    """A council's published set of themes, competencies and behaviours."""

    format: Literal["framework/1"]
    id: Slug
    title: Text
    organisation: Text
    version: Text
    source: Source
    labels: Labels = Labels()
    level_rule: Literal["exact", "cumulative"]
    levels: tuple[Level, ...] = Field(min_length=1)
    senior: Text | None = None
    depth: Literal["behaviours", "competencies"] = "behaviours"
    choose: Choose | None = None
    slips: tuple[Slip, ...] = ()
    themes: tuple[Theme, ...] = Field(min_length=1)

    @property
    def competencies(self) -> tuple[Competency, ...]:
        """All competencies in the order of the file."""
        return tuple(competency for theme in self.themes for competency in theme.competencies)

    @property
    def behaviours(self) -> tuple[Behaviour, ...]:
        """All behaviours in the order of the file."""
        return tuple(behaviour for competency in self.competencies for behaviour in competency.behaviours)

    def levels_asked(self, level_id: str) -> frozenset[str]:
        """The levels whose behaviours somebody at ``level_id`` is asked about."""
        order = [level.id for level in self.levels]
        place = order.index(level_id)
        return frozenset(order[: place + 1] if self.level_rule == "cumulative" else [level_id])

    @property
    def languages(self) -> frozenset[str]:
        """The languages, besides English, that any part has words in."""
        meanings = (statement for competency in self.competencies for statement in competency.meaning)
        parts: tuple[Translated[Any], ...] = (*self.themes, *self.competencies, *self.behaviours, *meanings)
        return frozenset(language for part in parts for language in part.translations)

    def in_language(self, language: str) -> "Framework":
        """The same framework in the reader's language, as far as it has words in it; the rest stays English."""
        if language not in self.languages:
            return self
        return self.model_copy(update={"themes": tuple(_theme_in(theme, language) for theme in self.themes)})

    def as_dict(self) -> dict[str, Any]:
        """Everything, as plain data in a stable order."""
        return self.model_dump(mode="json")

    @property
    def hash(self) -> str:
        """SHA-256 of the content: two files with the same meaning have the same one. 64 hexadecimal digits."""
        canonical = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _theme_in(theme: Theme, language: str) -> Theme:
    competencies = tuple(_competency_in(competency, language) for competency in theme.competencies)
    return theme.model_copy(update={**theme.words_in(language), "competencies": competencies})


def _competency_in(competency: Competency, language: str) -> Competency:
    return competency.model_copy(
        update={
            **competency.words_in(language),
            "behaviours": tuple(one.model_copy(update=one.words_in(language)) for one in competency.behaviours),
            "meaning": tuple(one.model_copy(update=one.words_in(language)) for one in competency.meaning),
        }
    )
