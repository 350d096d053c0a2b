"""Who is invited, once; who is reminded; and how many replied, never who."""

from collections.abc import Callable

import pytest

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.invitation import service as invitations
from feedback.invitation.models import Invitation
from feedback.nomination import service as nominations
from feedback.worker import Sweep
from tests.building import Council


def test_everybody_on_an_approved_list_is_invited_once(
    council: Council,
    campaign: Campaign,
    approved: Callable[..., Subject],
    inbox: Inbox,
    sweep: Callable[[], Sweep],
) -> None:
    leader = approved(council.leader(campaign))
    assert db.session.query(Invitation).count() == 0
    assert sweep().invited == 6, "four peers, the manager and the leader"
    assert leader.campaign.state == State.COLLECTING
    letters = len(inbox.letters)
    assert sweep().was_idle
    assert len(inbox.letters) == letters

    late = council.person("Late Addition")
    with one_transaction():
        nominations.nominate(
            leader, name=late.name, email=late.email, group="others", by=leader.manager_id, now=council.clock.now
        )
    assert sweep().invited == 1
    assert len(inbox.to(late.email)) == 1


def test_nobody_is_invited_before_the_round_has_its_key(
    council: Council, campaign: Campaign, approved: Callable[..., Subject]
) -> None:
    approved(council.leader(campaign))
    with one_transaction():
        assert invitations.invite_approved(now=council.clock.now) == 0


@pytest.mark.parametrize("state", ["stopped", "closed"])
def test_nobody_is_invited_after_the_end(council: Council, sweep: Callable[[], Sweep], state: str) -> None:
    leader = council.collecting(peers=4)
    late = council.person("Too Late")
    with one_transaction():
        nominations.nominate(
            leader, name=late.name, email=late.email, group="others", by=leader.manager_id, now=council.clock.now
        )
    if state == "stopped":
        council.stop(leader.campaign)
    else:
        council.close(leader.campaign)
    assert sweep().invited == 0


def test_replies_are_counted_per_group_and_drafts_are_none(council: Council) -> None:
    leader = council.collecting(peers=4, reports=2)
    by_group: dict[str, list[Invitation]] = {}
    for invitation in council.invitations(leader):
        by_group.setdefault(invitation.group, []).append(invitation)
    council.answer(by_group["peers"][0])
    council.answer(by_group["peers"][1], send=False)
    council.answer(by_group["reports"][0])
    assert invitations.replies([leader.id]) == {
        leader.id: {"self": (1, 0), "manager": (1, 0), "peers": (4, 1), "reports": (2, 1)}
    }


def test_what_raters_do_is_in_no_audit_event(council: Council) -> None:
    leader = council.collecting(peers=4)
    before = {event.id for event in db.session.query(AuditEvent)}
    assert before
    for invitation in council.invitations(leader):
        council.answer(invitation)
    assert {event.id for event in db.session.query(AuditEvent)} == before


def test_a_reminder_is_audited_by_its_number_of_letters(council: Council) -> None:
    leader = council.collecting(peers=4)
    council.answer(council.invitations(leader)[-1])
    assert council.remind(leader.campaign_id, by=leader.manager_id) == 5
    [event] = db.session.query(AuditEvent).filter_by(action="raters.reminded")
    assert (event.by_id, event.about_id, event.facts) == (leader.manager_id, leader.campaign_id, {"letters": 5})
