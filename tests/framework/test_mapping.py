"""Which behaviours of two versions are the same, and how that is kept over many of them."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.framework import editing, mapping
from feedback.framework.editing import Data
from feedback.framework.format import Framework
from tests.framework.test_editing import marlbeck


def reworded(data: Data, behaviour_id: str, words: str, *, new_id: str = "") -> Data:
    """The draft with other words for a behaviour, and perhaps another id."""
    data = editing.deepcopy(data)
    [found] = [one for one in editing.statements(data) if one["id"] == behaviour_id]
    found.update(rater=words, id=new_id or behaviour_id)
    return data


def earlier(data: Data, behaviour_id: str) -> list[tuple[str, str]]:
    [found] = [one for one in editing.statements(data) if one["id"] == behaviour_id]
    return [(one["id"], one["rater"]) for one in found.get("earlier", [])]


WAS = "Makes time to listen to their team"


def test_what_reads_the_same_needs_no_word() -> None:
    found = mapping.compared(marlbeck(), marlbeck())

    assert (found.unchanged, found.pairs, found.gone) == (7, (), ())


def test_a_suggestion_is_the_most_alike_and_nothing_is_said_for_anybody() -> None:
    was = marlbeck()
    now = reworded(was, "listening.team.1", "Makes the time to listen to the team", new_id="hearing.1")

    [pair] = [pair for pair in mapping.compared(was, now).pairs if pair.kind == "behaviour"]

    assert (pair.id, pair.suggested, pair.chosen) == ("hearing.1", "listening.team.1", "")
    assert mapping.compared(was, now).gone[0] == WAS
    assert earlier(mapping.as_published(was, now), "hearing.1") == [], "a suggestion is not an answer"
    other = reworded(was, "listening.team.1", "Zips up quickly")
    [pair] = [pair for pair in mapping.compared(was, other).pairs if pair.kind == "behaviour"]
    assert pair.suggested == ""


def test_a_competency_reads_differently_when_its_statements_do() -> None:
    was, now = marlbeck(), marlbeck()
    editing.statements(now)[0]["source"] = "Leaders hear their team."

    [pair] = mapping.compared(was, now).pairs

    assert (pair.kind, pair.id, pair.suggested) == ("competency", "listening", "listening")


def test_the_same_meaning_is_kept_over_versions_and_lost_with_another_one() -> None:
    first = marlbeck()
    second = reworded(first, "listening.team.1", "Has time for their team")
    second = mapping.with_mapping(first, second, {("behaviour", "listening.team.1"): "listening.team.1"})
    assert mapping.compared(first, second).said == 1
    second = mapping.as_published(first, second)
    assert earlier(second, "listening.team.1") == [("listening.team.1", WAS)]

    third = mapping.as_published(second, second)
    assert earlier(third, "listening.team.1") == [("listening.team.1", WAS)], "unchanged, it keeps what it was"

    fourth = reworded(third, "listening.team.1", "Makes room for their team", new_id="room.1")
    said = mapping.with_mapping(third, fourth, {("behaviour", "room.1"): "listening.team.1"})
    assert earlier(mapping.as_published(third, said), "room.1") == [
        ("listening.team.1", "Has time for their team"), ("listening.team.1", WAS)
    ]  # fmt: skip
    assert earlier(mapping.as_published(third, fourth), "room.1") == [], "reworded, and nobody said it means the same"


words = st.sampled_from(["Listens", "Hears", "Nods"])
changes = st.lists(st.tuples(st.integers(0, 4), words, st.booleans()), max_size=6)


@given(changes)
def test_a_published_draft_is_always_in_order_and_says_only_what_was_said(changed: list[tuple[int, str, bool]]) -> None:
    was, now, said = marlbeck(), marlbeck(), {}
    for place, text, same in changed:
        statement = editing.statements(now)[place]
        statement["rater"] = text
        if same:
            said["behaviour", statement["id"]] = statement["id"]
    out = mapping.as_published(was, mapping.with_mapping(was, now, said))

    framework = Framework.model_validate(out)
    for behaviour in framework.behaviours:
        if behaviour.earlier:
            assert ("behaviour", behaviour.id) in said
