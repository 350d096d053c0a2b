"""A council for tests, built through the product's own services, with defaults for everything."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from feedback import worker
from feedback.campaign import leaders
from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.service import Setup
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.framework import service as frameworks
from feedback.identity import service as identity
from feedback.identity.models import Person
from feedback.invitation import service as invitations
from feedback.invitation.models import Invitation
from feedback.nomination import service as nominations
from feedback.response import service as responses
from feedback.response.rules import Answers

FRAMEWORKS = Path(__file__).parent.parent / "frameworks"
LEVELS = {
    "bristol": "essential",
    "plymouth": "5",
    "mansfield": "2",
    "leicestershire": "2",
    "derbyshire": "front-line-leadership",
}


class Council:
    """Adds people, campaigns and answers, each in its own transaction."""

    def __init__(self, app: Flask, clock: Any) -> None:
        self.app, self.clock, self._count = app, clock, 0

    def person(self, name: str = "", **roles: bool) -> Person:
        """Somebody new with an address at example.org."""
        self._count += 1
        name = name or f"Person {self._count}"
        email = f"{name.lower().replace(' ', '.')}.{self._count}@example.org"
        with one_transaction():
            return identity.save_person(
                None,
                name=name,
                email=email,
                job_title="",
                is_administrator=roles.get("administrator", False),
                is_coach=roles.get("coach", False),
                is_clerk=roles.get("clerk", False),
                is_director=roles.get("director", False),
                by=None,
                now=self.clock.now,
            )

    def campaign(self, framework: str = "leicestershire", **setup: Any) -> Campaign:
        """A draft campaign."""
        found = frameworks.by_id(framework, FRAMEWORKS)
        defaults: dict[str, Any] = {
            "name": "Leadership feedback",
            "closes_on": self.clock.now.date() + timedelta(days=30),
            "depth": found.depth,
            "scale": "frequency-5",
        }
        with one_transaction():
            return campaigns.create_campaign(found, Setup(**defaults | setup), by=None, now=self.clock.now)

    def leader(self, campaign: Campaign | None = None, **answers: Any) -> Subject:
        """A leader in a draft campaign (a new one unless given), with a manager and a coach."""
        campaign = campaign or self.campaign()
        framework = campaigns.framework_of(campaign)
        people: dict[str, Any] = {
            "person": answers.pop("person", None) or self.person(f"Leader {self._count}"),
            "manager": answers.pop("manager", None) or self.person(f"Manager {self._count}"),
            "coach": answers.pop("coach", None) or self.person(f"Coach {self._count}", coach=True),
        }
        with one_transaction():
            return leaders.add_subject(
                campaign,
                **people,
                **{"level": LEVELS.get(framework.id), "by": None, "now": self.clock.now} | answers,
            )

    def launched(self, leader: Subject | None = None) -> Subject:
        """A leader whose campaign has been launched."""
        leader = leader or self.leader()
        with one_transaction():
            campaigns.launch(leader.campaign, smallest_allowed=3, by=None, now=self.clock.now)
        return leader

    def collecting(self, leader: Subject | None = None, **groups: int) -> Subject:
        """A leader whose raters (so many per group) are approved, invited and written to."""
        leader = self.launched(leader)
        for group, count in (groups or {"peers": 5, "reports": 4}).items():
            for _ in range(count):
                rater = self.person(f"Rater {group} {self._count}")
                with one_transaction():
                    nominations.nominate(
                        leader, name=rater.name, email=rater.email, group=group, by=leader.person_id, now=self.clock.now
                    )
        with one_transaction():
            leader.list_state = "with_manager"
            nominations.approve(leader, by=leader.manager_id, now=self.clock.now)
        worker.sweep(self.app)
        return leader

    def invitations(self, leader: Subject) -> list[Invitation]:
        """The invitations of a leader, by group and then at random."""
        found = db.session.query(Invitation).filter_by(subject_id=leader.id).all()
        return sorted(found, key=lambda invitation: (invitation.group, invitation.id))

    def token(self, invitation: Invitation) -> str:
        """A fresh link's code for an invitation."""
        with one_transaction():
            return invitations.mint([invitation.id])

    def answer(
        self,
        invitation: Invitation,
        ratings: Mapping[str, int | None] | int = 3,
        comments: Mapping[str, str] | None = None,
        *,
        send: bool = True,
    ) -> bytes:
        """Answer an invitation (one rating for every item unless mapped); return the device's secret."""
        leader = campaigns.subject(invitation.subject_id)
        assert leader is not None
        items = campaigns.questionnaire_for(leader).items
        chosen = dict(ratings) if isinstance(ratings, Mapping) else dict.fromkeys((item.id for item in items), ratings)
        device = secrets.token_bytes(32)
        token = self.token(invitation)
        with one_transaction():
            [slot] = responses.slots(token, to_write=True)
            responses.save(slot, Answers(chosen, dict(comments or {})), device=device)
        if send:
            with one_transaction():
                [slot] = responses.slots(token, to_write=True)
                responses.send(slot, device=device)
        return device

    def remind(self, campaign_id: uuid.UUID, *, by: uuid.UUID | None = None) -> int:
        """Ask for a reminder to all who have not answered, whatever the schedule says; return how many letters."""
        with one_transaction():
            leaders = [leader.id for leader in campaigns.subjects_of(campaign_id)]
            return invitations.remind_about(leaders, about=campaign_id, by=by, now=self.clock.now)

    def stop(self, campaign: Campaign) -> None:
        """Take no more answers."""
        with one_transaction():
            campaigns.move(campaign, State.STOPPED, by=None, now=self.clock.now)

    def close(self, campaign: Campaign) -> None:
        """Stop, wait out the time to undo, and let the worker open the answers."""
        self.stop(campaign)
        self.clock.advance(hours=25)
        worker.sweep(self.app)
        db.session.expire_all()

    def day(self, days: int) -> date:
        """So many days from today."""
        return (self.clock.now + timedelta(days=days)).date()

    def sweep(self) -> None:
        """Let the worker do what is due now."""
        worker.sweep(self.app)
        db.session.expire_all()
