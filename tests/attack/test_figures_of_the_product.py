"""Whole campaigns through the whole product: what the export and the page print, attacked together."""

import json
import re
from itertools import chain
from random import Random
from typing import Any

import pytest

from feedback import worker
from feedback.invitation.handover import LinkUnusable
from feedback.response import service as responses
from tests.attack import driving
from tests.attack.breaches import attack, beyond_the_export, departures, more_than_one_decimal, unexplained_numbers
from tests.attack.campaigns import Answered, rated_anew, twin
from tests.attack.figures import Printed, Read, read_export, read_page
from tests.building import Council

EVERY_CHOICE: list[dict[str, object]] = [
    {"mode": "default", "merge": "drop", "spread_words": True},
    {"mode": "strict", "merge": "merge", "spread_words": False},
    {"mode": "default", "merge": "merge", "spread_words": True, "label_comments": True},
    {"mode": "default", "merge": "combine", "spread_words": False},
]


@pytest.mark.parametrize("number", range(driving.WHOLE_CAMPAIGNS))
def test_export_and_page_give_nothing_away(council: Council, number: int) -> None:
    """Three leaders of a campaign, with as many raters each who rated the same items.

    The second one's ratings are others; those of the third are others that must print what the first one's do.
    """
    dice = Random(f"whole {number}")
    leaders = driving.opened_campaign(council, dice, leaders=3, **EVERY_CHOICE[number % len(EVERY_CHOICE)])
    first = driving.random_answers(leaders[0], driving.invited_to(council, leaders[0]), dice)
    answers = [first, rated_anew(first, dice), twin(first, dice)]
    words = ["Keeps calm"] * dice.randint(0, 9)
    for leader, answered in zip(leaders, answers, strict=True):
        driving.send_answers(council, leader, answered, words)
    council.close(leaders[0].campaign)

    exports = [driving.export(council.app, leader.id) for leader in leaders]
    pages = [driving.page(council, leader) for leader in leaders]
    printed = [read_export(text) for text in exports]
    read = [read_page(page, driving.wording(leader)) for page, leader in zip(pages, leaders, strict=True)]

    for figures, answered, page in zip(printed, answers, read, strict=True):
        assert not list(_findings(figures, answered, page))
        assert bool(page.spread) == leaders[0].campaign.spread_words
    assert printed[0].layout() == printed[1].layout()
    assert unexplained_numbers(read[0], printed[0]) <= read[1].numbers
    assert unexplained_numbers(read[1], printed[1]) <= read[0].numbers
    assert read[0].explanation == read[1].explanation != ""
    assert _in_one_order(exports[0]) == _in_one_order(exports[2])
    names = [leader.person.name for leader in leaders]
    assert apart_from_names(pages[0], names) == apart_from_names(pages[2], names)
    assert [driving.export(council.app, leader.id) for leader in leaders] == exports
    assert not any(more_than_one_decimal(re.sub(r"<[^>]*>", " ", page)) for page in pages)


def test_nothing_can_be_added_to_a_report_that_is_there(council: Council) -> None:
    """A report issued again would give the late answer away, so a link that was never used opens nothing any more."""
    dice = Random("late")
    [leader] = driving.opened_campaign(council, dice, leaders=1)
    *on_time, late = [one for one in council.invitations(leader) if one.group == "peers"]
    token = council.token(late)
    for invitation in on_time:
        council.answer(invitation, dice.randint(1, 5))
    council.close(leader.campaign)
    before = driving.export(council.app, leader.id)

    with pytest.raises(LinkUnusable):
        responses.slots(token, to_write=True)
    council.clock.advance(days=30)
    worker.sweep(council.app)
    assert driving.export(council.app, leader.id) == before


def _findings(printed: Printed, answered: Answered, page: Read) -> object:
    return chain(departures(printed), attack(printed, answered.parts()), beyond_the_export(page, printed))


def _in_one_order(export: str) -> dict[str, Any]:
    """The export with its comments, whose order is chance, in one that is not."""
    report: dict[str, Any] = json.loads(export)
    return report | {"comments": sorted(report["comments"], key=lambda comment: sorted(comment.items()))}


def apart_from_names(page: str, names: list[str]) -> str:
    """The page without what differs between any two: the leader, addresses, and what is made for one reading."""
    page = re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), "Leader", page)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", page)
    return re.sub(r'(nonce|value|content)="[^"]{20,}"', "", page)
