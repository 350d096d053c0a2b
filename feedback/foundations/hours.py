"""When may a letter go? In the council's working hours: not at night, at weekends or on bank holidays.

The bank holidays are those of England and Wales, which have followed the same rules since 1978: they are worked out, so
that nothing has to be fetched or kept up to date. What a Royal Proclamation adds or moves, and days on which the
council is closed, are written into the settings (docs/decisions/0018-mail.md).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from feedback.config import Settings

ONE_DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


@dataclass(frozen=True)
class Hours:
    """A council's working days and hours, in its own time zone."""

    zone: ZoneInfo
    opens: int = 8
    closes: int = 18
    bank_holidays: bool = True
    days_off: frozenset[date] = frozenset()
    always: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The hours that an installation keeps."""
        return cls(
            zone=ZoneInfo(settings.time_zone),
            opens=settings.mail_opens,
            closes=settings.mail_closes,
            bank_holidays=settings.bank_holidays,
            days_off=frozenset(settings.mail_days_off),
            always=settings.mail_at_any_hour,
        )

    def day(self, now: datetime) -> date:
        """Which day it is in the council."""
        return now.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        """True on days on which letters go."""
        if self.always:
            return True
        off = day.weekday() >= SATURDAY or day in self.days_off
        return not off and not (self.bank_holidays and day in bank_holidays(day.year))

    def are_open(self, now: datetime) -> bool:
        """True when a letter may go at this moment."""
        there = now.astimezone(self.zone)
        return self.always or (self.is_working(there.date()) and self.opens <= there.hour < self.closes)

    def next_open(self, now: datetime) -> date:
        """The day on which a letter that is asked for now goes."""
        there = now.astimezone(self.zone)
        too_late = not self.always and there.hour >= self.closes
        return self.working_day_from(there.date() + ONE_DAY if too_late else there.date())

    def working_day_by(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def working_day_from(self, day: date) -> date:
        """The day itself, or the next working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day


@lru_cache(maxsize=16)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales in a year, with the weekdays that stand in for those at weekends.

    Source:
        Banking and Financial Dealings Act 1971, Schedule 1, and the yearly proclamations as gov.uk lists them.
    """
    good_friday = easter(year) - 2 * ONE_DAY
    new_year = _first_weekday(date(year, 1, 1))
    christmas = _first_weekday(date(year, 12, 25))
    boxing_day = _first_weekday(max(christmas, date(year, 12, 25)) + ONE_DAY)
    if date(year, 12, 25).weekday() == SATURDAY + 1:  # Boxing Day is a Monday itself, and Tuesday stands in for Sunday
        christmas, boxing_day = date(year, 12, 27), date(year, 12, 26)
    fixed = (new_year, good_friday, easter(year) + ONE_DAY, christmas, boxing_day)
    return frozenset({*fixed, _monday_from(date(year, 5, 1)), _last_monday(year, 5), _last_monday(year, 8)})


def _first_weekday(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return day


def _monday_from(day: date) -> date:
    return day + ONE_DAY * ((MONDAY - day.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    return _monday_from(date(year, month, 31 - 6))
