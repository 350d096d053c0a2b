"""Which earlier report a leader's is compared with, who sees it, and what the pages say of it: on whole campaigns."""

import io
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from feedback.campaign import service as campaigns
from feedback.campaign.continuity import same_behaviours
from feedback.campaign.models import Subject
from feedback.disclosure import service as disclosure
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.report import earlier, files
from feedback.report import service as reports
from feedback.report.earlier import Earlier, earlier_of
from tests.building import Council
from tests.disclosure import rounds
from tests.report.samples import a_questionnaire
from tests.report.test_files_routes import Browser


def a_closed_round(council: Council, person: Person | None = None, *, release: bool = True, **how: Any) -> Subject:
    """A leader whose campaign has closed, and whose report is released; the next one closes two months later."""
    setup = {"closes_on": council.clock.now.date() + timedelta(days=30)} | how.pop("setup", {})
    people = {name: how.pop(name) for name in ("coach", "manager") if name in how}
    run = council.campaign(how.pop("framework", "leicestershire"), **setup)
    leader = council.leader(run, **({"person": person} if person else {}), **people)
    council.collecting(leader, **how.pop("groups", {"peers": 5, "reports": 4}))
    for number, invitation in enumerate(council.invitations(leader)):
        council.answer(invitation, 2 + number % 3)
    rounds.close(council, run)
    council.clock.advance(days=60)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        if release:
            reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    return leader


def told(leader: Subject, reader: str = "leader") -> Earlier:
    found = earlier_of(leader, reader=reader)
    assert found is not None
    return found


def test_a_first_report_is_compared_with_nothing(council: Council) -> None:
    leader = a_closed_round(council)

    assert earlier_of(leader, reader="leader") is None
    assert files.page_of(leader, disclosure.released(leader.id)).trend is None


def test_the_last_released_report_is_compared_behaviour_by_behaviour(council: Council) -> None:
    oldest = a_closed_round(council, setup={"name": "Spring"})
    a_closed_round(council, oldest.person, setup={"name": "Summer"}, release=False)
    leader = a_closed_round(council, oldest.person, coach=oldest.coach, manager=oldest.manager)

    found = told(leader)

    assert found.report == disclosure.released(oldest.id)
    assert found.items == frozenset(disclosure.released(leader.id)["items"])
    assert len(found.sentences) == 1
    assert "Spring" in found.sentences[0]
    assert told(leader, "coach") == found
    part = files.page_of(leader, disclosure.released(leader.id)).trend
    assert part is not None
    assert part.chart is not None
    assert earlier_of(oldest, reader="leader") is None, "what comes later is not earlier"


def test_another_coach_is_not_shown_what_the_last_one_read(council: Council) -> None:
    before = a_closed_round(council)
    leader = a_closed_round(council, before.person)

    refused = told(leader, "coach")

    assert refused.report is None
    assert "another coach" in refused.sentences[1]
    assert told(leader).report is not None
    coach, own = (Browser(council, person) for person in (leader.coach_id, leader.person_id))
    coach.get(f"/reports/{leader.id}")
    assert coach.page is not None
    assert "prepared with another coach" in coach.page.html
    assert "chart-trend" not in coach.page.html
    own.get(f"/reports/{leader.id}")
    assert own.page is not None
    assert "chart-trend" in own.page.html
    for reader, sheets in (("coach", 4), ("leader", 5)):
        made = files.file_of(leader, "xlsx", council="Council", colour="#1d70b8", reader=reader)
        assert len(CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names) == sheets


def test_what_changed_between_is_said(council: Council) -> None:
    before = a_closed_round(council)
    theme = campaigns.framework_of(before.campaign).themes[0].id
    leader = a_closed_round(council, before.person, setup={"themes": (theme,)}, coach=before.coach)

    found = told(leader)
    assert found.report is not None
    assert any("Your manager is another person now" in sentence for sentence in found.sentences)
    more = a_closed_round(council, before.person, coach=before.coach)
    assert any("had been rated then too" in sentence for sentence in told(more).sentences)


def test_in_a_new_version_only_what_is_worded_alike_is_the_same() -> None:
    asked = a_questionnaire()
    first, *rest = asked.sections
    reworded = replace(first.items[0], rater="Says it otherwise")
    guided = replace(first.items[1], guidance=("Means more by it.",))
    newer = replace(asked, sections=(replace(first, items=(reworded, guided, *first.items[2:])), *rest))

    assert asked.item_ids - same_behaviours(asked, newer).keys() == {reworded.id, guided.id}
    assert _versions("2", "2") == []
    [said] = _versions("1", "2")
    assert "from version 1 to version 2" in said


def _versions(then: str, now: str) -> list[str]:
    leader: Any = SimpleNamespace(manager_id=1)
    asked = a_questionnaire()
    return earlier._what_changed(leader, leader, same_behaviours(asked, asked), (asked, asked), (then, now))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"setup": {"scale": "frequency-6"}}, "on another scale (how often, five points)"),
        ({"framework": "plymouth"}, "on another framework"),
    ],
)
def test_what_cannot_be_compared_is_said_and_not_drawn(council: Council, changed: dict[str, Any], why: str) -> None:
    before = a_closed_round(council)
    leader = a_closed_round(council, before.person, coach=before.coach, **changed)

    found = told(leader)

    assert found.report is None
    assert why in found.sentences[1]
    part = files.page_of(leader, disclosure.released(leader.id)).trend
    assert part is not None
    assert (part.sentences, part.chart, part.every) == (found.sentences, None, None)
