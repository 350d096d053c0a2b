"""Does silence approve where a campaign says so, and nowhere else?"""

from collections.abc import Callable

import pytest

from feedback.campaign import setting_up
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.campaign.steps import CHOOSING
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.invitation import changes
from feedback.nomination import service
from feedback.worker import Sweep
from tests.building import Council
from tests.nomination.conftest import Ask


@pytest.fixture
def sent(council: Council, ask: Ask) -> Callable[[int | None], Subject]:
    """A list of four peers that went to the manager today, in a campaign with so many days of silence."""

    def send(days: int | None) -> Subject:
        run = council.campaign()
        with one_transaction():
            setting_up.save_step(run, CHOOSING, silent_days=days, by=None, now=council.clock.now)
        leader = council.launched(council.leader(run))
        ask(leader, *(council.person() for _ in range(4)))
        with one_transaction():
            service.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
        return leader

    return send


def state(leader: Subject) -> str:
    """Where the list stands now."""
    db.session.expire_all()
    return leader.list_state


def test_a_list_is_approved_after_the_days_and_both_are_told(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep], inbox: Inbox
) -> None:
    leader = sent(7)
    sweep()
    [letter] = inbox.to(leader.manager.email)
    assert "counts as approved on 8 March 2027" in letter.text
    council.clock.advance(days=6, hours=14)
    sweep()
    assert state(leader) == "with_manager"

    council.clock.advance(hours=10)  # to nine in the morning of a working day, when letters go
    sweep()
    assert state(leader) == "approved"
    assert len(council.invitations(leader)) == 6
    told = [letter.subject for letter in inbox.letters]
    assert f"The raters of {leader.person.name} are being asked" in told
    assert "Your raters are being asked" in told
    [event] = db.session.query(AuditEvent).filter_by(action="nominations.approved").all()
    assert event.by_id is None, "nobody approved it"
    inbox.letters.clear()
    sweep()
    assert inbox.letters == [], "told once"


def test_silence_approves_nothing_unless_the_campaign_says_so(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep]
) -> None:
    leader = sent(None)
    council.clock.advance(days=29)
    sweep()
    assert state(leader) == "with_manager"


def test_a_list_the_manager_made_too_short_waits(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep]
) -> None:
    leader = sent(3)
    with one_transaction():
        service.remove(leader, service.nominations(leader.id)[0].id, by=leader.manager_id, now=council.clock.now)
    council.clock.advance(days=4)
    sweep()
    assert (state(leader), council.invitations(leader)) == ("with_manager", [])


def test_days_count_anew_after_a_list_came_back(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep]
) -> None:
    leader = sent(3)
    council.clock.advance(days=2)
    with one_transaction():
        service.send_back(leader, note="More", by=leader.manager_id, now=council.clock.now)
    council.clock.advance(days=5)
    sweep()
    assert state(leader) == "choosing"
    with one_transaction():
        service.send_to_manager(leader, by=leader.person_id, now=council.clock.now)
    council.clock.advance(days=2)
    sweep()
    assert state(leader) == "with_manager"
    council.clock.advance(days=2)
    sweep()
    assert state(leader) == "with_manager", "its letter went two days ago"
    council.clock.advance(days=3)  # Monday, the working day after the third
    sweep()
    assert state(leader) == "approved"


def test_days_count_from_the_letter_and_not_while_it_cannot_go(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep], inbox: Inbox
) -> None:
    leader = sent(3)
    leader.manager_told_on = council.clock.now.date()  # as it was noted once, before the letter had gone
    db.session.commit()
    inbox.refuse.add(leader.manager.email)
    for _ in range(5):
        sweep()
        council.clock.advance(days=1)
    sweep()
    assert (state(leader), council.invitations(leader)) == ("with_manager", [])

    inbox.refuse.clear()
    [row] = db.session.query(outbox.Outgoing).filter_by(kind="approve").all()
    with one_transaction():
        outbox.try_again([row.id])
    council.clock.advance(days=2)  # to Monday the 8th
    sweep()
    [letter] = inbox.to(leader.manager.email)
    assert "counts as approved on 11 March 2027" in letter.text
    council.clock.advance(days=2)
    sweep()
    assert state(leader) == "with_manager"
    council.clock.advance(days=1)
    sweep()
    assert state(leader) == "approved"


def test_silence_approves_in_working_hours_alone_and_by_the_day_of_the_council(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep], inbox: Inbox
) -> None:
    leader = sent(5)
    sweep()
    [letter] = inbox.to(leader.manager.email)
    assert "counts as approved on 8 March 2027" in letter.text, "the 6th is a Saturday"
    for hours in (5 * 24, 24, 23):  # Saturday, Sunday, and Monday at eight, when letters go
        assert state(leader) == "with_manager"
        council.clock.advance(hours=hours)
        sweep()
    assert state(leader) == "approved"


def test_another_manager_is_asked_nudged_and_silent_for_days_of_their_own(
    council: Council, sent: Callable[[int | None], Subject], sweep: Callable[[], Sweep], inbox: Inbox
) -> None:
    leader, new = sent(9), council.person("Nia New")
    sweep()
    council.clock.advance(days=7)  # Monday the 8th: the first manager is nudged
    sweep()
    before = leader.manager
    assert len(inbox.to(before.email)) == 2
    with one_transaction():
        changes.change_manager(leader, new, by=before.id, now=council.clock.now)
    sweep()
    [letter] = [letter for letter in inbox.to(new.email) if letter.subject.startswith("Approve")]
    assert "counts as approved on 17 March 2027" in letter.text
    nudges = lambda: [letter.subject for letter in inbox.to(new.email) if "Reminder" in letter.subject]  # noqa: E731
    council.clock.advance(days=4)
    sweep()
    assert (state(leader), nudges()) == ("with_manager", [])
    council.clock.advance(days=3)
    sweep()
    assert (state(leader), len(nudges())) == ("with_manager", 1)
    council.clock.advance(days=2)
    sweep()
    assert state(leader) == "approved"


def test_how_raters_are_chosen_is_set_before_launch(council: Council) -> None:
    leader = council.launched()
    with pytest.raises(NotAllowedNow), one_transaction():
        setting_up.save_step(
            leader.campaign,
            CHOOSING,
            response_percent=80,
            silent_days=3,
            rater_limits={"peers": [1, 2, 3]},
            by=None,
            now=council.clock.now,
        )
    db.session.expire_all()
    assert (leader.campaign.response_percent, leader.campaign.silent_days, leader.campaign.rater_limits) == (
        65,
        None,
        {},
    )
