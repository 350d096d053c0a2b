"""Three and six months after a plan: the same raters, its behaviours alone, by the same engine."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from feedback.campaign import check_in
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import CHECK_IN, Campaign, Subject
from feedback.demo.inbox import Inbox
from feedback.disclosure import service as disclosure
from feedback.extensions import db
from feedback.followup import check_ins, service
from feedback.followup.check_ins import Held
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.invitation.models import DECLINED, Invitation, NoCheckIns
from feedback.response import service as responses
from tests.building import Council
from tests.followup.conftest import SETUP, agreed

Begun = Callable[..., Held]


def _round(held: Held) -> Subject:
    return db.session.get_one(Subject, held.subject_id)


def _finish(council: Council, held: Held) -> None:
    council.clock.advance(days=15)
    for _ in range(4):  # the last day, the time to undo, and a weekend without letters
        council.sweep()
        council.clock.next_working_day()
    assert _round(held).closed


def test_the_same_raters_are_asked_about_the_plan_alone(
    council: Council, planned: Subject, begun: Begun, inbox: Inbox
) -> None:
    before = len(inbox.letters)
    held = begun()

    asked = _round(held)
    assert (held.months, held.is_open, asked.campaign.kind) == (3, True, CHECK_IN)
    assert asked.campaign.group_min_n == planned.campaign.group_min_n
    first, second = (action.item_id for action in service.actions_of(planned))
    changes = {check_in.change_of(item) for item in (first, second)}
    assert campaigns.questionnaire_for(asked).item_ids == {first, second, *changes}
    assert set((asked.rules or {})["items"]) == {first, second, *changes}
    people = {one.person_id: one.group for one in council.invitations(planned)}
    assert {one.person_id: one.group for one in council.invitations(asked)} == people
    letters = inbox.letters[before:]
    to_raters = [letter for letter in letters if "Has anything changed" in letter.subject]
    assert len(to_raters) == len(people)
    assert not [letter for letter in letters if "Choose" in letter.subject], "nobody chooses raters anew"


def test_its_result_is_there_at_once_for_leader_manager_and_coach(
    council: Council, planned: Subject, begun: Begun, inbox: Inbox
) -> None:
    held = begun()
    asked = _round(held)
    for invitation in council.invitations(asked):
        council.answer(invitation, 4)
    _finish(council, held)

    assert disclosure.report_of(asked.id).state == "released"
    assert State(asked.campaign.state) == State.REPORTED
    assert check_ins.of_plan(planned)[-1].is_finished
    report = disclosure.released(asked.id)
    assert {cell["mean"] for cell in report["cells"] if cell["group"] == "peers" and "mean" in cell} == {4.0}
    told = [letter.to for letter in inbox.letters if letter.subject.startswith("Has it changed?")]
    assert sorted(told) == sorted(person.email for person in (planned.person, planned.manager, planned.coach))
    assert not db.session.scalars(select(Invitation.slot).where(Invitation.slot.is_not(None))).all()


def test_who_wants_no_more_of_them_is_never_asked_again_and_no_count_tells(
    council: Council, planned: Subject, begun: Begun, inbox: Inbox
) -> None:
    asked = _round(begun())
    [shy, *others] = [one for one in council.invitations(asked) if one.group == "peers"]
    token = council.token(shy)
    with one_transaction():
        [slot] = responses.slots(token, to_write=True)
        responses.decline(slot, device=None, for_good=True)
    [kept] = db.session.scalars(select(NoCheckIns)).all()
    assert (kept.person_id, kept.leader_id) == (shy.person_id, planned.person_id)
    assert not db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.contains("no_check"))).all()
    council.clock.advance(days=16)
    council.sweep()
    before = len(inbox.letters)

    later = begun(80)
    assert later.months == 6
    again = {one.person_id: one for one in council.invitations(_round(later))}
    assert again[shy.person_id].state == DECLINED
    person = shy.person_id
    assert person not in {letter.to for letter in inbox.letters[before:]}
    assert len([a for a in inbox.letters[before:] if "Has anything changed" in a.subject]) == len(again) - 1
    assert len(again) == len(council.invitations(planned)), "the number of those asked tells nothing"
    assert others


def test_a_change_of_mind_takes_it_back(council: Council, planned: Subject, begun: Begun) -> None:
    asked = _round(begun())
    token = council.token(council.invitations(asked)[0])
    for verb in (lambda slot: responses.decline(slot, device=None, for_good=True), responses.accept_after_all):
        with one_transaction():
            [slot] = responses.slots(token, to_write=True)
            verb(slot)
    assert not db.session.scalars(select(NoCheckIns)).all()


def test_whom_it_asks_follows_from_who_was_asked_and_never_from_who_answered(council: Council, begun: Begun) -> None:
    """Of two leaders with as many raters, all of one answered and few of the other: as many are asked again."""
    quiet = council.leader(council.campaign(**SETUP))
    council.collecting(quiet, peers=5)
    for invitation in council.invitations(quiet)[:2]:
        council.answer(invitation, 3)
    council.close(quiet.campaign)
    with one_transaction():
        from feedback.report import service as reports

        reports.open_report(quiet, by=quiet.coach_id, now=council.clock.now)
        reports.release_report(quiet, by=quiet.coach_id, now=council.clock.now)
    agreed(council, quiet)
    begun()
    [held] = check_ins.of_plan(quiet)
    assert len(council.invitations(_round(held))) == len(council.invitations(quiet))


@pytest.mark.parametrize("why", ["switched off", "off in the campaign", "plan taken back", "later campaign"])
def test_there_is_none_where(council: Council, planned: Subject, sweep: Any, why: str) -> None:
    now = council.clock.now
    with one_transaction():
        if why == "switched off":
            check_ins.switch(planned, on=False, by=planned.person_id, now=now)
        elif why == "off in the campaign":
            planned.campaign.check_ins = False
        elif why == "plan taken back":
            service.take_back(planned, by=planned.person_id, now=now)
    if why == "later campaign":
        later = council.campaign(closes_on=council.day(120))
        council.launched(council.leader(later, person=planned.person, manager=planned.manager, coach=planned.coach))
    council.clock.advance(days=93)
    sweep()
    assert not check_ins.of_plan(planned)


def test_one_that_was_missed_gives_way_to_the_next(council: Council, planned: Subject, begun: Begun) -> None:
    assert begun(190).months == 6
    assert len(check_ins.of_plan(planned)) == 1


def test_check_ins_are_on_no_list_of_campaigns(council: Council, planned: Subject, begun: Begun) -> None:
    asked = _round(begun())
    assert asked.campaign not in campaigns.campaigns()
    assert asked.campaign in campaigns.campaigns(kind=CHECK_IN)
    for role, person_id in (("leader", asked.person_id), ("manager", asked.manager_id), ("coach", asked.coach_id)):
        assert asked.id not in {one.id for one in campaigns.subjects_where(person_id, role)}
    assert check_ins.tally(planned.campaign_id) == (1, 0)


def test_it_asks_for_the_coach_s_key_where_the_campaign_did(council: Council, sweep: Any, begun: Begun) -> None:
    del begun
    run = db.session.scalars(select(Campaign)).first()
    assert run is not None
    with one_transaction():
        db.session.scalars(select(Campaign)).first().coach_key = True  # type: ignore[union-attr]
    council.clock.advance(days=93)
    sweep()
    [held] = check_ins.of_plan(run.subjects[0])
    assert _round(held).rules["coach_key"] is True  # type: ignore[index]
    assert not council.invitations(_round(held)), "nobody is asked before the coach has made a key"


def test_one_reminder_and_then_silence(council: Council, planned: Subject, begun: Begun, inbox: Inbox) -> None:
    held = begun()
    assert timedelta(days=12) < held.closes_on - council.clock.now.date() <= timedelta(days=14)
    for _ in range(14):
        council.clock.advance(days=1)
        council.sweep()
    reminders = [letter for letter in inbox.letters if letter.subject.startswith("Reminder: has anything changed")]
    assert len(reminders) == len(council.invitations(_round(held)))
