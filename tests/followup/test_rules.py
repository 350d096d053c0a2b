"""What does a report suggest, and what does each framework offer for it?"""

from typing import Any

import pytest

from feedback.campaign import questionnaire
from feedback.followup import rules
from feedback.followup.suggestions import suggested_by
from feedback.framework import reader
from tests.building import FRAMEWORKS, LEVELS


def _report(**of_item: tuple[float, float]) -> dict[str, Any]:
    """A released report with what the leader and the peers said of each item."""
    cells: list[dict[str, Any]] = []
    for item, (own, theirs) in of_item.items():
        cells += [{"group": "self", "item": item, "mean": own}, {"group": "peers", "item": item, "mean": theirs}]
    return {
        "format": "released-report/1",
        "scale": {"min": 1, "max": 5},
        "precision": {"mean": 1},
        "items": dict.fromkeys(of_item, "t"),
        "groups": {"self": {"invited": 1, "n": 1}, "peers": {"invited": 9, "n": 9}},
        "cells": cells,
        "comments": [],
    }


def test_shared_needs_come_first_then_blind_spots_then_the_lowest_then_hidden_strengths() -> None:
    report = _report(fine=(4, 3.9), hidden=(2, 4.5), blind=(5, 2.6), need=(2, 2.2), low=(3.5, 3.5), other=(4, 4.1))
    assert [(found.item_id, found.why) for found in suggested_by(report)] == [
        ("need", "You and others both rate this low"),
        ("blind", "You rate this higher than others do"),
        ("low", "Among the lowest rated by others"),
        ("hidden", "Others rate this higher than you do: a strength to use more"),
    ]


def test_a_report_that_shows_nobody_else_suggests_nothing() -> None:
    report = _report(one=(4, 1), two=(2, 2))
    report["cells"] = [cell for cell in report["cells"] if cell["group"] == "self"]
    assert suggested_by(report) == []


def test_at_most_six_are_suggested() -> None:
    report = _report(**{f"i{number}": (2, 2.1) for number in range(12)})
    assert len(suggested_by(report)) == 6


@pytest.mark.parametrize(
    ("framework_id", "offers"),
    [
        ("plymouth", {"actions", "outcomes"}),
        ("mansfield", {"next_steps", "unexpected"}),
        ("derbyshire", {"next_steps"}),
        ("bristol", {"unexpected"}),
    ],
)
def test_each_framework_offers_what_it_has_in_its_own_words(framework_id: str, offers: set[str]) -> None:
    framework = reader.read(FRAMEWORKS / f"{framework_id}.yaml")
    level = LEVELS[framework_id]
    asked = questionnaire.build(
        framework, level=level, senior=True, depth=framework.depth, scale=questionnaire.SCALES["frequency-5"],
        questions=(), comment_per_theme=False, themes=frozenset(), competencies=frozenset(),
    )  # fmt: skip
    found = [rules.ideas(framework, level=level, item_id=item.id) for item in asked.items]
    assert found
    for part in offers:
        assert any(getattr(ideas, part) for ideas in found), part
    texts = {action.text for competency in framework.competencies for action in competency.actions}
    assert {text for ideas in found for text in ideas.actions} <= texts


def test_the_next_level_is_the_one_above_and_the_highest_has_none() -> None:
    framework = reader.read(FRAMEWORKS / "mansfield.yaml")
    item = framework.competencies[0].behaviours[0].id
    assert rules.ideas(framework, level="3", item_id=item).next_level == "Level 2"
    top = rules.ideas(framework, level=framework.levels[-1].id, item_id=item)
    assert (top.next_level, top.next_steps) == ("", ())


def test_a_behaviour_the_framework_does_not_have_gets_no_ideas() -> None:
    assert rules.ideas(reader.read(FRAMEWORKS / "plymouth.yaml"), level="5", item_id="nonsense").empty


def test_own_ratings_say_what_to_work_on_lowest_first() -> None:
    items = ["a", "b", "c", "d", "e", "f"]
    found = rules.findings(items, {"a": 3, "b": 1, "c": 5, "d": 4, "e": None, "x": 1}, scale=range(1, 6))
    assert found.to_develop == ("b", "a")
    assert found.strengths == ("c",)
    assert found.unsure == ("e",)
    assert (found.rated, found.asked) == (5, 6)


def test_at_most_six_are_suggested_and_ties_go_by_the_order_asked() -> None:
    items = [f"i{number}" for number in range(9)]
    found = rules.findings(items, dict.fromkeys(reversed(items), 2), scale=range(1, 6))
    assert found.to_develop == tuple(items[:6])
    assert rules.findings(items, {}, scale=range(1, 6)).to_develop == ()
