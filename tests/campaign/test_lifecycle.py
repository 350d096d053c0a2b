"""Every move between the states of a campaign: those in the table happen, and no other does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback.campaign import lifecycle
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import TRANSITIONS, NotAllowedNow, State
from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.invitation.models import Invitation
from feedback.nomination import service as nominations
from feedback.worker import Sweep
from tests.building import Council

ALL_MOVES = [(present, to) for present in State for to in State]
ALLOWED = {
    (State.DRAFT, State.NOMINATING),
    (State.NOMINATING, State.COLLECTING),
    (State.COLLECTING, State.STOPPED),
    (State.STOPPED, State.COLLECTING),
    (State.STOPPED, State.CLOSED),
    (State.CLOSED, State.REPORTED),
    (State.REPORTED, State.ARCHIVED),
    (State.NOMINATING, State.CANCELLED),
    (State.COLLECTING, State.CANCELLED),
    (State.STOPPED, State.CANCELLED),
}


def in_state(council: Council, state: State) -> Campaign:
    """A campaign that has got into a state by whatever way."""
    run = council.campaign()
    with one_transaction():
        run.state, run.stopped_at = state, council.clock.now if state == State.STOPPED else None
    return run


def events(run: Campaign) -> list[str]:
    """What was audited about a campaign after it was made."""
    found = db.session.scalars(select(AuditEvent.action).where(AuditEvent.about_id == run.id))
    return [action for action in found if action != "campaign.created"]


@pytest.mark.parametrize(("present", "to"), ALL_MOVES)
def test_only_the_moves_of_the_table_happen(council: Council, present: State, to: State) -> None:
    run = in_state(council, present)
    stopped_at, now = run.stopped_at, council.clock.now + timedelta(hours=1)
    assert lifecycle.move_allowed(present, to) == ((present, to) in ALLOWED)

    if (present, to) in ALLOWED:
        with one_transaction():
            campaigns.move(run, to, by=None, now=now)
        assert (run.state, run.stopped_at) == (to, now if to == State.STOPPED else None)
        assert events(run) == [f"campaign.{to}"]
    else:
        with pytest.raises(NotAllowedNow, match=f"from {present} to {to}"), one_transaction():
            campaigns.move(run, to, by=None, now=now)
        assert (run.state, run.stopped_at, events(run)) == (present, stopped_at, [])


def test_every_state_has_a_meaning_and_a_way_to_it() -> None:
    reached, found = set[State](), {State.DRAFT}
    while found:
        reached |= found
        found = {to for state in found for to in TRANSITIONS[state]} - reached
    assert reached == set(State) == set(lifecycle.MEANING) == set(TRANSITIONS)
    assert [state for state in State if not TRANSITIONS[state]] == [State.ARCHIVED, State.CANCELLED]


def test_the_last_day_is_a_whole_day(council: Council) -> None:
    run = in_state(council, State.COLLECTING)
    stopped = []
    for day in range(3):
        now = council.clock.now.replace(hour=23, minute=59) + timedelta(days=29 + day)
        with one_transaction():
            stopped.append((now.date() - run.closes_on, campaigns.stop_due(now=now), State(run.state)))

    assert stopped == [
        (timedelta(days=-1), 0, State.COLLECTING),
        (timedelta(days=0), 0, State.COLLECTING),
        (timedelta(days=1), 1, State.STOPPED),
    ]


@pytest.mark.parametrize("state", [state for state in State if state != State.COLLECTING])
def test_only_a_collecting_campaign_stops_by_itself(council: Council, state: State) -> None:
    run = in_state(council, state)

    with one_transaction():
        assert campaigns.stop_due(now=council.clock.now + timedelta(days=365)) == 0

    assert run.state == state


@pytest.mark.parametrize(
    ("after", "day_then"),
    [
        pytest.param(timedelta(days=5), 30, id="the last day is still to come, and stays"),
        pytest.param(timedelta(days=30), 30, id="on the last day, it stays"),
        pytest.param(timedelta(days=31), 38, id="the last day has passed: a week from today"),
    ],
)
def test_undoing_a_stop_gives_raters_time(council: Council, after: timedelta, day_then: int) -> None:
    run, first_day = in_state(council, State.STOPPED), council.clock.now.date()

    with one_transaction():
        campaigns.undo_stop(run, by=None, now=council.clock.now + after)

    assert (run.state, run.stopped_at) == (State.COLLECTING, None)
    assert run.closes_on == first_day + timedelta(days=day_then)
    with one_transaction():
        assert campaigns.stop_due(now=council.clock.now + after) == 0, "it does not stop again at once"


@pytest.mark.parametrize("state", [state for state in State if state != State.STOPPED])
def test_there_is_no_undoing_of_anything_else(council: Council, state: State) -> None:
    run = in_state(council, state)

    with pytest.raises(NotAllowedNow), one_transaction():
        campaigns.undo_stop(run, by=None, now=council.clock.now)

    assert run.state == state


def test_answers_are_due_for_opening_when_the_time_to_undo_is_over(council: Council) -> None:
    run, undo = in_state(council, State.STOPPED), timedelta(hours=24)
    in_state(council, State.COLLECTING)
    in_state(council, State.CLOSED)
    now = council.clock.now

    assert campaigns.due_for_opening(now=now + undo - timedelta(microseconds=1), undo=undo) == []
    assert campaigns.due_for_opening(now=now + undo, undo=undo) == [run.id]
    assert campaigns.due_for_opening(now=now, undo=timedelta(0)) == [run.id]


@pytest.mark.parametrize(
    "state", [state for state in State if state not in (State.DRAFT, State.NOMINATING, State.COLLECTING)]
)
def test_the_last_day_cannot_be_moved_once_nobody_can_answer(council: Council, state: State) -> None:
    run = in_state(council, state)
    before = run.closes_on

    with pytest.raises(NotAllowedNow), one_transaction():
        campaigns.move_closing_date(run, council.day(60), by=None, now=council.clock.now)

    assert run.closes_on == before


def test_the_database_itself_refuses_a_stop_without_its_moment(council: Council) -> None:
    run = in_state(council, State.COLLECTING)
    with pytest.raises(IntegrityError, match="stopped_has_its_moment"), one_transaction():
        run.state = State.STOPPED
    with pytest.raises(IntegrityError, match="state_is_known"), one_transaction():
        run.state = "finished"


def test_a_campaign_in_which_nobody_was_approved_waits_for_the_administrator(
    council: Council, sweep: Callable[[], Sweep]
) -> None:
    """Nobody could answer, so there is nothing to stop or to open; giving it more time brings it back to life."""
    leader = council.launched()
    council.clock.advance(days=40)

    found = sweep()

    assert (found.stopped, found.closed, leader.campaign.state) == (0, 0, State.NOMINATING)
    assert db.session.scalars(select(Invitation)).all() == []
    with one_transaction():
        campaigns.move_closing_date(leader.campaign, council.day(20), by=None, now=council.clock.now)
        for number in range(4):
            email = f"peer.{number}@example.org"
            nominations.nominate(
                leader, name="Peer", email=email, group="peers", by=leader.person_id, now=council.clock.now
            )
        nominations.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
        nominations.approve(leader, by=leader.manager_id, now=council.clock.now)
    assert sweep().invited == 6
    assert leader.campaign.state == State.COLLECTING
