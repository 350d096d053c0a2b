"""How does an administrator remind raters by hand? In the place of a reminder of the schedule, so never too often."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from feedback.campaign import listing
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign, MailPlan, Subject
from feedback.foundations.hours import Hours
from feedback.invitation import service as invitations
from feedback.mailing import rules, schedule


@dataclass(frozen=True)
class InHand:
    """What reminding by hand would do now.

    ``takes`` says, for each leader whose raters would be reminded, which of their two reminders this is; ``people``
    counts who would get a letter, and ``goes_on`` is the day it goes. ``had_all`` and ``too_soon`` count the leaders
    whose raters are left out: they had all that they may get, or a letter within the last days.
    """

    takes: dict[uuid.UUID, int]
    people: int
    goes_on: date
    had_all: int
    too_soon: int


def outlook(run: Campaign, *, reader: uuid.UUID, hours: Hours, now: datetime) -> InHand:
    """What reminding by hand would do now, if this reader did it.

    Raters of leaders in whose feedback they have a part are neither reminded nor counted: the number would tell.
    """
    return _in_hand(run, schedule.plan_of(run.id), reader, hours, now)


def remind(run: Campaign, *, by: uuid.UUID, hours: Hours, now: datetime) -> int:
    """Ask for a reminder to everybody who may still get one; return how many people. 0 the second time at once.

    It is noted as one of the two reminders of each leader's raters, with the day on which it goes.

    Raises:
        NotAllowedNow: raters do not answer.
    """
    plan = schedule.held_plan(run.id)
    if run.state != State.COLLECTING:
        raise NotAllowedNow("raters do not answer")
    found = _in_hand(run, plan, by, hours, now)
    if not found.people:
        return 0
    for leader_id, number in found.takes.items():
        schedule.note(leader_id, schedule.REMINDED[number], found.goes_on)
    return invitations.remind_about(found.takes, about=run.id, by=by, now=now)


def _in_hand(run: Campaign, plan: MailPlan, reader: uuid.UUID, hours: Hours, now: datetime) -> InHand:
    wishes, goes_on = schedule.wishes_of(plan), hours.next_open(now)
    left_out = listing.rounds_with_a_part(run.id, reader)
    still_open = schedule.lists_of(run.id, Subject.closed.is_(False))
    open_rounds = [one.id for one in still_open if one.id not in left_out]
    sent, waiting = schedule.mail_of(open_rounds), invitations.to_remind(open_rounds)
    takes, had_all, too_soon = dict[uuid.UUID, int](), 0, 0
    for leader_id in open_rounds:
        asked = schedule.asked_of(sent[leader_id])
        if asked.first is None or leader_id not in waiting:
            continue
        number = rules.by_hand(wishes, asked, today=goes_on, closes_on=run.closes_on)
        if number is not None:
            takes[leader_id] = number
        elif rules.had_all(wishes, asked):
            had_all += 1
        else:
            too_soon += 1
    return InHand(takes, invitations.people_to_remind(takes), goes_on, had_all, too_soon)
