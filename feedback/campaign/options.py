"""What do a campaign's choices about the report mean for a rater? In words, from the rules as they are frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from flask_babel import gettext


@dataclass(frozen=True, kw_only=True)
class Options:
    """How small groups are shown, whether words tell how ratings spread, whether groups are named beside comments.

    ``importance``: whether everybody is asked what matters most in the role. ``check_in``: whether it is not a
    campaign's questionnaire, but what is asked some months after a plan. ``for_systems``: whether other systems of the
    council may read the figures.
    """

    merge: str = "combine"
    spread_words: bool = False
    label_comments: bool = False
    importance: bool = False
    for_systems: bool = False
    check_in: bool = False

    @classmethod
    def of(cls, disclosure: Mapping[str, Any], *, importance: bool = False, check_in: bool = False) -> Self:
        """The choices in a round's frozen disclosure rules."""
        chosen = {name: disclosure[name] for name in ("merge", "spread_words", "label_comments")}
        return cls(**chosen, importance=importance, check_in=check_in)

    @classmethod
    def of_round(cls, frozen: Mapping[str, Any]) -> Self:
        """The choices in all that was frozen into a leader's round."""
        chosen = cls.of(frozen["disclosure"], importance="importance" in frozen, check_in="check_in" in frozen)
        return replace(chosen, for_systems="for_systems" in frozen)


def about_small_groups(options: Options) -> str:
    """What happens to ratings from a group of which too few answered."""
    if options.merge == "drop":
        alone = gettext(
            "If too few of your group answer, your ratings are left out. What you write may still be shown."
        )
        return str(alone)
    return str(gettext("If too few of your group answer, your ratings are combined with another group or left out."))


def about_comments(options: Options) -> str:
    """What happens to what somebody wrote."""
    if options.label_comments:
        words = gettext(
            "Comments are shown as you write them, unless you choose another way. We shuffle them, but we cannot hide "
            "your style or facts that only you know. The report may name the group beside their comments, yours too. "
            "It does so only if at least five of the group answered, and three of them wrote on the question."
        )
    else:
        words = gettext(
            "Comments are shown as you write them, unless you choose another way. We shuffle them and hide your group, "
            "but we cannot hide your style or facts that only you know."
        )
    return str(words)


def about_spread(options: Options) -> tuple[str, ...]:
    """What the words about spread tell and what they give away; nothing where there are none."""
    if not options.spread_words:
        return ()
    return (
        gettext(
            "If at least five people rate something, the report also says whether a third or more gave low ratings. It "
            "says too how many gave high ones: fewer than a third, up to two thirds, or more."
        ),
        gettext(
            "These words tell more than usual. From them a reader may narrow your rating down to two points of the "
            "scale. They may also together with one of your colleagues find out a rating that was not low. A low "
            "rating still cannot be proved."
        ),
    )


def about_importance(options: Options) -> tuple[str, ...]:
    """What becomes of the marks of those who are not named, where there are any; nothing where none are asked for."""
    if not options.importance:
        return ()
    return (
        gettext(
            "You may mark what matters most in the role. The report names what at least half of all raters marked, if "
            "five or more answer. Nobody can prove what you marked, or that you marked anything."
        ),
    )


def about_systems(options: Options) -> tuple[str, ...]:
    """What the council's other systems may read, where a campaign allows them any of it."""
    if not options.for_systems:
        return ()
    return (
        gettext(
            "Once the report has been released, other systems of the council may read its figures too, for example "
            "the HR system. They never get what anybody wrote."
        ),
    )
