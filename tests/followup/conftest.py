"""A leader with an agreed plan, and months that pass."""

from collections.abc import Callable
from datetime import date

import pytest

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.followup import check_ins, service
from feedback.followup.check_ins import Held
from feedback.followup.service import Undertaking
from feedback.foundations.database import one_transaction
from feedback.report import service as reports
from tests.building import Council

SETUP = {"comment_per_theme": False, "questions": (), "name": "Spring 2027"}


def released(council: Council, leader: Subject, ratings: Callable[[str], int] = lambda group: 3) -> Subject:
    """Everybody answers, the campaign closes, and the leader may read the report."""
    for invitation in council.invitations(leader):
        council.answer(invitation, ratings(invitation.group))
    council.close(leader.campaign)
    with one_transaction():
        reports.open_report(leader, by=leader.coach_id, now=council.clock.now)
        reports.release_report(leader, by=leader.coach_id, now=council.clock.now)
    return leader


def agreed(council: Council, leader: Subject, behaviours: int = 2) -> Subject:
    """The leader's plan about the first behaviours asked, agreed by the manager."""
    items = [item.id for item in campaigns.questionnaire_for(leader).items][:behaviours]
    what = Undertaking("Ask more", "They say so", "", date(2035, 1, 1))
    for item in items:
        with one_transaction():
            service.save_action(leader, item, what, by=leader.person_id, now=council.clock.now)
    with one_transaction():
        service.share(leader, by=leader.person_id, now=council.clock.now)
        service.agree(leader, by=leader.manager_id, now=council.clock.now)
    return leader


@pytest.fixture
def planned(council: Council) -> Subject:
    """A leader with two behaviours in an agreed plan, rated by five peers and four direct reports."""
    leader = council.leader(council.campaign(**SETUP), person=council.person("Lee Leader"))
    return agreed(council, released(council, council.collecting(leader)))


@pytest.fixture
def begun(council: Council, planned: Subject, sweep: Callable[[], object]) -> Callable[..., Held]:
    """Let so many days pass, sweep, and return the last check-in."""

    def after(days: int = 93) -> Held:
        council.clock.advance(days=days)
        while council.clock.now.weekday() > 4:
            council.clock.advance(days=1)
        sweep()
        return check_ins.of_plan(planned)[-1]

    return after
