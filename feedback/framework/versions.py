"""The versions of frameworks that were published in the browser."""

import uuid
from datetime import datetime

from sqlalchemy import func, inspect, select, update

from feedback.extensions import db
from feedback.foundations import audit
from feedback.framework import service
from feedback.framework.format import Framework
from feedback.framework.models import FrameworkVersion


def are_kept() -> bool:
    """Whether the database has been prepared at all: the files can be checked without one."""
    return inspect(db.engine).has_table(FrameworkVersion.__tablename__)


def published(framework_id: str | None = None) -> list[FrameworkVersion]:
    """All published versions, or those of one framework, the newest of each first."""
    wanted = select(FrameworkVersion).order_by(FrameworkVersion.framework_id, FrameworkVersion.number.desc())
    if framework_id is not None:
        wanted = wanted.where(FrameworkVersion.framework_id == framework_id)
    return list(db.session.scalars(wanted))


def is_taken(framework_id: str, version: str) -> bool:
    """Whether a version of this name has been published."""
    return any(one.version == version for one in published(framework_id))


def add(framework: Framework, *, now: datetime) -> FrameworkVersion:
    """A new version, in use from now on."""
    last = db.session.scalar(
        select(func.max(FrameworkVersion.number)).where(FrameworkVersion.framework_id == framework.id)
    )
    made = FrameworkVersion(
        hash=service.take_snapshot(framework).hash,
        framework_id=framework.id,
        version=framework.version,
        number=(last or 0) + 1,
        published_on=now.date(),
        retired=False,
    )
    db.session.add(made)
    db.session.flush()
    return made


def retire(snapshot_hash: str, *, retired: bool, by: uuid.UUID | None, now: datetime) -> None:
    """Offer a version to no new campaign any more, or again. Campaigns that run on it go on."""
    db.session.execute(update(FrameworkVersion).where(FrameworkVersion.hash == snapshot_hash).values(retired=retired))
    audit.record("framework.retired" if retired else "framework.taken_back", by=by, about=None, now=now,
                 hash=snapshot_hash)  # fmt: skip
