"""Whole campaigns through the whole product: what the export and the page print, attacked together."""

import re
from itertools import chain
from random import Random

import pytest

from feedback.foundations.database import one_transaction
from feedback.invitation.handover import LinkUnusable
from feedback.response import service as responses
from tests.attack import driving
from tests.attack.breaches import attack, beyond_the_export, departures, more_than_one_decimal
from tests.attack.campaigns import twin
from tests.attack.figures import NUMBER, read_export, read_page
from tests.building import Council


@pytest.mark.parametrize("number", range(driving.WHOLE_CAMPAIGNS))
def test_export_and_page_of_a_whole_campaign_give_nothing_away(council: Council, number: int) -> None:
    dice = Random(f"whole {number}")
    [leader] = driving.opened_campaign(council, dice, leaders=1)
    answered = driving.random_answers(leader, driving.invited_to(council, leader), dice)
    parts = answered.parts()
    driving.send_answers(council, leader, answered, ["Keeps calm"] * dice.randint(0, 9))
    council.close(leader.campaign)

    text, page = driving.export(council.app, leader.id), driving.page(council, leader)
    printed = read_export(text)
    read = read_page(page, driving.wording(leader))
    own_numbers = frozenset(NUMBER.findall(driving.all_wording(leader)))
    findings = list(
        chain(departures(printed), attack(printed, parts), beyond_the_export(read, printed, plain_numbers=own_numbers))
    )

    assert not findings
    assert {label for label in printed.blocks} == {label for label in parts if not label.startswith("left out")}
    assert not more_than_one_decimal(re.sub(r"<[^>]*>", " ", page))
    assert driving.export(council.app, leader.id) == text
