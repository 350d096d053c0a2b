"""Does the promise to raters hold for every possible set of answers, not only for those we thought of?

Nothing is sampled and nothing is taken from the rules' own account of themselves.  For each number of answers,
every composition of ratings is put through the real coding, and a reader's knowledge is then what it is in life:
all compositions that print the same.  A rating stays open for a rater if one of those compositions allows it.
Raters are exchangeable within a block and blocks share nobody, so this settles whole reports (design, 2.5).

The reader knows who answered, and how many rated each item, which no report prints.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations_with_replacement, product
from math import comb
from typing import Any

from feedback.campaign.blocks import Partition, partition
from feedback.disclosure.rules import Rules, code
from feedback.disclosure.spread import spread_words

Ratings = tuple[int, ...]
Printed = Callable[[Ratings], Hashable]  # what a reader sees of one block's ratings of one item
LINE, LINE_WITH_SPREAD_WORDS = 3, 2  # fewest values that must stay open


@dataclass(frozen=True)
class Row:
    """What stays open of ``n`` ratings, at worst.

    ``data_sets`` compositions were tried and printed ``labels`` different things.  The next four count values left
    open for another rater's answer: to an outsider, to the insiders the rules allow for, and to insiders who all
    planted the lowest or the highest rating.  ``low_provable`` counts the pairs of (what is printed, what the
    insiders rated) that prove a rating below the middle of the scale: the promise is that there are none.
    """

    n: int
    data_sets: int
    labels: int
    outsider: int
    insider: int
    planted_low: int
    planted_high: int
    low_provable: int


@dataclass(frozen=True)
class Proof:
    """One row for each number of answers under one set of rules, and a sentence for each breach of the promise."""

    rules: Rules
    rows: tuple[Row, ...]
    layouts: int
    smallest_block: int
    breaches: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True when nothing that was promised failed for any set of answers."""
        return not self.breaches

    @property
    def tried(self) -> int:
        """How many sets of ratings of one item were tried."""
        return sum(row.data_sets for row in self.rows)

    def at_worst(self) -> dict[str, int]:
        """The least number of values left open to each reader over all rows, and every low rating provable."""
        readers = ("outsider", "insider", "planted_low", "planted_high")
        least = {reader: min(getattr(row, reader) for row in self.rows) for reader in readers}
        return {**least, "low_provable": sum(row.low_provable for row in self.rows)}

    def as_dict(self) -> dict[str, Any]:
        """The proof for JSON: rules, rows, the worst of them, the layouts tried, breaches."""
        return {
            "rules": self.rules.as_dict(),
            "hash": self.rules.hash(),
            "rows": [asdict(row) for row in self.rows],
            "at_worst": self.at_worst(),
            "layouts": {"tried": self.layouts, "smallest_block": self.smallest_block},
            "holds": self.holds,
            "breaches": list(self.breaches),
        }


def what_the_rules_print(rules: Rules) -> Printed:
    """The coding that is shipped: the coded mean, with the spread words if the rules turn them on."""
    return lambda ratings: (code(ratings, rules), spread_words(ratings, rules))


def what_stays_open(
    n: int, rules: Rules, printed: Printed
) -> tuple[dict[Hashable, set[int]], dict[tuple[Hashable, Ratings], set[int]]]:
    """Every value another rater may have given, for each thing that ``n`` ratings can print.

    Args:
        n: ratings given, those of the insiders among them.
        rules: the scale and the number of insiders.
        printed: what is attacked, as a function of the ratings, lowest first.

    Returns:
        Open values by what is printed, for an outsider; and by (what is printed, the insiders' own ratings).
    """
    outsider: dict[Hashable, set[int]] = defaultdict(set)
    insider: dict[tuple[Hashable, Ratings], set[int]] = defaultdict(set)
    for ratings in combinations_with_replacement(rules.points, n):
        seen = printed(ratings)
        outsider[seen].update(ratings)
        for own in set(combinations_with_replacement(sorted(set(ratings)), rules.insiders)):
            if (others := _without(ratings, own)) is not None:
                insider[seen, own].update(others)
    return outsider, insider


