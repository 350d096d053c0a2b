"""What does a competency's page say when it is sent? Pure: from the fields of the form to plain data."""

import re
from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from feedback.framework.editing import Data
from feedback.framework.marked import NO_TEXT

AN_ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
MOST_ROWS = 200
KEPT_OF_A_BEHAVIOUR = ("repeats", "translations", "earlier")
KEPT_OF_A_COMPETENCY = ("translations", "earlier")
WORDS = ("source", "rater", "self")


Fields = MultiDict[str, str]


def line(text: str) -> str:
    """A text of one line, without what is no text."""
    return " ".join(NO_TEXT.sub("", text).split())


def paragraphs(text: str) -> str:
    """A text that may have paragraphs, with a blank line between them."""
    text = NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def lines(text: str) -> list[str]:
    """Texts that stand one to a line."""
    return [line(one) for one in re.split(r"[\r\n]+", text) if line(one)]


def competency(fields: Fields, was: Data, levels: list[str]) -> Data:
    """A competency as its page says it; what the page does not ask stays as it ``was``.

    Args:
        fields: of the form.
        was: the competency as it is kept.
        levels: the ids of the framework's levels.
    """
    typed: Data = {"id": was["id"]}
    typed |= _without_empty(
        name=line(fields.get("name", "")),
        description=paragraphs(fields.get("description", "")),
        rater=line(fields.get("rater", "")),
        self=line(fields.get("self", "")),
    )
    typed["behaviours"] = list(_statements(fields, "behaviour", was, "behaviours"))
    for key in ("actions", "outcomes"):
        some = [(level, text) for level in levels for text in lines(fields.get(f"{key}.{level}", ""))]
        typed |= _without_empty(**{key: [{"level": level, "text": text} for level, text in some]})
    described = {level: paragraphs(fields.get(f"described.{level}", "")) for level in levels}
    typed |= _without_empty(
        meaning=list(_statements(fields, "meaning", was, "meaning")),
        unexpected=lines(fields.get("unexpected", "")),
        level_descriptions=_without_empty(**described),
    )
    return typed | {key: was[key] for key in KEPT_OF_A_COMPETENCY if key in was}


def _statements(fields: Fields, kind: str, was: Data, key: str) -> Iterator[Data]:
    known = {one["id"]: one for one in was.get(key, [])}
    for part_id in list(dict.fromkeys(fields.getlist(kind)))[:MOST_ROWS]:
        if not AN_ID.fullmatch(part_id):
            continue
        words = {name: line(fields.get(f"{part_id}.{name}", "")) for name in WORDS}
        words["source"] = paragraphs(fields.get(f"{part_id}.source", ""))
        statement: Data = {"id": part_id}
        if kind == "behaviour":
            statement["levels"] = [one for one in fields.getlist(f"{part_id}.levels") if AN_ID.fullmatch(one)]
            statement |= _without_empty(stem=line(fields.get(f"{part_id}.stem", "")))
        kept = known.get(part_id, {})
        yield statement | _without_empty(**words) | {name: kept[name] for name in KEPT_OF_A_BEHAVIOUR if name in kept}


def levels(fields: Fields) -> list[Data]:
    """The levels as their page says them, without those that were ticked to be taken out. New ones have no id."""
    found = []
    for row in fields.getlist("row")[:MOST_ROWS]:
        level_id = fields.get(f"{row}.id", "")
        level = _without_empty(
            id=level_id if AN_ID.fullmatch(level_id) else "",
            name=line(fields.get(f"{row}.name", "")),
            description=paragraphs(fields.get(f"{row}.description", "")),
            assignable="no" if fields.get(f"{row}.never", "") else "",
        )
        if not fields.get(f"{row}.out", "") and (level.get("id") or level.get("name")):
            found.append(level)
    return found


def theirs(now: Data, typed: Data) -> tuple[Data, list[tuple[str, str]]]:
    """What was typed, with the behaviours that somebody else has added meanwhile; and what else they have now.

    The second is for people: where it is, and their words.
    """
    mine = {one["id"] for one in typed.get("behaviours", [])}
    added = [one for one in now.get("behaviours", []) if one["id"] not in mine]
    merged = typed | {"behaviours": [*typed.get("behaviours", []), *added]}
    ours = dict(_texts(merged))
    return merged, [(where, text) for where, text in _texts(now) if ours.get(where) != text]


def _texts(part: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        label = f"{where} {part['id']}".strip() if where and "id" in part else where
        for key, value in part.items():
            if key != "id":
                yield from _texts(value, f"{label} {key}".strip())
    elif isinstance(part, list) and part and isinstance(part[0], dict) and "id" in part[0]:
        for one in part:
            yield from _texts(one, where)
    elif isinstance(part, list):
        yield where, "; ".join(one.get("text", "") if isinstance(one, dict) else str(one) for one in part)
    else:
        yield where, str(part)


def _without_empty(**parts: Any) -> Data:
    return {key: value for key, value in parts.items() if value}
