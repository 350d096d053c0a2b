"""What is read in the mail about action plans? That there is one; what it says only where a leader thanks with it."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext as _

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.followup import check_ins, loop, service
from feedback.foundations.mail import Letter, Link, Paragraph, Points
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed
from feedback.identity import service as identity


def write_plan_shared(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a manager to agree plans."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    names = listed(sorted(leader.person.name for leader in leaders))
    words = _(
        "%(names)s shared an action plan with you. Look at it together, then agree it or send it back with a note.",
        names=names,
    )
    return _write(
        person_id,
        leaders,
        _("Agree the action plan of %(names)s", names=names),
        words,
        _("Look at your tasks"),
        base_url,
    )


def write_plan_agreed(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the plan is agreed."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    words = _("Your manager has agreed your action plan. You can download it for your supervision or appraisal.")
    return _write(person_id, leaders, _("Your action plan is agreed"), words, _("Read your plan"), base_url)


def write_plan_sent_back(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the manager wants changes."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    words = _("Your manager has sent your action plan back with a note.")
    return _write(person_id, leaders, _("Your action plan needs a change"), words, _("Change your plan"), base_url)


def write_check_in_ready(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell the leader, the coach and, where the plan is theirs to read, the manager that check-ins are finished."""
    plans = [plan for subject_id in subject_ids if (plan := check_ins.plan_followed_by(subject_id))]
    states = service.states_of([plan.id for plan in plans])
    readable = [plan for plan in plans if plan.person_id == person_id or states.get(plan.id) != "draft"]
    own = any(plan.person_id == person_id for plan in readable)
    names = listed(sorted(plan.person.name for plan in readable if plan.person_id != person_id))
    whose = _("your action plan") if own else _("the action plan of %(names)s", names=names)
    words = _(
        "The check-in on %(whose)s is finished. Beside each behaviour of the plan you see whether people noticed a "
        "change.",
        whose=whose,
    )
    subject = _("Has it changed? The check-in on %(whose)s", whose=whose)
    return _write(person_id, readable, subject, words, _("See the result"), base_url)


def write_thanks(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, council: str) -> Written | None:
    """A leader's thanks to everybody who was asked, with what they work on if they chose to say so. It has no link."""
    to, found = identity.person(person_id), [loop.thanks_of(one) for one in subject_ids]
    thanked = [one for one in found if one is not None]
    if to is None or not thanked:
        return None
    names = listed(sorted(one.leader for one in thanked))
    paragraphs: list[Paragraph] = [
        _("Hello %(name)s,", name=to.name),
        _("%(names)s thanks everybody who was asked for feedback, and everybody who gave it.", names=names)
        if len(thanked) == 1
        else _("%(names)s thank everybody who was asked for feedback, and everybody who gave it.", names=names),
    ]
    for one in thanked:
        if one.behaviours:
            paragraphs += [_("%(name)s is now working on this:", name=one.leader), Points(one.behaviours)]
    small_print = _(
        "This letter goes to all who were asked, so it does not tell whether you answered. There is nothing to do. "
        "%(council)s sends it for the leader.",
        council=council,
    )
    return Written(Letter(to.email, _("Thank you from %(names)s", names=names), tuple(paragraphs), (), (small_print,)))


def _write(
    person_id: uuid.UUID, leaders: Sequence[Subject], subject: str, words: str, link: str, base_url: str
) -> Written | None:
    to = identity.person(person_id)
    if to is None or not leaders:
        return None
    return Written(
        Letter(to.email, subject, (_("Hello %(name)s,", name=to.name), words), (Link(link, f"{base_url}/tasks"),))
    )
