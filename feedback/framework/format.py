"""What is a framework file made of? The format ``framework/1``, typed and validated."""

import hashlib
import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

LONGEST_WORDING = 160

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
BehaviourId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=90)]


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


class Statement(Part):
    """One statement with its wordings for raters and for the leader."""

    id: BehaviourId
    source: Text
    rater: Wording
    self: Wording


class Behaviour(Statement):
    """A rateable statement at one or more levels."""

    levels: tuple[Slug, ...] = Field(min_length=1)
    stem: Text | None = None
    repeats: BehaviourId | None = None


class AtLevel(Part):
    """A text that belongs to one level."""

    level: Slug
    text: Text


class Competency(Part):
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
    level_descriptions: dict[Slug, Text] = Field(default_factory=dict)


class Theme(Part):
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

    def as_dict(self) -> dict[str, Any]:
        """Everything, as plain data in a stable order."""
        return self.model_dump(mode="json")

    @property
    def hash(self) -> str:
        """SHA-256 of the content: two files with the same meaning have the same one. 64 hexadecimal digits."""
        canonical = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()
