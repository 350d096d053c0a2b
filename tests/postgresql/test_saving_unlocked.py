"""A page is saved without a lock on PostgreSQL: whoever holds the slot or the campaign meanwhile is waited for.

As in ``test_races.py``: one of two is held in the middle of a transaction until the server says that the other waits.
"""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.disclosure import closing
from feedback.extensions import db
from feedback.foundations.database import lent_alone, one_transaction
from feedback.invitation import ending, handover
from feedback.invitation import service as invitations
from feedback.invitation.models import Invitation
from feedback.response import service as responses
from feedback.response.pages import pages
from feedback.response.rules import Answers
from tests.building import Council
from tests.disclosure import rounds
from tests.postgresql.conftest import Other
from tests.response.raters import SITE, Rater

OtherOf = Callable[[Callable[[], object]], Other]


class Tabs:
    """A rater with a draft, in two tabs of one browser: one whose step is held here, one that sends a page."""

    def __init__(self, council: Council, leader: Subject, token: str) -> None:
        self.rater, self.token = Rater(council.app), token
        self.items = pages(campaigns.questionnaire_for(leader))[0].item_ids
        self.rater.open_link(f"{SITE}/r#{token}")
        self.hidden = self.rater.hidden()
        self.device = base64.urlsafe_b64decode(self.rater.cookie("__Host-d") or "")
        assert self.page(2) == 302

    def page(self, rating: int) -> int:
        """Press the button on the first page of statements."""
        rows = {f"i.{item}": str(rating) for item in self.items}
        return self.rater.fetch("POST", "/r/1/page/1", data=self.hidden | rows).status_code

    def kept(self) -> Answers:
        """What lies in the slot."""
        [slot] = responses.slots(self.token, to_write=True)
        answers = responses.opened(slot, [self.device]).answers
        assert answers is not None
        return answers

    def write(self, words: str) -> None:
        """Save another page."""
        kept = self.kept()
        [slot] = responses.slots(self.token, to_write=True)
        responses.save(slot, Answers(kept.ratings, {"q1": words}), device=self.device)

    def send(self) -> None:
        """Send what is kept."""
        [slot] = responses.slots(self.token, to_write=True)
        responses.send(slot, device=self.device)


@pytest.fixture
def leader(council: Council) -> Subject:
    """A leader about whom nobody has answered."""
    [leader] = rounds.launched(council)
    return leader


@pytest.fixture
def tabs(council: Council, leader: Subject) -> Tabs:
    """One of the leader's raters."""
    with one_transaction():
        [invitation] = rounds.invite(leader, "peers", 1)
    return Tabs(council, leader, council.token(invitation))


def _both_are_kept(tabs: Tabs, other: OtherOf) -> None:
    with one_transaction():
        tabs.write("from the other tab")
        page = other(lambda: tabs.page(5)).until_waiting()
        assert page.waits
    assert page.result() == 302
    assert tabs.kept() == Answers(dict.fromkeys(tabs.items, 5), {"q1": "from the other tab"})


def test_a_page_waits_for_another_and_both_are_kept(tabs: Tabs, other: OtherOf) -> None:
    _both_are_kept(tabs, other)


def test_a_default_of_the_server_does_not_keep_one_of_them_out(tabs: Tabs, other: OtherOf) -> None:
    _serializable()
    with lent_alone() as driver:
        assert driver.execute("SHOW transaction_isolation").fetchone() == ("read committed",)
    _both_are_kept(tabs, other)


