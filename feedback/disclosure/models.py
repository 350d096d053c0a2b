"""What closing leaves behind: figures and words that disclosure control let through, and nothing else.

No row here leads to a rater. All rows of a round are written by one transaction in random order, with random or natural
keys and without times, so neither order nor system columns tell anything.
"""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, new_id
from feedback.response.rules import PARAPHRASE, VERBATIM


class ReleasedReport(Model):
    """That a round was closed: counts per group, and where its report stands. Frozen; only ``state`` moves."""

    __tablename__ = "released_report"
    __table_args__ = (CheckConstraint("state IN ('sealed', 'opened', 'released')", name="state_is_known"),)

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(default="sealed")
    closed_on: Mapped[date]
    released_on: Mapped[date | None]  # what the leader does not read is erased thirty days later
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)  # group -> [invited, answered]


class Block(Model):
    """A group of raters, or small groups combined, shown as one."""

    __tablename__ = "block"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    n: Mapped[int]


class ReleasedCell(Model):
    """One figure: a mean, "x or below", "y or above" (in tenths), or too few; with the words about spread, if any."""

    __tablename__ = "released_cell"
    __table_args__ = (
        CheckConstraint("kind IN ('mean', 'at_most', 'at_least', 'few')", name="kind_is_known"),
        CheckConstraint("(kind = 'few') = (tenths IS NULL)", name="too_few_has_no_figure"),
        CheckConstraint("low_share IN ('fewer than a third', 'a third or more')", name="low_share_is_known"),
        CheckConstraint(
            "high_share IN ('fewer than a third', 'a third to two thirds', 'more than two thirds')",
            name="high_share_is_known",
        ),
        CheckConstraint(
            "(low_share IS NULL) = (high_share IS NULL) AND (low_share IS NULL OR kind <> 'few')",
            name="spread_stands_whole_and_by_a_figure",
        ),
        {"sqlite_with_rowid": False},
    )

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    block: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    tenths: Mapped[int | None]
    low_share: Mapped[str | None]
    high_share: Mapped[str | None]


class NamedAnswer(Model):
    """A rating by the leader or the manager, who were told that they are not anonymous. None is "I can't say"."""

    __tablename__ = "named_answer"
    __table_args__ = (CheckConstraint("grp IN ('self', 'manager')", name="only_those_who_are_named"),)

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    group: Mapped[str] = mapped_column("grp", primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int | None]


class MarkedImportant(Model):
    """A competency marked as mattering most in the role: by the leader, by the manager, or by many of all raters shown.

    ``all_shown`` has what the rules let through of those who are not named, never one person's mark.
    """

    __tablename__ = "marked_important"
    __table_args__ = (
        CheckConstraint("who IN ('self', 'manager', 'all_shown')", name="only_those_named_or_all_together"),
        {"sqlite_with_rowid": False},
    )

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    competency_id: Mapped[str] = mapped_column(primary_key=True)


class Comment(Model):
    """Words on one question, and how they reach the leader.

    ``label`` is the leader's, the manager's or, where the rules allow it, a block's. ``paraphrase``: the coach's words
    in place of ``text``, where the writer asked for that; empty if the coach leaves it out; NULL until then.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("state IN ('shown', 'redacted', 'withheld')", name="state_is_known"),
        CheckConstraint("travels IN ('verbatim', 'paraphrase', 'coach_only')", name="travels_is_known"),
        CheckConstraint("paraphrase IS NULL OR travels = 'paraphrase'", name="only_who_asked_is_paraphrased"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str]
    label: Mapped[str | None]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="shown")
    travels: Mapped[str] = mapped_column(default=VERBATIM, server_default=VERBATIM)
    paraphrase: Mapped[str | None]

    @property
    def waits(self) -> bool:
        """True until the coach has said it in other words, or left it out."""
        return self.travels == PARAPHRASE and self.paraphrase is None
