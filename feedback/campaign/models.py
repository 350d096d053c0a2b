"""Campaigns and the leaders in them."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.campaign.lifecycle import State
from feedback.extensions import Model, new_id
from feedback.foundations.database import UtcDateTime
from feedback.identity.models import Person

_STATES = ", ".join(f"'{state}'" for state in State)
CAMPAIGN, CHECK_IN = "campaign", "check_in"


class Campaign(Model):
    """One run of feedback. What protects raters is frozen into each subject's ``rules`` at launch.

    ``decline_reasons`` is how many raters gave which reason for saying no, counted at closing over all leaders.
    ``level_rules`` says which level of the framework a level of the directory means; ``steps_saved`` which steps of the
    set-up somebody has looked at and saved. ``response_percent`` is how many of a hundred raters are expected to
    answer; after ``silent_days`` with the manager a list counts as approved, or never where there is no number.
    ``rater_limits`` has the fewest, recommended and most raters of the groups for which they are not the usual ones.
    ``for_systems``: whether other systems of the council may read the figures of released reports.
    ``counted_on`` is the day on which the replies that leaders see were last counted.

    ``kind`` tells campaigns from check-ins, which the worker makes of one leader and which ask about nothing but
    ``only_items``, the behaviours of an action plan (``followup.check_ins``). ``check_ins`` is whether plans that are
    made after a campaign are followed by them.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state_is_known"),
        CheckConstraint("group_min_n BETWEEN 3 AND 10", name="threshold_is_safe"),
        CheckConstraint("merge IN ('combine', 'merge', 'drop')", name="merge_is_known"),
        CheckConstraint("NOT (spread_words AND mode = 'strict')", name="strict_has_no_spread_words"),
        CheckConstraint("(state = 'stopped') = (stopped_at IS NOT NULL)", name="stopped_has_its_moment"),
        CheckConstraint("response_percent BETWEEN 10 AND 100", name="response_rate_is_likely"),
        CheckConstraint("silent_days BETWEEN 3 AND 30", name="silence_is_long_enough"),
        CheckConstraint(f"kind IN ('{CAMPAIGN}', '{CHECK_IN}')", name="kind_is_known"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    framework_hash: Mapped[str] = mapped_column(ForeignKey("framework_snapshot.hash"))
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    closes_on: Mapped[date]
    depth: Mapped[str]
    scale: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    questions: Mapped[list[str]] = mapped_column(JSON, default=list)
    comment_per_theme: Mapped[bool] = mapped_column(default=True)
    one_page: Mapped[bool] = mapped_column(default=False, server_default=false())
    importance: Mapped[bool] = mapped_column(default=False, server_default=false())
    group_min_n: Mapped[int]
    mode: Mapped[str] = mapped_column(default="default")
    coach_key: Mapped[bool] = mapped_column(default=False)
    merge: Mapped[str] = mapped_column(default="combine")
    spread_words: Mapped[bool] = mapped_column(default=False)
    label_comments: Mapped[bool] = mapped_column(default=False)
    radar: Mapped[bool] = mapped_column(default=False, server_default=false())
    for_systems: Mapped[bool] = mapped_column(default=False, server_default=false())
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    level_rules: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    privacy_notice: Mapped[str] = mapped_column(default="", server_default="")
    steps_saved: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    response_percent: Mapped[int] = mapped_column(default=65, server_default="65")
    silent_days: Mapped[int | None]
    rater_limits: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict, server_default="{}")
    decline_reasons: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    counted_on: Mapped[date | None]
    kind: Mapped[str] = mapped_column(default=CAMPAIGN, server_default=CAMPAIGN)
    only_items: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    check_ins: Mapped[bool] = mapped_column(default=True, server_default=true())

    subjects: Mapped[list["Subject"]] = relationship(back_populates="campaign")


