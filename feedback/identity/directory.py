"""The verbs of the directory: find people in it, and bring it up to date from a file, all of it or nothing."""

import hashlib
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, or_, select, update

from feedback.extensions import db, new_id
from feedback.foundations import audit
from feedback.identity import directory_file, rules
from feedback.identity.directory_file import PersonRow
from feedback.identity.models import DirectoryUpload, Person
from feedback.identity.spreadsheet import RowError

KEPT_FOR = timedelta(hours=1)


class DirectoryChanged(Exception):
    """What the file would do is no longer what was shown; nothing was changed."""


class UploadGone(Exception):
    """The file is no longer kept: it is too old, another one has taken its place, or it has been taken in."""


@dataclass(frozen=True)
class Change:
    """What the file does to one person: ``what`` are the names of the columns that change, none for a new person."""

    row: int
    person_id: uuid.UUID
    name: str
    email: str
    values: dict[str, object]
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a file would do to the directory. With errors it does nothing."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    left_alone: tuple[PersonRow, ...] = ()
    not_in_file: int = 0
    unused: tuple[str, ...] = ()
    errors: tuple[RowError, ...] = ()
    fingerprint: str = field(default="", compare=False)


def plan(content: bytes) -> Plan:
    """What taking this file in would do: who is added, changed or left alone, matched by address; or every error."""
    file = directory_file.read(content)
    known = {row.email: row for row in db.session.execute(select(Person.__table__)).all()}
    ids = {email: row.id for email, row in known.items()}
    ids |= {row.email: new_id() for row in file.rows if row.email not in known}
    errors = [*file.errors, *_managers_wrong(file.rows, known, ids, complete=not file.errors)]
    if errors:
        return Plan(unused=file.unused, errors=tuple(sorted(errors, key=lambda error: error.row)))
    added, changed, left = [], [], []
    for row in file.rows:
        wanted = _wanted(row, ids)
        was = known.get(row.email)
        if was is None:
            added.append(Change(row.row, ids[row.email], row.name, row.email, wanted))
            continue
        what = tuple(name for name, value in wanted.items() if getattr(was, name) != value)
        if what:
            changed.append(Change(row.row, was.id, row.name, row.email, {name: wanted[name] for name in what}, what))
        else:
            left.append(row)
    shown = [(one.email, sorted(one.values)) for one in (*added, *changed)]
    digest = hashlib.sha256(repr((shown, len(left))).encode() + content).hexdigest()
    absent = len(known) - len(changed) - len(left)
    return Plan(tuple(added), tuple(changed), tuple(left), absent, file.unused, (), digest)


def _wanted(row: PersonRow, ids: dict[str, uuid.UUID]) -> dict[str, object]:
    """The columns that the file speaks of."""
    values: dict[str, object | None] = {
        "name": row.name, "job_title": row.job_title, "level": row.level, "team": row.team, "is_coach": row.is_coach,
    }  # fmt: skip
    wanted = {name: value for name, value in values.items() if value is not None}
    if row.manager_email is not None:
        wanted["manager_id"] = ids[row.manager_email] if row.manager_email else None
    return wanted


def _managers_wrong(
    rows: Sequence[PersonRow], known: Mapping[str, Any], ids: Mapping[str, uuid.UUID], *, complete: bool
) -> list[RowError]:
    """What is wrong with the line of managers. Who is missing is told only where every row could be read."""
    above: dict[uuid.UUID, uuid.UUID | None] = {row.id: row.manager_id for row in known.values()}
    row_of: dict[uuid.UUID, PersonRow] = {}
    wrong = []
    for row in rows:
        row_of[ids[row.email]] = row
        if row.manager_email and row.manager_email == row.email:
            wrong.append(RowError(row.row, "manager_email", _("Nobody can be their own manager")))
        elif row.manager_email and row.manager_email not in ids:
            if complete:
                wrong.append(
                    RowError(row.row, "manager_email", _("Nobody in the file or under People has this address"))
                )
        elif row.manager_email is not None:
            above[ids[row.email]] = ids[row.manager_email] if row.manager_email else None
    for circle in rules.circles(above):
        listed = sorted((row_of[one] for one in circle if one in row_of), key=lambda row: row.row)
        numbers = ", ".join(str(row.row) for row in listed)
        told = _("The line of managers goes in a circle, through these rows: %(rows)s", rows=numbers)
        wrong += [RowError(row.row, "manager_email", told) for row in listed[:1]]
    return wrong


def take_in(content: bytes, *, by: uuid.UUID | None, now: datetime, shown: str | None = None) -> Plan:
    """Do what ``plan`` says, if it has no errors; return it.

    Raises:
        DirectoryChanged: it differs from the plan with the fingerprint ``shown``.
    """
    todo = plan(content)
    if shown is not None and shown != todo.fingerprint:
        raise DirectoryChanged
    if todo.errors:
        return todo
    if todo.added:
        defaults = {"job_title": "", "level": "", "team": "", "is_coach": False}
        rows = [
            {**defaults, **one.values, "id": one.person_id, "email": one.email, "manager_id": None}
            for one in todo.added
        ]
        db.session.execute(insert(Person), rows)
    managed = [
        {"id": one.person_id, "manager_id": one.values["manager_id"]}
        for one in todo.added
        if one.values.get("manager_id")
    ]
    for what in {
        tuple(sorted(one.what)) for one in todo.changed
    }:  # an update of many rows sets the same columns in each
        changes = [{"id": one.person_id, **one.values} for one in todo.changed if tuple(sorted(one.what)) == what]
        db.session.execute(update(Person), changes)
    if managed:
        db.session.execute(update(Person), managed)
    db.session.expire_all()
    for one in (*todo.added, *todo.changed):
        coach = one.values.get("is_coach")
        if coach is not None and (coach or one.what):
            audit.record("person.coach_role", by=by, about=one.person_id, now=now, coach=bool(coach))
    audit.record(
        "directory.imported", by=by, about=None, now=now,
        added=len(todo.added), changed=len(todo.changed), left_alone=len(todo.left_alone),
    )  # fmt: skip
    return todo


def keep_upload(content: bytes, *, by: uuid.UUID, now: datetime) -> uuid.UUID:
    """Keep a file until its administrator has looked through it, in place of an earlier one. Old ones go."""
    db.session.execute(
        delete(DirectoryUpload).where(or_(DirectoryUpload.by_id == by, DirectoryUpload.uploaded_at < now - KEPT_FOR))
    )
    kept = DirectoryUpload(by_id=by, uploaded_at=now, content=zlib.compress(content))
    db.session.add(kept)
    db.session.flush()
    return kept.id


def upload(upload_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> bytes:
    """The file that this administrator is looking through.

    Raises:
        UploadGone: it is not kept any more, or is somebody else's.
    """
    found = db.session.get(DirectoryUpload, upload_id)
    if found is None or found.by_id != by or found.uploaded_at < now - KEPT_FOR:
        raise UploadGone
    return zlib.decompress(found.content)


def is_somebody_elses(person_id: uuid.UUID, *, upload_id: uuid.UUID) -> bool:
    """True for a file that another administrator is looking through."""
    found = db.session.get(DirectoryUpload, upload_id)
    return found is not None and found.by_id != person_id


def drop_upload(upload_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Forget a file that was taken in or is not wanted."""
    db.session.execute(delete(DirectoryUpload).where(DirectoryUpload.id == upload_id, DirectoryUpload.by_id == by))


def drop_old_uploads(*, now: datetime) -> None:
    """Forget the files that nobody came back to."""
    db.session.execute(delete(DirectoryUpload).where(DirectoryUpload.uploaded_at < now - KEPT_FOR))
