"""Which behaviours of the version before mean the same as those of this one? Pure, on plain data.

What has the same id and reads the same is the same; nobody is asked. Of all else somebody says by hand whether it means
the same as something of the version before, or nothing of it. That is kept with the behaviour, by the id and the words
of then, together with what those meant the same as before: so a report of three versions ago may still be compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from feedback.framework.editing import Data, competencies, statements

MOST_ALIKE = 5  # shown first
ALIKE_ENOUGH = 60  # of a hundred: below that a suggestion misleads


@dataclass(frozen=True)
class Pair:
    """Something that is asked now and was not asked in just these words before.

    ``choices`` are what it may be the same as, the most alike first, each with how alike it is (0 to 100).
    ``chosen`` is the id of the one that was said to mean the same, ``suggested`` the id of the most alike.
    """

    kind: str
    id: str
    words: str
    choices: tuple[tuple[str, str, int], ...]
    chosen: str
    suggested: str


@dataclass(frozen=True)
class Mapped:
    """How two versions go together: how many things are unchanged, which need a word, and what is asked no more."""

    unchanged: int
    pairs: tuple[Pair, ...]
    gone: tuple[str, ...]

    @property
    def said(self) -> int:
        """Of how many it was said that they mean the same as something before."""
        return sum(bool(pair.chosen) for pair in self.pairs)


def compared(before: Data, now: Data) -> Mapped:
    """How a draft goes together with the version before it."""
    found = [_compared(kind, was, today) for kind, was, today in _kinds(before, now)]
    return Mapped(
        sum(one.unchanged for one in found),
        tuple(pair for one in found for pair in one.pairs),
        tuple(words for one in found for words in one.gone),
    )


def _kinds(before: Data, now: Data) -> tuple[tuple[str, list[Data], list[Data]], ...]:
    return (
        ("behaviour", statements(before), statements(now)),
        ("competency", competencies(before), competencies(now)),
    )


def _compared(kind: str, before: list[Data], now: list[Data]) -> Mapped:
    asked = {part["id"]: _asked(part) for part in before}
    same = {part["id"] for part in now if asked.get(part["id"]) == _asked(part)}
    left = {part["id"]: part.get("rater", "") for part in before if part["id"] not in same}
    pairs = tuple(_pair(kind, part, left) for part in now if part["id"] not in same)
    said = {pair.chosen for pair in pairs}
    return Mapped(len(same), pairs, tuple(words for part_id, words in left.items() if part_id not in said))


def _asked(part: Data) -> tuple[Any, ...]:
    """What somebody who rates this reads; of a competency also the statements and descriptions that it stands for."""
    guidance = [
        (one.get("stem"), one.get("source"), one.get("levels"), one.get("repeats"))
        for key in ("behaviours", "meaning")
        for one in part.get(key, [])
    ]
    return part.get("rater", ""), guidance, part.get("level_descriptions", {})


def _pair(kind: str, part: Data, left: Mapping[str, str]) -> Pair:
    words = part.get("rater", "")
    alike = sorted(
        ((part_id, before, round(fuzz.token_sort_ratio(words.lower(), before.lower())))
         for part_id, before in left.items()),
        key=lambda one: (-one[2], one[0] != part["id"], one[0]),
    )  # fmt: skip
    said = {(one["id"], one["rater"]) for one in part.get("earlier", [])}
    chosen = next((part_id for part_id, before in left.items() if (part_id, before) in said), "")
    suggested = alike[0][0] if alike and alike[0][2] >= ALIKE_ENOUGH else ""
    return Pair(kind, part["id"], words, tuple(alike), chosen, suggested)


def with_mapping(before: Data, now: Data, said: Mapping[tuple[str, str], str]) -> Data:
    """The draft with what was said by hand: for a kind and an id of now the id of then, or nothing.

    A behaviour that is unchanged keeps what it was the same as; of any other only what is said here counts, with what
    that was the same as before. Whatever the version before never had is left out.
    """
    parts = {
        (kind, today["id"]): _earlier(was, today, said.get((kind, today["id"]), ""))
        for kind, was, some in _kinds(before, now)
        for today in some
    }
    return _with_earlier(now, parts)


def as_published(before: Data | None, now: Data) -> Data:
    """The draft as it goes out: nothing counts as the same that is not so, or was not said to be."""
    if before is None:
        return now
    said = {(pair.kind, pair.id): pair.chosen for pair in compared(before, now).pairs}
    return with_mapping(before, now, said)


def _earlier(before: Iterable[Data], part: Data, said: str) -> list[Data]:
    was = {one["id"]: one for one in before}
    own = was.get(part["id"])
    if own is not None and _asked(own) == _asked(part):
        return list(own.get("earlier", []))
    if said not in was:
        return []
    then = was[said]
    return [{"id": then["id"], "rater": then.get("rater", "")}, *then.get("earlier", [])]


def _with_earlier(data: Data, parts: Mapping[tuple[str, str], list[Data]]) -> Data:
    def statement(part: Data, kind: str) -> Data:
        kept: dict[str, Any] = {key: value for key, value in part.items() if key != "earlier"}
        found = parts.get((kind, part["id"]), [])
        return kept | ({"earlier": found} if found else {})

    def competency(part: Data) -> Data:
        inside = {
            key: [statement(one, "behaviour") for one in part[key]] for key in ("behaviours", "meaning") if key in part
        }
        return statement(part | inside, "competency")

    return data | {
        "themes": [
            theme | {"competencies": [competency(one) for one in theme.get("competencies", [])]}
            for theme in data["themes"]
        ]
    }
