"""What do leaders and managers read in their mail about action plans? That there is one; never what it says."""

import uuid
from collections.abc import Sequence

from feedback.campaign import service as campaigns
from feedback.campaign.models import Subject
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed
from feedback.identity import service as identity


def write_plan_shared(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a manager to agree plans."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    names = listed(sorted(leader.person.name for leader in leaders))
    words = f"{names} shared an action plan with you. Look at it together, then agree it or send it back with a note."
    return _write(person_id, leaders, f"Agree the action plan of {names}", words, "Look at your tasks", base_url)


def write_plan_agreed(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the plan is agreed."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    words = "Your manager has agreed your action plan. You can download it for your supervision or appraisal."
    return _write(person_id, leaders, "Your action plan is agreed", words, "Read your plan", base_url)


def write_plan_sent_back(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the manager wants changes."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    words = "Your manager has sent your action plan back with a note."
    return _write(person_id, leaders, "Your action plan needs a change", words, "Change your plan", base_url)


def _write(
    person_id: uuid.UUID, leaders: Sequence[Subject], subject: str, words: str, link: str, base_url: str
) -> Written | None:
    to = identity.person(person_id)
    if to is None or not leaders:
        return None
    return Written(Letter(to.email, subject, (f"Hello {to.name},", words), (Link(link, f"{base_url}/tasks"),)))
