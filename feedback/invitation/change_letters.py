"""What do people read in their mail when something changes around a leader's feedback?"""

import uuid
from collections.abc import Sequence

from flask_babel import gettext

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.foundations.languages import written_date
from feedback.foundations.mail import Letter, Link, Paragraph, Points
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed
from feedback.identity import service as identity


def write_called_off(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, council: str) -> Written | None:
    """Tell somebody who was asked, or has a part, that leaders' feedback will not take place."""
    leaders = _leaders(subject_ids)
    if not leaders:
        return None
    names = _names(leaders)
    words = (
        gettext("%(council)s has called off the feedback on %(names)s. There is nothing left for you to do.",
                council=council, names=names),
        gettext("Whatever was sent has been erased. Nobody has read it, and nobody can. There will be no report."),
        gettext("If you have a link to answer, it no longer works."),
    )  # fmt: skip
    return _written(person_id, gettext("The feedback on %(names)s is called off", names=names), words)


def write_who_is_who(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader, and whom it concerns, who the manager and the coach are from now on."""
    leaders = [leader for leader in _leaders(subject_ids) if not leader.ended]
    if not leaders:
        return None
    now = tuple(
        gettext("%(leader)s: line manager %(manager)s, coach %(coach)s", leader=leader.person.name,
                manager=leader.manager.name, coach=leader.coach.name)
        for leader in leaders
    )  # fmt: skip
    words = (
        gettext("Somebody’s part in this feedback has changed. From now on it is:"),
        Points(now),
        gettext(
            "If you were the line manager or coach before, there is nothing left for you to do. What you may have "
            "answered as the line manager has been erased. Nobody has read it."
        ),
    )
    link = Link(gettext("See your tasks"), f"{base_url}/tasks")
    subject = gettext("A change in the feedback on %(names)s", names=_names(leaders))
    return _written(person_id, subject, words, link)


def write_more_raters(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a manager to add raters. Without a figure, so that the letter tells nothing of who has answered."""
    leaders = [leader for leader in _leaders(subject_ids) if not leader.closed]
    if not leaders:
        return None
    names = _names(leaders)
    soonest = min(leader.campaign.closes_on for leader in leaders)
    words = (
        gettext(
            "Some groups of raters of %(names)s may turn out too small to be shown. If you know more people who have "
            "seen them lead, please add them. They are asked at once.",
            names=names,
        ),
        gettext("Raters can answer until %(day)s.", day=written_date(soonest)),
    )
    link = Link(gettext("Add raters"), f"{base_url}/approvals")
    return _written(person_id, gettext("More raters for %(names)s", names=names), words, link)


def _written(
    person_id: uuid.UUID, subject: str, words: tuple[Paragraph, ...], link: Link | None = None
) -> Written | None:
    to = identity.person(person_id)
    if to is None:
        return None
    hello = gettext("Hello %(name)s,", name=to.name)
    return Written(Letter(to.email, subject, (hello, *words), (link,) if link else ()))


def _leaders(subject_ids: Sequence[uuid.UUID]) -> list[Subject]:
    found = campaigns.subjects_by_id(subject_ids).values()
    return sorted(found, key=lambda leader: leader.person.name)


def _names(leaders: Sequence[Subject]) -> str:
    return listed([leader.person.name for leader in leaders])
