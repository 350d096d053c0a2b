"""Would anybody notice that an event of the audit was changed, taken out or put in between?

Each event gets a number and the SHA-256 digest of the digest before it and of itself, in a short step of the worker
that is serial by a lock: events are written by many processes at once, and none of them waits for another. The newest
digest, the head, stands for everything before it. It is kept outside the database (the worker's log, and a file beside
the key store), so that who can write to the database cannot bring it along when they shorten or rewrite the chain.

What is older than the council keeps is taken off the beginning. A checkpoint says how far, and the digest reached
there, from which the rest is still checked; the chain itself has an event that repeats it.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, delete, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, db
from feedback.foundations import audit, audit_head
from feedback.foundations.audit import AuditEvent
from feedback.foundations.audit_head import Head
from feedback.foundations.claims import alone
from feedback.foundations.database import one_transaction

AT_ONCE = 1000  # events sealed in one transaction
BEGINNING = hashlib.sha256(b"feedback audit chain/1").digest()
REMOVED = "audit.removed"
log = logging.getLogger("feedback.audit")


class AuditCheckpoint(Model):
    """Events up to ``number`` were removed when the council's period for them had passed; ``digest`` was the last's."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    removed_on: Mapped[date]


@dataclass
class Finding:
    """What a check of the whole chain found. ``problems`` is empty if everything is as it was written."""

    head: Head
    removed: int
    sealed: int = 0
    waiting: int = 0
    oldest_waiting: datetime | None = None
    heads_checked: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """True if the chain is whole."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """For people and programs."""
        return {
            "ok": self.well,
            "head": str(self.head),
            "sealed": self.sealed,
            "removed_by_retention": self.removed,
            "waiting": self.waiting,
            "oldest_waiting": self.oldest_waiting.isoformat() if self.oldest_waiting else None,
            "heads_checked": self.heads_checked,
            "problems": self.problems,
        }


def written_out(number: int, event: Any) -> dict[str, Any]:
    """An event as it is exported, and as it goes into the chain: always the same bytes for the same event."""
    return {
        "number": number,
        "id": event.id.hex,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by_id.hex if event.by_id else None,
        "action": event.action,
        "about": event.about_id.hex if event.about_id else None,
        "facts": event.facts,
    }


def link(before: bytes, number: int, event: Any) -> bytes:
    """The digest of an event that follows on a digest."""
    told = json.dumps(written_out(number, event), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(before + told.encode()).digest()


def seal_waiting(engine: Engine, *, head_file: Path) -> Head | None:
    """Give every event that waits its place in the chain, unless another process is at it; the new head, if it moved.

    The head is told to the log, and kept in the file unless that holds one which the chain no longer passes through.
    """
    if not _is_any_waiting():
        return None
    head = None
    with alone(engine, "sealing the audit") as we_are:
        while we_are:
            with one_transaction():
                sealed = _seal_some()
            if sealed is None:
                break
            head = sealed
    if head is not None:
        log.info("the audit is sealed; its head is %s", head)
        _keep_head(head_file, head)
    return head


def _is_any_waiting() -> bool:
    found = db.session.scalar(select(AuditEvent.id).where(AuditEvent.number.is_(None)).limit(1)) is not None
    db.session.rollback()
    return found


def _keep_head(file: Path, head: Head) -> None:
    """Note the head, unless the chain no longer passes through the one noted: that is evidence, and stays."""
    try:
        before = audit_head.noted(file)
        if before and not passes_through(before):
            log.error("the audit no longer passes through the head that was noted: run flask audit verify")
        else:
            audit_head.note(file, head)
    except (OSError, ValueError) as fault:
        log.error("the head of the audit cannot be noted: %s", type(fault).__name__)


def _seal_some() -> Head | None:
    waiting = db.session.execute(
        select(*_COLUMNS).where(AuditEvent.number.is_(None)).order_by(AuditEvent.at, AuditEvent.id).limit(AT_ONCE)
    ).all()
    if not waiting:
        return None
    head = head_now()
    for event in waiting:
        number = head.number + 1
        head = Head(number, link(head.digest, number, event))
        db.session.execute(
            update(AuditEvent)
            .where(AuditEvent.id == event.id)
            .values(number=number, digest=head.digest)
            .execution_options(synchronize_session=False)
        )
    return head


def head_now() -> Head:
    """How far the chain reaches."""
    last = db.session.execute(
        select(AuditEvent.number, AuditEvent.digest)
        .where(AuditEvent.number.is_not(None))
        .order_by(AuditEvent.number.desc())
        .limit(1)
    ).first()
    begins = start()
    return Head(last[0] or 0, last[1] or b"") if last and (last[0] or 0) > begins.number else begins


def start() -> Head:
    """Where what is left of the chain begins."""
    last = db.session.execute(
        select(AuditCheckpoint.number, AuditCheckpoint.digest).order_by(AuditCheckpoint.number.desc()).limit(1)
    ).first()
    return Head(*last) if last else Head(0, BEGINNING)


def remove_older(than: datetime, *, now: datetime) -> int:
    """Take events off the beginning of the chain that are older, in the present transaction; how many.

    Only whole beginnings go: an event that was sealed late keeps those after it for as long.
    """
    sealed = AuditEvent.number.is_not(None)
    kept = db.session.scalar(select(func.min(AuditEvent.number)).where(sealed, AuditEvent.at >= than))
    before, head = start(), head_now()
    last = head.number if kept is None else kept - 1
    if last <= before.number:
        return 0
    digest = db.session.scalars(select(AuditEvent.digest).where(AuditEvent.number == last)).one()
    db.session.add(AuditCheckpoint(number=last, digest=digest, removed_on=now.date()))
    db.session.flush()  # the database lets go only of what a checkpoint covers
    gone = AuditEvent.number <= last
    db.session.execute(delete(AuditEvent).where(gone).execution_options(synchronize_session=False))
    audit.record(REMOVED, by=None, about=None, now=now, up_to=last, digest=(digest or b"").hex())
    return last - before.number


def verify(*, heads: tuple[Head, ...] = ()) -> Finding:
    """Recompute the whole chain, and see that it passes through ``heads`` that were noted earlier, elsewhere."""
    begins = start()
    found = Finding(begins, begins.number, heads_checked=len(heads))
    wanted = {head.number: head.digest for head in heads if head.number >= begins.number}
    _check_removal(begins, found)
    if wanted.get(begins.number, begins.digest) != begins.digest:
        found.problems.append(f"{begins.number}: the checkpoint is not the head that was noted")
    for event in _sealed():
        number = found.head.number + 1
        if event.number != number:
            what = f"event {number} is" if event.number == number + 1 else f"events {number} to {event.number - 1} are"
            found.problems.append(f"{number}: {what} missing")
        elif link(found.head.digest, number, event) != event.digest:
            found.problems.append(f"{number}: the event, or the one before it, is not as it was written")
        if wanted.get(event.number, event.digest) != event.digest:
            found.problems.append(f"{event.number}: the chain is not the one whose head was noted")
        found.head = Head(event.number, event.digest)
        found.sealed += 1
    found.problems += [
        f"{number}: a head was noted there, and the chain ends at {found.head.number}"
        for number in sorted(wanted)
        if number > found.head.number
    ]
    waiting = select(func.count(), func.min(AuditEvent.at)).where(AuditEvent.number.is_(None))
    found.waiting, found.oldest_waiting = db.session.execute(waiting).one()
    return found


def _check_removal(begins: Head, found: Finding) -> None:
    """A checkpoint that the chain does not speak of was put there by somebody else."""
    if not begins.number:
        return
    told = db.session.scalars(select(AuditEvent.facts).where(AuditEvent.action == REMOVED))
    if {"up_to": begins.number, "digest": begins.digest.hex()} not in told.all():
        found.problems.append(f"{begins.number}: a checkpoint that no event of the chain speaks of")


_COLUMNS = (
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.by_id,
    AuditEvent.action,
    AuditEvent.about_id,
    AuditEvent.facts,
    AuditEvent.number,
    AuditEvent.digest,
)


def _sealed() -> Iterator[Any]:
    """Every event of the chain in its order, without holding all of them at once."""
    ordered = select(*_COLUMNS).where(AuditEvent.number.is_not(None)).order_by(AuditEvent.number)
    yield from db.session.execute(ordered.execution_options(yield_per=AT_ONCE))


def exported() -> Iterator[dict[str, Any]]:
    """The whole chain, event by event: with the digests anybody can check it with ten lines of their own."""
    for event in _sealed():
        yield {**written_out(event.number, event), "digest": event.digest.hex()}


def passes_through(head: Head) -> bool:
    """Whether the chain has this head on its way; true too for one of a part that was removed in its time."""
    begins = start()
    if head.number <= begins.number:
        return head.number < begins.number or head.digest == begins.digest
    return db.session.scalar(select(AuditEvent.digest).where(AuditEvent.number == head.number)) == head.digest
