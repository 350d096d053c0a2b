"""What does a released report hold, and does every derived figure in it follow from the ones beside it?

``released-report/1`` is all that pages, PDF, spreadsheet, charts and cohort reports are made from.  Derived cells are
computed here from the released cells as printed, never from anything finer, so a reader with a pocket calculator
comes to the same figures, and nothing is told twice with different roundings.  Docs: docs/methods/disclosure.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from feedback.campaign.blocks import ALL_SHOWN, NAMED, Block, in_group_order, partition
from feedback.disclosure import importance as marks
from feedback.disclosure.comments import FEWEST_IN_A_LABELLED_BLOCK
from feedback.disclosure.rules import Coded, Rules, half_up, printable
from feedback.disclosure.spread import SpreadWords, printable_with_words

FORMAT = "released-report/1"
Report = dict[str, Any]
Cell = dict[str, Any]


class ReportDoesNotFollow(ValueError):
    """A report holds something that the rules, or its own released cells, do not give."""


@dataclass(frozen=True)
class _Figure:
    """A printed cell as a number: ``twentieths`` of a point, and in tenths the range that its code stands for."""

    twentieths: int
    low: int
    high: int
    about: bool


def released_report(
    *,
    rules: Rules,
    items: Mapping[str, str],
    counts: Mapping[str, tuple[int, int]],
    blocks: Sequence[Block],
    cells: Mapping[tuple[str, str], Coded],
    named: Mapping[str, Mapping[str, int | None]],
    comments: Iterable[tuple[str, str, str | None]],
    spread: Mapping[tuple[str, str], SpreadWords] | None = None,
    importance: Mapping[str, Any] | None = None,
) -> Report:
    """The report of one subject in the format released-report/1, ready for JSON and checked.

    Args:
        rules: as frozen at launch.
        items: item id -> theme id, in the order of the questionnaire.
        counts: rater group, self and manager among them -> (people invited, people who answered).
        blocks: as released.
        cells: (block label, item id) -> what may be printed; one for every block and item.
        named: "self" and "manager", if they answered -> item id -> rating, None for "I can't say".
        comments: (question id, text, label or None) in the order to print; label is the block, "self" or "manager".
        spread: the optional words, if the rules turn them on.
        importance: ``importance.in_report``, if the campaign asked what matters most.

    Returns:
        Groups in reading order, then released cells, then derived ones; the same input gives the same bytes.
        A derived cell is there only if it has a figure.

    Raises:
        ReportDoesNotFollow: blocks or cells are not what the rules give for these counts.
    """
    if set(cells) != {(block.label, item) for block in blocks for item in items}:
        raise ReportDoesNotFollow("there must be one cell for each block and item, and no other")
    report: Report = {
        "format": FORMAT,
        "scale": {"min": rules.scale_min, "max": rules.scale_max},
        "precision": {"mean": 1},
        "rules": _rules_in_report(rules),
        "items": dict(items),
        "groups": _groups(counts, blocks),
        "cells": [
            {"group": block.label, "item": item, **_as_printed(cells[block.label, item])}
            for block in blocks
            for item in items
        ],
        "comments": [
            {"question": question, "text": text} | ({"label": label} if label else {})
            for question, text, label in comments
        ],
    }
    for cell in report["cells"]:
        if words := (spread or {}).get((cell["group"], cell["item"])):
            cell["spread"] = asdict(words)
    report["cells"] += [
        {"group": who, "item": item, "mean": rating}
        for who in NAMED
        for item in items
        if (rating := named.get(who, {}).get(item)) is not None
    ]
    report["cells"] += derived_cells(report)
    if importance is not None:
        report["importance"] = dict(importance)
    check(report)
    return report


def derived_cells(report: Report) -> list[Cell]:
    """The totals and theme figures that follow from a report's released cells, in the order they are printed.

    ``all_shown`` of an item is the mean of the blocks that show it, weighted by people in the block; a theme's
    figure is the plain mean over its items, if at least half of them have one.  A coded cell takes part with the
    middle of the range it stands for; the result is then marked "about", with the ``low`` and ``high`` between
    which the true figure, to one decimal, must lie.  All half up, but ``low`` down and ``high`` up.
    """
    items: Mapping[str, str] = report["items"]
    groups = report["groups"]
    people = {
        block: sum(groups[group]["n"] for group in groups[block].get("of", [block]))
        for block in groups.get(ALL_SHOWN, {"of": []})["of"]
    }
    known = {
        (cell["group"], cell["item"]): _figure(cell, report["scale"])
        for cell in report["cells"]
        if "derived" not in cell and "hidden" not in cell
    }
    found = []
    for item in items:
        if shown := [(known[block, item], n) for block, n in people.items() if (block, item) in known]:
            total = _mean({"group": ALL_SHOWN, "item": item}, shown, "weighted_by_n")
            found.append(total)
            known[ALL_SHOWN, item] = _figure(total, report["scale"])
    for group in (*NAMED, *people, ALL_SHOWN):
        for theme in dict.fromkeys(items.values()):
            of_theme = [item for item in items if items[item] == theme]
            rated = [(known[group, item], 1) for item in of_theme if (group, item) in known]
            if rated and 2 * len(rated) >= len(of_theme):
                found.append(_mean({"group": group, "theme": theme}, rated, "mean_of_items"))
    return found


def mean_of_items(report: Report, group: str, items: Collection[str]) -> Cell | None:
    """What a theme's figure would be if these items were one: None if fewer than half of them have a figure."""
    cells = [
        cell
        for cell in report["cells"]
        if cell["group"] == group and cell.get("item") in items and "hidden" not in cell
    ]
    if not cells or 2 * len(cells) < len(items):
        return None
    return _mean({"group": group}, [(_figure(cell, report["scale"]), 1) for cell in cells], "mean_of_items")


