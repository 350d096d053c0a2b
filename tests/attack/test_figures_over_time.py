"""Two reports of one leader, and what a page says changed between them: no more than the two exports side by side."""

from random import Random

import pytest

from feedback.foundations.database import one_transaction
from feedback.report import service as reports
from tests.attack import driving
from tests.attack.breaches import explained_over_time
from tests.attack.campaigns import rated_anew, twin
from tests.attack.figures import Printed, Read, read_export, read_page
from tests.attack.test_figures_of_the_product import apart_from_names
from tests.building import Council


@pytest.mark.parametrize("number", range(2))
def test_what_changed_follows_from_two_exports(council: Council, number: int) -> None:
    """Three leaders, rated twice: the second otherwise, the third by other ratings that print what the first's do."""
    seed = f"over time {number}"
    rules = {"merge": "combine", "scale": "frequency-5", "spread_words": False, "label_comments": False}
    dice = Random(seed)
    before = driving.opened_campaign(council, Random(seed), leaders=3, **rules)
    now = before
    pages: list[str] = []
    for again in (False, True):
        if again:
            council.clock.advance(days=60)
            now = driving.opened_campaign(council, Random(seed), leaders=3, again=before, **rules)
        first = driving.random_answers(now[0], driving.invited_to(council, now[0]), dice)
        for leader, answered in zip(now, [first, rated_anew(first, dice), twin(first, dice)], strict=True):
            driving.send_answers(council, leader, answered)
        council.close(now[0].campaign)
        pages = [driving.page(council, leader) for leader in now]
        with one_transaction():
            for leader in now:
                reports.release_report(leader, by=leader.coach_id, now=council.clock.now)

    printed, earlier = ([read_export(driving.export(council.app, a.id)) for a in some] for some in (now, before))
    read = [read_page(page, driving.wording(leader)) for page, leader in zip(pages, now, strict=True)]
    names = [leader.person.name for leader in now]

    assert all("Since your last report" in page and "since then" in page for page in pages)
    assert apart_from_names(pages[0], names) == apart_from_names(pages[2], names)
    assert _unexplained(read[0], printed[0], earlier[0]) <= read[1].numbers
    assert _unexplained(read[1], printed[1], earlier[1]) <= read[0].numbers


def _unexplained(read: Read, printed: Printed, earlier: Printed) -> set[str]:
    return read.numbers - explained_over_time(printed, earlier)
