"""The optional words about spread: off unless asked for, and said of few enough things to be safe."""

from dataclasses import replace

import pytest

from feedback.disclosure.proof import what_stays_open, what_the_rules_print
from feedback.disclosure.rules import Rules, release
from feedback.disclosure.spread import SpreadWords, release_spread, spread_words
from tests.disclosure.method_page import rows_under

ONE_TO_FIVE = Rules(scale_min=1, scale_max=5)
ONE_TO_SIX = Rules(scale_min=1, scale_max=6)


def test_spread_words_are_off_unless_the_rules_turn_them_on() -> None:
    answers = {"peers": [{"i1": rating} for rating in (1, 2, 4, 4, 5, 5)]}
    blocks = release(answers, ["i1"], ONE_TO_FIVE).blocks

    assert release_spread(answers, ["i1"], blocks, ONE_TO_FIVE) == {}
    assert release_spread(answers, ["i1"], blocks, replace(ONE_TO_FIVE, spread_words=True)) == {
        ("peers", "i1"): SpreadWords("a third or more", "a third to two thirds")
    }


@pytest.mark.parametrize(
    ("ratings", "rules", "words"),
    [
        pytest.param([3, 3, 4, 4], ONE_TO_FIVE, None, id="never of four"),
        pytest.param([3] * 5, ONE_TO_FIVE, ("fewer than a third", "fewer than a third"), id="all in the middle"),
        pytest.param(
            [2, 1, 3, 4, 5, 5], ONE_TO_FIVE, ("a third or more", "a third to two thirds"), id="exactly a third"
        ),
        pytest.param([4, 4, 4, 5, 1, 3], ONE_TO_FIVE, ("fewer than a third", "a third to two thirds"), id="two thirds"),
        pytest.param([4, 4, 4, 5, 5, 3], ONE_TO_FIVE, ("fewer than a third", "more than two thirds"), id="more"),
        pytest.param([4] * 5, ONE_TO_SIX, ("fewer than a third", "fewer than a third"), id="4 of 6 is not high"),
        pytest.param([3] * 5, ONE_TO_SIX, ("a third or more", "fewer than a third"), id="3 of 6 is low"),
    ],
)
def test_spread_words(ratings: list[int], rules: Rules, words: tuple[str, str] | None) -> None:
    said = spread_words(ratings, replace(rules, spread_words=True))

    assert (said and (said.low, said.high)) == words


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in rows_under("Worked examples of spread words")])
def test_the_worked_examples_of_the_method_page(row: list[str]) -> None:
    ratings, low, high, _ = row
    said = spread_words([int(rating) for rating in ratings.split(", ")], replace(ONE_TO_FIVE, spread_words=True))

    assert (said.low if said else "-", said.high if said else "-") == (low, high)


@pytest.mark.parametrize("rules", [ONE_TO_FIVE, ONE_TO_SIX], ids=["1-5", "1-6"])
def test_what_words_give_away_is_never_a_low_rating(rules: Rules) -> None:
    """As the page says: an outsider is left with two values, not both low; a rating found out is not low."""
    rules = replace(rules, spread_words=True)
    fewest = set()
    for n in range(5, 12):
        outsider, insider = what_stays_open(n, rules, what_the_rules_print(rules))
        narrow = [values for values in outsider.values() if len(values) == 2]
        assert not any(all(map(rules.is_low, values)) for values in narrow)
        assert not any(all(map(rules.is_low, values)) for values in insider.values())
        fewest |= {len(values) for values in (*narrow, *insider.values())}

    assert {1, 2} <= fewest, "the page says that so few stay open: rewrite it"
