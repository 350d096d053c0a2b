"""What the product prints, attacked: nobody's rating can be worked out, and hiding follows people, not ratings."""

from itertools import chain
from random import Random

import pytest

from tests.attack.breaches import attack, departures
from tests.attack.campaigns import planted, random_campaign, rated_anew, twin
from tests.attack.driving import CAMPAIGNS, released
from tests.attack.figures import read_export

BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_figure_gives_a_rating_away_to_an_outsider_or_to_any_rater(batch: int) -> None:
    dice = Random(f"figures {batch}")

    for _ in range(-(-CAMPAIGNS // BATCHES)):
        answered = random_campaign(dice)
        printed = read_export(released(answered))
        findings = list(chain(departures(printed), attack(printed, answered.parts())))
        assert not findings, (answered, findings)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_planted_answers_bring_no_rating_to_light(batch: int) -> None:
    dice = Random(f"planted {batch}")

    for _ in range(-(-CAMPAIGNS // BATCHES)):
        answered = random_campaign(dice)
        for group, raters in answered.raters.items():
            for number in range(len(raters)):
                for rating in (answered.promise.least, answered.promise.most):
                    bent = planted(answered, group, number, rating)
                    printed = read_export(released(bent))
                    insider = {part: [bent.raters[group][number]] for part in bent.parts() if group in part.split("+")}
                    findings = list(attack(printed, bent.parts(), insiders=insider))
                    assert not findings, (bent, findings)
