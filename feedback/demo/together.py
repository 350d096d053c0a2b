"""What is there to see of leaders together? Cohorts of a campaign, and what leaders and coaches say it was worth."""

import uuid
from datetime import datetime

from feedback.campaign import cohort_setup
from feedback.campaign import service as campaigns
from feedback.campaign.models import Campaign, Subject
from feedback.coaching import sessions
from feedback.cohort import evaluation
from feedback.demo.names import dice
from feedback.demo.runs import Run

WOULD_HAVE_HELPED = ("", "", "More time with the report before we talked.", "An example of a good action plan.",
                     "To hear from more of my team.")  # fmt: skip


def choose_cohorts(campaign: Campaign, run: Run, *, by: uuid.UUID, now: datetime) -> None:
    """Make the cohorts of a draft."""
    leaders = {leader.person.name: leader.id for leader in campaigns.subjects_of(campaign.id)} if run.cohorts else {}
    for name, members in run.cohorts:
        inside = [leaders[member] for member in members]
        cohort_setup.add_picked(campaign, name, inside, who=by, now=now)


def talk_and_evaluate(leader: Subject, *, seed: int, now: datetime) -> None:
    """Hold the conversation, and let leader and coach say what it was worth."""
    sessions.hold(leader, by=leader.coach_id, now=now)
    chance = dice(seed, "worth", leader.person.name)
    for who, by in ((evaluation.LEADER, leader.person_id), (evaluation.COACH, leader.coach_id)):
        evaluation.answer(
            leader, who, useful=chance.choice((3, 4, 4, 5, 5)), acting=chance.choice(("yes", "yes", "perhaps")),
            words=chance.choice(WOULD_HAVE_HELPED), by=by, now=now,
        )  # fmt: skip