def attack(n: int, rules: Rules, printed: Printed | None = None) -> Row:
    """The least that stays open of ``n`` ratings, under the shipped coding or one given to be tested against."""
    outsider, insider = what_stays_open(n, rules, printed or what_the_rules_print(rules))
    planted = {own: (own,) * rules.insiders for own in (rules.scale_min, rules.scale_max)}
    left = {
        own: min(len(values) for (_, mine), values in insider.items() if mine == hand) for own, hand in planted.items()
    }
    return Row(
        n=n,
        data_sets=comb(n + len(rules.points) - 1, n),
        labels=len(outsider),
        outsider=min(map(len, outsider.values())),
        insider=min(map(len, insider.values())),
        planted_low=left[rules.scale_min],
        planted_high=left[rules.scale_max],
        low_provable=sum(all(map(rules.is_low, values)) for values in insider.values()),
    )


def prove(rules: Rules, numbers: Iterable[int], *, printed: Printed | None = None) -> Proof:
    """Attack every number of answers and every layout of groups, and say what was breached.

    Args:
        rules: as a campaign would freeze them.
        numbers: how many ratings of one item to try; each must leave somebody beside the insiders.
        printed: another coding to attack in place of the shipped one.

    Raises:
        ValueError: no number was given, or one with nobody to attack.
    """
    asked = sorted(set(numbers))
    if not asked or asked[0] <= rules.insiders:
        raise ValueError(f"numbers of answers must start above the number of insiders, {rules.insiders}")
    rows = tuple(attack(n, rules, printed) for n in asked)
    layouts, smallest, wrong = every_layout(rules, up_to=2 * rules.group_min_n + 1)
    breaches = [breach for row in rows for breach in _breaches(row, rules)]
    return Proof(rules, rows, layouts, smallest, tuple(breaches + wrong))


def every_layout(
    rules: Rules, *, up_to: int, parts: Callable[[Mapping[str, int], Rules], Partition] = partition
) -> tuple[int, int, list[str]]:
    """Try every count of peers, direct reports and others from 0 to ``up_to`` people.

    Returns:
        How many layouts were tried, the smallest block any of them shows, and a sentence for each layout that
        shows a block below K, somebody twice, part of a group, or a count that is not true.
    """
    wrong: list[str] = []
    smallest, tried = [], 0
    for people in product(range(up_to + 1), repeat=3):
        counts = dict(zip(("peers", "reports", "others"), people, strict=True))
        shown = parts(counts, rules)
        tried += 1
        smallest += [block.n for block in shown.blocks]
        placed = [group for block in shown.blocks for group in block.groups] + list(shown.left_out)
        if (
            sorted(placed) != sorted(group for group in counts if counts[group])
            or any(block.n < rules.group_min_n for block in shown.blocks)
            or any(block.n != sum(counts[group] for group in block.groups) for block in shown.blocks)
        ):
            wrong.append(f"the layout of {counts} shows too few people, somebody twice, or a false count")
    return tried, min(smallest), wrong


def _breaches(row: Row, rules: Rules) -> list[str]:
    line = LINE_WITH_SPREAD_WORDS if rules.spread_words else LINE
    held = {"an outsider": row.outsider}
    if rules.mode == "strict":
        held |= {"an insider": row.insider}
    where = f"on {rules.scale_min} to {rules.scale_max} with {row.n} answers"
    found = [f"{where}, {who} can narrow a rating to {left} of {line}" for who, left in held.items() if left < line]
    if row.low_provable:
        found.append(f"{where}, an insider can prove a low rating in {row.low_provable} cases")
    return found


def _without(ratings: Sequence[int], own: Ratings) -> list[int] | None:
    """The ratings of the others, or None if the insiders cannot have given theirs here."""
    others = list(ratings)
    for rating in own:
        if rating not in others:
            return None
        others.remove(rating)
    return others
