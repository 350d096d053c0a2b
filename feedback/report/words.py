"""How do groups, lists and numbers of people read inside a sentence?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from feedback.campaign.blocks import ALL_SHOWN, NAMED, in_group_order
from feedback.foundations.pages import listed

NOT_RATED: Final = "not rated"
"""Stands where a figure of somebody named would, had they given one."""

_IN_A_SENTENCE: Final = {
    "manager": "your manager",
    "peers": "your peers",
    "reports": "your direct reports",
    "others": "others you work with",
    ALL_SHOWN: "the people you work with",
}


@dataclass(frozen=True)
class Asked:
    """What was rated, in words: id to wording in the order asked, and what one and many of them are called."""

    labels: Mapping[str, str]
    one: str = "behaviour"
    many: str = "behaviours"


def group_in_a_sentence(group: str) -> str:
    """``your direct reports``; ``your peers and others you work with`` for the block ``peers+others``."""
    return listed([_IN_A_SENTENCE.get(part, part) for part in group.split("+")])


def unnamed_groups(groups: Mapping[str, Any]) -> list[str]:
    """The report's groups of raters who are not named, in reading order, without the blocks made of them."""
    return in_group_order({group: said for group, said in groups.items() if "of" not in said and group not in NAMED})
