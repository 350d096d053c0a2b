"""On which day is which letter due? Pure decisions about one leader's round.

A rater gets one invitation and at most two reminders, whoever asks for them, never closer together than ``GAP`` unless
the last day is near.
What was missed, because nothing ran for days, is sent late and once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MOST_REMINDERS = 2
GAP = timedelta(days=3)  # between two letters that ask for the same thing
NUDGE_AFTER = timedelta(days=7)  # that something has waited for a leader, a manager or a coach
ONE_DAY = timedelta(days=1)
HALFWAY, LAST = 1, 2  # the two reminders

WorkingDay = Callable[[date], date]


@dataclass(frozen=True)
class Wishes:
    """What an administrator wishes: how many reminders, how long before the last day the last one, and nudges."""

    reminders: int = MOST_REMINDERS
    days_before: int = 3
    nudges: bool = True


@dataclass(frozen=True)
class Asked:
    """When a leader's raters were asked: first, last, and by which reminders so far (number to day)."""

    first: date | None = None
    last: date | None = None
    reminded: Mapping[int, date] | None = None

    @property
    def newest(self) -> date:
        """The day of the newest letter that asked somebody; a day long past if there was none."""
        return max([day for day in (self.last, *(self.reminded or {}).values()) if day] or [date.min])


def reminder_days(wishes: Wishes, asked: Asked, *, closes_on: date, working_day_by: WorkingDay) -> dict[int, date]:
    """The days for which reminders still to come are planned, by number (``HALFWAY``, ``LAST``); they may have passed.

    A day without mail gives way to the working day before it. A first reminder that would come on the heels of the
    invitation, or just before the last one, is left out.
    """
    done = asked.reminded or {}
    if LAST in done or len(done) >= wishes.reminders:
        return {}
    last = working_day_by(closes_on - timedelta(days=wishes.days_before))
    planned = {LAST: _spaced(last, asked, closes_on)}
    if wishes.reminders == MOST_REMINDERS and asked.first is not None and HALFWAY not in done:
        halfway = working_day_by(asked.first + (closes_on - asked.first) // 2)
        if halfway >= asked.first + GAP:
            halfway = _spaced(halfway, asked, closes_on)
            if halfway + GAP <= planned[LAST]:
                planned[HALFWAY] = halfway
    return {number: day for number, day in sorted(planned.items()) if day <= closes_on}


def due_reminder(planned: Mapping[int, date], *, today: date, closes_on: date) -> int | None:
    """Which of the planned reminders is due today, or None; never both, and none after the last day.

    If the halfway one was missed and the last one is near, only that is sent.
    """
    if today > closes_on:
        return None
    if LAST in planned and today >= planned[LAST]:
        return LAST
    if HALFWAY in planned and today >= planned[HALFWAY] and (LAST not in planned or today + GAP <= planned[LAST]):
        return HALFWAY
    return None


def by_hand(wishes: Wishes, asked: Asked, *, today: date, closes_on: date) -> int | None:
    """Which of the two reminders one that somebody sends by hand today takes the place of; None if there is none left.

    None too where nobody has been asked yet, or so shortly that they would feel nagged. Where an administrator wishes
    for one reminder this is that one; where they wish for none by itself, both can be sent by hand.
    """
    done = asked.reminded or {}
    if asked.first is None or today > closes_on or _spaced(today, asked, closes_on) > today:
        return None
    places = (LAST,) if wishes.reminders == 1 and not done else (HALFWAY, LAST)
    free = [number for number in places if number not in done]
    return free[0] if free and len(done) < (wishes.reminders or MOST_REMINDERS) else None


def had_all(wishes: Wishes, asked: Asked) -> bool:
    """True if those who were asked have had every reminder that they may get."""
    return len(asked.reminded or {}) >= (wishes.reminders or MOST_REMINDERS)


def _spaced(day: date, asked: Asked, closes_on: date) -> date:
    """Not before ``GAP`` after the newest letter, but in time for the last day; and never on the day of that letter."""
    if asked.newest == date.min:
        return day
    return max(day, min(asked.newest + GAP, max(closes_on - ONE_DAY, asked.newest + ONE_DAY)))
