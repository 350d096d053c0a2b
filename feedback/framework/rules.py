"""Do the parts of a framework file agree with each other? Pure, and asked of plain data.

Plain data, because the answer is wanted even when other parts of the file are not yet in order: somebody who mends a
file should see everything at once. What has the wrong shape is passed over here; the format reports it.
"""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


def contradictions(data: object) -> Iterator[Fault]:
    """Every way in which the parts contradict each other: the path of each and a sentence that says the cure."""
    levels = [level["id"] for _, level in _entries(data, "levels", ()) if isinstance(level.get("id"), str)]
    yield from _levels_agree(data)
    yield from _ids_are_used_once(data)
    yield from _levels_exist(data, levels)
    yield from _repeats_are_asked(data, levels)
    for path, theme in _entries(data, "themes", ()):
        if theme.get("only_for") and not _text(data, "senior"):
            yield (*path, "only_for"), _('Say who the senior people are: add "senior:" at the top.')


def _levels_agree(data: object) -> Iterator[Fault]:
    seen = set()
    levels = list(_entries(data, "levels", ()))
    for path, level in levels:
        if _text(level, "id") in seen:
            yield (*path, "id"), _('The level id "%(id)s" is used twice. Give each level its own.', id=level["id"])
        seen.add(_text(level, "id") or path)
    if levels and all(level.get("assignable") == "no" for _, level in levels):
        yield ("levels",), _('No level may be given to a person. Leave out "assignable: no" somewhere.')


def _ids_are_used_once(data: object) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for kind, path, part in _parts(data):
        identifier = _text(part, "id")
        if identifier and (kind, identifier) in seen:
            yield (*path, "id"), _used_twice(kind, identifier)
        seen.add((kind, identifier or ""))


def _used_twice(kind: str, identifier: str) -> str:
    words = {
        "theme": _('The theme id "%(id)s" is used twice. Give each theme its own.', id=identifier),
        "competency": _('The competency id "%(id)s" is used twice. Give each competency its own.', id=identifier),
        "behaviour": _('The behaviour id "%(id)s" is used twice. Give each behaviour its own.', id=identifier),
    }
    return str(words[kind])


def _parts(data: object) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Everything that has an id of its own. "What is it?" statements are asked like behaviours, so they share ids."""
    for path, theme in _entries(data, "themes", ()):
        yield "theme", path, theme
    for path, competency in _competencies(data):
        yield "competency", path, competency
        for key in ("behaviours", "meaning"):
            for place, statement in _entries(competency, key, path):
                yield "behaviour", place, statement


def _levels_exist(data: object, levels: list[str]) -> Iterator[Fault]:
    def unknown(named: object, path: Path) -> Iterator[Fault]:
        if levels and isinstance(named, str) and named and named not in levels:
            yield path, _('There is no level "%(id)s". The levels are %(levels)s.', id=named, levels=", ".join(levels))

    for path, competency in _competencies(data):
        for place, behaviour in _entries(competency, "behaviours", path):
            for n, named in enumerate(_list(behaviour, "levels")):
                yield from unknown(named, (*place, "levels", n))
        for key in ("actions", "outcomes"):
            for place, entry in _entries(competency, key, path):
                yield from unknown(entry.get("level"), (*place, "level"))
        described = competency.get("level_descriptions")
        for named in described if isinstance(described, dict) else ():
            yield from unknown(named, (*path, "level_descriptions", named))


def _repeats_are_asked(data: object, levels: list[str]) -> Iterator[Fault]:
    """A repeat is left out of every questionnaire, so whoever would be asked it must be asked the original."""
    behaviours: dict[str, tuple[dict[str, Any], bool]] = {}
    repeats = []
    for theme_path, theme in _entries(data, "themes", ()):
        for path, competency in _entries(theme, "competencies", theme_path):
            for place, behaviour in _entries(competency, "behaviours", path):
                everybody = not theme.get("only_for")
                behaviours.setdefault(_text(behaviour, "id"), (behaviour, everybody))
                if _text(behaviour, "repeats"):
                    repeats.append(((*place, "repeats"), behaviour, everybody))
    cumulative = isinstance(data, dict) and data.get("level_rule") == "cumulative"
    for path, behaviour, everybody in repeats:
        named = behaviour["repeats"]
        original, also_everybody = behaviours.get(named, ({}, False))
        if not original:
            yield path, _('There is no behaviour "%(id)s". Name the first behaviour with these words.', id=named)
        elif _text(original, "repeats"):
            yield path, _('"%(id)s" is a repeat itself. Name the first behaviour with these words.', id=named)
        elif " ".join(_text(original, "source").split()) != " ".join(_text(behaviour, "source").split()):
            yield path, _('The source of "%(id)s" has other words, so this is no repeat. Take "repeats" out.', id=named)
        elif (everybody and not also_everybody) or not _covers(original, behaviour, levels, cumulative=cumulative):
            yield path, _('Not everybody who has this behaviour is asked "%(id)s". Take "repeats" out.', id=named)


def _covers(original: dict[str, Any], repeat: dict[str, Any], levels: list[str], *, cumulative: bool) -> bool:
    first = {level for level in _list(original, "levels") if level in levels}
    asked = [level for level in _list(repeat, "levels") if level in levels]
    if not cumulative:
        return first >= set(asked)
    places = [levels.index(level) for level in first]
    return not asked or not places or min(places) <= min(levels.index(level) for level in asked)


def _competencies(data: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    for theme_path, theme in _entries(data, "themes", ()):
        yield from _entries(theme, "competencies", theme_path)


def _entries(part: object, key: str, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The entries of a list that have named parts, each with its path."""
    for place, entry in enumerate(_list(part, key)):
        if isinstance(entry, dict):
            yield (*path, key, place), entry


def _list(part: object, key: str) -> list[Any]:
    found = part.get(key) if isinstance(part, dict) else None
    return found if isinstance(found, list) else []


def _text(part: object, key: str) -> str:
    found = part.get(key) if isinstance(part, dict) else None
    return found if isinstance(found, str) else ""
