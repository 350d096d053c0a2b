"""The words for a change are those that docs/methods/analysis.md gives."""

import pytest

from feedback.followup.noticed import change_in_words, in_words
from tests.analysis.method_page import cell_of, table

FIVE = {"min": 1, "max": 5}


@pytest.mark.parametrize(("printed", "people", "words"), table("Over time, and check-ins", first_column="Printed"))
def test_a_change_is_told_of_the_whole_range(printed: str, people: str, words: str) -> None:
    del people
    assert change_in_words(cell_of(printed), FIVE) == words
    assert in_words(cell_of(printed), "peers") == printed


def test_where_too_few_rated_no_change_is_told() -> None:
    assert change_in_words({"hidden": True}, FIVE) == in_words({"hidden": True}, "peers") == "too few ratings"
    assert change_in_words(None, FIVE) == in_words(None, "peers") == ""
    assert in_words({"mean": 4}, "manager") == "4"
