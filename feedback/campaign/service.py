"""The verbs of campaigns and of the leaders in them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from feedback.campaign import at_launch, built, coach_keys, cohorts, lifecycle, limits, rules
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import CAMPAIGN, CHECK_IN, Campaign, Subject
from feedback.campaign.questionnaire import Questionnaire
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.framework import service as frameworks
from feedback.framework.format import Framework
from feedback.identity.models import Person


class CannotLaunch(Exception):
    """The campaign is not fit to launch; ``problems`` says what to put right."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Setup:
    """What an administrator chooses for a campaign."""

    name: str
    closes_on: date
    depth: str
    scale: str
    group_min_n: int = rules.DEFAULT_GROUP_MIN_N
    mode: str = "default"
    merge: str = "combine"
    spread_words: bool = False
    label_comments: bool = False
    themes: tuple[str, ...] = ()
    questions: tuple[str, ...] = field(default_factory=rules.usual_questions)
    comment_per_theme: bool = True
    one_page: bool = False
    importance: bool = False
    coach_key: bool = False
    level_rules: Mapping[str, str] = field(default_factory=dict)
    privacy_notice: str = ""
    radar: bool = False
    for_systems: bool = False
    response_percent: int = 65
    silent_days: int | None = None
    rater_limits: Mapping[str, list[int]] = field(default_factory=dict)
    check_ins: bool = True


def create_campaign(framework: Framework, setup: Setup, *, by: uuid.UUID | None, now: datetime) -> Campaign:
    """A new draft on a snapshot of the framework as it is today.

    Raises:
        CannotBeKept: two choices contradict each other.
    """
    snapshot = frameworks.take_snapshot(framework)
    campaign = Campaign(framework_hash=snapshot.hash, **_columns(setup))
    db.session.add(campaign)
    db.session.flush()
    audit.record("campaign.created", by=by, about=campaign.id, now=now)
    return campaign


def change_setup(campaign: Campaign, setup: Setup, *, by: uuid.UUID | None, now: datetime) -> None:
    """Change a draft.

    Raises:
        NotAllowedNow: it has been launched; what protects raters can no longer change.
        CannotBeKept: two choices contradict each other.
    """
    hold(campaign)
    if campaign.state != State.DRAFT:
        raise NotAllowedNow("a launched campaign cannot be changed")
    for column, value in _columns(setup).items():
        setattr(campaign, column, value)
    audit.record("campaign.changed", by=by, about=campaign.id, now=now)


def move_closing_date(campaign: Campaign, closes_on: date, *, by: uuid.UUID | None, now: datetime) -> None:
    """Move the closing date, the one thing that may change while raters answer.

    Raises:
        NotAllowedNow: the campaign no longer collects, or the date has passed.
    """
    hold(campaign)
    if campaign.state not in (State.DRAFT, State.NOMINATING, State.COLLECTING) or closes_on <= now.date():
        raise NotAllowedNow("the closing date can only be moved to a later day while the campaign is open")
    campaign.closes_on = closes_on
    audit.record("campaign.closing_date_moved", by=by, about=campaign.id, now=now, to=closes_on.isoformat())


def _columns(setup: Setup) -> dict[str, object]:
    rules.check_protection(mode=setup.mode, spread_words=setup.spread_words)
    columns = dict(vars(setup))
    columns["level_rules"], columns["rater_limits"] = dict(setup.level_rules), dict(setup.rater_limits)
    columns["themes"], columns["questions"] = list(setup.themes), [text for text in setup.questions if text.strip()]
    return columns


def campaigns(*, kind: str = CAMPAIGN) -> Sequence[Campaign]:
    """All campaigns, or all check-ins, the last to close first."""
    ordered = select(Campaign).where(Campaign.kind == kind).order_by(Campaign.closes_on.desc(), Campaign.name)
    return db.session.scalars(ordered).all()


