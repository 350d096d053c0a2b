"""When is a reminder due? Worked by hand for March 2027, and as properties over whole campaigns."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.foundations.hours import Hours
from feedback.mailing.rules import GAP, HALFWAY, LAST, Asked, Wishes, by_hand, due_reminder, reminder_days

WORKING = Hours(ZoneInfo("Europe/London"))
DAY = timedelta(days=1)


def march(day: int) -> date:
    return date(2027, 3, 1) + (day - 1) * DAY


@pytest.mark.parametrize(
    ("asked", "closes", "wishes", "planned"),
    [
        pytest.param(1, 31, Wishes(), {HALFWAY: march(16), LAST: march(25)}, id="the 28th is Easter Sunday"),
        pytest.param(1, 25, Wishes(), {HALFWAY: march(12), LAST: march(22)}, id="halfway on a Saturday: Friday"),
        pytest.param(1, 25, Wishes(reminders=1, days_before=7), {LAST: march(18)}, id="one"),
        pytest.param(1, 25, Wishes(reminders=0), {}, id="none"),
        pytest.param(17, 25, Wishes(), {LAST: march(22)}, id="too short for two: halfway is close to the invitation"),
        pytest.param(22, 25, Wishes(), {LAST: march(24)}, id="asked on the day of the last reminder"),
        pytest.param(24, 25, Wishes(), {LAST: march(25)}, id="asked the day before the last"),
        pytest.param(25, 25, Wishes(), {}, id="asked on the last day"),
    ],
)  # fmt: skip
def test_reminders_are_planned(asked: int, closes: int, wishes: Wishes, planned: dict[int, date]) -> None:
    found = reminder_days(
        wishes, Asked(march(asked), march(asked)), closes_on=march(closes), working_day_by=WORKING.working_day_by
    )
    assert found == planned


def test_a_late_addition_is_not_reminded_at_once() -> None:
    asked = Asked(march(1), march(11))
    found = reminder_days(Wishes(), asked, closes_on=march(25), working_day_by=WORKING.working_day_by)
    assert found == {HALFWAY: march(14), LAST: march(22)}


def test_what_was_missed_is_sent_once() -> None:
    planned = {HALFWAY: march(12), LAST: march(22)}
    assert due_reminder(planned, today=march(15), closes_on=march(25)) == HALFWAY, "late"
    assert due_reminder(planned, today=march(20), closes_on=march(25)) is None, "so close to the last one"
    assert due_reminder(planned, today=march(23), closes_on=march(25)) == LAST, "not both"
    assert due_reminder(planned, today=march(26), closes_on=march(25)) is None, "nothing after the last day"


@given(
    asked=st.integers(0, 40),
    length=st.integers(1, 60),
    reminders=st.integers(0, 2),
    before=st.integers(1, 14),
    working=st.sets(st.integers(0, 110), max_size=110),
    later=st.lists(st.integers(0, 60), max_size=3),
    pressed=st.sets(st.integers(0, 110), max_size=110),
)
def test_whenever_the_worker_runs_nobody_gets_more_than_two_and_never_two_at_once(
    asked: int, length: int, reminders: int, before: int, working: set[int], later: list[int], pressed: set[int]
) -> None:
    begin = date(2027, 3, 1)
    first, closes = begin + asked * DAY, begin + (asked + length) * DAY
    newest, sent = first, dict[int, date]()
    joins = {first + n * DAY for n in later}
    for day in (first + n * DAY for n in range(length + 10)):
        had, wishes = Asked(first, newest, sent), Wishes(reminders, before)
        numbers = []
        if (day - begin).days in working and (day - begin).days > asked:
            planned = reminder_days(wishes, had, closes_on=closes, working_day_by=WORKING.working_day_by)
            numbers.append(due_reminder(planned, today=day, closes_on=closes))
        if (day - begin).days in pressed and numbers in ([], [None]):
            numbers.append(by_hand(wishes, had, today=day, closes_on=closes))
        for number in numbers:
            if number is not None:
                assert number not in sent
                assert day <= closes
                assert day > had.newest, "never on the day of another letter"
                assert day >= had.newest + GAP or day >= closes - DAY or day == had.newest + DAY
                sent[number] = day
        if day in joins:
            newest = max(newest, day)
    assert len(sent) <= (reminders or 2 * bool(pressed))


@pytest.mark.parametrize(
    ("reminders", "reminded", "takes"),
    [
        pytest.param(2, {}, HALFWAY, id="the first of two"),
        pytest.param(2, {HALFWAY: march(9)}, LAST, id="the last of two"),
        pytest.param(2, {LAST: march(9)}, HALFWAY, id="the first, which was missed"),
        pytest.param(2, {HALFWAY: march(5), LAST: march(9)}, None, id="both gone"),
        pytest.param(1, {}, LAST, id="the only one"),
        pytest.param(1, {HALFWAY: march(9)}, None, id="the only one is gone, before the wish for one"),
        pytest.param(0, {}, HALFWAY, id="none goes by itself"),
        pytest.param(0, {HALFWAY: march(9)}, LAST, id="none goes by itself, the second"),
        pytest.param(0, {HALFWAY: march(5), LAST: march(9)}, None, id="two by hand and no more"),
        pytest.param(2, {HALFWAY: march(11)}, None, id="so shortly after another"),
    ],
)
def test_what_one_by_hand_takes_the_place_of(reminders: int, reminded: dict[int, date], takes: int | None) -> None:
    asked = Asked(march(1), march(1), reminded)
    assert by_hand(Wishes(reminders), asked, today=march(12), closes_on=march(25)) == takes
    assert by_hand(Wishes(reminders), asked, today=march(26), closes_on=march(25)) is None, "it is over"
    assert by_hand(Wishes(reminders), Asked(), today=march(12), closes_on=march(25)) is None, "nobody was asked"
