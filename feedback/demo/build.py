"""How does the demo come about? Campaign by campaign, through the product's own verbs, with a clock that is told."""

import csv
import io
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from feedback import worker
from feedback.campaign import imports
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.campaign.service import Setup
from feedback.coaching import service as coaching
from feedback.config import ROOT
from feedback.demo import afterwards, coach, place, raters, shelf, systems, together
from feedback.demo.council import ADMINISTRATOR, NAME, Council
from feedback.demo.inbox import Inbox
from feedback.demo.plan import Plan, Waiting
from feedback.demo.raters import ANSWERING, Intent
from feedback.demo.runs import RUNS, Round, Run, small
from feedback.extensions import db
from feedback.foundations import audit
from feedback.foundations.database import one_transaction
from feedback.foundations.hours import Hours
from feedback.framework import service as frameworks
from feedback.identity import service as identity
from feedback.mailing import by_hand
from feedback.nomination import service as nominations
from feedback.report import service as reports

Say = Callable[[str], None]
A_DAY = timedelta(days=1)
NOTE = "Please add the two inspectors who report to you, and somebody from planning."


@dataclass
class Built:
    """What there is to see."""

    people: int = 0
    campaigns: int = 0
    leaders: int = 0
    answers: int = 0
    waiting: list[Waiting] = field(default_factory=list)


def build(
    app: Flask, inbox: Inbox, *, seed: int = 1, scale: str = "full", now: datetime | None = None, say: Say = print
) -> Built:
    """Fill the application's database with the council, in place of an earlier demo.

    Args:
        app: with settings whose mail goes to the inbox and whose stops cannot be undone (``undo_hours`` 0).
        inbox: already listening.
        seed: the same gives the same people, campaigns and released cells; only ids, links and keys differ.
        scale: "full", or "small" for tests.
        now: the day of the build; today unless given.
        say: is told how far it is, in a few lines.

    Raises:
        Occupied: the database holds something else.
    """
    place.make_room(app)
    started = time.perf_counter()
    work = _Work(app, inbox, Council(seed), now or datetime.now(UTC).replace(microsecond=0))
    with _without_waiting_for_the_disk(app):
        work.prepare()
        for run in RUNS if scale == "full" else small():
            before, answered = time.perf_counter(), work.built.answers
            work.do(run)
            took = f"{time.perf_counter() - before:.0f} s"
            say(f"  {run.name(work.start.date())}: {run.state}, {work.built.answers - answered} answers ({took})")
        shelf.fill(app, now=work.start)
        systems.connect(app, now=work.start)
    built = work.built
    say(
        f"{NAME}: {built.people} people, {built.campaigns} campaigns with {built.leaders} leaders, "
        f"{built.answers} answers, {len(inbox.letters)} letters, in {time.perf_counter() - started:.0f} s."
    )
    return built