def campaign(campaign_id: uuid.UUID) -> Campaign | None:
    """The campaign, or None."""
    return db.session.get(Campaign, campaign_id)


def subject(subject_id: uuid.UUID) -> Subject | None:
    """The leader in a campaign, or None."""
    return db.session.get(Subject, subject_id)


def subjects_of(campaign_id: uuid.UUID) -> Sequence[Subject]:
    """The leaders of a campaign, by name."""
    return db.session.scalars(
        select(Subject)
        .join(Subject.person)
        .where(Subject.campaign_id == campaign_id)
        .order_by(func.lower(Person.name), Subject.id)
    ).all()


def subjects_by_id(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    """The leaders by their ids, in one query."""
    return {found.id: found for found in db.session.scalars(select(Subject).where(Subject.id.in_(subject_ids)))}


def subjects_where(person_id: uuid.UUID, role: str) -> Sequence[Subject]:
    """The leaders to whom a person is ``leader`` (themself), ``manager`` or ``coach``, in campaigns that go on."""
    column = {"leader": Subject.person_id, "manager": Subject.manager_id, "coach": Subject.coach_id}[role]
    return _going_on(column == person_id, Campaign.kind == CAMPAIGN)


def subjects_around(person_id: uuid.UUID) -> Sequence[Subject]:
    """The leaders to whom a person is any of these, in check-ins too: all in one question to the database."""
    return _going_on(
        or_(*(column == person_id for column in (Subject.person_id, Subject.manager_id, Subject.coach_id)))
    )


def _going_on(*conditions: ColumnElement[bool]) -> Sequence[Subject]:
    found = select(Subject).join(Subject.campaign).join(Subject.person).where(*conditions, Subject.ended.is_(False))
    going_on = found.where(Campaign.state.not_in([State.DRAFT, State.CANCELLED]))
    return db.session.scalars(going_on.order_by(Campaign.closes_on.desc(), func.lower(Person.name))).all()


def framework_of(campaign: Campaign) -> Framework:
    """The snapshot the campaign runs on."""
    return frameworks.from_snapshot(campaign.framework_hash)


def questionnaire_for(leader: Subject, *, language: str = "en") -> Questionnaire:
    """What this leader's raters are asked, in the reader's language as far as the framework has words in it."""
    return _asked(leader.campaign, leader.level, leader.senior, leader.competencies, language=language)


def _asked(
    run: Campaign, level: str, senior: bool, competencies: Sequence[str], *, language: str = "en"
) -> Questionnaire:
    return built.questionnaire_of(
        run.framework_hash, level, senior, run.depth, run.scale, run.comment_per_theme, run.one_page,
        run.importance, run.themes, competencies, run.questions, run.only_items, language=language,
    )  # fmt: skip


def launch_problems(campaign: Campaign, *, today: date, smallest_allowed: int) -> list[str]:
    """What must be put right before launch, as sentences."""
    return cohorts.problems(campaign) + rules.launch_problems(
        today=today,
        closes_on=campaign.closes_on,
        group_min_n=campaign.group_min_n,
        smallest_allowed=smallest_allowed,
        subjects=at_launch.leaders_at_launch(campaign),
        limits=limits.limits_of(campaign.rater_limits),
    )


def launch(campaign: Campaign, *, smallest_allowed: int, by: uuid.UUID | None, now: datetime) -> None:
    """Freeze the rules of every leader's round and ask the leaders to nominate.

    Raises:
        NotAllowedNow: it is no draft.
        CannotLaunch: something must be put right first.
    """
    hold(campaign)
    lifecycle.check_move(State(campaign.state), State.NOMINATING)
    problems = launch_problems(campaign, today=now.date(), smallest_allowed=smallest_allowed)
    if problems:
        raise CannotLaunch(problems)
    cohorts.freeze(campaign)
    for leader in subjects_of(campaign.id):
        freeze(leader)
        outbox.enqueue("nominate", to=leader.person_id, about=leader.id)
    move(campaign, State.NOMINATING, by=by, now=now)


def freeze(leader: Subject) -> None:
    """Write down what protects a leader's raters, for good; asks the coach for a key where one is to lock answers."""
    campaign, asked = leader.campaign, questionnaire_for(leader)
    leader.rules = rules.frozen_rules(
        scale_min=asked.scale.min,
        scale_max=asked.scale.max,
        scale_labels=asked.scale.labels,
        group_min_n=campaign.group_min_n,
        mode=campaign.mode,
        merge=campaign.merge,
        spread_words=campaign.spread_words,
        label_comments=campaign.label_comments,
        items={item.id: item.theme_id for item in asked.items},
        questions=asked.question_ids,
        level=leader.level,
        framework_hash=campaign.framework_hash,
        coach_key=campaign.coach_key,
        importance=rules.importance_of(asked),
        check_in=campaign.kind == CHECK_IN,
        for_systems=campaign.for_systems,
    )
    leader.rules_hash = rules.fingerprint(leader.rules)
    if campaign.coach_key:
        outbox.enqueue("coach_key", to=leader.coach_id, about=leader.id)


def move(campaign: Campaign, to: State, *, by: uuid.UUID | None, now: datetime) -> None:
    """Bring a campaign into another state; waits until whoever is saving answers in it has saved them.

    Raises:
        NotAllowedNow: the table of transitions has no such move.
    """
    hold(campaign)
    lifecycle.check_move(State(campaign.state), to)
    campaign.state = to
    campaign.stopped_at = now if to == State.STOPPED else None
    if to == State.CLOSED:
        campaign.decline_reasons = rules.reasons_to_keep(campaign.decline_reasons, group_min_n=campaign.group_min_n)
    audit.record(f"campaign.{to}", by=by, about=campaign.id, now=now)


def undo_stop(campaign: Campaign, *, by: uuid.UUID | None, now: datetime) -> None:
    """Let raters answer again after a stop; a closing day that has passed moves to a week from today.

    Raises:
        NotAllowedNow: it is not stopped, or its answers are being opened.
    """
    hold(campaign)
    if campaign.state != State.STOPPED or anything_opened(campaign.id):
        raise NotAllowedNow("only a stop of which no answer has been opened can be undone")
    move(campaign, State.COLLECTING, by=by, now=now)
    coach_keys.take_back(campaign.id)
    if campaign.closes_on < now.date():
        campaign.closes_on = now.date() + timedelta(days=7)


def anything_opened(campaign_id: uuid.UUID) -> bool:
    """True once the answers about a leader of the campaign have been opened: there is no way back then."""
    opened = select(Subject.id).where(Subject.campaign_id == campaign_id, Subject.closed, Subject.ended.is_(False))
    return db.session.scalar(opened.limit(1)) is not None


def hold(campaign: Campaign) -> None:
    """See the campaign as it is now, and let nobody else change it until the present transaction ends."""
    db.session.flush()  # what this transaction has changed itself must not be read over
    db.session.refresh(campaign, with_for_update={"key_share": True})  # all but new leaders, who need only its id


def stop_due(*, now: datetime) -> int:
    """Stop a campaign whose closing day has passed; 0 if there is none.

    One in a transaction: one link may open the slots of several campaigns, and nobody must wait in a circle.
    """
    run = db.session.scalar(
        select(Campaign)
        .where(Campaign.state == State.COLLECTING, Campaign.closes_on < now.date())
        .order_by(Campaign.id)
        .limit(1)
        .with_for_update(key_share=True)
    )
    if run is None:
        return 0
    move(run, State.STOPPED, by=None, now=now)
    return 1


def due_for_opening(*, now: datetime, undo: timedelta) -> Sequence[uuid.UUID]:
    """The stopped campaigns whose time to undo is over."""
    return db.session.scalars(
        select(Campaign.id).where(Campaign.state == State.STOPPED, Campaign.stopped_at <= now - undo)
    ).all()
