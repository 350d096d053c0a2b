"""Will this list of raters work? How likely each group is to be shown, and how many separate groups to expect.

Every rater is taken to answer with the same likelihood, whatever the others do.  The figures are exact sums over all
numbers of people who may answer, each put through the very rule that closing uses; nothing is drawn at random.
Worked example: docs/methods/nominations.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import comb, prod

from feedback.campaign.blocks import Grouping, in_group_order, partition


@dataclass(frozen=True)
class GroupProspects:
    """What may become of one group; each a chance from 0 to 1.

    ``reaches`` is that at least K of it answer.  The other four exclude each other and add up to 1: it is shown on its
    own, shown combined with other groups, left out of all figures though somebody answered, or nobody answers.
    """

    reaches: float
    alone: float
    combined: float
    left_out: float
    silent: float


@dataclass(frozen=True)
class Prospects:
    """What may become of a list: of each group, and ``blocks[b]``, the chance of exactly *b* separate groups."""

    groups: Mapping[str, GroupProspects]
    blocks: tuple[float, ...]

    @property
    def expected_blocks(self) -> float:
        """How many separate groups the report shows on average."""
        return sum(number * chance for number, chance in enumerate(self.blocks))

    @property
    def likeliest_blocks(self) -> int:
        """The number of separate groups with the greatest chance; the smaller of two that are equal."""
        return max(range(len(self.blocks)), key=lambda number: self.blocks[number])


def answering(invited: int, *, response_rate: float) -> list[float]:
    """The chances that 0, 1, ... of ``invited`` raters answer: a binomial distribution, ``invited + 1`` numbers."""
    return [
        comb(invited, answered) * response_rate**answered * (1 - response_rate) ** (invited - answered)
        for answered in range(invited + 1)
    ]


def chance_to_reach(invited: int, *, group_min_n: int, response_rate: float) -> float:
    """The chance that at least ``group_min_n`` of ``invited`` raters answer.

    For a smallest group of 3 at a response rate of 0.65, inviting 3 gives 0.27, 5 gives 0.76 and 6 gives 0.88.
    """
    return sum(answering(invited, response_rate=response_rate)[group_min_n:])


def prospects(invited: Mapping[str, int], rules: Grouping, *, response_rate: float) -> Prospects:
    """What may become of a list on which so many people of each anonymous group are.

    Args:
        invited: anonymous group id -> people of it on the list.
        rules: K and the merge policy of the campaign.
        response_rate: the share of raters who are expected to answer, from 0 to 1.
    Raises:
        ValueError: a group is not an anonymous one.
    """
    groups = in_group_order(invited)
    chances = {group: answering(invited[group], response_rate=response_rate) for group in groups}
    blocks = [0.0] * (len(groups) + 1)
    alone, combined, left_out = (dict.fromkeys(groups, 0.0) for _ in range(3))
    for numbers in product(*(range(invited[group] + 1) for group in groups)):
        answered = dict(zip(groups, numbers, strict=True))
        chance = prod(chances[group][number] for group, number in answered.items())
        shown = partition(answered, rules)
        blocks[len(shown.blocks)] += chance
        for block in shown.blocks:
            place = alone if len(block.groups) == 1 else combined
            for group in block.groups:
                place[group] += chance
        for group in shown.left_out:
            left_out[group] += chance
    return Prospects(
        {
            group: GroupProspects(
                sum(chances[group][rules.group_min_n :]), alone[group], combined[group], left_out[group],
                silent=chances[group][0],
            )
            for group in groups
        },
        tuple(blocks),
    )  # fmt: skip