class _Work:
    """The building itself. ``now`` is what the application takes for the present."""

    def __init__(self, app: Flask, inbox: Inbox, council: Council, start: datetime) -> None:
        self.app, self.inbox, self.council, self.start, self.now = app, inbox, council, start, start
        self.built = Built()
        self._had_feedback: set[tuple[str, str]] = set()

    def prepare(self) -> None:
        """The tables, the mark of the demo, and the people."""
        self.on_day(-500)
        with self.app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with one_transaction():
                audit.record(place.MARK, by=None, about=None, now=self.start, seed=self.council.seed)
            with one_transaction():
                for somebody in self.council.everybody:
                    identity.save_person(
                        None, name=somebody.name, email=somebody.email, job_title=somebody.job,
                        is_administrator=somebody.administrator, is_coach=somebody.coach, is_clerk=somebody.clerk,
                        is_director=somebody.director, by=None, now=self.now,
                    )  # fmt: skip
        self.built.people = len(self.council.everybody)

    def do(self, run: Run) -> None:
        """Bring one campaign from its set-up to the state it is to be in, each step on its day."""
        plan = Plan(run, self.council)
        try:
            self._do(run, plan)
        finally:
            self.app.config["CLOCK"] = None
        self.built.campaigns += 1
        self.built.leaders += len(run.rounds)
        self.built.waiting = self.built.waiting or plan.waiting()

    def _do(self, run: Run, plan: Plan) -> None:
        self.on_day(run.launched - 2)
        campaign_id = self._set_up(run)
        if run.state == State.DRAFT:
            return
        self.on_day(run.launched)
        with self.campaign(campaign_id) as (campaign, by):
            campaigns.launch(campaign, smallest_allowed=3, by=by, now=self.now)
        self.sweep()
        self.on_day(run.launched + 1)
        for round_ in run.rounds:
            self._choose_raters(campaign_id, round_, plan)
        self.sweep()
        if run.state == State.NOMINATING:
            return
        self.on_day(run.launched + 2)
        for round_ in run.rounds:
            with self.campaign(campaign_id) as (campaign, _):
                leader = _leader(campaign, round_.leader)
                nominations.approve(leader, by=leader.manager_id, now=self.now)
        self.sweep()
        self._let_answer(run, plan, campaign_id)
        if run.state == State.STOPPED:
            # In the demo a stop cannot be undone, so the worker would open the answers at once. As if stopped a day
            # from now, the campaign stays stopped for that day; that somebody stopped it is in the audit of today.
            with self.campaign(campaign_id) as (campaign, by):
                campaigns.move(campaign, State.STOPPED, by=by, now=self.now)
                campaign.stopped_at = self.start + A_DAY
        elif run.state != State.COLLECTING:
            self.on_day(run.closes + 1)
            self.sweep()
            self._read_reports(run, campaign_id)
            self.sweep()
            afterwards.follow(self, run, campaign_id)

    def _set_up(self, run: Run) -> uuid.UUID:
        with self.app.app_context(), one_transaction():
            framework = frameworks.by_id(run.framework, self.app.config["SETTINGS"].frameworks)
            setup = Setup(
                name=run.name(self.start.date()),
                closes_on=(self.start + run.closes * A_DAY).date(),
                depth=run.depth,
                scale=run.scale,
                group_min_n=run.group_min_n,
                mode=run.mode,
                spread_words=run.spread_words,
                importance=run.importance,
                for_systems=run.for_systems,
                themes=run.themes,
                one_page=run.one_page,
            )
            by = self._id_of(ADMINISTRATOR.email)
            campaign = campaigns.create_campaign(framework, setup, by=by, now=self.now)
            imports.import_subjects(campaign, self._as_csv(run), by=by, now=self.now)
            together.choose_cohorts(campaign, run, by=by, now=self.now)
            return campaign.id

    def _as_csv(self, run: Run) -> bytes:
        """The leaders of a campaign, as learning and development would hand them in."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(("name", "email", "job_title", "level", "manager_name", "manager_email", "coach_email", "senior"))
        for round_ in run.rounds:
            leader = self.council.leader(round_.leader)
            manager, coach = self.council.by_name[leader.manager], self.council.by_name[leader.coached_by]
            senior = "yes" if run.senior else "no"
            rows.writerow(
                (leader.name, leader.email, leader.job, round_.level, manager.name, manager.email, coach.email, senior)
            )
        return text.getvalue().encode()

    def _choose_raters(self, campaign_id: uuid.UUID, round_: Round, plan: Plan) -> None:
        with self.campaign(campaign_id) as (campaign, _):
            leader = _leader(campaign, round_.leader)
            for group, people in plan.raters(round_).items():
                for somebody in people:
                    nominations.nominate(
                        leader, name=somebody.name, email=somebody.email, group=group, by=leader.person_id, now=self.now
                    )
            if round_.list_is != "choosing":
                nominations.send_to_manager(leader, by=leader.person_id, now=self.now)
            if round_.list_is == "sent_back":
                nominations.send_back(leader, note=NOTE, by=leader.manager_id, now=self.now)

    def _let_answer(self, run: Run, plan: Plan, campaign_id: uuid.UUID) -> None:
        with self.app.app_context():
            leaders = campaigns.subjects_of(campaign_id)
            asked: dict[str, Questionnaire] = {
                leader.person.name: campaigns.questionnaire_for(leader) for leader in leaders
            }
        again = all((run.framework, name) in self._had_feedback for name in list(asked)[:2])
        self._had_feedback.update((run.framework, name) for name in asked)
        intents = plan.intents(asked.__getitem__, again=again)
        early = len(intents) // 2 if run.reminds else len(intents)
        self.answer(intents[:early])
        if run.reminds:
            self.on_day(min(run.launched + 12, -1))
            with self.campaign(campaign_id) as (campaign, by):
                by_hand.remind(campaign, by=by, hours=Hours.of(self.app.config["SETTINGS"]), now=self.now)
            self.sweep()
            self.answer(intents[early:])

    def answer(self, intents: Sequence[Intent]) -> None:
        """Over HTTP, and outside of any application context of ours: each request has its own, as in real use."""
        for intent in intents:
            link = [link for letter in self.inbox.to(intent.email) for link in letter.links if "/r#" in link][-1]
            raters.do(intent, link=link, app=self.app)
            self.built.answers += intent.deed in ANSWERING

    def _read_reports(self, run: Run, campaign_id: uuid.UUID) -> None:
        for round_ in run.rounds:
            with self.campaign(campaign_id) as (campaign, _):
                leader = _leader(campaign, round_.leader)
                if round_.report in ("opened", "released"):
                    reports.open_report(leader, by=leader.coach_id, now=self.now)
                if round_.report == "opened":
                    coach.look_through(leader, now=self.now, finish=False)
                if round_.report == "released":
                    coach.look_through(leader, now=self.now)
                    coaching.release(leader, by=leader.coach_id, now=self.now)
                if run.evaluated:
                    together.talk_and_evaluate(leader, seed=self.council.seed, now=self.now)
        if run.state == State.ARCHIVED:
            self.on_day(run.closes + 60)
            with self.campaign(campaign_id) as (campaign, by):
                campaigns.move(campaign, State.ARCHIVED, by=by, now=self.now)

    @contextmanager
    def campaign(self, campaign_id: uuid.UUID) -> Iterator[tuple[Campaign, uuid.UUID]]:
        """One transaction on a campaign, with the administrator who does it."""
        with self.app.app_context(), one_transaction():
            found = campaigns.campaign(campaign_id)
            assert found is not None, "the campaign was made a moment ago"  # noqa: S101
            yield found, self._id_of(ADMINISTRATOR.email)

    def _id_of(self, email: str) -> uuid.UUID:
        found = identity.person_by_email(email)
        assert found is not None, f"{email} was added a moment ago"  # noqa: S101
        return found.id

    def sweep(self) -> None:
        with self.app.app_context():
            worker.sweep(self.app)

    def on_day(self, day: int) -> None:
        """Let the application believe that it is so many days from the day of the build."""
        self.now = self.start + day * A_DAY
        self.app.config["CLOCK"] = lambda: self.now


def _leader(campaign: Campaign, name: str) -> Subject:
    return next(leader for leader in campaigns.subjects_of(campaign.id) if leader.person.name == name)


@contextmanager
def _without_waiting_for_the_disk(app: Flask) -> Iterator[None]:
    """A demo that is interrupted is built anew, so nothing need survive a power cut meanwhile."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "sqlite":
        yield
        return

    def hurry(connection: object, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    event.listen(engine, "connect", hurry)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", hurry)
        engine.dispose()
