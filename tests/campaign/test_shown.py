"""What raters are shown beforehand is what the rules print: no figure of the example is out of their reach."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from feedback.campaign import shown
from feedback.campaign.blocks import partition
from feedback.campaign.promise import promise, promise_in_short
from feedback.campaign.questionnaire import SCALES
from feedback.campaign.rules import ITEM_MIN_N, frozen_rules
from feedback.disclosure.rules import Coded, Rules, printable
from feedback.disclosure.rules import codebook as codebook_of

ANONYMOUS = ("peers", "reports", "others")


def _frozen(*, scale: str = "frequency-5", group_min_n: int = 4, mode: str = "default", **other: Any) -> dict[str, Any]:
    asked = SCALES[scale]
    frozen: Any = frozen_rules(
        scale_min=asked.min,
        scale_max=asked.max,
        scale_labels=asked.labels,
        group_min_n=group_min_n,
        mode=mode,
        merge="combine",
        spread_words=False,
        label_comments=False,
        items={},
        questions=(),
        level="",
        framework_hash="",
    )
    return dict(frozen["disclosure"]) | other


def _tenths(figure: str) -> int:
    return int(Decimal(figure) * 10)


@pytest.mark.parametrize("mode", ["default", "strict"])
@pytest.mark.parametrize("group_min_n", range(3, 11))
@pytest.mark.parametrize("scale", SCALES)
def test_every_example_is_what_the_rules_would_print(scale: str, group_min_n: int, mode: str) -> None:
    frozen = _frozen(scale=scale, group_min_n=group_min_n, mode=mode)
    example, rules = shown.example(frozen), Rules.from_dict(frozen)
    assert example.answered >= group_min_n, "so many people would be shown alone"
    book = codebook_of(example.answered, rules)
    assert book is not None
    codes = printable(example.answered, rules)
    assert Coded("mean", _tenths(example.mean)) in codes
    assert (_tenths(example.at_least), _tenths(example.at_most)) == (book.at_least, book.at_most)
    assert {code.tenths for code in codes if code.kind == "at_least"} == {_tenths(example.at_least)}
    assert {code.tenths for code in codes if code.kind == "at_most"} == {_tenths(example.at_most)}


@pytest.mark.parametrize("merge", ["combine", "merge", "drop"])
@pytest.mark.parametrize("group", ANONYMOUS)
def test_what_is_said_of_a_group_is_what_happens_to_it(app: Flask, group: str, merge: Any) -> None:
    """Whatever the other groups do: alone or joined from the smallest size up, else combined or left out as told."""
    frozen = _frozen(merge=merge)
    rules, seen = Rules.from_dict(frozen), set()
    joined = False
    for invited in range(1, 9):
        first, second, *third = shown.about_group(group, invited=invited, rules=frozen)
        assert str(invited) in first or invited == 1
        assert ("combined" in second) == (merge != "drop")
        assert "left out" in second
        assert str(rules.group_min_n) in second
        for answered in range(1, invited + 1):
            for others in range(6):
                counts = dict.fromkeys(ANONYMOUS, others) | {group: answered}
                parts = partition(counts, rules)
                alone = any(block.label == group for block in parts.blocks)
                combined = any(group in block.groups and block.label != group for block in parts.blocks)
                joined = joined or (combined and answered >= rules.group_min_n)
                if answered < rules.group_min_n:
                    assert not alone
                    seen.add("combined" if combined else "left out")
                    assert not (combined and merge == "drop")
    assert joined == bool(third), "whether others may be added is told"
    assert seen == ({"left out"} if merge == "drop" else {"combined", "left out"})


def test_the_numbers_are_those_of_the_rules(app: Flask) -> None:
    for smallest in range(3, 11):
        frozen = _frozen(group_min_n=smallest)
        assert f"fewer than {smallest} people answer" in shown.about_words(frozen)[-1]
        assert f"fewer than {ITEM_MIN_N} of the group" in shown.about_figures(frozen)[2]


def test_the_short_promise_is_a_part_of_the_whole_one(app: Flask) -> None:
    for group in ("self", "manager", *ANONYMOUS):
        for smallest in range(3, 11):
            whole = promise(group, leader="Ann", group_min_n=smallest)
            short = promise_in_short(group, leader="Ann", group_min_n=smallest)
            assert short == whole[: len(short)]
            assert 0 < len(short) < len(whole)
    assert promise("peers", leader="Ann", group_min_n=4)[0] == (
        "Your ratings are combined with those of at least three others."
    )