def check(report: Report) -> None:
    """Recompute everything in a report that can be: rules, blocks, possible codes and every derived cell.

    Raises:
        ReportDoesNotFollow: with the first thing that is not as the rules and the released cells give it.
    """
    if report.get("format") != FORMAT:
        raise ReportDoesNotFollow(f"expected the format {FORMAT}")
    rules = rules_of(report)
    counts = {group: (about["invited"], about["n"]) for group, about in report["groups"].items() if "n" in about}
    if any(not 0 <= n <= (1 if group in NAMED else invited) for group, (invited, n) in counts.items()):
        raise ReportDoesNotFollow("more people answered than were invited, or than one self and one manager")
    blocks = partition({group: n for group, (_, n) in counts.items() if group not in NAMED}, rules).blocks
    if report["groups"] != _groups(counts, blocks):
        raise ReportDoesNotFollow("the blocks are not those that the rules give for these counts")
    released = [cell for cell in report["cells"] if "derived" not in cell]
    _check_released(released, report["items"], blocks, [who for who in NAMED if counts.get(who, (0, 0))[1]], rules)
    _check_comments(report["comments"], counts, blocks, rules)
    if problem := marks.problem_with(report, blocks, rules):
        raise ReportDoesNotFollow(problem)
    derived = [cell for cell in report["cells"] if "derived" in cell]
    follows = derived_cells(report)
    if len(derived) != len(follows) or any(cell not in follows for cell in derived):
        raise ReportDoesNotFollow("a derived cell does not follow from the released ones")


def rules_of(report: Report) -> Rules:
    """The rules a report was released under.

    Raises:
        ReportDoesNotFollow: the hash printed with them is that of other rules, or they are impossible.
    """
    printed = dict(report["rules"])
    claimed = printed.pop("hash", None)
    printed |= {"scale_min": report["scale"]["min"], "scale_max": report["scale"]["max"]}
    try:
        rules = Rules.from_dict({"mode": printed.pop("codebook", None), **printed})
    except ValueError as impossible:
        raise ReportDoesNotFollow(str(impossible)) from impossible
    if rules.hash() != claimed:
        raise ReportDoesNotFollow("the hash is not that of the rules printed")
    return rules


def _check_released(
    released: Sequence[Cell], items: Mapping[str, str], blocks: Sequence[Block], named: Sequence[str], rules: Rules
) -> None:
    """Each block and item has one cell that some answers could have given; the named have ratings on the scale."""
    may_print: dict[str, list[Cell]] = {who: [{"mean": point} for point in rules.points] for who in named}
    with_words: dict[str, list[tuple[Cell, dict[str, str]]]] = {}
    for block in blocks:
        may_print[block.label] = _printable_cells(block.n, rules)
        with_words[block.label] = _printable_words(block.n, rules)

    for cell in released:
        what = {key: said for key, said in cell.items() if key not in ("group", "item")}
        spread = what.pop("spread", None)
        if cell.get("item") not in items or what not in may_print.get(cell["group"], []):
            raise ReportDoesNotFollow(f"no answers give the cell of {cell.get('group')} on {cell.get('item')}")
        if spread is not None and (what, spread) not in with_words.get(cell["group"], []):
            raise ReportDoesNotFollow("spread words stand where the rules do not allow them, or no answers give them")
    places = [(cell["group"], cell["item"]) for cell in released]
    if len(set(places)) != len(places) or not {(block.label, item) for block in blocks for item in items} <= set(
        places
    ):
        raise ReportDoesNotFollow("each block must have one cell for each item")


