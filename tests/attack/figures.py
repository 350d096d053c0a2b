"""Which figures does an output print?  Reads them back from the export, from a page's tables and words, from any rows.

Relied on: the export's format released-report/1; on pages, that the head of a column names a group in the house's
words, that the head of a row is the wording of an item or a theme, that a figure reads "3.9", "2.2 or below",
"4.6 or above", "about 3.1" or "too few ratings", and that the part which explains is labelled by "reading".  Anything
else that looks like a figure is handed on as a number.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from tests.attack.promise import HIDDEN, Label, Promise, words_of

Key = tuple[str, str, str]  # group, "item" or "theme", id
TOTAL = "all_shown"
GROUP_NAMES = {
    "self": "Self",
    "manager": "Manager",
    "peers": "Peers",
    "reports": "Direct reports",
    "others": "Others",
    TOTAL: "All raters shown",
}
FIGURE = re.compile(r"(?P<about>about )?(?P<number>\d+(?:\.\d)?)(?P<end> or below| or above)?")
NUMBER = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.]*\d)")
SPREAD, SHARES = "Spread of ratings", re.compile(r"Low: ([a-z ]+)\. High: ([a-z ]+)\.")
NO_FIGURE = {"too few ratings", "not rated", "no comparison", ""}


@dataclass(frozen=True)
class Printed:
    """Everything an export prints.  ``beyond`` lists what is in it that no rule of the promise speaks of."""

    promise: Promise
    items: dict[str, str]
    groups: dict[str, tuple[int, int]]
    blocks: dict[str, tuple[str, ...]]
    figures: dict[Key, Label]
    derived: frozenset[Key]
    comments: tuple[str, ...]
    beyond: tuple[str, ...]
    marked: dict[str, tuple[str, ...]] | None = None

    def layout(self) -> object:
        """What is shown and what is hidden, without the figures and the words themselves."""
        shown = {
            key: (label == HIDDEN, bool(words_of(label)))
            for key, label in self.figures.items()
            if key[0] not in ("self", "manager")
        }
        return self.groups, self.blocks, shown


def read_export(text: str) -> Printed:
    """The figures of a report in the format released-report/1."""
    report = json.loads(text)
    assert report["format"] == "released-report/1"
    rules, scale, groups = report["rules"], report["scale"], report["groups"]
    people = {group: (about["invited"], about["n"]) for group, about in groups.items() if "of" not in about}
    merged = {label: tuple(about["of"]) for label, about in groups.items() if "of" in about and label != TOTAL}
    cells = [(_key(cell), cell) for cell in report["cells"]]
    beyond = [f"the key {name!r}" for name in _beyond(report)]
    beyond += [f"a second figure at {key}" for key in _twice(key for key, _ in cells)]
    beyond += [f"digits of {key}" for key, cell in cells if not _one_decimal(cell)]
    return Printed(
        promise=Promise(
            scale["min"],
            scale["max"],
            k=rules["group_min_n"],
            on_an_item=rules["item_min_n"],
            strict=rules["codebook"] == "strict",
            merge=rules.get("merge", "combine"),
            spread=rules.get("spread_words", False),
        ),
        items=report["items"],
        groups=people,
        blocks={label: merged.get(label, (label,)) for label in groups.get(TOTAL, {"of": []})["of"]},
        figures={key: _label(cell) for key, cell in cells},
        derived=frozenset(key for key, cell in cells if "derived" in cell),
        comments=tuple(comment["text"] for comment in report["comments"]),
        beyond=tuple(beyond),
        marked=_marked(report),
    )


@dataclass
class Read:
    """What was read back from words and rows: figures by place, numbers anywhere, rows that could not be placed.

    ``explanation`` is the part that says how to read a report, with examples: it must be the same whatever was rated.
    """

    figures: dict[Key, set[Label]] = field(default_factory=lambda: defaultdict(set))
    spread: dict[Key, set[Label]] = field(default_factory=lambda: defaultdict(set))
    numbers: set[str] = field(default_factory=set)
    unplaced: list[str] = field(default_factory=list)
    explanation: str = ""

    def take_words(self, words: str) -> None:
        """Every number with a decimal in running text: sentences, a chart's title and description, a PDF's words."""
        self.numbers.update(NUMBER.findall(words))

    def take_rows(self, rows: Sequence[Sequence[str]], wording: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """A table of a page, or of a spreadsheet's sheet, its head first.

        ``wording`` says which (kind, id) a row's head may stand for.  A table without a group's column has no figures.
        """
        columns = {place: group for place, head in enumerate(rows[0]) if (group := group_called(head)) and place}
        asked = "theme" if rows[0][0].lower() == "theme" else "item"
        for row in rows[1:]:
            self.take_words(" | ".join(row))
            if columns and row[0] not in wording:
                self.unplaced.append(row[0])
            for place, group in columns.items():
                for kind, name in wording.get(row[0], []):
                    if kind == asked and rows[0][0] == SPREAD:
                        self._take_spread((group, kind, name), row[place])
                    elif kind == asked:
                        self.figures[group, kind, name].add(read_figure(row[place]))

    def _take_spread(self, key: Key, words: str) -> None:
        said = SHARES.fullmatch(words)
        if said or words not in NO_FIGURE:
            self.spread[key].add(said.groups() if said else (words,))


def read_page(html: str, wording: Mapping[str, Sequence[tuple[str, str]]]) -> Read:
    """The figures of a report's page: from tables by place, from everything said in words as numbers."""
    found = Read()
    document = html5lib.parse(html, namespaceHTMLElements=False)
    for table in document.iter("table"):
        rows = [[_words(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        found.take_rows(rows, wording)
    for part in document.iter("section"):
        if part.get("aria-labelledby") == "reading":
            found.explanation = _words(part)
    found.take_words(_words(document.find("body")).replace(found.explanation, ""))
    return found


def group_called(name: str) -> str | None:
    """The group, or block of groups combined, that is called this on pages; None if nothing is."""
    ids = {words.lower(): group for group, words in GROUP_NAMES.items()}
    parts = re.split(r", | and ", name.removesuffix(", combined").lower())
    known = [ids[part] for part in parts if part in ids]
    return "+".join(known) if known and len(known) == len(parts) else None


def read_figure(words: str) -> Label:
    """A figure as it stands in a table.

    Raises:
        ValueError: it is neither a figure nor said to be none.
    """
    if words.strip().lower() in NO_FIGURE:
        return HIDDEN
    found = FIGURE.fullmatch(words.strip())
    if found is None:
        raise ValueError(f"not a figure: {words!r}")
    number = round(10 * float(found["number"]))
    ends = {" or below": "at_most", " or above": "at_least", None: "about" if found["about"] else "mean"}
    return (ends[found["end"]], number)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def _key(cell: Mapping[str, Any]) -> Key:
    kind = "item" if "item" in cell else "theme"
    return cell["group"], kind, cell[kind]


def _label(cell: Mapping[str, Any]) -> Label:
    if cell.get("hidden"):
        return HIDDEN
    if cell.get("about"):
        return ("about", *(round(10 * cell[end]) for end in ("mean", "low", "high")))
    words = tuple(cell["spread"][share] for share in ("low", "high")) if "spread" in cell else ()
    parts: list[str | int] = []
    for name in ("mean", "at_most", "at_least", "sd"):  # the last only in designs that are worse than ours
        if name in cell:
            parts += [name, round(10 * cell[name])]
    return (*parts, *words)


def _beyond(report: Mapping[str, Any]) -> Iterator[str]:
    known = {"format", "scale", "precision", "rules", "items", "groups", "cells", "comments", "importance"}
    of_cells = {
        "group",
        "item",
        "theme",
        "mean",
        "at_most",
        "at_least",
        "hidden",
        "derived",
        "about",
        "low",
        "high",
        "spread",
    }
    yield from report.keys() - known
    told = report.get("importance", {})
    yield from told.keys() - {"most", "of", "marked"}
    yield from told.get("marked", {}).keys() - {"self", "manager", TOTAL}
    for parts, names in (
        (report["cells"], of_cells),
        (report["groups"].values(), {"invited", "n", "of"}),
        (report["comments"], {"question", "text", "label"}),
    ):
        for part in parts:
            yield from part.keys() - names


def _marked(report: Mapping[str, Any]) -> dict[str, tuple[str, ...]] | None:
    """What is said to matter most, and by whom; None where it was not asked."""
    told = report.get("importance")
    return None if told is None else {who: tuple(names) for who, names in told["marked"].items()}


def _one_decimal(cell: Mapping[str, Any]) -> bool:
    numbers = [value for value in cell.values() if isinstance(value, int | float) and not isinstance(value, bool)]
    return all(value == round(10 * value) / 10 for value in numbers)


def _twice(keys: Iterable[Key]) -> set[Key]:
    seen: set[Key] = set()
    return {key for key in keys if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