def _serializable() -> None:
    name = db.engine.url.database
    db.session.execute(text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"))
    db.session.commit()
    db.engine.dispose()


def test_a_page_that_waits_for_what_is_then_not_kept_is_kept(tabs: Tabs, other: OtherOf) -> None:
    tabs.write("never kept")
    page = other(lambda: tabs.page(5)).until_waiting()
    assert page.waits
    db.session.rollback()
    assert page.result() == 302
    assert tabs.kept() == Answers(dict.fromkeys(tabs.items, 5))


def test_a_page_that_waits_for_who_wants_no_more_reminders_is_kept(tabs: Tabs, other: OtherOf) -> None:
    """The row is another by then, but what was read of it is not."""
    with one_transaction():
        db.session.execute(update(Invitation).values(no_reminders=True))
        page = other(lambda: tabs.page(5)).until_waiting()
        assert page.waits
    assert page.result() == 302
    assert tabs.kept() == Answers(dict.fromkeys(tabs.items, 5))
    assert db.session.query(Invitation.no_reminders).scalar() is True


@pytest.mark.parametrize(("stopped", "told"), [(True, 410), (False, 302)])
def test_a_page_that_comes_while_somebody_stops_is_refused_unless_it_is_thought_better_of(
    council: Council, leader: Subject, tabs: Tabs, other: OtherOf, stopped: bool, told: int
) -> None:
    _move(council, leader.campaign_id, State.STOPPED)
    db.session.flush()
    page = other(lambda: tabs.page(5)).until_waiting()
    assert page.waits
    (db.session.commit if stopped else db.session.rollback)()
    assert page.result() == told


def _move(council: Council, campaign_id: Any, to: State) -> None:
    campaigns.move(db.session.get_one(Campaign, campaign_id), to, by=None, now=council.clock.now)


def test_what_is_acknowledged_counts_though_all_is_sent_stopped_and_closed_while_the_page_waits(
    council: Council, leader: Subject, tabs: Tabs, other: OtherOf
) -> None:
    """The page waits for the slot, the stop waits for the page; who comes first then is up to the server."""
    others = [Answers(dict.fromkeys(rounds.items_of(leader), 3))] * 4
    rounds.send(leader, {"peers": others})

    with one_transaction():
        tabs.send()
        page = other(lambda: tabs.page(5)).until_waiting()
        closer = other(_stop_and_close(council, leader)).until_waiting(2)
        assert page.waits
        assert closer.waits
    told = page.result()
    closer.result()

    assert told in (302, 410)
    counted = Answers(dict.fromkeys(tabs.items, 5 if told == 302 else 2))
    assert rounds.cells_of(leader.id) == rounds.expected_cells(leader, {"peers": [*others, counted]})


def _stop_and_close(council: Council, leader: Subject) -> Callable[[], None]:
    """Without a moment between them: the council has chosen that a stop cannot be undone (FEEDBACK_UNDO_HOURS=0)."""
    run_id, keys = leader.campaign_id, rounds.keys_of(council.app)

    def both() -> None:
        with one_transaction():
            _move(council, run_id, State.STOPPED)
        closing.close_campaign(run_id, keys=keys, now=council.clock.now)

    return both


def test_a_page_that_began_before_a_stop_does_not_wait_in_a_circle_with_the_closing(
    council: Council, leader: Subject, tabs: Tabs, other: OtherOf
) -> None:
    """The page saw a campaign that takes answers, and comes to ask for it only when the closing holds it."""
    with one_transaction():
        db.session.execute(update(Invitation).values(no_reminders=True))
        page = other(lambda: tabs.page(5)).until_waiting()
        closer = other(_stop_and_close(council, leader)).until_waiting(2)
        assert page.waits
        assert closer.waits
    assert page.result() == 410
    closer.result()
    assert db.session.get_one(Campaign, leader.campaign_id, populate_existing=True).state == State.CLOSED


def test_who_calls_a_leader_off_does_not_wait_in_a_circle_with_the_closing(
    council: Council, leader: Subject, tabs: Tabs, other: OtherOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    closers, lock = list[Other](), handover.lock_round

    def meet(subject_id: Any) -> None:
        lock(subject_id)
        if not closers:
            closers.append(other(_stop_and_close(council, leader)).until_waiting())
            assert closers[0].waits

    monkeypatch.setattr(handover, "lock_round", meet)
    with one_transaction():
        ending.end_round(leader, by=leader.coach_id, now=council.clock.now)
    closers[0].result()
    assert db.session.get_one(Campaign, leader.campaign_id, populate_existing=True).state == State.CANCELLED


def test_a_page_that_comes_while_the_feedback_is_called_off_keeps_nobody_waiting_in_a_circle(
    council: Council, leader: Subject, tabs: Tabs, other: OtherOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calling off locks the slots and then the campaign; so must a page."""
    pages, lock = list[Other](), handover.lock_round

    def meet(subject_id: Any) -> None:
        lock(subject_id)
        pages.append(other(lambda: tabs.page(5)).until_waiting())
        assert pages[0].waits

    monkeypatch.setattr(handover, "lock_round", meet)
    with one_transaction():
        ending.end_round(leader, by=leader.coach_id, now=council.clock.now)
    assert pages[0].result() == 410
    assert leader.campaign.state == State.CANCELLED


def test_a_connection_is_given_back_as_it_was(app: Flask, tabs: Tabs) -> None:
    """One that kept writing each statement by itself would keep half of the next transaction."""
    assert tabs.page(5) == 302
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), lent_alone() as driver:
            raise ZeroDivisionError
        assert driver.autocommit is False


def test_slots_of_two_links_are_locked_in_one_order_whatever_their_places(
    council: Council, leader: Subject, other: OtherOf
) -> None:
    with one_transaction():
        invited = rounds.invite(leader, "peers", 3)
    ids = sorted(invitation.id for invitation in invited)
    with one_transaction():
        token = invitations.mint(ids[::-1])
    db.session.rollback()

    locked = select(Invitation.id).with_for_update(skip_locked=True)
    with one_transaction():
        db.session.execute(select(Invitation.id).where(Invitation.id == ids[0]).with_for_update()).all()
        waiting = other(lambda: [slot.id for slot in responses.slots(token, to_write=True)]).until_waiting()
        assert waiting.waits
        assert set(ids[1:]) <= set(db.session.scalars(locked)), "who waits for the first holds none of the others"
    assert waiting.result() == ids[::-1], "and finds them in the places of the link"
