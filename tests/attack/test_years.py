"""Three years of reports, check-ins and pages over time, attacked together; and a design that this attack breaks.

One pair of leaders by default; ``FEEDBACK_YEARS_PAIRS=20`` runs it as long as a night allows.
"""

import os
import re
from itertools import chain, combinations
from random import Random

import pytest

from feedback.campaign import service as campaigns
from feedback.extensions import db
from feedback.followup import check_ins
from tests.attack import driving
from tests.attack.breaches import Finding, attack, departures
from tests.attack.campaigns import Answered
from tests.attack.figures import NUMBER, Printed, read_export
from tests.attack.naive import typical_campaign
from tests.attack.over_time import Numbers, carried_over, explained, together
from tests.attack.test_figures_of_the_product import apart_from_names
from tests.attack.years import YEARS, Version, Years
from tests.building import Council
from tests.staff import Browser

PAIRS = int(os.environ.get("FEEDBACK_YEARS_PAIRS", "1"))


@pytest.fixture
def years(council: Council) -> Years:
    """Three years that have passed."""
    passed = Years(council, Random("three years"))
    passed.run(PAIRS)
    return passed


def test_three_years_together_give_nothing_away(years: Years, council: Council) -> None:
    found: list[Finding] = []
    assert len(years.history) == 2 * PAIRS
    for versions in years.history.values():
        assert len(versions) == 3 * YEARS
        found += _attacked(versions)
    assert not found

    leaders = list(years.people)
    for first, second in zip(leaders[::2], leaders[1::2], strict=True):
        pages = [_pages(council, years.history[one.person.name]) for one in (first, second)]
        names = [one.name for leader in (first, second) for one in (leader.person, leader.manager, leader.coach)]
        assert [apart_from_names(page, names) for page in pages[0]] == [
            apart_from_names(page, names) for page in pages[1]
        ], "pages are a function of released cells"
        for one, shown in zip((first, second), pages, strict=True):
            assert _unexplained(years.history[one.person.name], shown) == set()


def test_an_attack_that_bites_where_answers_are_carried_over() -> None:
    """Check-ins that keep the last answer of whoever does not answer anew: the change tells who changed, and how."""
    dice, found = Random("carried over"), 0
    for _ in range(40):
        before = typical_campaign(dice, cannot_say=0.0)
        after = _updated(before, dice)
        exports = [read_export(driving.released(one)) for one in (before, after)]
        shared = carried_over(exports[1], {"peers": 1})
        found += len(list(together(*exports, (_rated(before), _rated(after)), shared)))
        assert not list(together(*exports, (_rated(before), _rated(after)), dict.fromkeys(shared, 0)))
    assert found > 5, "the attack has lost its teeth"


def _attacked(versions: list[Version]) -> list[Finding]:
    printed = [read_export(version.export) for version in versions]
    found = list(
        chain.from_iterable(
            chain(departures(one), attack(one, version.answered.parts()))
            for one, version in zip(printed, versions, strict=True)
        )
    )
    for (was, before), (now, after) in combinations(list(zip(printed, versions, strict=True)), 2):
        answered = {group: len(raters) for group, raters in after.answered.raters.items()}
        shared = carried_over(now, answered)
        found += together(was, now, (_rated(before.answered), _rated(after.answered)), shared)
        found += [Finding("anybody", block, "has answers of an earlier round") for block, n in shared.items() if n]
    return found


def _rated(answered: Answered) -> Numbers:
    return {
        (part, item): sum(rater.get(item) is not None for rater in raters)
        for part, raters in answered.parts().items()
        for item in answered.items
    }


def _updated(before: Answered, dice: Random) -> Answered:
    """One peer answers anew, as people do who have changed their mind; everybody else's answers stay."""
    raters = {group: [dict(rater) for rater in of] for group, of in before.raters.items()}
    raters["peers"][0] = {item: dice.choice((1, 5)) for item in before.items}
    return before.with_raters(raters)


def _pages(council: Council, versions: list[Version]) -> list[str]:
    last = next(one.leader for one in reversed(versions) if one.leader.campaign.kind == "campaign")
    browser = Browser.of(council.app, last.person)
    plans = [one.leader.id for one in versions if check_ins.plan_followed_by(one.leader.id) is None]
    groups = re.findall(r"over-time\?of=([a-z_+%0-9B]+)", browser.get(f"/plans/{last.id}/over-time").html)
    asked = [
        f"/plans/{last.id}/over-time?of={of}&by={by}"
        for of in sorted({*groups})
        for by in ("theme", "competency", "behaviour")
    ]
    assert len(asked) >= 6
    return [browser.get(path).html for path in [*asked, *(f"/plans/{plan}" for plan in plans)]]


def _unexplained(versions: list[Version], pages: list[str]) -> set[str]:
    """Numbers on the pages that do not follow from the exports."""
    db.session.rollback()
    wholes: dict[str, list[str]] = {}
    for item in campaigns.questionnaire_for(versions[0].leader).items:
        for whole in (item.theme_id, item.competency_id):
            wholes.setdefault(whole, []).append(item.id)
    printed: list[Printed] = [read_export(version.export) for version in versions]
    without_drawing = (re.sub(r"<svg.*?</svg>|<head>.*?</head>", "", page, flags=re.DOTALL) for page in pages)
    numbers = {number for page in without_drawing for number in NUMBER.findall(re.sub(r"<[^>]*>", " ", page))}
    assert len(numbers) > 3
    return numbers - explained(printed, wholes)
