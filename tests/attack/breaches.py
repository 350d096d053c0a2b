"""Does an output keep the promise?  Attacks what was read back from it, place by place, as each kind of adversary."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.attack.figures import TOTAL, Key, Printed, Read
from tests.attack.promise import (
    HIDDEN,
    NAMED,
    VALUES_LEFT_TO_AN_INSIDER_IN_STRICT_MODE,
    Label,
    derived,
    words_of,
    worth,
)
from tests.attack.worlds import Tie, View, consistent, left_open, narrowed, promised_view

Ratings = Mapping[str, int | None]  # item -> rating, or None for "I can't say"


@dataclass(frozen=True)
class Finding:
    """One thing that the promise rules out: who finds it, where, and what is left."""

    who: str
    place: object
    what: str


def attack(
    printed: Printed,
    parts: Mapping[str, Sequence[Ratings]],
    *,
    view: View | None = None,
    ties: Sequence[Tie] = (),
    insiders: Mapping[str, Sequence[Ratings]] | None = None,
) -> Iterator[Finding]:
    """What an outsider, and every insider in turn, can work out from a report about another rater.

    The adversary knows who answered and how many rated each item.

    Args:
        printed: the report as read back.
        parts: disjoint sets of raters with their true ratings, under the label they are printed by (if they are).
        view: how the report prints ratings; the promise's own coding unless another design is attacked.
        ties: figures printed of several parts or items together.
        insiders: the raters who play the insider, by part; everybody unless given.
    """
    view = view or promised_view(printed.promise)
    truth = {
        (part, item): [rating for rater in raters if (rating := rater.get(item)) is not None]
        for part, raters in parts.items()
        for item in printed.items
    }
    truth = {place: ratings for place, ratings in truth.items() if ratings}
    sizes = {place: len(ratings) for place, ratings in truth.items()}
    possible = {
        (part, item): consistent(view, n, printed.figures.get((part, "item", item)))
        for (part, item), n in sizes.items()
    }
    possible = narrowed(possible, sizes, ties)
    for (part, item), ratings in truth.items():
        place, n, sums = (part, item), len(ratings), possible[part, item]
        if view.of(ratings) not in sums:
            yield Finding("anybody", place, "the figure is not the one that the rules give for these ratings")
            continue
        if len(open_ := left_open(view, n, sums)) < printed.promise.left_to_an_outsider:
            yield Finding("outsider", place, f"only {sorted(open_)} left open")
        if n > 1:
            for rater in (parts if insiders is None else insiders).get(part, ()):
                if (own := rater.get(item)) is not None:
                    yield from _as_insider(printed, place, own, left_open(view, n, sums, own))


def _as_insider(printed: Printed, place: object, own: int, open_: frozenset[int]) -> Iterator[Finding]:
    promise = printed.promise
    if all(map(promise.is_low, open_)):
        yield Finding("insider", place, f"with {own} proves a low rating: {sorted(open_)}")
    elif promise.strict and len(open_) < VALUES_LEFT_TO_AN_INSIDER_IN_STRICT_MODE:
        yield Finding("insider in strict mode", place, f"with {own}: only {sorted(open_)} left open")


def departures(printed: Printed) -> Iterator[Finding]:
    """Where a report is not what the promise allows, whatever the ratings: unknown keys, blocks, derived figures.

    A derived figure that follows from those shown beside it tells nothing new, so it need not be solved for.
    """
    for name in printed.beyond:
        yield Finding("anybody", name, "is more than was promised to be printed")
    anonymous = {group: n for group, (_, n) in printed.groups.items() if group not in NAMED}
    if printed.blocks != printed.promise.blocks(anonymous):
        yield Finding("anybody", tuple(printed.blocks), "are not the blocks that these counts of people give")
    placed = {key for key in printed.figures if key[0] in printed.blocks and key[1] == "item"}
    for key in placed ^ {(block, "item", item) for block in printed.blocks for item in printed.items}:
        yield Finding("anybody", key, "is printed for a block or item that has none, or is missing")
    known = placed | {key for key in printed.figures if key[0] in NAMED and key[1] == "item"}
    follows = what_follows(printed)
    for key, label in printed.figures.items():
        if key not in known and follows.get(key) != label:
            yield Finding("anybody", key, f"{label} does not follow from the figures shown: {follows.get(key)}")
        if (key in printed.derived) == (key in known):
            yield Finding("anybody", key, "is not marked as what it is, released or derived")


def what_follows(printed: Printed) -> dict[Key, Label]:
    """Totals and theme figures, computed from the figures shown."""
    shown = {key: label for key, label in printed.figures.items() if key[1] == "item" and label != HIDDEN}
    people = {block: sum(printed.groups[group][1] for group in of) for block, of in printed.blocks.items()}
    found: dict[Key, Label] = {}
    for item in printed.items:
        of_item = [(shown[block, "item", item], n) for block, n in people.items() if (block, "item", item) in shown]
        if of_item:
            found[TOTAL, "item", item] = derived(of_item, printed.promise)
    for group in (*NAMED, *people, TOTAL):
        for theme in set(printed.items.values()):
            of_theme = [item for item in printed.items if printed.items[item] == theme]
            keys = [(group, "item", item) for item in of_theme]
            rated = [(label, 1) for key in keys if (label := found.get(key) or shown.get(key))]
            if rated and 2 * len(rated) >= len(of_theme):
                found[group, "theme", theme] = derived(rated, printed.promise)
    return found


def beyond_the_export(read: Read, printed: Printed) -> Iterator[Finding]:
    """What another output (page, PDF, spreadsheet) prints that the export does not, and what of the export it hides."""
    for row in read.unplaced:
        yield Finding("anybody", row, "is a row that cannot be placed")
    for key, labels in read.figures.items():
        label = printed.figures.get(key, HIDDEN)
        if labels != {label[:2]}:
            yield Finding("anybody", key, f"prints {labels}, the export {label}")
    for key in read.spread.keys() | {key for key, label in printed.figures.items() if words_of(label)}:
        if read.spread.get(key) != {words_of(printed.figures.get(key, HIDDEN))}:
            yield Finding("anybody", key, f"says {read.spread.get(key)}, the export {printed.figures.get(key)}")
    if (
        missing := {key for key, label in printed.figures.items() if label != HIDDEN}
        - read.figures.keys()
        - _alone(printed)
    ):
        yield Finding("anybody", min(missing), "was not found again: the reader may be blind")


def unexplained_numbers(read: Read, printed: Printed) -> set[str]:
    """Numbers of another output that follow from no figure of the export.

    They may tell of the number of people, or be part of the questionnaire or of an explanation, but nothing of the
    ratings: the output for other ratings by as many people must have them too.
    """
    return read.numbers - explained_numbers(printed)


def explained_numbers(printed: Printed) -> frozenset[str]:
    """Every number with one decimal that an export gives: values, ends, and gaps to the leader's or manager's own."""
    ends: dict[Key, set[float]] = {
        key: {float(end) for end in worth(label, printed.promise)}
        for key, label in printed.figures.items()
        if label != HIDDEN
    }
    gaps = {
        abs(own - end)
        for who in NAMED
        for key, values in ends.items()
        for own in ends.get((who, *key[1:]), ())
        for end in values
    }
    return frozenset(f"{number:.1f}" for number in set().union(gaps, *ends.values()))


def explained_over_time(printed: Printed, earlier: Printed) -> frozenset[str]:
    """Every number that two exports of one leader give together: those of each, and changes from one to the other."""
    worths: list[dict[Key, set[float]]] = [
        {
            key: {float(end) for end in worth(label, one.promise)}
            for key, label in one.figures.items()
            if label != HIDDEN
        }
        for one in (printed, earlier)
    ]
    now, then = worths
    changes = {abs(end - old) for key, ends in now.items() for end in ends for old in then.get(key, ())}
    moved = frozenset(f"{number:.1f}" for number in changes)
    return moved | explained_numbers(printed) | explained_numbers(earlier)


def more_than_one_decimal(words: str) -> list[str]:
    """Numbers printed finer than the promise allows."""
    return re.findall(r"(?<![\d.])\d\.\d{2,}", words)


def _alone(printed: Printed) -> set[Key]:
    """The total of a single block says nothing that the block does not, so an output may leave it out."""
    return {key for key in printed.figures if key[0] == TOTAL and len(printed.blocks) == 1}
