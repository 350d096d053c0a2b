"""What becomes of a draft when a part of it is changed, and that nobody's change is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.framework import editing, writing
from feedback.framework.editing import ChangedMeanwhile, Data, NoSuchPart, StillNeeded, fingerprint
from feedback.framework.format import Framework
from feedback.framework.marked import parse
from feedback.framework.reader import check_data, read
from tests.framework.example import FIVE, FRAMEWORKS, example


def marlbeck() -> Data:
    data = parse(example()).data
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("name", FIVE)
def test_what_is_written_is_read_again_as_the_same(name: str) -> None:
    framework = read(FRAMEWORKS / f"{name}.yaml")
    data = editing.plain(framework)

    assert Framework.model_validate(data).hash == framework.hash
    again = parse(writing.as_yaml(data))
    assert again.spoilt == []
    assert again.data == data


def test_two_parts_may_be_changed_by_two_people_at_once() -> None:
    data = marlbeck()
    seen = {name: fingerprint(editing.competency_of(data, name)) for name in ("listening", "planning")}

    for name in ("listening", "planning"):
        changed = editing.competency_of(data, name) | {"name": f"{name}, anew"}
        data = editing.with_competency_changed(data, name, changed, seen=seen[name])

    assert [one["name"] for one in editing.competencies(data)] == ["listening, anew", "planning, anew"]


def test_who_comes_second_to_one_part_is_told_what_it_is_now() -> None:
    data = marlbeck()
    was = editing.competency_of(data, "listening")
    seen = fingerprint(was)
    data = editing.with_competency_changed(data, "listening", was | {"name": "Hearing"}, seen=seen)

    with pytest.raises(ChangedMeanwhile) as told:
        editing.with_competency_changed(data, "listening", was | {"name": "Heeding"}, seen=seen)
    assert told.value.now["name"] == "Hearing"
    for change in (
        lambda: editing.without(data, "competency", "listening", seen=seen),
        lambda: editing.with_levels(data, data["levels"], seen="other"),
        lambda: editing.with_top(data, {"title": "Other"}, seen="other"),
        lambda: editing.with_theme_changed(data, "people", {"name": "Other"}, seen="other"),
    ):
        with pytest.raises(ChangedMeanwhile):
            change()


def test_a_part_that_was_moved_meanwhile_is_still_found() -> None:
    data = marlbeck()
    seen = fingerprint(editing.competency_of(data, "planning"))
    data = editing.moved(data, "theme", "results", -1)

    changed = editing.with_competency_changed(data, "planning", {"id": "planning", "name": "Foresight"}, seen=seen)

    assert [one["name"] for one in editing.competencies(changed)] == ["Foresight", "Listening"]
    assert [theme["id"] for theme in editing.moved(data, "theme", "results", -1)["themes"]] == ["results", "people"]
    with pytest.raises(NoSuchPart):
        editing.moved(data, "competency", "nobody", 1)


def test_a_level_that_is_needed_stays() -> None:
    data = marlbeck()
    seen = fingerprint(data["levels"])

    with pytest.raises(StillNeeded):
        editing.with_levels(data, data["levels"][:1], seen=seen)
    more = editing.with_levels(data, [*data["levels"], {"name": "Chief officer"}], seen=seen)
    assert more["levels"][-1] == {"id": "chief-officer", "name": "Chief officer"}


@given(st.lists(st.text(max_size=12), max_size=6))
def test_whatever_things_are_called_their_ids_are_good_and_their_own(names: list[str]) -> None:
    data = marlbeck()
    for name in names:
        data, theme = editing.with_theme(data, name)
        data, competency = editing.with_competency(data, theme, name)
        part = editing.competency_of(data, competency)
        part["behaviours"].append(editing.fresh_behaviour(data, part))
    _, remarks = check_data(data)

    assert not [remark for remark in remarks if remark.path[-1:] == ("id",)]
