"""What follows a report in the demo: a plan that is agreed, thanks, a talk with the team, and check-ins.

Raters answer check-ins through the pages of the survey like everything else.
"""

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from feedback.campaign import service as campaigns
from feedback.campaign.check_in import CHANGE_THEME
from feedback.campaign.models import Campaign, Subject
from feedback.demo.characters import Given
from feedback.demo.council import Council
from feedback.demo.names import dice
from feedback.demo.raters import Deed, Intent
from feedback.demo.runs import Run
from feedback.extensions import db
from feedback.followup import check_ins, loop, service
from feedback.followup.service import Undertaking
from feedback.identity.models import Person
from feedback.invitation.models import DECLINED, Invitation

BEGINS, CLOSES = (93, 185), 16  # days after the plan was agreed, and after a check-in began
DOING = (
    ("Ask three people each week what I should hear, and say what I did with it.", "They say so without being asked."),
    ("Give the reason with each decision in the Monday note.", "Nobody has to ask me why."),
)


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked in a check-in."""

    email: str
    group: str


class Work(Protocol):
    """What the building of the demo can do, with a clock that is told."""

    council: Council
    now: datetime

    def on_day(self, day: int) -> None: ...
    def sweep(self) -> None: ...
    def answer(self, intents: Sequence[Intent]) -> None: ...
    def campaign(self, campaign_id: uuid.UUID) -> AbstractContextManager[tuple[Campaign, uuid.UUID]]: ...


def follow(work: Work, run: Run, campaign_id: uuid.UUID) -> None:
    """Let leaders of a campaign agree their plans on their day, and raters answer the check-ins that are due by today.

    The last one is left open if it is being answered today.
    """
    for round_ in run.rounds:
        if not round_.agreed:
            continue
        work.on_day(round_.agreed)
        with work.campaign(campaign_id) as (campaign, _by):
            leader = next(one for one in campaigns.subjects_of(campaign.id) if one.person.name == round_.leader)
            subject_id = leader.id
            agree_a_plan(leader, now=work.now)
        work.sweep()
        for begins in BEGINS:
            if round_.agreed + begins >= 0:
                break
            work.on_day(round_.agreed + begins)
            work.sweep()
            with work.campaign(campaign_id):
                said = intents(subject_id, seed=work.council.seed)
            finished = round_.agreed + begins + CLOSES < 0
            work.answer(said if finished else said[: len(said) // 2])
            if finished:
                work.on_day(round_.agreed + begins + CLOSES)
                work.sweep()
                work.sweep()  # the worker stops it at one sweep, and in the demo opens it at the next


def agree_a_plan(leader: Subject, *, now: datetime) -> None:
    """Two behaviours, agreed with the manager; everybody is thanked and told of the first, and the team talks of it."""
    items = [item.id for item in campaigns.questionnaire_for(leader).items]
    chosen = items[1], items[len(items) // 2]
    for item, (doing, evidence) in zip(chosen, DOING, strict=True):
        what = Undertaking(doing, evidence, "", now.date() + timedelta(days=240))
        service.save_action(leader, item, what, by=leader.person_id, now=now)
    service.share(leader, by=leader.person_id, now=now)
    service.agree(leader, by=leader.manager_id, now=now)
    loop.thank(leader, naming=chosen[:1], by=leader.person_id, now=now)
    loop.note_conversation(leader, now.date(), by=leader.person_id, now=now)


def intents(subject_id: uuid.UUID, *, seed: int) -> list[Intent]:
    """What those who answer a leader's last check-in say: most see a change, and some do not answer."""
    leader = campaigns.subject(subject_id)
    held = check_ins.of_plan(leader)[-1] if leader is not None else None
    asked = campaigns.subject(held.subject_id) if held is not None else None
    if leader is None or asked is None:
        return []
    found = []
    for number, one in enumerate(_asked(asked.id)):
        if number % 4 == 3 and one.group not in ("self", "manager"):
            continue
        chance = dice(seed, leader.campaign.name, one.email, len(check_ins.of_plan(leader)))
        ratings: dict[str, int | None] = {
            item.id: chance.choice((2, 3, 3, 4, 4, 4) if item.theme_id == CHANGE_THEME else (4, 4, 4, 5, 5))
            for item in campaigns.questionnaire_for(asked).items
        }
        found.append(Intent(one.email, leader.person.name, one.group, Deed.SENDS, Given(ratings, {})))
    return found


def _asked(subject_id: uuid.UUID) -> Sequence[Asked]:
    rows = db.session.execute(
        select(Person.email, Invitation.group)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(Invitation.subject_id == subject_id, Invitation.state != DECLINED)
        .order_by(Invitation.group, Person.email)
    )
    return [Asked(email, group) for email, group in rows]
