"""Random marks of random raters, brought through the product. The attack itself knows nothing of this module."""

import json
from dataclasses import dataclass
from random import Random

from feedback.campaign.blocks import Merge, partition
from feedback.disclosure import importance, report_format, rules
from feedback.disclosure.rules import Rules
from tests.attack.campaigns import MERGES, Rater, random_raters
from tests.attack.marks import Choice, choices

LARGEST = {4: 18, 5: 9, 6: 7}  # competencies -> most raters, so that every world can be counted
HABITS = ("any", "any", "one mind", "all but one", "two camps", "few mark")


@dataclass(frozen=True)
class Marked:
    """One leader's round as only the raters know it: what each marked, by group; all rated the same items."""

    competencies: int
    most: int
    k: int
    merge: Merge
    raters: dict[str, list[Choice]]
    named: dict[str, Choice]
    ratings: dict[str, list[Rater]]

    def shown(self) -> list[Choice]:
        """The marks of all who are in a block."""
        blocks = partition({group: len(marks) for group, marks in self.raters.items()}, self.rules).blocks
        return [one for block in blocks for group in block.groups for one in self.raters[group]]

    @property
    def rules(self) -> Rules:
        """As frozen at launch."""
        return Rules(scale_min=1, scale_max=5, group_min_n=self.k, merge=self.merge)


def random_marks(dice: Random) -> Marked:
    """Groups of people who mark in any way: at random, of one mind, all but one, in two camps, or hardly."""
    competencies = dice.choice(list(LARGEST))
    most = min(3, competencies // 2)
    people = dice.randint(0, LARGEST[competencies])
    cuts = sorted(dice.randint(0, people) for _ in range(2))
    sizes = dict(zip(("peers", "reports", "others"), (cuts[0], cuts[1] - cuts[0], people - cuts[1]), strict=True))
    every, habit = choices(competencies, most), dice.choice(HABITS)
    usual, other = dice.choice(every), dice.choice(every)

    def one(alone: bool) -> Choice:
        if habit == "any" or (habit == "all but one" and alone) or (habit == "few mark" and dice.random() < 0.2):
            return dice.choice(every)
        if habit == "few mark":
            return frozenset()
        return other if habit == "two camps" and dice.random() < 0.5 else usual

    odd = dice.randrange(people) if people else 0
    given = [one(number == odd) for number in range(people)]
    raters = {group: [given.pop() for _ in range(size)] for group, size in sizes.items()}
    items = [f"c{number}" for number in range(competencies)]
    return Marked(
        competencies, most, dice.choice((3, 4, 5)), dice.choice(MERGES), raters,  # type: ignore[arg-type]
        {who: dice.choice(every) for who in ("self", "manager") if dice.random() < 0.7},
        random_raters(dice, sizes, items, 5),
    )  # fmt: skip


def released(campaign: Marked) -> str:
    """The export of a round, through the functions that closing calls."""
    items = [f"c{number}" for number in range(campaign.competencies)]
    found = rules.release(campaign.ratings, items, campaign.rules)
    by_group = campaign.raters | {who: [choice] for who, choice in campaign.named.items()}
    named = {group: [[f"c{place}" for place in choice] for choice in marks] for group, marks in by_group.items()}
    marked = importance.release_importance(named, found.blocks, items, most=campaign.most, insiders=1)
    counts = {group: (len(marks) + 1, len(marks)) for group, marks in by_group.items()}
    return json.dumps(
        report_format.released_report(
            rules=campaign.rules,
            items=dict.fromkeys(items, "t1"),
            counts=counts,
            blocks=found.blocks,
            cells=found.cells,
            named={who: {} for who in campaign.named},
            comments=[],
            importance=importance.in_report({item: item for item in items}, most=campaign.most, marked=marked),
        )
    )
