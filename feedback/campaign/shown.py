"""What will the leader see of what this rater says? In the numbers of the rules that were frozen at launch.

The figures are made up and say so. They are what those rules print of made-up ratings: a test works each of them out
again with ``disclosure.rules``, which this stage and the pages of raters stand below and may not use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from feedback.campaign.options import Options, about_comments, about_spread


@dataclass(frozen=True)
class Example:
    """Made-up figures of ``answered`` people: a mean, a coded high end and a coded low end, as they are printed."""

    answered: int
    mean: str
    at_least: str
    at_most: str


# By points of the scale and mode. A campaign's smallest group may have up to ten people, hence the larger examples.
_OF_SIX = {
    (5, "default"): Example(6, "3.8", "4.6", "2.0"),
    (6, "default"): Example(6, "4.2", "5.6", "2.4"),
    (5, "strict"): Example(6, "3.5", "4.0", "2.0"),
    (6, "strict"): Example(6, "3.5", "4.8", "2.4"),
}
_OF_TWELVE = {
    (5, "default"): Example(12, "3.8", "4.8", "1.5"),
    (6, "default"): Example(12, "4.2", "5.8", "1.7"),
    (5, "strict"): Example(12, "3.8", "4.5", "1.5"),
    (6, "strict"): Example(12, "4.2", "5.4", "1.7"),
}


def example(rules: Mapping[str, Any]) -> Example:
    """Made-up figures that a campaign with these frozen disclosure rules would print."""
    of_so_many = _OF_SIX if rules["group_min_n"] <= 6 else _OF_TWELVE
    return of_so_many[rules["scale_max"] - rules["scale_min"] + 1, rules["mode"]]


def about_group(group: str, *, invited: int, rules: Mapping[str, Any]) -> tuple[str, ...]:
    """How large the rater's own group is and what follows from it, as sentences; for those who are not named.

    Args:
        group: peers, reports or others.
        invited: how many people of the group are asked, this rater among them.
        rules: the disclosure rules frozen at launch.
    """
    fewest = rules["group_min_n"]
    if invited < fewest and rules["merge"] == "drop":
        follows = gettext("A group is shown only if %(fewest)s answer, so your ratings are left out.", fewest=fewest)
    elif invited < fewest:
        follows = gettext(
            "A group is shown alone only if %(fewest)s answer, so your ratings are combined with another group or left "
            "out.",
            fewest=fewest,
        )
    elif rules["merge"] == "drop":
        follows = gettext("If fewer than %(fewest)s of you answer, your ratings are left out.", fewest=fewest)
    else:
        follows = gettext(
            "If fewer than %(fewest)s of you answer, your ratings are combined with another group or left out.",
            fewest=fewest,
        )
    takes_others_in = rules["merge"] == "merge" or (rules["merge"] == "combine" and group != "reports")
    joined = [gettext("A group that is too small may be added to yours.")] if takes_others_in else []
    return _standing(group, invited), follows, *joined


def about_figures(rules: Mapping[str, Any]) -> tuple[str, ...]:
    """How ratings of those who are not named turn into figures, as sentences."""
    return (
        gettext("For each statement there is one figure for the whole group: the average."),
        gettext("A very high or very low average is not shown as it is. The report gives the end it lies at."),
        gettext(
            "If fewer than %(fewest)s of the group rate a statement, there is no figure.", fewest=rules["item_min_n"]
        ),
        *about_spread(Options.of(rules)),
    )


def about_words(rules: Mapping[str, Any]) -> tuple[str, ...]:
    """What becomes of the comments of those who are not named, as sentences."""
    return (
        about_comments(Options.of(rules)),
        other_ways(),
        gettext(
            "If fewer than %(fewest)s people answer in all, no comments are shown.",
            fewest=rules["group_min_n"],
        ),
    )


def other_ways() -> str:
    """That those who rate somebody else choose, for each comment, how it reaches the leader."""
    words: str = gettext(
        "For each comment you can choose another way. The coach puts it in other words, or only the coach reads it."
    )
    return words


def _standing(group: str, invited: int) -> str:
    """``You are one of 6 peers who are asked.``"""
    words: dict[str, str] = {
        "peers": ngettext(
            "You are the only peer who is asked.", "You are one of %(num)s peers who are asked.", invited
        ),
        "reports": ngettext(
            "You are the only direct report who is asked.",
            "You are one of %(num)s direct reports who are asked.",
            invited,
        ),
        "others": ngettext(
            "You are the only one in the group “others” who is asked.",
            "You are one of %(num)s people in the group “others” who are asked.",
            invited,
        ),
    }
    return words[group]