@lru_cache(maxsize=256)
def _printable_cells(people: int, rules: Rules) -> list[Cell]:
    """Every cell that so many can print together, however many of them could say. Nobody may change what is kept."""
    codes = {coded for n in range(rules.item_min_n, people + 1) for coded in printable(n, rules)}
    return [_as_printed(coded) for coded in {*codes, Coded("few", None)}]


@lru_cache(maxsize=256)
def _printable_words(people: int, rules: Rules) -> list[tuple[Cell, dict[str, str]]]:
    """Likewise every cell and words about spread."""
    both = {pair for n in range(people + 1) for pair in printable_with_words(n, rules)}
    return [(_as_printed(coded), asdict(words)) for coded, words in both]


def _check_comments(
    comments: Sequence[Mapping[str, str]], counts: Mapping[str, tuple[int, int]], blocks: Sequence[Block], rules: Rules
) -> None:
    labels = {who for who in NAMED if counts.get(who, (0, 0))[1]}
    if rules.label_comments:
        labels |= {block.label for block in blocks if block.n >= FEWEST_IN_A_LABELLED_BLOCK}
    if any("label" in comment and comment["label"] not in labels for comment in comments):
        raise ReportDoesNotFollow("a comment is labelled with a group that may not be named beside it")
    anonymous = sum(n for group, (_, n) in counts.items() if group not in NAMED)
    if anonymous < rules.group_min_n and any(comment.get("label") not in NAMED for comment in comments):
        raise ReportDoesNotFollow("comments are shown though too few people answered")


def _rules_in_report(rules: Rules) -> dict[str, Any]:
    """Every rule, the scale aside, so that a reader can check the hash for themselves."""
    stored = rules.as_dict()
    first = {"group_min_n": stored.pop("group_min_n"), "item_min_n": stored.pop("item_min_n")}
    rest = {name: stored[name] for name in ("merge", "insiders", "spread_words", "label_comments")}
    return {**first, "codebook": rules.mode, **rest, "hash": rules.hash()}


def _groups(counts: Mapping[str, tuple[int, int]], blocks: Sequence[Block]) -> dict[str, Any]:
    anonymous = in_group_order({group: n for group, n in counts.items() if group not in NAMED})
    reading_order = [who for who in NAMED if who in counts] + anonymous
    groups: dict[str, Any] = {group: {"invited": counts[group][0], "n": counts[group][1]} for group in reading_order}
    groups |= {block.label: {"of": list(block.groups)} for block in blocks if len(block.groups) > 1}
    return groups | ({ALL_SHOWN: {"of": [block.label for block in blocks]}} if blocks else {})


def _as_printed(coded: Coded) -> Cell:
    return {"hidden": True} if coded.tenths is None else {coded.kind: coded.tenths / 10}


def _figure(cell: Cell, scale: Mapping[str, int]) -> _Figure:
    """A cell that is shown, as it takes part in derived ones: a code by the middle of its range."""
    if "mean" in cell:
        mean = _tenths(cell["mean"])
        if "about" in cell:
            return _Figure(2 * mean, _tenths(cell["low"]), _tenths(cell["high"]), about=True)
        return _Figure(2 * mean, mean, mean, about=False)
    low, high = _tenths(cell.get("at_least", scale["min"])), _tenths(cell.get("at_most", scale["max"]))
    return _Figure(low + high, low, high, about=True)


def _tenths(printed: float) -> int:
    return round(10 * printed)  # exact again: one decimal was printed


def _mean(place: Cell, parts: Sequence[tuple[_Figure, int]], derived: str) -> Cell:
    weight = sum(n for _, n in parts)
    cell = {
        **place,
        "mean": half_up(sum(part.twentieths * n for part, n in parts), 2 * weight) / 10,
        "derived": derived,
    }
    if not any(part.about for part, _ in parts):
        return cell
    low = sum(part.low * n for part, n in parts) // weight  # outwards, so that the true figure lies between
    high = -(-sum(part.high * n for part, n in parts) // weight)
    return {**cell, "about": True, "low": low / 10, "high": high / 10}
