"""Frameworks in the database: what campaigns took, what was published in the browser, and what is being written."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.extensions import Model, new_id


class FrameworkSnapshot(Model):
    """A framework's content, found by its hash and never changed: editing a file changes no campaign."""

    __tablename__ = "framework_snapshot"

    hash: Mapped[str] = mapped_column(primary_key=True)
    framework_id: Mapped[str]
    title: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class FrameworkVersion(Model):
    """A version that was published in the browser. Its content is a snapshot, so it is never changed.

    ``number`` counts the versions of one framework. A ``retired`` one is not offered to new campaigns any more.
    """

    __tablename__ = "framework_version"
    __table_args__ = (UniqueConstraint("framework_id", "version"), UniqueConstraint("framework_id", "number"))

    hash: Mapped[str] = mapped_column(ForeignKey("framework_snapshot.hash"), primary_key=True)
    framework_id: Mapped[str]
    version: Mapped[str]
    number: Mapped[int]
    published_on: Mapped[date]
    retired: Mapped[bool] = mapped_column(default=False)

    snapshot: Mapped[FrameworkSnapshot] = relationship(lazy="joined")


class FrameworkDraft(Model):
    """A framework that is being written: plain data as a file would hold it, in order or not.

    ``based_on`` is the version that it goes on from, if there is one: what behaviours of that one mean the same is
    asked before it is published. ``changed_on`` is the day of the last change.
    """

    __tablename__ = "framework_draft"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    based_on: Mapped[str | None] = mapped_column(ForeignKey("framework_snapshot.hash"))
    changed_on: Mapped[date]
