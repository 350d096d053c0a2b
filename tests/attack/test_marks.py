"""What is said of what matters most, attacked: nobody can rule out a single choice that somebody else may have made."""

from collections import Counter
from collections.abc import Hashable
from random import Random

import pytest

from tests.attack.driving import CAMPAIGNS
from tests.attack.figures import read_export
from tests.attack.marking import Marked, random_marks, released
from tests.attack.marks import FEWEST, Choice, Prints, Totals, attack, choices, promised

BATCHES = 4
IN_A_BATCH = -(-CAMPAIGNS // BATCHES)


def told_of(campaign: Marked) -> Hashable:
    """What the export says of all raters together, as the attack has it."""
    told = read_export(released(campaign)).marked
    assert told is not None
    return None if "all_shown" not in told else frozenset(int(name[1:]) for name in told["all_shown"])


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_word_about_marks_rules_out_any_choice_of_anybody(batch: int) -> None:
    dice, seen = Random(f"marks {batch}"), Counter[object]()

    for _ in range(IN_A_BATCH):
        campaign = random_marks(dice)
        printed = told_of(campaign)
        findings = list(
            attack(promised, campaign.shown(), printed, competencies=campaign.competencies, most=campaign.most)
        )
        assert not findings, (campaign, findings)
        seen[printed if printed is None else len(printed)] += 1  # type: ignore[arg-type]

    assert min(seen[None], seen[0], seen[1], seen[2]) > IN_A_BATCH / 25, seen


@pytest.mark.parametrize("batch", range(BATCHES))
def test_planted_marks_bring_none_to_light(batch: int) -> None:
    """One of those shown leaves each choice in turn, to see what it brings to light of the others."""
    dice, attacked = Random(f"planted marks {batch}"), 0

    for _ in range(IN_A_BATCH // 10):
        campaign = random_marks(dice)
        others = campaign.shown()[1:]
        if len(others) + 1 < FEWEST:
            continue
        attacked += 1
        for own in choices(campaign.competencies, campaign.most):
            bent = Marked(
                campaign.competencies, campaign.most, 4, "combine", {"peers": [own, *others]}, {},
                {"peers": [{} for _ in range(len(others) + 1)]},
            )  # fmt: skip
            printed = told_of(bent)
            assert not list(attack(promised, bent.shown(), printed, competencies=bent.competencies, most=bent.most)), (
                bent,
                printed,
            )

    assert attacked > IN_A_BATCH // 40


def test_what_others_marked_of_equal_words_changes_no_byte() -> None:
    dice, different = Random("twins of marks"), 0

    for _ in range(CAMPAIGNS):
        campaign = random_marks(dice)
        shown = [one for marks in campaign.raters.values() for one in marks]
        dice.shuffle(shown)
        mixed = {group: [shown.pop() for _ in marks] for group, marks in campaign.raters.items()}
        other = Marked(**{**vars(campaign), "raters": mixed})
        if told_of(other) == told_of(campaign):
            assert released(other) == released(campaign)
            different += mixed != campaign.raters

    assert different > CAMPAIGNS / 3


def test_whether_anything_is_said_follows_from_people_alone() -> None:
    dice = Random("marks and people")

    for _ in range(CAMPAIGNS):
        campaign = random_marks(dice)
        told = read_export(released(campaign)).marked
        assert told is not None
        assert ("all_shown" in told) == (len(campaign.shown()) >= FEWEST)


def counts(_n: int, _most: int, totals: Totals) -> Hashable:
    """How many marked each: what many products print."""
    return totals


def more_than_a_few(n: int, _most: int, totals: Totals) -> Hashable:
    """The same words as ours, said of each group from three on."""
    return frozenset(place for place, total in enumerate(totals) if 2 * total >= n) if n >= 3 else None


def in_words(n: int, _most: int, totals: Totals) -> Hashable:
    """Nobody, some, most, all."""
    return tuple("nobody" if not t else "all" if t == n else "most" if 2 * t > n else "some" for t in totals)


def without_a_limit(n: int, _most: int, totals: Totals) -> Hashable:
    """Every competency that a fifth marked, of five raters or more: as many as there are."""
    return frozenset(place for place, total in enumerate(totals) if 5 * total >= n) if n >= FEWEST else None


@pytest.mark.parametrize(
    ("prints", "by_group", "least"),
    [
        pytest.param(counts, False, 0.8, id="how many marked each"),
        pytest.param(counts, True, 0.8, id="how many of each group marked each"),
        pytest.param(more_than_a_few, True, 0.2, id="our words of each group from three on"),
        pytest.param(in_words, False, 0.5, id="nobody, some, most or all"),
        pytest.param(without_a_limit, False, 0.3, id="all that a fifth marked"),
    ],
)
def test_the_attack_breaks(prints: Prints, by_group: bool, least: float) -> None:
    """Designs that look safe: the attack must succeed, or its silence on the product would mean nothing."""
    dice, broken, tried = Random("naive marks"), 0, 0

    while tried < 60:
        campaign = random_marks(dice)
        parts: list[list[Choice]] = list(campaign.raters.values()) if by_group else [campaign.shown()]
        parts = [marks for marks in parts if len(marks) >= 3]
        if not parts:
            continue
        tried += 1
        size = {"competencies": campaign.competencies, "most": campaign.most}
        broken += any(
            next(attack(prints, marks, _printed(prints, marks, campaign), **size), None) is not None for marks in parts
        )

    assert broken / tried >= least


def _printed(prints: Prints, marks: list[Choice], campaign: Marked) -> Hashable:
    totals = tuple(sum(place in one for one in marks) for place in range(campaign.competencies))
    return prints(len(marks), campaign.most, totals)
