"""What is said of marks follows the method page, and the proof holds for it and bites on rules that leak."""

import json
from collections.abc import Hashable, Sequence
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.campaign.blocks import Block
from feedback.campaign.marking import marking_of
from feedback.disclosure import importance_proof
from feedback.disclosure.cli import disclosure_cli
from feedback.disclosure.importance import fewest_to_be_told_of, marked_by_many, release_importance
from feedback.disclosure.importance_proof import Choice, attack, prove
from tests.disclosure.method_page import rows_under

PAGE = "importance"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(disclosure_cli, ["prove-importance", *arguments])


@pytest.mark.parametrize(("asked", "may_mark"), rows_under("What is asked", page=PAGE, level=2))
def test_how_many_may_be_marked(asked: str, may_mark: str) -> None:
    found = marking_of((f"c{number % int(asked)}", "Name") for number in range(3 * int(asked)))

    assert (str(found.most) if found else "not asked") == may_mark
    assert found is None or found.ids == tuple(f"c{number}" for number in range(int(asked)))


@pytest.mark.parametrize(("marks", "named", "_why"), rows_under("Worked examples", page=PAGE))
def test_worked_examples(marks: str, named: str, _why: str) -> None:
    given_by = [frozenset(one.strip("-")) for one in marks.split(", ")]

    told = marked_by_many(given_by, "ABCDEF", most=3, insiders=1)

    words = "nothing is said" if told is None else ", ".join(told) or "none"
    assert words == named
    assert marked_by_many(given_by[::-1], "ABCDEF", most=3, insiders=1) == told, "in any order"


@pytest.mark.parametrize("row", rows_under("What the proof finds", page=PAGE))
def test_the_proof_finds_what_the_page_says(row: list[str]) -> None:
    competencies, most, n, *found = map(int, row)

    proof = prove([n], competencies=competencies, most=most)

    [tried] = proof.rows
    assert [tried.data_sets, tried.choices, tried.outsider, tried.insider] == found
    assert proof.holds


def totals(world: Sequence[Choice]) -> Hashable:
    return tuple(sum(place in choice for choice in world) for place in range(4))


def half_of_any_number(world: Sequence[Choice]) -> Hashable:
    counts = [sum(place in choice for choice in world) for place in range(4)]
    many = [place for place in range(4) if 2 * counts[place] >= len(world)]
    return tuple(place for place in many if sum(count >= counts[place] for count in counts) <= 2)


def without_a_limit(world: Sequence[Choice]) -> Hashable:
    return tuple(place for place in range(4) if 2 * sum(place in choice for choice in world) >= len(world))


@pytest.mark.parametrize(
    ("row", "design"),
    list(
        zip(
            rows_under("What the same proof says of other designs", page=PAGE),
            (totals, half_of_any_number, without_a_limit),
            strict=True,
        )
    ),
)
def test_the_proof_bites_on_other_designs(row: list[str], design: importance_proof.Printed) -> None:
    tried = attack(int(row[1]), 4, 2, 1, design)

    assert [str(tried.outsider), str(tried.insider)] == row[2:]
    assert not tried.holds


@pytest.mark.parametrize("insiders", [1, 2])
def test_fewer_raters_would_not_be_enough(insiders: int) -> None:
    """With one rater less, half of them does not hold: the smallest number is no larger than it must be."""
    enough = fewest_to_be_told_of(insiders)

    assert enough == 2 * insiders + 3
    assert attack(enough - 1, 4, 2, insiders, half_of_any_number).insider < 11
    assert attack(enough, 4, 2, insiders, half_of_any_number).holds


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_world_that_the_method_page_speaks_of_prints_the_same(data: st.DataObject) -> None:
    """For any marks of any people: two of them may have marked anything, if the others marked what is named."""
    asked = [f"c{number}" for number in range(data.draw(st.integers(4, 28)))]
    most = min(3, len(asked) // 2)
    choice = st.frozensets(st.sampled_from(asked), max_size=most)
    marks = data.draw(st.lists(choice, min_size=5, max_size=15))
    told = marked_by_many(marks, asked, most=most, insiders=1)
    assert told is not None
    assert len(told) <= most

    world = [data.draw(choice), data.draw(choice), *[frozenset(told)] * (len(marks) - 2)]

    assert marked_by_many(world, asked, most=most, insiders=1) == told


def test_only_raters_who_are_in_a_block_count_and_who_is_named_speaks_for_themself() -> None:
    marks = {
        "self": [["b", "a"]],
        "manager": [[]],
        "peers": [["a"]] * 4,
        "reports": [["a", "b"]],
        "others": [["b"]] * 3,
    }
    blocks = [Block("peers+reports", ("peers", "reports"), 5)]

    told = release_importance(marks, blocks, ["a", "b", "c", "d"], most=2, insiders=1)

    assert told == {"self": ("a", "b"), "manager": (), "all_shown": ("a",)}
    assert "all_shown" not in release_importance(marks, [Block("peers", ("peers",), 4)], ["a", "b"], most=2, insiders=1)


def test_the_command_says_that_it_holds_and_exits_with_1_if_not(monkeypatch: pytest.MonkeyPatch) -> None:
    well = run("--n", "4-5", "--json")
    assert (well.exit_code, json.loads(well.output)["holds"]) == (0, True)
    assert "Every choice of everybody stays open." in run("--n", "5-5").output
    assert run("--n", "1-5").exit_code == 2
    assert run("--competencies", "2").exit_code == 2

    def leaks(marks: Sequence[Any], *_: object, **__: object) -> tuple[int, ...]:
        return tuple(sorted(map(len, marks)))

    monkeypatch.setattr(importance_proof, "marked_by_many", leaks)
    ill = run("--n", "5-5")
    assert (ill.exit_code, "does not hold" in ill.output) == (1, True)
