"""When a check-in is due: a matter of days alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from feedback.followup.rules import CHECK_INS, TOO_LATE, check_in_due, months_after

DAYS = some.dates(date(2024, 1, 1), date(2032, 1, 1))


def test_three_and_six_months_each_once() -> None:
    agreed = date(2027, 11, 30)
    assert check_in_due(agreed, [], today=date(2028, 2, 28)) is None
    assert check_in_due(agreed, [], today=date(2028, 2, 29)) == 3  # February has no 30th
    assert check_in_due(agreed, [3], today=date(2028, 2, 29)) is None
    assert check_in_due(agreed, [3], today=date(2028, 5, 30)) == 6
    assert check_in_due(agreed, [3, 6], today=date(2028, 5, 30)) is None


@given(DAYS, some.integers(0, 400), some.sets(some.sampled_from(CHECK_INS)))
def test_never_early_never_twice_never_very_late(agreed: date, later: int, held: set[int]) -> None:
    today = agreed + timedelta(days=later)
    months = check_in_due(agreed, held, today=today)
    if months is not None:
        assert months not in held
        assert months_after(agreed, months) <= today <= months_after(agreed, months) + TOO_LATE
        assert not [one for one in held if one > months]


@given(DAYS, some.integers(0, 400))
def test_whatever_is_due_is_found_by_what_every_sweep_asks_the_database(agreed: date, later: int) -> None:
    """The range of days in ``check_ins._about_due``, which must never leave one out."""
    today = agreed + timedelta(days=later)
    months = check_in_due(agreed, [], today=today)
    if months is not None:
        first = today - timedelta(days=31 * months) - TOO_LATE
        assert first <= agreed <= today - timedelta(days=28 * months)
