"""Who is written to when: on the planned days, once, late if it was missed, and never at night."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.config import read_settings
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.foundations.outbox import Delivery, Outgoing
from feedback.identity import asking
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.mailing import schedule
from feedback.mailing.models import RoundMail
from feedback.mailing.rules import Wishes
from feedback.nomination import service as nominations
from feedback.response import service as responses
from feedback.worker import Sweep
from tests.building import Council

At = Callable[[str], Sweep]
Approve = Callable[..., Subject]
EVERYBODY = 6  # four peers, the manager, the leader


@pytest.fixture
def leader(council: Council, run: Campaign, approve: Approve, at: At) -> Subject:
    """A leader whose raters were asked on Tuesday 2 March; halfway is the 22nd, three days before the end 9 April."""
    leader = council.launched(council.leader(run))
    at("03-02 09:00")
    approve(leader)
    assert at("03-02 09:00").letters.accepted >= EVERYBODY
    return leader


def _days(subject_id: uuid.UUID) -> dict[str, date]:
    db.session.rollback()
    return dict(schedule.mail_of([subject_id])[subject_id])


def test_two_reminders_on_their_days_and_no_more(leader: Subject, at: At, inbox: Inbox) -> None:
    sent = {}
    for day in ("03-03", "03-19", "03-22", "03-23", "04-08", "04-09", "04-12"):
        inbox.letters.clear()
        at(f"{day} 09:00")
        at(f"{day} 15:00")
        sent[day] = [letter.subject for letter in inbox.letters]
    assert {day: len(subjects) for day, subjects in sent.items() if subjects} == {
        "03-22": EVERYBODY,
        "04-09": EVERYBODY,
    }
    assert all(subject.startswith("Reminder: ") for subject in sent["03-22"] + sent["04-09"])
    assert _days(leader.id)["first reminder"] == date(2027, 3, 22)


def test_who_has_answered_or_declined_is_not_reminded(leader: Subject, council: Council, at: At) -> None:
    answers, declines, *_ = [one for one in council.invitations(leader) if one.group == "peers"]
    council.answer(answers)
    token = council.token(declines)
    with one_transaction():
        responses.decline(responses.slots(token, to_write=True)[0], device=None)
    assert at("03-22 09:00").letters == Delivery(accepted=EVERYBODY - 2)


def test_nothing_goes_at_night_at_weekends_and_on_bank_holidays_but_what_somebody_waits_for(
    leader: Subject, council: Council, at: At, inbox: Inbox
) -> None:
    person = council.person("Wai Ting")
    for moment in ("03-22 07:59", "03-22 18:00", "03-27 11:00", "03-26 11:00", "03-29 11:00"):
        inbox.letters.clear()
        with one_transaction():
            asking.ask_to_sign_in(person.email)
        assert at(moment).letters == Delivery(accepted=1), moment
        assert [letter.subject for letter in inbox.letters] == ["Your link to sign in"]


def test_a_worker_that_was_away_sends_what_it_missed_once(leader: Subject, at: At) -> None:
    assert at("03-31 09:00").letters == Delivery(accepted=EVERYBODY), "late by nine days"
    assert at("04-01 09:00").letters == Delivery()
    assert at("04-09 09:00").letters == Delivery(accepted=EVERYBODY)


def test_a_worker_that_was_away_for_both_sends_one(leader: Subject, at: At) -> None:
    assert at("04-09 09:00").letters == Delivery(accepted=EVERYBODY)
    assert at("04-12 09:00").letters == Delivery()
    assert set(_days(leader.id)) >= {"last reminder"}
    assert "first reminder" not in _days(leader.id)


def test_a_second_machine_finds_everything_done(leader: Subject, council: Council) -> None:
    hours = Hours.of(read_settings(secret_key="a secret for tests only, long enough to be accepted"))
    council.clock.advance(days=20)
    with one_transaction():
        assert schedule.ask_for_what_is_due(leader.campaign_id, hours=hours, now=council.clock.now) == EVERYBODY
    with one_transaction():
        assert schedule.ask_for_what_is_due(leader.campaign_id, hours=hours, now=council.clock.now) == 0
    assert db.session.query(Outgoing).count() == EVERYBODY


def test_no_reminders_when_none_are_wished(leader: Subject, council: Council, at: At) -> None:
    with one_transaction():
        schedule.change_plan(leader.campaign, Wishes(reminders=0), by=leader.manager_id, now=council.clock.now)
    assert at("03-22 09:00").letters == at("04-09 09:00").letters == Delivery()
    [event] = db.session.query(AuditEvent).filter_by(action="mail.planned")
    assert event.facts == {"reminders": 0, "days_before": 3, "nudges": True}


def test_reminders_follow_the_last_day_when_it_moves(leader: Subject, council: Council, at: At) -> None:
    with one_transaction():
        campaigns.move_closing_date(leader.campaign, date(2027, 3, 19), by=None, now=council.clock.now)
    assert at("03-16 09:00").letters == Delivery(accepted=EVERYBODY)


def test_somebody_added_late_is_not_reminded_on_the_next_day(
    leader: Subject, council: Council, at: At, inbox: Inbox
) -> None:
    at("03-19 09:00")
    late = council.person("Late Addition")
    with one_transaction():
        nominations.nominate(
            leader, name=late.name, email=late.email, group="peers", by=leader.manager_id, now=council.clock.now
        )
    assert at("03-19 10:00").letters == Delivery(accepted=1)
    inbox.letters.clear()
    at("03-22 09:00")
    assert len(inbox.to(late.email)) == 1, "three days later with everybody else's halfway reminder"
    assert len(inbox.letters) == EVERYBODY + 1


def test_a_reminder_and_a_new_request_on_one_morning_are_one_letter(
    leader: Subject, council: Council, at: At, inbox: Inbox, approve: Approve
) -> None:
    peer = next(one for one in council.invitations(leader) if one.group == "peers")
    rater = db.session.get_one(Person, peer.person_id)
    other_run = council.campaign(name="Directors", themes=("connect",), closes_on=date(2027, 4, 20))
    other = council.launched(council.leader(other_run, person=council.person("Zoe Other")))
    with one_transaction():
        nominations.nominate(
            other, name=rater.name, email=rater.email, group="peers", by=other.person_id, now=council.clock.now
        )
    at("03-19 18:30")
    approve(other, peers=3)
    inbox.letters.clear()
    at("03-22 09:00")
    [letter] = inbox.to(rater.email)
    assert letter.subject == f"Feedback on {leader.person.name} and Zoe Other"
    assert f"You have not sent your feedback on {leader.person.name} yet, so we ask once more." in letter.text
    assert "Zoe Other: about" in letter.text


def test_nobody_is_asked_twice_on_one_day(
    leader: Subject, council: Council, run: Campaign, at: At, inbox: Inbox
) -> None:
    with one_transaction():
        outbox.enqueue("reminder", to=leader.person_id, about=_own(council, leader).id)
    assert at("03-02 11:00").letters == Delivery()
    assert at("03-03 08:00").letters == Delivery(accepted=1)


def _own(council: Council, leader: Subject) -> Invitation:
    return next(one for one in council.invitations(leader) if one.group == "self")


def test_leaders_managers_and_coaches_are_nudged_once_after_a_week(
    council: Council, run: Campaign, at: At, inbox: Inbox, approve: Approve
) -> None:
    slow, waits = council.leader(run), council.leader(run)
    council.launched(slow)
    at("03-01 09:00")
    for _ in range(4):
        rater = council.person()
        with one_transaction():
            nominations.nominate(
                waits, name=rater.name, email=rater.email, group="peers", by=waits.person_id, now=council.clock.now
            )
    with one_transaction():
        nominations.send_to_manager(waits, by=waits.person_id, now=council.clock.now)
    at("03-01 10:00")
    inbox.letters.clear()
    assert at("03-05 09:00").letters == Delivery()
    assert at("03-08 09:00").letters == Delivery(accepted=2)
    assert inbox.to(slow.person.email)[0].subject == "Reminder: choose who gives you feedback"
    assert inbox.to(waits.manager.email)[0].subject == f"Reminder: approve the raters of {waits.person.name}"
    assert at("03-15 09:00").letters == at("03-22 09:00").letters == Delivery()


def test_a_coach_is_nudged_while_the_report_is_sealed(leader: Subject, council: Council, at: At, inbox: Inbox) -> None:
    council.answer(council.invitations(leader)[0])
    council.stop(leader.campaign)
    at("03-04 09:00")
    at("03-04 10:00")
    assert db.session.get_one(Campaign, leader.campaign_id).state == State.CLOSED
    inbox.letters.clear()
    at("03-11 09:00")
    at("03-18 09:00")
    assert [letter.subject for letter in inbox.to(leader.coach.email)] == ["Reminder: reports are waiting for you"]


def test_what_is_kept_of_mail_leads_to_no_rater(leader: Subject, at: At) -> None:
    at("03-22 09:00")
    rows = db.session.query(RoundMail).filter_by(subject_id=leader.id).all()
    assert {row.kind for row in rows} == {"nominate", "invitation", "first invitation", "first reminder"}, (
        "no approve: decided before"
    )
    events = db.session.query(AuditEvent).filter_by(action="raters.reminded").all()
    assert [(event.about_id, event.at.hour, event.facts) for event in events] == [
        (leader.id, 0, {"letters": EVERYBODY})
    ]
