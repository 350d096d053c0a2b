"""The same attack on designs that look safe: it must succeed, or its silence on the product would mean nothing."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.attack import naive
from tests.attack.breaches import Finding, attack
from tests.attack.campaigns import Answered
from tests.attack.figures import Printed, read_export
from tests.attack.worlds import View, consistent, late_rating_left_open, promised_view

REPORTS = 100
ATTACKERS = ("at_rest", "breaches", "figures", "linking", "marks", "papers", "promise", "sqlite_pages", "worlds")


def _of_plain_means(answered: Answered) -> Iterator[Finding]:
    printed = read_export(naive.report_by_group(answered, naive.PLAIN))
    return attack(printed, answered.raters, view=naive.PLAIN)


def _beside_a_total(answered: Answered) -> Iterator[Finding]:
    text, ties = naive.report_beside_everyone(answered)
    return attack(read_export(text), answered.raters, view=naive.PLAIN, ties=ties)


def _with_deviations(answered: Answered) -> Iterator[Finding]:
    printed = read_export(naive.report_by_group(answered, naive.WITH_DEVIATION))
    return attack(printed, answered.raters, view=naive.WITH_DEVIATION)


def _with_words_too_near(answered: Answered) -> Iterator[Finding]:
    """Of a leader who is rated low; only low ratings that an insider proves count, as of words two values stay open."""
    answered = naive.upside_down(answered)
    printed = read_export(naive.report_by_group(answered, naive.WITH_WORDS_TOO_NEAR))
    found = attack(printed, answered.raters, view=naive.WITH_WORDS_TOO_NEAR)
    return (finding for finding in found if finding.who == "insider")


def _divided_by_item(answered: Answered) -> Iterator[Finding]:
    text, ties = naive.report_divided_by_item(answered)
    only_ties = replace(read_export(text), figures={})  # groups are not what is shown: all figures are ties
    return attack(only_ties, answered.raters, view=naive.PLAIN, ties=ties)


@pytest.mark.parametrize(
    ("design", "cannot_say", "least"),
    [
        pytest.param(_of_plain_means, 0.08, 0.25, id="plain means"),
        pytest.param(_beside_a_total, 0.08, 0.75, id="plain means beside a total of everyone"),
        pytest.param(_with_deviations, 0.08, 0.9, id="means with standard deviations"),
        pytest.param(_with_words_too_near, 0.08, 0.5, id="words about spread that count the middle as high"),
        pytest.param(_divided_by_item, 0.25, 0.5, id="groups divided item by item"),
    ],
)
def test_the_attack_breaks(design: Callable[[Answered], Iterator[Finding]], cannot_say: float, least: float) -> None:
    dice = Random("designs that look safe")

    broken = [any(design(naive.typical_campaign(dice, cannot_say=cannot_say))) for _ in range(REPORTS)]

    assert sum(broken) / REPORTS >= least


@pytest.mark.parametrize(
    ("view_of", "least"),
    [
        pytest.param(lambda printed: naive.PLAIN, 0.95, id="plain means"),
        pytest.param(lambda printed: promised_view(printed.promise), 0.6, id="even our own coding"),
    ],
)
def test_a_report_issued_again_after_one_late_answer_gives_it_away(
    view_of: Callable[[Printed], View], least: float
) -> None:
    """Why nothing is ever issued again: the rating of the one who was late is the difference, down to one value."""
    dice = Random("late")
    known, targets = 0, 0

    for _ in range(REPORTS):
        answered = naive.typical_campaign(dice)
        late = answered.raters["peers"][-1]
        view = view_of(read_export(naive.report_by_group(answered, naive.PLAIN)))
        for item in answered.items:
            before = naive.ratings_of(answered.raters["peers"][:-1], item)
            if (rating := late[item]) is None or len(before) < naive.THRESHOLD:
                continue
            sums = [
                consistent(view, len(ratings), view.prints(len(ratings), view.of(ratings)))
                for ratings in (before, [*before, rating])
            ]
            open_ = late_rating_left_open(view, *sums)
            assert rating in open_
            known, targets = known + (len(open_) == 1), targets + 1

    assert targets > REPORTS
    assert known / targets >= least


def test_the_attackers_take_nothing_from_the_product() -> None:
    for name in ATTACKERS:
        tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text())
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [module for module in modules if module.split(".")[0] == "feedback"], name