class MailPlan(Model):
    """How often a campaign asks again. One that has no row is asked as usual (``mailing.rules.Wishes()``).

    ``looked_on`` is the last day on which the worker asked for what was due: it does so once a working day.
    """

    __tablename__ = "mail_plan"
    __table_args__ = (
        CheckConstraint("reminders BETWEEN 0 AND 2", name="two_reminders_at_most"),
        CheckConstraint("days_before BETWEEN 1 AND 14", name="the_last_one_comes_in_time"),
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    reminders: Mapped[int]
    days_before: Mapped[int]
    nudges: Mapped[bool]
    looked_on: Mapped[date | None]


class Subject(Model):
    """A leader in a campaign: one round of feedback, with its own key pair and its own frozen rules.

    ``ended`` rounds were called off: nothing of them was opened, there is no report, and who was asked is erased.
    ``lost`` are those of them that a backup brought back after they had been opened, and their keys destroyed.
    """

    __tablename__ = "subject"
    __table_args__ = (
        UniqueConstraint("campaign_id", "person_id"),
        CheckConstraint("manager_id <> person_id", name="nobody_manages_themself"),
        CheckConstraint("list_state IN ('choosing', 'with_manager', 'approved')", name="list_state_is_known"),
        CheckConstraint("(rules IS NULL) = (rules_hash IS NULL)", name="rules_carry_their_hash"),
        CheckConstraint("closed OR NOT ended", name="an_ended_round_is_closed"),
        CheckConstraint("ended OR NOT lost", name="a_lost_round_has_ended"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    manager_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    coach_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    level: Mapped[str]
    senior: Mapped[bool] = mapped_column(default=False)
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    list_state: Mapped[str] = mapped_column(default="choosing")
    manager_told_on: Mapped[date | None] = mapped_column("list_sent_on")  # their letter about this list was accepted
    note_from_manager: Mapped[str] = mapped_column(default="")
    seal_public: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    rules_hash: Mapped[str | None]
    closed: Mapped[bool] = mapped_column(default=False)
    ended: Mapped[bool] = mapped_column(default=False, server_default=false())
    lost: Mapped[bool] = mapped_column(default=False, server_default=false())

    campaign: Mapped[Campaign] = relationship(back_populates="subjects", lazy="joined")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    manager: Mapped[Person] = relationship(foreign_keys=[manager_id], lazy="joined")
    coach: Mapped[Person] = relationship(foreign_keys=[coach_id], lazy="joined")


class Cohort(Model):
    """Leaders of a campaign on whom there is to be a report together: a team, a level, or those that were ticked.

    ``mark`` is a power of two, another for each cohort of the campaign: the sum over a leader's cohorts tells which
    they are. Who belongs to it is settled at launch.
    """

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("campaign_id", "name"),
        UniqueConstraint("campaign_id", "mark"),
        CheckConstraint("by IN ('team', 'level', 'picked')", name="by_is_known"),
        CheckConstraint("(by = 'picked') = (value = '')", name="picked_needs_no_value"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    mark: Mapped[int]
    name: Mapped[str]
    by: Mapped[str]
    value: Mapped[str] = mapped_column(default="")


class CohortMember(Model):
    """A leader who belongs to a cohort: ticked in a draft, or frozen there at launch."""

    __tablename__ = "cohort_member"
    __table_args__ = ({"sqlite_with_rowid": False},)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CoachShare(Model):
    """The coach's own key to one round, in campaigns that ask for it: without it nothing that was sent can be opened.

    ``public`` seals; ``locked`` is the private half under the coach's passphrase. At closing the worker makes a key for
    this one occasion (``handover_public``), and the coach's private half is left for it, sealed to that
    (``handed_over``). The row is deleted in the transaction that closes the round.
    """

    __tablename__ = "coach_share"
    __table_args__ = (
        CheckConstraint("handed_over IS NULL OR handover_public IS NOT NULL", name="handed_over_to_somebody"),
    )

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handover_public: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    handed_over: Mapped[bytes | None] = mapped_column(LargeBinary)
