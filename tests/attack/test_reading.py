"""Would the readers notice a figure too many?  Pages and exports with something added that was never promised."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.attack.breaches import beyond_the_export, departures, more_than_one_decimal, unexplained_numbers
from tests.attack.campaigns import random_campaign
from tests.attack.driving import released
from tests.attack.figures import Printed, group_called, read_export, read_figure, read_page
from tests.attack.promise import HIDDEN

WORDING = {"Listens": [("item", "i1")], "Decides": [("item", "i2")]}


@pytest.fixture
def report() -> dict[str, Any]:
    """A report with a block that has a mean, and a hidden figure."""
    dice = Random("reading")
    while True:
        report: dict[str, Any] = json.loads(released(random_campaign(dice)))
        kinds = {name for cell in report["cells"] for name in cell}
        if len(report["groups"]) > 6 and {"mean", "hidden", "at_most"} <= kinds:
            return report


def _with_count_of_an_item(report: dict[str, Any]) -> None:
    report["cells"][0]["n"] = 4


def _with_a_finer_mean(report: dict[str, Any]) -> None:
    next(cell for cell in report["cells"] if "derived" in cell)["mean"] += 0.04


def _with_another_total(report: dict[str, Any]) -> None:
    total = next(cell for cell in report["cells"] if cell["group"] == "all_shown")
    total["mean"] = round(total["mean"] + 0.1, 1)


def _with_a_small_group(report: dict[str, Any]) -> None:
    report["cells"].append({"group": "left", "item": "i1", "mean": 3.0})


@pytest.mark.parametrize(
    "spoil", [_with_count_of_an_item, _with_a_finer_mean, _with_another_total, _with_a_small_group]
)
def test_an_export_that_says_too_much_is_noticed(
    report: dict[str, Any], spoil: Callable[[dict[str, Any]], None]
) -> None:
    assert not list(departures(read_export(json.dumps(report))))

    spoil(report)

    assert list(departures(read_export(json.dumps(report))))


def test_a_page_that_says_too_much_is_noticed() -> None:
    printed = _printed({("peers", "item", "i1"): ("mean", 39), ("peers", "item", "i2"): HIDDEN})
    table = "<table><tr><th>Behaviour</th><th>Peers</th></tr>{}</table>"
    good = "<tr><th>Listens</th><td>3.9</td></tr><tr><th>Decides</th><td>too few ratings</td></tr>"
    bad = "<tr><th>Listens</th><td>3.9</td></tr><tr><th>Decides</th><td>2.1</td></tr>"
    unknown = "<tr><th>Somebody</th><td>2.1</td></tr>"

    assert not list(beyond_the_export(read_page(table.format(good), WORDING), printed))
    assert len(list(beyond_the_export(read_page(table.format(bad), WORDING), printed))) == 1
    assert list(beyond_the_export(read_page(table.format(good + unknown), WORDING), printed))
    assert list(beyond_the_export(read_page("<p>3.9</p>", WORDING), printed)), "a figure that is not found again"


def test_a_number_in_a_sentence_is_noticed() -> None:
    printed = _printed({("peers", "item", "i1"): ("mean", 39), ("self", "item", "i1"): ("mean", 50)})

    assert unexplained_numbers(read_page("<p>3.9 is 1.1 below 5.0.</p>", WORDING), printed) == set()
    assert unexplained_numbers(read_page("<p>The ratings spread by 0.8</p>", WORDING), printed) == {"0.8"}
    assert more_than_one_decimal("a mean of 3.92") == ["3.92"]


def test_words_of_the_house_are_understood() -> None:
    assert group_called("Peers and others, combined") == "peers+others"
    assert group_called("Direct reports") == "reports"
    assert group_called("Asked") is None
    assert [
        read_figure(words) for words in ("3.9", "2.2 or below", "4.6 or above", "about 3.1", "too few ratings")
    ] == [
        ("mean", 39),
        ("at_most", 22),
        ("at_least", 46),
        ("about", 31),
        HIDDEN,
    ]
    with pytest.raises(ValueError, match="not a figure"):
        read_figure("3.9 of 5")


def _printed(figures: dict[Any, Any]) -> Printed:
    answered = random_campaign(Random(0))
    return Printed(answered.promise, {}, {}, {}, figures, frozenset(), (), ())
