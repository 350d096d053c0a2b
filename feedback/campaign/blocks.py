"""Which raters are shown together? The one rule for it: a list of raters is judged by it, and closing keeps it.

It looks at how many people answered, never at what they answered, and depends on nothing but the smallest group and
the merge policy that a campaign promised.  Worked examples: docs/methods/disclosure.md, section 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Merge = Literal["combine", "merge", "drop"]
NAMED = ("self", "manager")  # told before they answer that they are not anonymous
ALL_SHOWN = "all_shown"
_ORDER = ("peers", "reports", "others")
_TAKES_IN_FIRST = ("others", "peers")  # on a tie, the least specific view is the one that is diluted


class Grouping(Protocol):
    """The part of a campaign's promise that decides who is shown together; the disclosure rules have it."""

    @property
    def group_min_n(self) -> int:
        """K, the fewest people in a block."""

    @property
    def merge(self) -> Merge:
        """Where a group too small to be shown goes."""


@dataclass(frozen=True)
class Block:
    """Raters shown as one: ``label`` is its groups joined by "+", ``n`` the people of them who answered."""

    label: str
    groups: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Partition:
    """Disjoint blocks in the order they are shown, and the groups whose answers reach no number at all."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]


def in_group_order(groups: Mapping[str, object]) -> list[str]:
    """The anonymous groups as they are always listed: peers, reports, others, then the council's own by id.

    The order of the mapping is ignored, so that nothing about who answered first can reach a label.

    Raises:
        ValueError: a group is not anonymous (self, manager), or its id cannot be part of a block's label.
    """
    for group in groups:
        if not group or "+" in group or group in (*NAMED, ALL_SHOWN):
            raise ValueError(f"{group!r} cannot be an anonymous rater group")
    return [group for group in _ORDER if group in groups] + sorted(set(groups) - set(_ORDER))


def partition(counts: Mapping[str, int], rules: Grouping) -> Partition:
    """Put the anonymous raters of one subject in disjoint blocks of at least K.

    A group too small to be shown alone is combined with another, never hidden beside a total that contains it.

    Args:
        counts: anonymous group id -> people of it who answered at all (not: answers given).
        rules: K and the merge policy.
    Returns:
        The blocks, and the groups with answers that are in none.  An empty group is in neither.
    Raises:
        ValueError: a count is negative, or a group is not an anonymous one.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("counts of people cannot be negative")
    order = in_group_order(counts)
    big = [Block(group, (group,), counts[group]) for group in order if counts[group] >= rules.group_min_n]
    small = [group for group in order if 0 < counts[group] < rules.group_min_n]
    if not small or rules.merge == "drop":
        return Partition(tuple(big), tuple(small))
    if sum(counts[group] for group in small) >= rules.group_min_n:
        return Partition((*big, _combined(small, counts)), ())
    target = _takes_in(big, rules)
    if target is None:
        return Partition(tuple(big), tuple(small))
    joined = _combined([group for group in order if group in (target.label, *small)], counts)
    return Partition(tuple(joined if block is target else block for block in big), ())


def _combined(groups: Sequence[str], counts: Mapping[str, int]) -> Block:
    return Block("+".join(groups), tuple(groups), sum(counts[group] for group in groups))


def _takes_in(big: Sequence[Block], rules: Grouping) -> Block | None:
    """The smallest block that is not direct reports; direct reports only by the policy that says so."""
    willing = [block for block in big if block.label != "reports"]
    if not willing and rules.merge == "merge":
        willing = list(big)
    ties = {label: rank for rank, label in enumerate(_TAKES_IN_FIRST)}
    return min(willing, key=lambda block: (block.n, ties.get(block.label, len(ties)), block.label), default=None)
