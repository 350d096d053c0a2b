"""What is a coach's next step with each leader? From the passphrase to the action plan, all leaders at a glance."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.coaching import service as coaching
from feedback.coaching import sessions
from feedback.disclosure import service as disclosure
from feedback.followup import service as followup


class Step(StrEnum):
    """What the coach does next; the last three wait for somebody else."""

    PROTECT = "protect"
    UNLOCK = "unlock"
    OPEN = "open"
    SAY = "say"
    BOOK = "book"
    HOLD = "hold"
    RELEASE = "release"
    FEEDBACK = "feedback"
    PLAN = "plan"
    DONE = "done"


@dataclass(frozen=True)
class Coached:
    """A leader and how far the coach is with them.

    Attributes:
        leader: in a campaign.
        report: "" until feedback has closed, then sealed, opened or released.
        meets_on: the day of the conversation, if one is agreed.
        held_on: the day on which it was held.
        waiting: comments that wait for the coach's words.
        plan: "" until the leader has begun one, then draft, with_manager or agreed.
        key: how far the coach's passphrase is, where the campaign asks for one, else "".
    """

    leader: Subject
    report: str
    meets_on: date | None
    held_on: date | None
    waiting: int
    plan: str
    key: str

    @property
    def step(self) -> Step:
        """What comes next."""
        if not self.report:
            return {coach_keys.TO_MAKE: Step.PROTECT, coach_keys.WANTED: Step.UNLOCK}.get(self.key, Step.FEEDBACK)
        if self.report == "sealed":
            return Step.OPEN
        if self.report == "opened" and self.waiting:
            return Step.SAY
        if self.held_on is None:
            return Step.BOOK if self.meets_on is None else Step.HOLD
        if self.report == "opened":
            return Step.RELEASE
        return Step.DONE if self.plan == "agreed" else Step.PLAN


def coached_by(person_id: uuid.UUID) -> list[Coached]:
    """The leaders whom a person coaches: first those for whom they have something to do, then by name."""
    leaders = campaigns.subjects_where(person_id, "coach")
    ids = [leader.id for leader in leaders]
    reports, plans, keys = disclosure.states_of(ids), followup.states_of(ids), coach_keys.states(leaders)
    debriefs, waiting = sessions.debriefs_of(ids), coaching.waiting_in(ids)
    found = [
        Coached(
            leader,
            reports.get(leader.id, ""),
            debriefs[leader.id].meets_on if leader.id in debriefs else None,
            debriefs[leader.id].held_on if leader.id in debriefs else None,
            waiting.get(leader.id, 0),
            plans.get(leader.id, ""),
            keys.get(leader.id, ""),
        )
        for leader in leaders
    ]
    return sorted(found, key=_order)


def campaigns_with_reports(coached: Sequence[Coached]) -> dict[uuid.UUID, str]:
    """The campaigns of these leaders in which there is a report: id and name."""
    return {one.leader.campaign_id: one.leader.campaign.name for one in coached if one.report}


def _order(one: Coached) -> tuple[bool, str, str]:
    waits = one.step in (Step.FEEDBACK, Step.PLAN, Step.DONE)
    return waits, one.leader.person.name.casefold(), str(one.leader.id)
