"""How do groups, lists and numbers of people read inside a sentence?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from feedback.analysis.figure import TOO_FEW
from feedback.campaign.blocks import ALL_SHOWN, NAMED, in_group_order
from feedback.foundations.pages import listed

NOT_RATED: Final = _("not rated")
"""Stands where a figure of somebody named would, had they given one."""

_IN_A_SENTENCE: Final = {
    "manager": _("your manager"),
    "peers": _("your peers"),
    "reports": _("your direct reports"),
    "others": _("others you work with"),
    ALL_SHOWN: _("the people you work with"),
}

_SHARES: Final = {
    "fewer than a third": _("fewer than a third"),
    "a third or more": _("a third or more"),
    "a third to two thirds": _("a third to two thirds"),
    "more than two thirds": _("more than two thirds"),
}


@dataclass(frozen=True)
class Asked:
    """What was rated, in words: id to wording in the order asked, and what one and many of them are called."""

    labels: Mapping[str, str]
    one: str = field(default_factory=lambda: str(_("behaviour")))
    many: str = field(default_factory=lambda: str(_("behaviours")))


def group_in_a_sentence(group: str) -> str:
    """``your direct reports``; ``your peers and others you work with`` for the block ``peers+others``."""
    return listed([str(_IN_A_SENTENCE.get(part, part)) for part in group.split("+")])


def figure_in_words(text: str) -> str:
    """The words of a figure, in the reader's language: what stands for too few ratings is English until it is shown."""
    return str(gettext("too few ratings")) if text == TOO_FEW else text


def share_in_words(share: str) -> str:
    """How many ratings were low, or high, in the reader's language; a released report has the English words."""
    return str(_SHARES.get(share, share))


def unnamed_groups(groups: Mapping[str, Any]) -> list[str]:
    """The report's groups of raters who are not named, in reading order, without the blocks made of them."""
    return in_group_order({group: said for group, said in groups.items() if "of" not in said and group not in NAMED})
