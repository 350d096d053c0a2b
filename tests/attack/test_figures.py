"""What the product prints, attacked: nobody's rating can be worked out, and hiding follows people, not ratings."""

from collections import Counter
from itertools import chain
from random import Random

import pytest

from tests.attack.breaches import attack, departures
from tests.attack.campaigns import MERGES, planted, random_campaign, rated_anew, twin
from tests.attack.driving import CAMPAIGNS, released
from tests.attack.figures import read_export
from tests.attack.promise import HIDDEN, words_of

BATCHES = 4
IN_A_BATCH = -(-CAMPAIGNS // BATCHES)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_figure_gives_a_rating_away_to_an_outsider_or_to_any_rater(batch: int) -> None:
    dice = Random(f"figures {batch}")
    shown = 0
    seen: Counter[object] = Counter()

    for _ in range(IN_A_BATCH):
        answered = random_campaign(dice)
        printed = read_export(released(answered))
        findings = list(chain(departures(printed), attack(printed, answered.parts())))
        assert not findings, (answered, findings)
        shown += sum(label != HIDDEN for label in printed.figures.values())
        seen[printed.promise.merge] += 1
        seen["words"] += sum(bool(words_of(label)) for label in printed.figures.values())

    assert shown > 10 * IN_A_BATCH, "reports without figures prove nothing"
    assert min(seen[policy] for policy in MERGES) > IN_A_BATCH / 6, "each policy must be attacked"
    assert seen["words"] > IN_A_BATCH / 2, "so must words about spread"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_planted_answers_bring_no_rating_to_light(batch: int) -> None:
    """Every rater in turn rates everything lowest, and then everything highest, and is the insider."""
    dice = Random(f"planted {batch}")

    for _ in range(IN_A_BATCH):
        answered = random_campaign(dice)
        for group, raters in answered.raters.items():
            for number in range(len(raters)):
                for rating in (answered.promise.least, answered.promise.most):
                    bent = planted(answered, group, number, rating)
                    parts = bent.parts()
                    insider = {part: [bent.raters[group][number]] for part in parts if group in part.split("+")}
                    findings = list(attack(read_export(released(bent)), parts, insiders=insider))
                    assert not findings, (bent, findings)


def test_what_is_hidden_follows_from_people_and_never_from_ratings() -> None:
    dice = Random("layout")

    for _ in range(CAMPAIGNS):
        answered = random_campaign(dice)
        other = rated_anew(answered, dice)
        assert read_export(released(answered)).layout() == read_export(released(other)).layout()


def test_other_ratings_with_the_same_figures_print_the_same_bytes() -> None:
    dice = Random("twins")
    different = 0

    for _ in range(CAMPAIGNS):
        answered = random_campaign(dice)
        other = twin(answered, dice)
        assert released(answered) == released(other)
        different += answered.raters != other.raters

    assert different > CAMPAIGNS / 2
