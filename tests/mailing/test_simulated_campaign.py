"""Six weeks of two campaigns, hour by hour where it matters: who got which mail when?

The clock is passed in, and letters are carried in memory (checked once against real SMTP, below). Eight leaders by
default; ``FEEDBACK_SIMULATED_LEADERS=300`` runs it as large as a council.
"""

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback import worker
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.foundations import sealing
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.foundations.mail import Letter, SmtpTransport
from feedback.identity.models import Person
from feedback.invitation.models import DECLINED, INVITED, SUBMITTED, Invitation, InvitationToken
from feedback.mailing import by_hand
from feedback.nomination import service as nominations
from feedback.nomination.models import Nomination
from tests.building import Council
from tests.conftest import ToldClock

LEADERS = int(os.environ.get("FEEDBACK_SIMULATED_LEADERS", "8"))
PEERS, POOL = 8, 5  # peers a leader has, and raters there are for each leader: most are asked about several
BEGIN, ENDS = date(2027, 3, 1), (date(2027, 4, 12), date(2027, 4, 8))
NO_MAIL = {date(2027, 3, 26), date(2027, 3, 29)}  # Easter
TIMES = ((6, 30), (8, 30), (13, 0), (16, 30), (17, 30), (22, 0))  # UTC; from 28 March on London is an hour ahead
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sent:
    """A letter that left."""

    at: datetime
    letter: Letter
    about: tuple[object, ...]  # the invitations that its link opens


@dataclass
class InMemory:
    """Carries letters nowhere, and notes what each asks for."""

    clock: ToldClock
    sent: list[Sent] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        """Note it."""
        about: tuple[object, ...] = ()
        if letter.links and "/r#" in letter.links[0].url:
            digest = sealing.digest(letter.links[0].url.partition("#")[2])
            opened = select(InvitationToken.invitation_id).where(InvitationToken.token_hash == digest)
            about = tuple(db.session.scalars(opened))
            db.session.rollback()
        self.sent.append(Sent(self.clock.now, letter, about))


