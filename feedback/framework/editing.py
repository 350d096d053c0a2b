"""What becomes of a draft when a part of it is changed? Pure, on plain data as a file would hold it.

Every part is found by its id, never by its place: two people may work on one draft, and one of them may move things.
Whoever saves a part says what it was when they opened it (``seen``); if it is something else by now, nothing is lost.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from flask_babel import gettext as _

from feedback.framework.format import Framework

Data = dict[str, Any]
LONGEST_ID = 40
LEVEL = ("id", "name", "description", "assignable")


class ChangedMeanwhile(Exception):
    """Somebody else has changed this part since it was opened; ``now`` is what it is."""

    def __init__(self, now: Any) -> None:
        super().__init__()
        self.now = now


class NoSuchPart(Exception):
    """Somebody else has taken this part out."""


class StillNeeded(Exception):
    """This cannot be taken out: other parts speak of it, or it is the last one."""


def everybody() -> Data:
    """The one level of a framework that tells none apart."""
    return {"id": "everybody", "name": _("Everybody")}


def new_framework(framework_id: str, *, title: str, organisation: str) -> Data:
    """A framework that has nothing in it yet."""
    return {
        "format": "framework/1", "id": framework_id, "title": title, "organisation": organisation, "version": "1",
        "source": {"file": "written in the browser", "document": title}, "level_rule": "exact",
        "levels": [everybody()], "themes": [],
    }  # fmt: skip


def plain(framework: Framework) -> Data:
    """A framework as its file would say it: texts, lists and named parts, without what is empty."""
    data: Data = _plain(framework.as_dict())
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if not _goes_without_saying(part)}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return "no" if value is False else str(value)


def _goes_without_saying(part: Any) -> bool:
    return part is None or part is True or part in ([], {})


def fingerprint(part: object) -> str:
    """A short text that is another one as soon as the part is."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:20]


