"""What do coaches and leaders read in their mail about reports? That there is one; never a figure."""

import uuid
from collections.abc import Sequence

from feedback.campaign import service as campaigns
from feedback.foundations.mail import Letter, Link
from feedback.foundations.outbox import Written


def write_report_ready(_person_id: uuid.UUID, subject_ids: Sequence[uuid.UUID], *, base_url: str) -> Written | None:
    """Tell a coach that reports are waiting to be opened."""
    leaders = list(campaigns.subjects_by_id(subject_ids).values())
    if not leaders:
        return None
    coach = leaders[0].coach
    names = ", ".join(sorted(leader.person.name for leader in leaders))
    letter = Letter(
        coach.email,
        "Reports are ready for you to open",
        (f"Hello {coach.name},", f"Feedback has closed for {names}. You are the first to open the report."),
        (Link("Open your reports", f"{base_url}/reports"),),
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
        "Your feedback report is ready to read",
        (f"Hello {leader.name},", f"{leaders[0].coach.name} has released your report. You can read it at any time."),
        (Link("Read your report", f"{base_url}/reports"),),
    )
    return Written(letter)
