"""What two versions of a framework have in common: by their words, or because the council says so."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.campaign.continuity import same_behaviours, with_ids_of_now
from feedback.campaign.questionnaire import SCALES, Item, Questionnaire, Section
from feedback.framework.format import Earlier

LISTENS = Item("listening.1", "people", "listening", "Listening", "Listens to views", "I listen to views")
HEARS = replace(LISTENS, rater="Hears what others think")


def asked(*items: Item) -> Questionnaire:
    section = Section("people", "people", "People", None, items)
    return Questionnaire("Leading", (), (section,), SCALES["frequency-5"], (), comment_per_theme=False)


def said_to_mean(now: Item, *then: Item) -> Item:
    return replace(now, earlier=tuple(Earlier(id=was.id, rater=was.rater) for was in then))


@pytest.mark.parametrize(
    ("now", "same"),
    [
        pytest.param(LISTENS, {"listening.1": "listening.1"}, id="nothing has changed"),
        pytest.param(HEARS, {}, id="other words may mean something else"),
        pytest.param(said_to_mean(HEARS, LISTENS), {"listening.1": "listening.1"}, id="the council says they do not"),
        pytest.param(replace(LISTENS, id="views"), {}, id="another id is another behaviour"),
        pytest.param(said_to_mean(replace(HEARS, id="views"), LISTENS), {"listening.1": "views"}, id="renamed"),
        pytest.param(said_to_mean(HEARS, replace(LISTENS, rater="Nods")), {}, id="it was said of other words"),
        pytest.param(replace(LISTENS, guidance=("And acts",)), {}, id="it stands for more"),
    ],
)
def test_what_is_the_same(now: Item, same: dict[str, str]) -> None:
    assert same_behaviours(asked(LISTENS), asked(now)) == same
    assert same_behaviours(asked(now), asked(LISTENS)) == {new: old for old, new in same.items()}, "and the other way"


def test_a_report_of_then_gets_the_ids_of_now_and_nothing_is_mistaken() -> None:
    """The id "a" was given to something new, and what was "a" is "b" now."""
    report = {
        "items": {"a": "T", "c": "T"},
        "cells": [{"group": "peers", "item": "a", "mean": 3.0}, {"group": "peers", "theme": "T", "mean": 3.1}],
        "scale": {"min": 1, "max": 5},
    }

    then = with_ids_of_now(report, {"a": "b"})

    assert then["items"] == {"b": "T", "then:c": "T"}
    assert [cell.get("item") for cell in then["cells"]] == ["b", None]
    assert report["items"] == {"a": "T", "c": "T"}, "the report itself is left as it was released"


items = st.builds(
    lambda name, words, before: replace(
        LISTENS, id=name, rater=words, earlier=tuple(Earlier(id=one, rater=two) for one, two in before)
    ),
    st.sampled_from("abcd"),
    st.sampled_from("wxyz"),
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), max_size=3),
)
questionnaires = st.lists(items, max_size=4, unique_by=lambda item: item.id).map(lambda some: asked(*some))


@given(questionnaires, questionnaires)
def test_nothing_is_compared_twice_and_everything_alike_is(old: Questionnaire, new: Questionnaire) -> None:
    same = same_behaviours(old, new)

    assert set(same) <= old.item_ids
    assert set(same.values()) <= new.item_ids
    assert len(set(same.values())) == len(same)
    words = {item.id: item.rater for item in old.items}
    assert all(same[item.id] == item.id for item in new.items if words.get(item.id) == item.rater)
