"""The verbs of setting a campaign up: step by step, or as an earlier one was. Only in drafts."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from feedback.campaign import cohorts, leaders, service, steps
from feedback.campaign.at_launch import leaders_at_launch
from feedback.campaign.leaders import SubjectRefused
from feedback.campaign.models import Campaign, MailPlan
from feedback.campaign.service import Setup
from feedback.campaign.steps import Facts, StepState
from feedback.extensions import db
from feedback.framework.format import Framework
from feedback.identity import service as identity

# What each step settles. A step cannot change what another one shows.
SETTLES = {
    steps.FRAMEWORK: {"name"},
    steps.LEVELS: {"level_rules"},
    steps.QUESTIONNAIRE: {
        "themes",
        "depth",
        "scale",
        "questions",
        "comment_per_theme",
        "one_page",
        "importance",
        "check_ins",
    },
    steps.PROTECTION: {
        "group_min_n",
        "mode",
        "merge",
        "spread_words",
        "label_comments",
        "coach_key",
        "radar",
        "for_systems",
    },
    steps.CHOOSING: {"response_percent", "silent_days", "rater_limits"},
    steps.DATES: {"closes_on"},
    steps.NOTICE: {"privacy_notice"},
}


def setup_of(campaign: Campaign) -> Setup:
    """What was chosen for a campaign."""
    chosen = {name: getattr(campaign, name) for name in Setup.__dataclass_fields__}
    return Setup(**chosen | {"themes": tuple(campaign.themes), "questions": tuple(campaign.questions)})


def begin(framework: Framework, *, name: str, closes_on: date, by: uuid.UUID | None, now: datetime) -> Campaign:
    """A new draft with what is usual."""
    usual = Setup(name=name, closes_on=closes_on, depth=framework.depth, scale="frequency-5")
    created = service.create_campaign(framework, usual, by=by, now=now)
    created.steps_saved = [steps.FRAMEWORK, steps.DATES]
    return created


def save_step(campaign: Campaign, step: str, *, by: uuid.UUID | None, now: datetime, **chosen: Any) -> None:
    """Keep what was chosen on one step's page; what other steps settle stays.

    Raises:
        NotAllowedNow: the campaign has been launched.
        CannotBeKept: two choices contradict each other.
        ValueError: the step does not settle one of these.
    """
    if not set(chosen) <= SETTLES[step]:
        raise ValueError(f"the step {step} settles only {sorted(SETTLES[step])}")
    service.hold(campaign)  # or another step that is saved at the same time would be lost
    service.change_setup(campaign, replace(setup_of(campaign), **chosen), by=by, now=now)
    campaign.steps_saved = sorted({*campaign.steps_saved, step})


def states(campaign: Campaign, *, today: date) -> dict[str, StepState]:
    """How far each step of a draft is, in their order."""
    found = leaders_at_launch(campaign)
    return steps.states(
        Facts(
            saved=campaign.steps_saved,
            leaders=len(found),
            date_is_ahead=campaign.closes_on > today,
            has_empty_questionnaire=any(not leader.item_count for leader in found),
            coaches_fit=all(leader.coach_fits for leader in found),
            cohorts=len(cohorts.cohorts_of(campaign.id)),
            cohorts_fit=not cohorts.problems(campaign),
        )
    )


def copy(
    earlier: Campaign, framework: Framework, *, name: str, closes_on: date, with_leaders: bool, by: uuid.UUID | None,
    now: datetime,
) -> tuple[Campaign, list[str]]:  # fmt: skip
    """A new draft set up as an earlier campaign was; with it the names of leaders who could not be copied.

    ``framework`` is the earlier campaign's as it is today; themes and levels that it has lost are left out.
    """
    levels = {level.id for level in framework.levels if level.assignable}
    was = setup_of(earlier)
    setup = replace(
        was,
        name=name,
        closes_on=closes_on,
        themes=tuple(theme for theme in was.themes if theme in {known.id for known in framework.themes}),
        level_rules={own: level for own, level in was.level_rules.items() if level in levels},
    )
    created = service.create_campaign(framework, setup, by=by, now=now)
    created.steps_saved = [steps.FRAMEWORK, steps.DATES]
    wished = db.session.get(MailPlan, earlier.id)
    if wished is not None:
        again = {name: getattr(wished, name) for name in ("reminders", "days_before", "nudges")}
        db.session.add(MailPlan(campaign_id=created.id, looked_on=None, **again))
    cohorts.copy(earlier, created, levels=levels)
    return created, _copy_leaders(earlier, created, framework, by, now) if with_leaders else []


def _copy_leaders(
    earlier: Campaign, created: Campaign, framework: Framework, by: uuid.UUID | None, now: datetime
) -> list[str]:
    known = {competency.id for competency in framework.competencies}
    subjects = service.subjects_of(earlier.id)
    managers = identity.people(leader.person.manager_id for leader in subjects if leader.person.manager_id)
    left_out = []
    for leader in subjects:
        manager = managers.get(leader.person.manager_id) if leader.person.manager_id else None
        try:
            leaders.add_subject(
                created,
                person=leader.person,
                manager=manager or leader.manager,
                coach=leader.coach,
                level=leader.level,
                senior=leader.senior,
                competencies=[one for one in leader.competencies if one in known],
                by=by,
                now=now,
            )
        except SubjectRefused:
            left_out.append(leader.person.name)
    return left_out
