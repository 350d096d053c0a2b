"""One leader's round, as a test wants to move it on and to look at it."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from feedback import worker
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.demo.inbox import Inbox
from feedback.extensions import db
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from tests.building import Council
from tests.conftest import ToldClock
from tests.response.raters import Rater


@dataclass
class Round:
    """Five peers, the manager and the leader have their letters; nobody has answered."""

    app: Flask
    clock: ToldClock
    inbox: Inbox
    folder: Path
    leader_id: uuid.UUID

    @property
    def council(self) -> Council:
        """The council, for whoever is still to join it."""
        council = Council(self.app, self.clock)
        council._count = 100  # the people of the round have lower numbers in their addresses
        return council

    @property
    def leader(self) -> Subject:
        """The leader."""
        found = campaigns.subject(self.leader_id)
        assert found is not None
        return found

    @property
    def peers(self) -> list[Invitation]:
        """The invitations of the five peers, in the same order in each test."""
        found = db.session.query(Invitation).filter_by(subject_id=self.leader_id, group="peers").all()
        assert len(found) == 5
        return sorted(found, key=lambda invitation: invitation.id)

    def address(self, peer: int = 0) -> str:
        """Where the letters to a peer go."""
        return db.session.get_one(Person, self.peers[peer].person_id).email

    def links(self, peer: int = 0) -> list[str]:
        """The links in the letters to a peer, oldest first."""
        return [link for letter in self.inbox.to(self.address(peer)) for link in letter.links]

    def browser(self) -> Rater:
        """A browser that has never been here."""
        return Rater(self.app)

    def rater(self, peer: int = 0) -> Rater:
        """A new browser in which a peer has opened the newest of their links."""
        browser = self.browser()
        browser.open_link(self.links(peer)[-1])
        return browser

    def remind(self) -> None:
        """Remind whoever has not answered, on the next day that has mail, and send the letters."""
        self.clock.next_working_day()
        self.council.remind(self.leader.campaign_id)
        self.sweep()

    def sweep(self) -> worker.Sweep:
        """Let the worker do what is due."""
        return worker.sweep(self.app)

    def stop(self) -> None:
        """Take no more answers."""
        self.council.stop(self.leader.campaign)

    def close(self) -> None:
        """Stop, wait out the time to undo, and let the worker open the answers."""
        self.council.close(self.leader.campaign)
