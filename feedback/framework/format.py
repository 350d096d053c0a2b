"""What is a framework file made of? The format ``framework/1``, typed and validated."""

import hashlib
import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

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
    assignable: Annotated[bool, BeforeValidator(_yes_or_no)] = True


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


Fault = tuple[tuple[str | int, ...], str]


def faults_of(framework: Framework) -> list[Fault]:
    """Every way in which the parts contradict each other: the path of each and a sentence that says the cure."""
    faults: list[Fault] = []
    levels = {level.id for level in framework.levels}
    if len(levels) < len(framework.levels):
        faults.append((("levels",), "Two levels have the same id. Give each its own."))
    if not any(level.assignable for level in framework.levels):
        faults.append((("levels",), 'No level may be given to a person. Leave out "assignable: no" somewhere.'))
    taken: set[tuple[str, str]] = set()

    def once(identifier: str, kind: str, path: tuple[str | int, ...]) -> None:
        if (kind, identifier) in taken:
            faults.append(((*path, "id"), f'The {kind} id "{identifier}" is used twice. Give each {kind} its own.'))
        taken.add((kind, identifier))

    known = {behaviour.id: behaviour for behaviour in framework.behaviours}
    for t, theme in enumerate(framework.themes):
        once(theme.id, "theme", ("themes", t))
        if theme.only_for and not framework.senior:
            faults.append((("themes", t, "only_for"), 'Say who the senior people are: add "senior:" at the top.'))
        for c, competency in enumerate(theme.competencies):
            path = ("themes", t, "competencies", c)
            once(competency.id, "competency", path)
            faults += _competency_faults(competency, path, levels, known)
            for b, behaviour in enumerate(competency.behaviours):
                once(behaviour.id, "behaviour", (*path, "behaviours", b))
            for m, statement in enumerate(competency.meaning):
                once(statement.id, "behaviour", (*path, "meaning", m))
    return faults


def _competency_faults(
    competency: Competency, path: tuple[str | int, ...], levels: set[str], known: dict[str, Behaviour]
) -> list[Fault]:
    faults: list[Fault] = []

    def unknown(level: str, *where: str | int) -> None:
        if level not in levels:
            faults.append(
                ((*path, *where), f'There is no level "{level}". The levels are {", ".join(sorted(levels))}.')
            )

    for b, behaviour in enumerate(competency.behaviours):
        for level in behaviour.levels:
            unknown(level, "behaviours", b, "levels")
        if behaviour.repeats is not None:
            original = known.get(behaviour.repeats)
            if original is None or original.repeats or original.source != behaviour.source:
                faults.append(
                    (
                        (*path, "behaviours", b, "repeats"),
                        f'"{behaviour.repeats}" is no behaviour with the same source words.',
                    )
                )
    for kind, texts in (("actions", competency.actions), ("outcomes", competency.outcomes)):
        for place, text in enumerate(texts):
            unknown(text.level, kind, place, "level")
    for level in competency.level_descriptions:
        unknown(level, "level_descriptions", level)
    return faults
