"""What is called off is erased unread, with its keys, and everybody who was asked is told; nothing else changes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback.campaign import ending
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import CoachShare, Subject
from feedback.config import Settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.keystore import KeyStore
from feedback.identity.models import Person
from feedback.invitation import ending as rounds
from feedback.invitation.handover import LinkUnusable
from feedback.invitation.models import DECLINED, Invitation, InvitationToken
from feedback.nomination import service as nominations
from feedback.nomination.models import Nomination
from feedback.response import service as responses
from tests.building import Council
from tests.conftest import ToldClock
from tests.disclosure import coached

Sweeping = Callable[[], Any]


@pytest.fixture
def leaders(council: Council) -> list[Subject]:
    """Two leaders of one campaign, whose four peers each have been asked."""
    run = council.campaign()
    first, second = council.leader(run), council.leader(run)
    council.collecting(first, peers=4)
    approve(council, second)
    return [first, second]


def approve(council: Council, leader: Subject) -> None:
    """Four peers are chosen and approved."""
    by, now = leader.person_id, council.clock.now
    with one_transaction():
        for number in range(4):
            email = f"r{number}@example.org"
            nominations.nominate(leader, name="Rater", email=email, group="peers", by=by, now=now)
        nominations.send_to_manager(leader, by=by, now=now)
        nominations.approve(leader, by=leader.manager_id, now=now)


def keys(council: Council) -> KeyStore:
    """The key store."""
    settings: Settings = council.app.config["SETTINGS"]
    return KeyStore(settings.key_store, settings.key_store_copy)


def end(council: Council, leader: Subject) -> None:
    """A leader leaves."""
    with one_transaction():
        rounds.end_round(leader, by=leader.manager_id, now=council.clock.now)


def rows_of(leader: Subject) -> int:
    """How many rows say who was asked about a leader."""
    counts = [
        db.session.scalar(select(func.count()).where(table.subject_id == leader.id))
        for table in (Invitation, Nomination, CoachShare)
    ]
    return sum(count or 0 for count in counts)


def called_off(inbox: Inbox) -> set[str]:
    """Who was told that something is called off."""
    return {letter.to for letter in inbox.letters if "called off" in letter.subject}


def test_when_a_leader_leaves_nothing_of_theirs_stays_and_the_others_go_on(
    council: Council, leaders: list[Subject], inbox: Inbox, sweep: Sweeping
) -> None:
    gone, other = leaders
    sweep()
    sent, *_ = (one for one in council.invitations(gone) if one.group == "peers")
    council.answer(sent)
    token = council.token(sent)
    people = [gone.person, gone.manager, gone.coach]
    asked = {db.session.get_one(Person, one.person_id).email for one in council.invitations(gone)}
    store = keys(council)
    assert store.holds(gone.id)

    end(council, gone)
    with pytest.raises(LinkUnusable):
        responses.slots(token, to_write=False)
    sweep()

    assert rows_of(gone) == 0
    assert (gone.closed, gone.ended, gone.seal_public) == (True, True, None)
    assert not store.holds(gone.id)
    assert store.holds(other.id)
    assert called_off(inbox) == asked | {person.email for person in people}
    assert len(council.invitations(other)) == 6
    assert other.campaign.state == State.COLLECTING
    assert sweep().was_idle


def test_who_said_no_or_was_not_written_to_yet_gets_no_letter(
    council: Council, leaders: list[Subject], inbox: Inbox, sweep: Sweeping
) -> None:
    gone, _ = leaders
    no = next(one for one in council.invitations(gone) if one.group == "peers")
    no.state = DECLINED
    declined = db.session.get_one(Person, no.person_id).email
    db.session.commit()
    late = council.person("Late Addition")
    with one_transaction():
        nominations.nominate(
            gone, name=late.name, email=late.email, group="peers", by=gone.manager_id, now=council.clock.now
        )
    inbox.refuse.add(late.email)
    sweep()
    end(council, gone)
    inbox.refuse.clear()
    council.clock.advance(days=1)
    sweep()
    assert len(called_off(inbox)) > 4
    assert not called_off(inbox) & {declined, late.email}


def test_a_campaign_with_an_ended_round_closes_and_reports_the_others(council: Council) -> None:
    run = council.campaign()
    first, second = council.leader(run), council.leader(run)
    council.collecting(first, peers=4)
    for invitation in council.invitations(first):
        council.answer(invitation)
    end(council, second)
    assert run.state == State.COLLECTING
    council.close(run)
    assert run.state == State.CLOSED
    assert {leader.id for leader in db.session.scalars(select(Subject).where(Subject.ended))} == {second.id}


def test_an_ended_round_does_not_keep_a_stop_from_being_undone(council: Council, leaders: list[Subject]) -> None:
    end(council, leaders[0])
    council.stop(leaders[0].campaign)
    with one_transaction():
        campaigns.undo_stop(leaders[0].campaign, by=None, now=council.clock.now)
    assert leaders[0].campaign.state == State.COLLECTING


def test_with_the_last_leader_the_campaign_is_over(council: Council, leaders: list[Subject]) -> None:
    for leader in leaders:
        end(council, leader)
    assert leaders[0].campaign.state == State.CANCELLED


def test_after_closing_nothing_can_be_called_off(council: Council) -> None:
    leader = council.collecting(peers=4)
    council.close(leader.campaign)
    with pytest.raises(NotAllowedNow):
        end(council, leader)
    with pytest.raises(NotAllowedNow), one_transaction():
        ending.cancel(leader.campaign, by=None, now=council.clock.now)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_cancelled_campaign_is_erased_with_its_keys_and_everybody_is_told(
    council: Council, leaders: list[Subject], inbox: Inbox, sweep: Sweeping, stopped: bool
) -> None:
    sweep()
    run, store = leaders[0].campaign, keys(council)
    for invitation in council.invitations(leaders[0]):
        council.answer(invitation)
    asked = {
        db.session.get_one(Person, one.person_id).email for leader in leaders for one in council.invitations(leader)
    }
    if stopped:
        council.stop(run)
    with one_transaction():
        ending.cancel(run, by=None, now=council.clock.now)
    sweep()

    assert [rows_of(leader) for leader in leaders] == [0, 0]
    assert not db.session.scalar(select(func.count()).select_from(InvitationToken))
    assert not any(store.holds(leader.id) for leader in leaders)
    assert called_off(inbox) == asked | {leader.coach.email for leader in leaders}
    assert sweep().was_idle


def test_coaches_locks_go_too(council: Council, sweep: Sweeping) -> None:
    [leader] = coached.answered(council)
    with one_transaction():
        ending.cancel(leader.campaign, by=None, now=council.clock.now)
    sweep()
    assert rows_of(leader) == 0


def test_a_campaign_in_which_nobody_was_asked_ends_two_weeks_after_its_last_day(
    council: Council, clock: ToldClock, sweep: Sweeping, inbox: Inbox
) -> None:
    leader = council.launched()
    clock.advance(days=31)
    for days in (0, 13):
        clock.advance(days=days)
        sweep()
        assert leader.campaign.state == State.NOMINATING
    clock.advance(days=1)
    sweep()
    assert leader.campaign.state == State.CANCELLED
    assert called_off(inbox) == {leader.person.email, leader.manager.email, leader.coach.email}


def test_the_two_weeks_begin_when_somebody_looks_and_anew_where_the_last_day_was_moved(
    council: Council, clock: ToldClock, sweep: Sweeping
) -> None:
    run = council.launched().campaign
    clock.advance(days=200)
    for days in (0, 13):
        clock.advance(days=days)
        sweep()
        assert run.state == State.NOMINATING, "nobody could know"
    with one_transaction():
        campaigns.move_closing_date(run, council.day(20), by=None, now=clock.now)
    clock.advance(days=100)
    sweep()
    assert run.state == State.NOMINATING
    events = db.session.query(AuditEvent).filter_by(action=ending.WILL_LAPSE, about_id=run.id)
    assert events.count() == 2
    clock.advance(days=14)
    sweep()
    assert (run.state, events.count()) == (State.CANCELLED, 2)


def test_a_list_approved_after_the_last_day_waits_until_it_is_moved(
    council: Council, clock: ToldClock, sweep: Sweeping
) -> None:
    leader = council.launched()
    clock.advance(days=31)
    approve(council, leader)
    assert (sweep().invited, leader.campaign.state) == (0, State.NOMINATING)
    with one_transaction():
        campaigns.move_closing_date(leader.campaign, council.day(20), by=None, now=clock.now)
    assert (sweep().invited, leader.campaign.state) == (6, State.COLLECTING)
