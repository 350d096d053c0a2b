"""Designs that look safe and are not, kept so that the attack can show its teeth. Each prints the export's format."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt
from random import Random
from typing import Any

from tests.attack.campaigns import Answered, Rater
from tests.attack.promise import HIDDEN, Label, Promise, tenths, words_of
from tests.attack.worlds import Moments, Tie, View

EVERYONE = "everyone"
THRESHOLD = 3
TYPICAL = (2, 6, 22, 45, 25)  # of a hundred ratings on five points


def typical_campaign(dice: Random, *, cannot_say: float = 0.08) -> Answered:
    """The usual report: four to eight peers and direct reports, a few others; some items that some cannot rate."""
    items = {f"i{number}": f"t{1 + number // 2}" for number in range(8)}
    sizes = {"peers": dice.randint(4, 8), "reports": dice.randint(3, 8), "others": dice.randint(1, 4)}
    raters: dict[str, list[Rater]] = {
        group: [
            {item: None if dice.random() < cannot_say else dice.choices(range(1, 6), TYPICAL)[0] for item in items}
            for _ in range(size)
        ]
        for group, size in sizes.items()
    }
    invited = {group: size + 1 for group, size in sizes.items()}
    return Answered("frequency-5", 4, "default", items, raters, {}, invited)


def upside_down(answered: Answered) -> Answered:
    """The same raters, who rate low what they rated high."""
    return answered.with_raters(
        {
            group: [
                {item: None if rating is None else 6 - rating for item, rating in rater.items()} for rater in raters
            ]
            for group, raters in answered.raters.items()
        }
    )


def ratings_of(raters: Sequence[Rater], item: str) -> list[int]:
    """The ratings given to an item."""
    return [rating for rater in raters if (rating := rater[item]) is not None]


def plain_mean(n: int, sums: Moments) -> Label:
    """The mean to one decimal, from three answers on."""
    return ("mean", tenths(Fraction(sums[0], n))) if n >= THRESHOLD else HIDDEN


def mean_and_deviation(n: int, sums: Moments) -> Label:
    """The mean and the standard deviation, each to one decimal, from three answers on."""
    if n < THRESHOLD:
        return HIDDEN
    variance = Fraction(n * sums[1] - sums[0] ** 2, n * (n - 1))
    hundredfold = variance * 400  # the square of the deviation in twentieths of a point
    return (*plain_mean(n, sums), "sd", (isqrt(hundredfold.numerator // hundredfold.denominator) + 1) // 2)


PLAIN = View(range(1, 6), plain_mean)


def words_too_near(n: int, sums: Moments) -> Label:
    """Our own coding with words about spread that count 3 of 5 as high: "few high marks" then rules it out."""
    return PROMISED.printed(n, sums[0]) + PROMISED.words(n, sums[1], sums[2])


PROMISED = Promise(1, 5, spread=True)
WITH_WORDS_TOO_NEAR = View(range(1, 6), words_too_near, lambda rating: (rating, int(rating < 3), int(rating >= 3)))
WITH_DEVIATION = View(range(1, 6), mean_and_deviation, lambda rating: (rating, rating**2))


def report_by_group(answered: Answered, view: View, more: Sequence[dict[str, Any]] = ()) -> str:
    """A report with a figure for each group and item, hidden below the threshold, and whatever else is added."""
    cells = [
        {"group": group, "item": item, **as_printed(view.prints(len(ratings), view.of(ratings)))}
        for group, raters in answered.raters.items()
        for item in answered.items
        if (ratings := ratings_of(raters, item))
    ]
    return as_report(answered, [*cells, *more])


def report_beside_everyone(answered: Answered) -> tuple[str, list[Tie]]:
    """Plain means by group, a group below the threshold hidden, beside a total of everyone."""
    cells, ties = [], []
    for item in answered.items:
        places = tuple((group, item) for group, raters in answered.raters.items() if ratings_of(raters, item))
        together = [rating for group, _ in places for rating in ratings_of(answered.raters[group], item)]
        if together:
            label = plain_mean(len(together), (sum(together),))
            cells.append({"group": EVERYONE, "item": item, **as_printed(label)})
            ties.append(Tie(places, label, plain_mean))
    return report_by_group(answered, PLAIN, cells), ties


def report_divided_by_item(answered: Answered) -> tuple[str, list[Tie]]:
    """Blocks as we make them, but item by item, and beside them a figure of all of a group's ratings on a theme."""
    cells, ties = [], []
    for item in answered.items:
        counts = {group: len(ratings_of(raters, item)) for group, raters in answered.raters.items()}
        for label, groups in answered.promise.blocks(counts).items():
            ratings = [rating for group in groups for rating in ratings_of(answered.raters[group], item)]
            cells.append({"group": label, "item": item, **as_printed(plain_mean(len(ratings), (sum(ratings),)))})
            places = tuple((group, item) for group in groups)
            ties.append(Tie(places, plain_mean(len(ratings), (sum(ratings),)), plain_mean))
    for group, raters in answered.raters.items():
        for theme in dict.fromkeys(answered.items.values()):
            items = [item for item in answered.items if answered.items[item] == theme and ratings_of(raters, item)]
            ratings = [rating for item in items for rating in ratings_of(raters, item)]
            if len(raters) >= answered.k and ratings:
                label = plain_mean(len(ratings), (sum(ratings),))
                cells.append({"group": group, "theme": theme, **as_printed(label)})
                ties.append(Tie(tuple((group, item) for item in items), label, plain_mean))
    return as_report(answered, cells), ties


def as_printed(label: Label) -> dict[str, Any]:
    """A label as a cell of the export."""
    if label == HIDDEN:
        return {"hidden": True}
    if words := words_of(label):
        return as_printed(label[:2]) | {"spread": dict(zip(("low", "high"), words, strict=True))}
    return {str(name): int(number) / 10 for name, number in zip(label[::2], label[1::2], strict=True)}


def as_report(answered: Answered, cells: Sequence[Mapping[str, Any]]) -> str:
    """The export of a design that has only cells."""
    promise: Promise = answered.promise
    return json.dumps(
        {
            "format": "released-report/1",
            "scale": {"min": promise.least, "max": promise.most},
            "rules": {"group_min_n": promise.k, "item_min_n": promise.on_an_item, "codebook": "default"},
            "items": answered.items,
            "groups": {
                group: {"invited": answered.invited[group], "n": len(raters)}
                for group, raters in answered.raters.items()
            },
            "cells": list(cells),
            "comments": [],
        }
    )
