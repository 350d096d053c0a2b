"""A council with something behind every page: leaders in campaigns of every state, with the same people around them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask

from feedback.api import service as api
from feedback.api.scopes import SCOPES
from feedback.campaign import service as campaigns
from feedback.campaign.models import Campaign, Subject
from feedback.coaching import bundles, sessions
from feedback.coaching import making as pdfs
from feedback.coaching import service as coaching
from feedback.cohort import making
from feedback.cohort.models import CohortReport
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.followup import assessment
from feedback.followup import service as followup
from feedback.foundations import outbox
from feedback.foundations.database import one_transaction
from feedback.framework import drafts
from feedback.framework import service as frameworks
from feedback.identity import directory
from feedback.identity.models import Person
from feedback.invitation import handover
from feedback.invitation import service as invitations
from feedback.invitation.models import Invitation
from feedback.nomination import links
from feedback.nomination import service as nominations
from feedback.nomination.models import Nomination
from feedback.report import service as reports
from tests.access.cast import People
from tests.building import FRAMEWORKS, Council
from tests.conftest import ToldClock
from tests.disclosure import coached, rounds

ANYBODY = uuid.UUID(int=1)
ALWAYS: dict[str, Any] = {
    "day": "2027-03-01",
    "wanted": "off",
    "place": 1, "number": 1, "kind": "json", "step": "dates", "framework_id": "leicestershire", "code": "0" * 64,
    "subject_id": ANYBODY, "person_id": ANYBODY, "comment_id": ANYBODY, "nomination_id": ANYBODY,
    "session_id": ANYBODY, "key_id": ANYBODY, "work": "letters",
    "by": "team", "cut_id": ANYBODY, "name": "rater",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One value for everything that can stand in a path, and the leader whom the path is about."""

    called: str
    leader_id: uuid.UUID
    holders: Mapping[str, uuid.UUID]
    coaches: frozenset[uuid.UUID]
    values: dict[str, Any] = field(default_factory=dict)
    shared_with: frozenset[uuid.UUID] = frozenset()

    def __str__(self) -> str:
        return self.called