def id_from(name: str, taken: set[str], *, otherwise: str) -> str:
    """A fresh id made from a name: small letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_ID].strip("-") or otherwise
    return next(one for one in _numbered(stem) if one not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 1
    while True:
        number += 1
        yield f"{stem}-{number}"


def competencies(data: Data) -> list[Data]:
    """All competencies in order."""
    return [competency for theme in data["themes"] for competency in theme.get("competencies", [])]


def statements(data: Data) -> list[Data]:
    """All that raters may be asked one by one, in order: behaviours, and "What is it?" statements."""
    return [
        statement
        for competency in competencies(data)
        for key in ("behaviours", "meaning")
        for statement in competency.get(key, [])
    ]


def theme_of(data: Data, theme_id: str) -> Data:
    """The theme with this id.

    Raises:
        NoSuchPart: there is none any more.
    """
    return _one(data["themes"], theme_id)


def competency_of(data: Data, competency_id: str) -> Data:
    """The competency with this id.

    Raises:
        NoSuchPart: there is none any more.
    """
    return _one(competencies(data), competency_id)


def _one(parts: list[Data], part_id: str) -> Data:
    for part in parts:
        if part["id"] == part_id:
            return part
    raise NoSuchPart


def with_top(data: Data, changes: Data, *, seen: str) -> Data:
    """With other words at the top, about the framework as a whole. What is None is taken out."""
    _unchanged(top(data), seen)
    kept = {key: value for key, value in (data | changes).items() if value is not None}
    return {key: kept[key] for key in Framework.model_fields if key in kept}


def top(data: Data) -> Data:
    """All but the levels and the themes."""
    return {key: value for key, value in data.items() if key not in ("levels", "themes")}


def with_levels(data: Data, levels: list[Data], *, seen: str) -> Data:
    """With other levels. New ones have no id yet.

    Raises:
        StillNeeded: one that behaviours are at was taken out, or all were.
    """
    _unchanged(data["levels"], seen)
    taken = {level["id"] for level in levels if level.get("id")}
    for level in levels:
        if not level.get("id"):
            level["id"] = id_from(level.get("name", ""), taken, otherwise="level")
            taken.add(level["id"])
    if not levels or not levels_in_use(data) <= taken:
        raise StillNeeded
    return data | {"levels": [{key: level[key] for key in LEVEL if level.get(key)} for level in levels]}


def levels_in_use(data: Data) -> set[str]:
    """The ids of the levels that something is at."""
    named: set[str] = set()
    for competency in competencies(data):
        named |= {level for behaviour in competency.get("behaviours", []) for level in behaviour.get("levels", [])}
        named |= {text["level"] for key in ("actions", "outcomes") for text in competency.get(key, [])}
        named |= set(competency.get("level_descriptions", {}))
    return named & {level["id"] for level in data["levels"]}


def with_theme(data: Data, name: str) -> tuple[Data, str]:
    """With one theme more at the end, and its id."""
    theme_id = id_from(name, {theme["id"] for theme in data["themes"]}, otherwise="theme")
    return data | {"themes": [*data["themes"], {"id": theme_id, "name": name, "competencies": []}]}, theme_id


def with_competency(data: Data, theme_id: str, name: str) -> tuple[Data, str]:
    """With one competency more at the end of a theme, and its id."""
    data = deepcopy(data)
    theme = theme_of(data, theme_id)
    new_id = id_from(name, {one["id"] for one in competencies(data)}, otherwise="competency")
    theme.setdefault("competencies", []).append({"id": new_id, "name": name, "behaviours": []})
    return data, new_id


def with_theme_changed(data: Data, theme_id: str, changes: Data, *, seen: str) -> Data:
    """With other words about a theme; its competencies stay. What is empty is taken out."""
    data = deepcopy(data)
    theme = theme_of(data, theme_id)
    _unchanged(about_theme(theme), seen)
    kept = {key: value for key, value in (theme | changes).items() if value}
    theme.clear()
    theme.update({"competencies": []} | kept)
    return data


def about_theme(theme: Data) -> Data:
    """A theme without its competencies."""
    return {key: value for key, value in theme.items() if key != "competencies"}


def with_competency_changed(data: Data, competency_id: str, changed: Data, *, seen: str) -> Data:
    """With a competency as it was typed."""
    data = deepcopy(data)
    competency = competency_of(data, competency_id)
    _unchanged(competency, seen)
    competency.clear()
    competency.update(changed)
    return data


def moved(data: Data, kind: str, part_id: str, by: int) -> Data:
    """With a theme, or a competency within its theme, further up (-1) or down (1). At the end it stays."""
    data = deepcopy(data)
    rows = data["themes"]
    if kind == "competency":
        rows = next((t["competencies"] for t in rows if any(c["id"] == part_id for c in t["competencies"])), [])
    shift(rows, _one(rows, part_id), by)
    return data


def shift(rows: list[Data], row: Data, by: int) -> None:
    """Move a row of a list up (-1) or down (1); at the end it stays."""
    place = next(n for n, one in enumerate(rows) if one is row)
    if 0 <= place + by < len(rows):
        rows.insert(place + by, rows.pop(place))


def without(data: Data, kind: str, part_id: str, *, seen: str) -> Data:
    """Without a theme or a competency, with all that is in it."""
    data = deepcopy(data)
    part = theme_of(data, part_id) if kind == "theme" else competency_of(data, part_id)
    _unchanged(part, seen)
    if kind == "theme":
        data["themes"].remove(part)
    else:
        for theme in data["themes"]:
            theme["competencies"] = [one for one in theme["competencies"] if one is not part]
    return data


def fresh_behaviour(data: Data, competency: Data) -> Data:
    """A behaviour that says nothing yet, with an id that no other one has or had on this page."""
    taken = {one["id"] for one in statements(data)} | {one["id"] for one in competency.get("behaviours", [])}
    stem = competency["id"]
    new_id = next(f"{stem}.{n}" for n in range(1, len(taken) + 2) if f"{stem}.{n}" not in taken)
    return {"id": new_id, "levels": [level["id"] for level in data["levels"]][:1]}


def _unchanged(part: Any, seen: str) -> None:
    if fingerprint(part) != seen:
        raise ChangedMeanwhile(part)
