"""Letters go when the council works: the days as gov.uk lists them, and the hours in its own time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedback.config import SettingsRefused, read_settings
from feedback.foundations.hours import Hours, bank_holidays

SECRET = "a secret for tests only, long enough to be accepted"
LONDON = ZoneInfo("Europe/London")
# As gov.uk lists them for England and Wales, without what was proclaimed for one year alone.
LISTED = {
    2021: ["1-1", "4-2", "4-5", "5-3", "5-31", "8-30", "12-27", "12-28"],
    2023: ["1-2", "4-7", "4-10", "5-1", "5-29", "8-28", "12-25", "12-26"],
    2024: ["1-1", "3-29", "4-1", "5-6", "5-27", "8-26", "12-25", "12-26"],
    2025: ["1-1", "4-18", "4-21", "5-5", "5-26", "8-25", "12-25", "12-26"],
    2026: ["1-1", "4-3", "4-6", "5-4", "5-25", "8-31", "12-25", "12-28"],
    2027: ["1-1", "3-26", "3-29", "5-3", "5-31", "8-30", "12-27", "12-28"],
    2028: ["1-3", "4-14", "4-17", "5-1", "5-29", "8-28", "12-25", "12-26"],
}


@pytest.mark.parametrize("year", LISTED)
def test_the_bank_holidays_are_those_that_are_listed(year: int) -> None:
    listed = {date(year, *map(int, day.split("-"))) for day in LISTED[year]}
    assert bank_holidays(year) == listed


def test_christmas_on_a_sunday_is_made_up_for_on_tuesday() -> None:
    assert {day for day in bank_holidays(2022) if day.month == 12} == {date(2022, 12, 26), date(2022, 12, 27)}


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2027-03-01T07:59", False),
        ("2027-03-01T08:00", True),
        ("2027-03-01T17:59", True),
        ("2027-03-01T18:00", False),
        ("2027-03-06T12:00", False),
        ("2027-03-26T12:00", False),
        ("2027-06-01T07:00", True),  # in summer eight o'clock in London is seven in UTC
        ("2027-06-01T17:00", False),
        ("2027-12-29T12:00", False),
    ],
)
def test_hours_are_the_councils_own(moment: str, open_: bool) -> None:
    hours = Hours(LONDON, days_off=frozenset({date(2027, 12, 29)}))
    assert hours.are_open(datetime.fromisoformat(moment).replace(tzinfo=UTC)) is open_


def test_a_demonstration_has_mail_at_any_hour() -> None:
    settings = read_settings(secret_key=SECRET, mail_at_any_hour=True)
    assert Hours.of(settings).are_open(datetime(2027, 12, 25, 3, 0, tzinfo=UTC))


def test_working_days_around_easter() -> None:
    hours = Hours(LONDON)
    for day in (date(2027, 3, 26) + timedelta(days=n) for n in range(4)):
        assert hours.working_day_by(day) == date(2027, 3, 25)
        assert hours.working_day_from(day) == date(2027, 3, 30)
    assert hours.working_day_by(date(2027, 3, 25)) == hours.working_day_from(date(2027, 3, 25)) == date(2027, 3, 25)


@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({"time_zone": "Nowhere/Land"}, "name a time zone"),
        ({"mail_opens": 18, "mail_closes": 8}, "earlier hour"),
        ({"mail_by": "notify"}, "NOTIFY_API_KEY"),
        ({"mail_by": "pigeon"}, "MAIL_BY"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_the_cure(settings: dict[str, object], cure: str) -> None:
    with pytest.raises(SettingsRefused, match=cure):
        read_settings(secret_key=SECRET, **settings)
