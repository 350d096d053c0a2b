"""What do coaches and leaders read in their mail about reports? That there is one; never a figure."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext

from feedback.campaign import service as campaigns
from feedback.disclosure import service as disclosure
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed


def write_report_ready(_person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a coach that reports are waiting to be opened."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    if not leaders:
        return None
    coach = leaders[0].coach
    names = ", ".join(sorted(leader.person.name for leader in leaders))
    letter = Letter(
        coach.email,
        gettext("Reports are ready for you to open"),
        (
            gettext("Hello %(name)s,", name=coach.name),
            gettext("Feedback has closed for %(names)s. You are the first to open the report.", names=names),
        ),
        (Link(gettext("Open your reports"), f"{base_url}/reports"),),
    )
    return Written(letter)


def write_nudge_coach(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Remind a coach, once, of reports that nobody has opened; nothing of those that were."""
    states = disclosure.states_of(subject_ids)
    sealed = [subject_id for subject_id in subject_ids if states.get(subject_id) == "sealed"]
    return write_nudge_to_open(person_id, sealed, base_url=base_url)


def write_nudge_to_open(_person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """The words that remind a coach, wherever the reports are."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    if not leaders:
        return None
    coach = leaders[0].coach
    names = listed(sorted(leader.person.name for leader in leaders))
    words = gettext("Nobody has opened the report of %(names)s yet. The leader waits for you to open it.", names=names)
    letter = Letter(
        coach.email,
        gettext("Reminder: reports are waiting for you"),
        (gettext("Hello %(name)s,", name=coach.name), words),
        (Link(gettext("Open your reports"), f"{base_url}/reports"),),
    )
    return Written(letter)


def write_report_released(_person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the coach has released the report."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    if not leaders:
        return None
    leader = leaders[0].person
    letter = Letter(
        leader.email,
        gettext("Your feedback report is ready to read"),
        (
            gettext("Hello %(name)s,", name=leader.name),
            gettext("%(coach)s has released your report. You can read it at any time.", coach=leaders[0].coach.name),
        ),
        (Link(gettext("Read your report"), f"{base_url}/reports"),),
    )
    return Written(letter)
