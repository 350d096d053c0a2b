"""What does the check before launch look at? Read for all leaders of a campaign in one query."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from feedback.campaign import built, rules
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db
from feedback.identity.models import Person


def leaders_at_launch(campaign: Campaign) -> list[rules.SubjectAtLaunch]:
    """What the launch check looks at, for each leader by name."""
    coach = aliased(Person)
    rows = db.session.execute(
        select(Person.name, Subject.person_id, Subject.manager_id, coach.id, coach.is_coach, coach.manager_id,
               Subject.level, Subject.senior, Subject.competencies)
        .join_from(Subject, Person, Person.id == Subject.person_id)
        .join(coach, coach.id == Subject.coach_id)
        .where(Subject.campaign_id == campaign.id)
        .order_by(func.lower(Person.name), Subject.id)
    )  # fmt: skip
    return [
        rules.SubjectAtLaunch(
            name,
            built.questionnaire_of(
                campaign.framework_hash, level, senior, campaign.depth, campaign.scale, campaign.comment_per_theme,
                campaign.one_page, campaign.importance, campaign.themes, competencies, campaign.questions,
                language="en",
            ).item_count,
            coach_fits=is_coach and above_coach != leader and coach_id not in (leader, manager),
        )
        for name, leader, manager, coach_id, is_coach, above_coach, level, senior, competencies in rows
    ]  # fmt: skip