class Prepared:
    """Builds the council. ``places`` is where routes lead to, ``link`` a rater's code, ``list_code`` a manager's."""

    def __init__(self, app: Flask) -> None:
        self.app, self.clock = app, ToldClock()
        app.config["CLOCK"] = lambda: self.clock.now
        self.council = Council(app, self.clock)
        self.people = People(self.council)
        self.places: list[Place] = []
        self.always = dict(ALWAYS)
        self._write_frameworks()
        self._make_tokens()
        self._all_done()
        self._locked()
        self._waiting_for_the_coach()
        self._collecting()
        self._nominating()
        self._draft()
        self._keep_assessments()
        db.session.commit()

    def raters(self) -> list[tuple[uuid.UUID, uuid.UUID]]:
        """Who rates whom: the leader, and the rater's person."""
        return [(one.subject_id, one.person_id) for one in db.session.query(Invitation)]

    def _leader(self, run: Campaign, *, of: str = "first") -> Subject:
        leader, manager, coach = self.people.around(of)
        return self.council.leader(run, person=leader, manager=manager, coach=coach)

    def _at(self, called: str, leader: Subject, **values: Any) -> None:
        known = {**self.always, "campaign_id": leader.campaign_id, "subject_id": leader.id, **values}
        shared = frozenset({self.people["the leader"].id, self.people["the manager"].id})
        holders = {"leader": leader.person_id, "manager": leader.manager_id, "coach": leader.coach_id}
        coaches = frozenset(one.coach_id for one in campaigns.subjects_of(leader.campaign_id))
        self.places.append(Place(called, leader.id, holders, coaches, known, shared))

    def _write_frameworks(self) -> None:
        """A draft, and a version that was published."""
        found, by, now = frameworks.by_id("plymouth", FRAMEWORKS), self.people["administrator"].id, self.clock.now
        with one_transaction():
            draft = drafts.copy(found, FRAMEWORKS, by=by, now=now)
            version = drafts.publish(draft.id, FRAMEWORKS, version="2", by=by, now=now)
            draft = drafts.copy(found, FRAMEWORKS, by=by, now=now)
        theme = found.themes[0]
        self.always |= {
            "draft_id": draft.id, "snapshot_hash": version.hash, "key": version.hash, "level": "5", "voice": "rater",
            "sort": "theme", "part_id": theme.id, "theme_id": theme.id, "competency_id": theme.competencies[0].id,
        }  # fmt: skip

    def _make_tokens(self) -> None:
        """A token for each scope, and a client whose token can be taken away."""
        by, now = self.people["administrator"].id, self.clock.now
        until = now.date() + timedelta(days=300)
        with one_transaction():
            made = {scope: api.make("HR", scopes=[scope], expires_on=until, by=by, now=now) for scope in SCOPES}
            client, _token = api.make("HR", scopes=[], expires_on=until, by=by, now=now)
        self.tokens = {scope: token for scope, (_client, token) in made.items()}
        self.always["client_id"] = client.id

    def _keep_assessments(self) -> None:
        framework = frameworks.by_id("leicestershire", FRAMEWORKS)
        with one_transaction():
            for person in self.people.all():
                assessment.begin(person, framework, level="2", senior=False, by=person.id, now=self.clock.now)
            leader, manager = self.people["the leader"], self.people["the manager"]
            assessment.share(leader.id, manager.email, by=leader.id, now=self.clock.now)
            file = b"name,email\nSomebody New,new@example.org\n"
            kept = directory.keep_upload(file, by=self.people["administrator"].id, now=self.clock.now)
        for at in self.places:
            at.values["upload_id"] = kept
        mine = assessment.of(leader.id, secret=self.app.config["SETTINGS"].secret_key)
        assert mine is not None
        self.places[-1].values["item_id"] = mine.asked().items[0].id

    def _all_done(self) -> None:
        """Closed: a report that is sealed, one that is open, released ones with a plan in every state."""
        [first, *others] = [
            self._leader(self.council.campaign(name=name, for_systems=True, **rounds.SHORT)) for name in "ABCDE"
        ]
        other = self._leader(first.campaign, of="other")
        for leader in (first, *others):
            self._answered(leader)
        self._answered(other)
        for leader in (first, *others):
            self.council.stop(leader.campaign)
        self.clock.advance(hours=25)
        for leader in (first, *others):
            rounds.closing.close_campaign(leader.campaign_id, keys=rounds.keys_of(self.app), now=self.clock.now)
        db.session.expire_all()
        by, now = first.coach_id, self.clock.now
        self._report_together(first.campaign)
        with one_transaction():
            coaching.keep_office_key(rounds.keys_of(self.app))
            for leader in (*others, other):
                reports.open_report(leader, by=leader.coach_id, now=now)
            for leader in (*others[1:], other):
                reports.release_report(leader, by=leader.coach_id, now=now)
                sessions.hold(leader, by=by, now=now)
            bundles.ask(others[0].campaign_id, by=by, now=now)
            due = pdfs.next_due(now=now)
            assert due is not None
            pdfs.keep(due, b"%PDF-1.7", secret=self.app.config["SETTINGS"].secret_key)
        item = campaigns.questionnaire_for(first).items[0].id
        self.always["item_id"] = item
        with one_transaction():
            what = followup.Undertaking("Listen.", "They say so.", "", now.date() + timedelta(days=90))
            for leader in (*others[1:], other):
                followup.save_action(leader, item, what, by=leader.person_id, now=now)
            followup.share(others[3], by=first.person_id, now=now)
            followup.share(other, by=other.person_id, now=now)
        names = ("a sealed report", "an opened report", "a released report", "a plan being made", "a shared plan")
        for name, leader in zip(names, (first, *others), strict=True):
            comment = db.session.query(Comment).filter_by(subject_id=leader.id).first()
            assert comment is not None
            self._at(name, leader, comment_id=comment.id, person_id=self.people["the leader"].id)
        self._at("another leader's report", other, person_id=self.people["another leader"].id)

    def _answered(self, leader: Subject) -> None:
        self._launch(leader)
        rounds.send(leader, rounds.varied(leader, say="Words", peers=5))

    def _launch(self, leader: Subject) -> None:
        if leader.campaign.state == "draft":
            self.council.launched(leader)
            with one_transaction():
                rounds.round_keys.record_keys(rounds.keys_of(self.app).create)
                campaigns.move(leader.campaign, campaigns.State.COLLECTING, by=None, now=self.clock.now)

    def _report_together(self, run: Campaign) -> None:
        """A report on leaders together with a cohort in it, made up: there are not five leaders here."""
        with one_transaction():
            content = making.make(run, made_on=self.clock.now.date())
            figure = {"group": "peers", "item": content["items"][0]["id"], "leaders": 5, "mean": 3.9}
            cut = {"id": "all", "name": "", "leaders": 5, "answered": {}, "figures": [figure], "spread": []}
            content["cuts"] = [cut, cut | {"id": str(ANYBODY), "name": "A cohort"}]
            db.session.add(CohortReport(campaign_id=run.id, made_on=self.clock.now.date(), content=content))

    def _locked(self) -> None:
        """The coach's key: to be chosen, and chosen."""
        for called in ("a key to choose", "a key that locks"):
            leader = self._leader(self.council.campaign(name=called, coach_key=True, **rounds.SHORT))
            self._launch(leader)
            if called == "a key that locks":
                coached.lock(self.council, leader)
            self._at(called, leader)

    def _waiting_for_the_coach(self) -> None:
        leader = self._leader(self.council.campaign(name="waiting", coach_key=True, **rounds.SHORT))
        self._launch(leader)
        coached.lock(self.council, leader)
        rounds.send(leader, rounds.varied(leader, peers=5))
        self.council.stop(leader.campaign)
        self._at("stopped, not yet closed", leader)
        self.clock.advance(hours=25)
        coached.ask(self.council)

    def _collecting(self) -> None:
        """Raters are asked; the letter to one of them cannot be delivered. The other leader's manager administers."""
        run = self.council.campaign(name="collecting", **rounds.SHORT)
        leader, other = self._leader(run), self._leader(run, of="other")
        self._launch(leader)
        self._launch(other)
        asked = {}
        with one_transaction():
            for about in (leader, other):
                rounds.invite(about, "peers", 4)
                raters = [self.people["an administrator who rates"], self.people["a rater"]]
                for person in raters if about is leader else raters[1:]:
                    asked[about.id] = self._invite(about, person)
            self.link = invitations.mint([asked[leader.id].id])
        rater = self.people["a rater"].id
        code = handover.no_reminders_code(self.link)
        self._at("collecting", leader, person_id=rater, code=code)
        self._at("another leader, collecting", other, person_id=rater)

    def _invite(self, leader: Subject, person: Person) -> Invitation:
        made = Invitation(subject_id=leader.id, person_id=person.id, group="peers")
        db.session.add_all([made, Nomination(subject_id=leader.id, person_id=person.id, group="peers")])
        db.session.flush()
        outbox.enqueue("invitation", to=person.id, about=made.id)
        db.session.flush()
        letter = db.session.query(outbox.Outgoing).filter_by(about_id=made.id).one()
        letter.attempts, letter.given_up, letter.refusal = 1, True, "address"
        return made

    def _nominating(self) -> None:
        """Lists: one that the leader makes, one that the manager decides."""
        run = self.council.campaign(name="nominating", **rounds.SHORT)
        leader = self._leader(run)
        self.council.launched(leader)
        self._proposed("a list in the making", leader)
        leader = self._leader(self.council.campaign(name="deciding", **rounds.SHORT))
        self.council.launched(leader)
        self._proposed("a list to decide", leader)
        with one_transaction():
            leader.list_state = "with_manager"
        with one_transaction():
            self.list_code = links.mint(leader.id, leader.manager_id)

    def _proposed(self, called: str, leader: Subject) -> None:
        rater = self.people["a rater"]
        with one_transaction():
            proposed = nominations.nominate(
                leader, name=rater.name, email=rater.email, group="peers", by=leader.person_id, now=self.clock.now
            )
        self._at(called, leader, nomination_id=proposed.id, person_id=self.people["another leader"].id)

    def _draft(self) -> None:
        self._at("a draft", self._leader(self.council.campaign(name="draft", **rounds.SHORT)))
