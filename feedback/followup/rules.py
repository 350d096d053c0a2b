"""What does the framework offer for a behaviour in a plan, and how many may it hold?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from flask_babel import gettext as _

from feedback.framework.format import Competency, Framework

MOST_BEHAVIOURS: Final = 3
MOST_TO_DEVELOP: Final = 6
CHECK_INS: Final = (3, 6)  # months after the plan was agreed
OPEN_FOR: Final = timedelta(days=14)  # a check-in takes a minute; who has not answered in two weeks will not
TOO_LATE: Final = timedelta(days=60)


class PlanRefused(Exception):
    """What was typed cannot stand in a plan; ``field`` is where, ``message`` the cure."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Ideas:
    """What the framework itself says about a behaviour's competency, in its own words; any part may be empty."""

    actions: tuple[str, ...]
    outcomes: tuple[str, ...]
    next_level: str
    next_steps: tuple[str, ...]
    unexpected: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """True when the framework says nothing beyond the behaviour."""
        return not (self.actions or self.outcomes or self.next_steps or self.unexpected)


def ideas(framework: Framework, *, level: str, item_id: str) -> Ideas:
    """What the framework offers for the competency of a behaviour, to somebody at a level.

    Args:
        framework: the snapshot that the leader was rated against.
        level: the leader's level.
        item_id: a behaviour's or a competency's id; one that the framework does not have gets no ideas.
    """
    home = _competency_of(framework, item_id)
    if home is None:
        return Ideas((), (), "", (), ())
    asked = framework.levels_asked(level)
    above = _level_above(framework, level)
    described = (home.level_descriptions[above],) if above in home.level_descriptions else ()
    steps = tuple(item.rater for item in home.behaviours if above in item.levels and level not in item.levels)
    return Ideas(
        actions=tuple(dict.fromkeys(action.text for action in home.actions if action.level in asked)),
        outcomes=tuple(dict.fromkeys(outcome.text for outcome in home.outcomes if outcome.level in asked)),
        next_level=next((found.name for found in framework.levels if found.id == above), ""),
        next_steps=described or steps,
        unexpected=home.unexpected,
    )


@dataclass(frozen=True)
class Findings:
    """What somebody's own ratings say: behaviours in the order in which to look at them."""

    strengths: tuple[str, ...]
    to_develop: tuple[str, ...]
    unsure: tuple[str, ...]
    rated: int
    asked: int


def findings(items: Sequence[str], ratings: Mapping[str, int | None], *, scale: range) -> Findings:
    """What somebody's own ratings say.

    Strengths are rated at the highest point. To develop: the lowest rated, at most six, and none at the two highest
    points. A tie goes by the order asked.

    Args:
        items: what is asked, in order.
        ratings: item -> point; None is "I can't say".
        scale: all points, lowest first.
    """
    rated = {item: point for item in items if (point := ratings.get(item)) is not None}
    low = sorted((point, items.index(item), item) for item, point in rated.items() if point < scale[-2])
    return Findings(
        strengths=tuple(item for item, point in rated.items() if point == scale[-1]),
        to_develop=tuple(item for _, _, item in low[:MOST_TO_DEVELOP]),
        unsure=tuple(item for item in items if item in ratings and ratings[item] is None),
        rated=sum(item in ratings for item in items),
        asked=len(items),
    )


def check_undertaking(by_when: date, *, today: date, others: int) -> None:
    """Do nothing if another behaviour may be worked on until this day, beside so many others.

    Raises:
        PlanRefused: the day is over, or there are enough already.
    """
    if by_when <= today:
        raise PlanRefused("by_when", _("The day must be in the future"))
    if others >= MOST_BEHAVIOURS:
        raise PlanRefused("doing", _("Your plan has three behaviours already. Take one out before you add another"))


def _competency_of(framework: Framework, item_id: str) -> Competency | None:
    for competency in framework.competencies:
        statements = (*competency.behaviours, *competency.meaning)
        if item_id == competency.id or any(item_id == statement.id for statement in statements):
            return competency
    return None


def _level_above(framework: Framework, level: str) -> str:
    order = [found.id for found in framework.levels if found.assignable]
    place = order.index(level) + 1 if level in order else len(order)
    return order[place] if place < len(order) else ""


def check_in_due(agreed: date, held: Collection[int], *, today: date) -> int | None:
    """Which check-in is to begin: after how many months; None if none is.

    One that was missed for long, because a plan was taken back for example, is left out, and so is an earlier one than
    the last that was held.

    Args:
        agreed: the day on which the plan was first agreed.
        held: the months of those that were begun.
        today: the day it is.
    """
    passed = [months for months in CHECK_INS if months_after(agreed, months) <= today]
    months = passed[-1] if passed else None
    if months is None or months <= max(held, default=0) or today > months_after(agreed, months) + TOO_LATE:
        return None
    return months


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it has no such day."""
    found: date = day + relativedelta(months=months)
    return found
