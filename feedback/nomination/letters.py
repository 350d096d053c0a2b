"""What do leaders and managers read in their mail while raters are being chosen?"""

import uuid
from collections.abc import Sequence

from feedback.campaign import service as campaigns
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written
from feedback.foundations.pages import listed
from feedback.identity import service as identity


def write_nominate(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a leader to choose raters."""
    return _write(
        person_id,
        subject_ids,
        subject="Choose who gives you feedback",
        words=(
            "You are taking part in 360-degree feedback. Choose the people who know your work: peers, your direct "
            "reports, and others such as councillors or partners. Your manager then approves the list.",
            "You will also be asked to rate yourself. It takes about ten minutes.",
        ),
        link="Choose your raters",
        url=f"{base_url}/nominations",
    )


def write_approve(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Ask a manager to approve lists."""
    names = _names(subject_ids)
    return _write(
        person_id,
        subject_ids,
        subject=f"Approve the raters of {names}",
        words=(
            f"{names} chose the people to ask for feedback. Look through the list: you can add or remove people, or "
            "send it back with a note. Nobody is asked before you approve.",
        ),
        link="Look at the list",
        url=f"{base_url}/approvals",
    )


def write_sent_back(person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a leader that the manager wants changes."""
    return _write(
        person_id,
        subject_ids,
        subject="Your list of raters needs a change",
        words=("Your manager has sent your list of raters back with a note.",),
        link="Change your list",
        url=f"{base_url}/nominations",
    )


def _write(
    person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, subject: str, words: tuple[str, ...], link: str, url: str
) -> Written | None:
    to = identity.person(person_id)
    if to is None or not campaigns.subjects_by_id(subject_ids):
        return None
    return Written(Letter(to.email, subject, (f"Hello {to.name},", *words), (Link(link, url),)))


def _names(subject_ids: Sequence[uuid.UUID]) -> str:
    return listed(sorted(leader.person.name for leader in campaigns.subjects_by_id(subject_ids).values()))
