"""Whether a list will work: the worked examples of docs/methods/nominations.md, and every list counted out by hand."""

import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.campaign.blocks import Merge
from feedback.nomination.prospects import Prospects, chance_to_reach, prospects

PAGE = (Path(__file__).parents[2] / "docs/methods/nominations.md").read_text()
GROUPS = ("peers", "reports", "others")
LISTS = [(4, 0, 0), (5, 4, 2), (3, 3, 3), (6, 0, 5), (0, 6, 3), (4, 4, 4), (1, 8, 1)]


@dataclass(frozen=True)
class Promise:
    """K and the merge policy."""

    group_min_n: int = 4
    merge: Merge = "combine"


def rows(head: str) -> list[list[str]]:
    """The rows of the table of the page that begins with this head."""
    table = PAGE.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    found = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in table]
    assert found
    return found


def as_printed(chance: float, digits: int = 1) -> str:
    """A chance as the page prints it."""
    return f"{100 * chance:.{digits}f}%"


@pytest.mark.parametrize("row", rows("K"), ids=" ".join)
def test_the_page_s_chances_to_reach_k(row: list[str]) -> None:
    k, invited, rate, chance = row
    found = chance_to_reach(int(invited), group_min_n=int(k), response_rate=int(rate.rstrip("%")) / 100)
    assert as_printed(found, 0) == chance


@pytest.mark.parametrize("row", rows("Peers"), ids=" ".join)
def test_the_page_s_numbers_of_groups(row: list[str]) -> None:
    *invited, none, one, two, three, average = row
    found = prospects(dict(zip(GROUPS, map(int, invited), strict=True)), Promise(), response_rate=0.65)
    assert [as_printed(chance) for chance in found.blocks] == [none, one, two, three]
    assert f"{found.expected_blocks:.1f}" == average


def test_the_page_s_groups() -> None:
    wanted = rows("Group")
    found = prospects({row[0]: int(row[1]) for row in wanted}, Promise(), response_rate=0.65)
    for group, _, *printed in wanted:
        of = found.groups[group]
        assert [as_printed(one) for one in (of.reaches, of.alone, of.combined, of.left_out, of.silent)] == printed


def counted_out(invited: dict[str, int], k: int, merge: Merge, rate: float) -> tuple[list[float], dict[str, float]]:
    """The chances of 0, 1, ... blocks and of each group to stand alone, from every single rater answering or not.

    Written from the words of docs/methods/disclosure.md, apart from the product's rule and its sums.
    """
    raters = [group for group in GROUPS for _ in range(invited[group])]
    blocks, alone = [0.0] * 4, dict.fromkeys(GROUPS, 0.0)
    for answers in product((False, True), repeat=len(raters)):
        chance = 1.0
        for yes in answers:
            chance *= rate if yes else 1 - rate
        said_yes = [who for who, yes in zip(raters, answers, strict=True) if yes]
        numbers = {group: said_yes.count(group) for group in GROUPS}
        large = {group for group in GROUPS if numbers[group] >= k}
        small = {group for group in GROUPS if 0 < numbers[group] < k}
        shown = [{group} for group in large]
        if small and merge != "drop":
            hosts = [group for group in ("others", "peers") if group in large]
            hosts.sort(key=lambda group: numbers[group])  # stable: on a tie others come first
            if sum(numbers[group] for group in small) >= k:
                shown.append(small)
            elif hosts or (merge == "merge" and large):
                host = hosts[0] if hosts else "reports"
                shown = [block | small if host in block else block for block in shown]
        blocks[len(shown)] += chance
        for block in shown:
            if len(block) == 1:
                alone[next(iter(block))] += chance
    return blocks, alone


@pytest.mark.parametrize("merge", ["combine", "merge", "drop"])
@pytest.mark.parametrize("invited", LISTS, ids=str)
def test_every_rater_answering_or_not_gives_the_same(invited: tuple[int, int, int], merge: Merge) -> None:
    lists = dict(zip(GROUPS, invited, strict=True))
    for k, rate in ((4, 0.65), (3, 0.4)):
        found = prospects(lists, Promise(k, merge), response_rate=rate)
        blocks, alone = counted_out(lists, k, merge, rate)

        assert found.blocks == pytest.approx(blocks)
        assert {group: of.alone for group, of in found.groups.items()} == pytest.approx(alone)


any_list = st.fixed_dictionaries({group: st.integers(0, 9) for group in GROUPS})
any_promise = st.builds(Promise, st.integers(3, 10), st.sampled_from(["combine", "merge", "drop"]))


@given(any_list, any_promise, st.floats(0.05, 1))
def test_the_chances_of_everything_that_can_happen_add_up(
    invited: dict[str, int], promise: Promise, rate: float
) -> None:
    found = prospects(invited, promise, response_rate=rate)

    assert sum(found.blocks) == pytest.approx(1)
    for of in found.groups.values():
        assert of.alone + of.combined + of.left_out + of.silent == pytest.approx(1)
        assert of.alone <= of.reaches + 1e-9, "who is shown alone has reached K"


@given(any_list, st.sampled_from(GROUPS), st.floats(0.3, 0.95))
def test_one_more_person_never_makes_it_less_likely_that_enough_answer(
    invited: dict[str, int], group: str, rate: float
) -> None:
    more = invited | {group: invited[group] + 1}
    before, after = (prospects(one, Promise(), response_rate=rate).groups[group].reaches for one in (invited, more))
    assert after >= before - 1e-12


def test_the_likeliest_number_is_the_cautious_one_of_two() -> None:
    assert Prospects({}, (0.2, 0.4, 0.4)).likeliest_blocks == 1
