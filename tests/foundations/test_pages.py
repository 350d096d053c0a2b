"""Do dates, numbers and words look as people in Britain write them?"""

from datetime import date
from decimal import Decimal

import pytest

from feedback.foundations.pages import british_date, counted, emphasis, group_name, one_decimal


def test_a_date_is_written_in_full() -> None:
    assert british_date(date(2026, 11, 2)) == "2 November 2026"


@pytest.mark.parametrize(
    ("number", "words"),
    [(3, "3.0"), (3.25, "3.3"), (2.05, "2.1"), (-0.4, "−0.4"), (-0.04, "0.0"), (Decimal("1234.5"), "1,234.5")],
)
def test_numbers_have_one_decimal_and_a_true_minus(number: float, words: str) -> None:
    assert one_decimal(number) == words


def test_a_gap_shows_its_sign_unless_there_is_none() -> None:
    assert [one_decimal(gap, signed=True) for gap in (0.5, -0.5, 0.0)] == ["+0.5", "−0.5", "0.0"]


def test_one_rater_but_two() -> None:
    assert [counted(n, "rater") for n in (0, 1, 2, 1200)] == ["0 raters", "1 rater", "2 raters", "1,200 raters"]
    assert counted(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("reports", "Direct reports"),
        ("all_shown", "All raters shown"),
        ("peers+others", "Peers and others, combined"),
        ("peers+reports+others", "Peers, direct reports and others, combined"),
    ],
)
def test_groups_have_names(group: str, words: str) -> None:
    assert group_name(group) == words


def test_a_group_without_a_name_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        group_name("friends")


def test_only_bold_survives_from_a_source() -> None:
    assert emphasis("**Do I** <b>lead</b> & 2 ** 3?") == "<strong>Do I</strong> &lt;b&gt;lead&lt;/b&gt; &amp; 2 ** 3?"