class Season:
    """What people do, at random but the same each time."""

    def __init__(self, app: Flask, council: Council, clock: ToldClock) -> None:
        self.app, self.council, self.clock = app, council, clock
        # No answer is ever opened here: what is marked as sent has nothing in it.
        app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"undo_hours": 10_000})
        self.post, self.random = InMemory(clock), random.Random(7)
        self.approvals: dict[date, list[object]] = defaultdict(list)
        self.approved_on: dict[object, date] = {}
        self.presses: Callable[[datetime], bool] = lambda now: False  # does an administrator remind by hand now?
        self.pressed = 0  # how many letters that made
        self.over: dict[object, datetime] = {}  # invitation -> when the rater answered, declined or had enough
        self.clock.now = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
        with one_transaction():
            people = [Person(name=f"Rater {n}", email=f"rater.{n}@example.org") for n in range(LEADERS * POOL)]
            db.session.add_all(people)
        self.raters = [person.id for person in people]
        coach = council.person("Coach", coach=True)
        self.admin = council.person("Administrator", administrator=True).id
        for closes_on, count in zip(ENDS, (LEADERS - LEADERS // 2, LEADERS // 2), strict=True):
            run = council.campaign(name=f"Until {closes_on}", themes=("connect",), closes_on=closes_on)
            leaders = [council.leader(run, coach=coach) for _ in range(count)]
            council.launched(leaders[0])
            for leader in leaders:
                day = BEGIN + DAY * self.random.choice([1, 1, 2, 3, 8, 9, 15, 24])
                self.approvals[day].append(leader.id)
                self.approved_on[leader.id] = day

    def live(self) -> None:
        """Every day until both campaigns are over."""
        day = BEGIN
        while day <= max(ENDS) + 3 * DAY:
            for hour, minute in TIMES:
                self.clock.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                worker.sweep(self.app, transport=self.post)
                if hour == 13:
                    self._approve(day)
                if hour == 16:
                    self._react()
                if self.presses(self.clock.now):
                    self._remind_by_hand()
            day += DAY

    def _remind_by_hand(self) -> None:
        for run_id in list(db.session.scalars(select(Campaign.id).where(Campaign.state == State.COLLECTING))):
            with one_transaction():
                run = db.session.get_one(Campaign, run_id)
                settings = self.app.config["SETTINGS"]
                self.pressed += by_hand.remind(run, by=self.admin, hours=Hours.of(settings), now=self.clock.now)

    def _approve(self, day: date) -> None:
        for leader_id in self.approvals.pop(day, []):
            with one_transaction():
                leader = db.session.get_one(Subject, leader_id)
                for person_id in self.random.sample(self.raters, PEERS):
                    db.session.add(Nomination(subject_id=leader.id, person_id=person_id, group="peers"))
                db.session.flush()
                nominations.send_to_manager(leader, by=leader.person_id, now=self.clock.now)
                nominations.approve(leader, by=leader.manager_id, now=self.clock.now)

    def _react(self) -> None:
        """A few answer, decline, or click "unsubscribe" in their mail program."""
        with one_transaction():
            had_a_letter = select(InvitationToken.invitation_id)
            waiting = sorted(
                db.session.scalars(
                    select(Invitation.id).where(Invitation.state == INVITED, Invitation.id.in_(had_a_letter))
                )
            )
            moved = [one for one in waiting if one not in self.over and self.random.random() < 0.02]
            for one in moved:  # what mail goes by is the state alone; how answers are saved is tested elsewhere
                state = SUBMITTED if self.random.random() < 0.8 else DECLINED
                db.session.execute(update(Invitation).where(Invitation.id == one).values(state=state))
                self.over[one] = self.clock.now
        reminders = [
            sent for sent in self.post.sent if sent.letter.unsubscribe and sent.at.date() == self.clock.now.date()
        ]
        for sent in reminders[::7]:
            path = urlsplit(sent.letter.unsubscribe).path
            assert self.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
            self.over |= {one: self.over.get(one, self.clock.now) for one in sent.about}


@pytest.fixture
def season(app: Flask, council: Council, clock: ToldClock) -> Season:
    """A season that has been lived through."""
    season = Season(app, council, clock)
    season.live()
    return season


def test_who_got_which_mail_when(season: Season) -> None:
    sent = season.post.sent
    _nothing_at_night_at_weekends_or_on_bank_holidays(sent)
    _leaders_who_choose_late_are_nudged_once(season)
    asking = [one for one in sent if one.about]
    assert len(asking) > LEADERS * PEERS, "hardly any mail: check this test"

    a_day = Counter((one.letter.to, one.at.date()) for one in asking)
    assert set(a_day.values()) == {1}, "one letter that asks, a day"

    history: dict[object, list[datetime]] = defaultdict(list)
    for one in asking:
        for invitation_id in one.about:
            history[invitation_id].append(one.at)
    invitations = {one.id: one for one in db.session.scalars(select(Invitation))}
    assert history.keys() == invitations.keys(), "everybody was asked, and nobody else"
    closes = {leader.id: leader.campaign.closes_on for leader in db.session.scalars(select(Subject))}
    silent = 0
    for invitation_id, moments in history.items():
        leader_id = invitations[invitation_id].subject_id
        approved = season.approved_on[leader_id]
        assert 1 <= len(moments) <= 3, "one invitation and at most two reminders"
        assert approved <= moments[0].date() <= approved + 5 * DAY
        assert moments[-1].date() <= closes[leader_id]
        assert all(later - sooner > timedelta(days=2) for sooner, later in pairwise(moments))
        if invitation_id in season.over:
            assert moments[-1] <= season.over[invitation_id], "nothing after answering, declining or unsubscribing"
        else:
            assert len(moments) == 3, "who did nothing was reminded twice"
            silent += 1
            last = {date(2027, 4, 12): date(2027, 4, 9), date(2027, 4, 8): date(2027, 4, 5)}[closes[leader_id]]
            assert moments[2].date() == last
    assert silent > LEADERS
    assert len(season.over) > LEADERS


@pytest.mark.parametrize(
    "presses",
    [
        pytest.param(lambda now: now.hour in (8, 22), id="every morning and every night, also at weekends"),
        pytest.param(lambda now: now.date() == date(2027, 3, 19) and now.hour == 22, id="once, on a Friday night"),
    ],
)
def test_reminding_by_hand_never_brings_anybody_above_two_reminders(
    app: Flask, council: Council, clock: ToldClock, presses: Callable[[datetime], bool]
) -> None:
    season = Season(app, council, clock)
    season.presses = presses
    season.live()
    assert season.pressed > LEADERS, "nobody was reminded by hand: check this test"

    _nothing_at_night_at_weekends_or_on_bank_holidays(season.post.sent)
    history: dict[object, list[datetime]] = defaultdict(list)
    for one in season.post.sent:
        for invitation_id in one.about:
            history[invitation_id].append(one.at)
    assert len(history) > LEADERS * PEERS
    for invitation_id, moments in history.items():
        assert 1 <= len(moments) <= 3, "one invitation and at most two reminders"
        assert all(later - sooner > timedelta(days=2) for sooner, later in pairwise(moments))
        if invitation_id in season.over:
            assert moments[-1] <= season.over[invitation_id], "nothing after answering, declining or unsubscribing"
        else:
            assert len(moments) == 3, "who did nothing was reminded twice"


def _nothing_at_night_at_weekends_or_on_bank_holidays(sent: list[Sent]) -> None:
    for one in sent:
        there = one.at + timedelta(hours=1 if one.at.date() >= date(2027, 3, 28) else 0)  # British Summer Time
        assert 8 <= there.hour < 18, one.at
        assert there.weekday() < 5, one.at
        assert there.date() not in NO_MAIL, one.at


def _leaders_who_choose_late_are_nudged_once(season: Season) -> None:
    nudges = Counter(one.letter.to for one in season.post.sent if one.letter.subject.startswith("Reminder: choose"))
    late = [leader_id for leader_id, day in season.approved_on.items() if day > BEGIN + 7 * DAY]
    people = [db.session.get_one(Subject, leader_id).person.email for leader_id in late]
    assert nudges == Counter(people)
    assert people, "nobody was late: check this test"


@dataclass(frozen=True)
class Both:
    """Carries each letter in memory and over real SMTP."""

    memory: InMemory
    smtp: SmtpTransport

    def send(self, letter: Letter) -> None:
        """Both ways."""
        self.memory.send(letter)
        self.smtp.send(letter)


def test_what_memory_carries_is_what_smtp_carries(
    app: Flask, council: Council, clock: ToldClock, inbox: Inbox, approve: Callable[..., Subject]
) -> None:
    both = Both(InMemory(clock), SmtpTransport(app.config["SETTINGS"]))
    leader = council.launched(council.leader(council.campaign(closes_on=date(2027, 4, 12))))
    worker.sweep(app, transport=both)
    approve(leader)
    worker.sweep(app, transport=both)
    clock.now = datetime(2027, 4, 9, 9, 0, tzinfo=UTC)
    worker.sweep(app, transport=both)

    noted = [(one.letter.to, one.letter.subject, one.letter.unsubscribe) for one in both.memory.sent]
    arrived = [(one.to, one.subject, str(one.message["List-Unsubscribe"] or "").strip("<>")) for one in inbox.letters]
    assert noted == arrived
    assert [one.letter.links[0].url for one in both.memory.sent] == [one.links[0] for one in inbox.letters]
    assert len(noted) == 1 + 6 + 6, "to choose, to answer, to answer at last; the list was approved at once"
