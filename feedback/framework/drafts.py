"""The verbs of frameworks that are written in the browser: begin, take in, change, publish, retire."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import gettext
from sqlalchemy import select

from feedback.extensions import db
from feedback.foundations import audit
from feedback.framework import editing, mapping, marked, reader, service, spreadsheet_layout, versions
from feedback.framework.editing import Data
from feedback.framework.format import Framework
from feedback.framework.mapping import Mapped
from feedback.framework.models import FrameworkDraft, FrameworkSnapshot, FrameworkVersion
from feedback.framework.reader import Finding, Remark

ALL_RIGHT_IN_A_DRAFT = {"missing", "too_short", "string_too_short", "string_too_long", "literal_error", "bool_type"}
LARGEST_DRAFT = reader.LARGEST_FILE


class NotADraft(Exception):
    """The file cannot be edited here; ``findings`` or ``cells`` say where it is wrong."""

    def __init__(self, findings: tuple[object, ...]) -> None:
        super().__init__()
        self.findings = findings


class IdTaken(Exception):
    """There is a framework of this id: a draft that goes on from it is made by a copy."""


class NotInOrder(Exception):
    """The draft has errors, so it cannot be published."""


class VersionTaken(Exception):
    """A version of this name has been published, or is in the file."""


class TooLarge(Exception):
    """This is too much for one framework."""


@dataclass(frozen=True)
class Checked:
    """A draft as it is now, and what the check says of it. ``framework`` is None where there are errors."""

    draft: FrameworkDraft
    framework: Framework | None
    remarks: tuple[Remark, ...]

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(remark.kind == "error" for remark in self.remarks)

    @property
    def warnings(self) -> int:
        """How many warnings there are. None are told while there are errors."""
        return len(self.remarks) - self.errors


def drafts() -> list[Checked]:
    """All drafts, the last changed first."""
    found = db.session.scalars(
        select(FrameworkDraft).order_by(FrameworkDraft.changed_on.desc(), FrameworkDraft.id)
    ).all()
    return [checked(draft) for draft in found]


def draft(draft_id: uuid.UUID) -> FrameworkDraft | None:
    """The draft, or None if it has been published or thrown away."""
    return db.session.get(FrameworkDraft, draft_id)


def checked(draft: FrameworkDraft) -> Checked:
    """What the check says of a draft."""
    return checked_data(draft, draft.content)


def checked_data(draft: FrameworkDraft, data: Data) -> Checked:
    """What the check would say of a draft if this were its content."""
    framework, remarks = reader.check_data(data)
    return Checked(draft, framework, tuple(remarks))


def begin(
    data: Data, folder: Path, *, by: uuid.UUID | None, now: datetime, based_on: Framework | None = None
) -> FrameworkDraft:
    """A new draft. It goes on from ``based_on``, else from the framework of its id that is in use, if there is one.

    Raises:
        TooLarge: there is too much of it.
    """
    if based_on is None:
        based_on = next((known for known in service.usable(folder) if known.id == data.get("id")), None)
    _fits(data)
    made = FrameworkDraft(
        content=data,
        based_on=service.take_snapshot(based_on).hash if based_on else None,
        changed_on=now.date(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("framework.draft_begun", by=by, about=made.id, now=now, based_on=made.based_on)
    return made


def begin_empty(folder: Path, *, title: str, organisation: str, by: uuid.UUID | None, now: datetime) -> FrameworkDraft:
    """A new draft with nothing in it, under an id that is not in use."""
    data = editing.new_framework(_free_id(title, folder), title=title, organisation=organisation)
    return begin(data, folder, by=by, now=now)


def copy(framework: Framework, folder: Path, *, by: uuid.UUID | None, now: datetime) -> FrameworkDraft:
    """A draft that goes on from a framework."""
    return begin(editing.plain(framework), folder, by=by, now=now, based_on=framework)


def take_in(
    content: bytes, name: str, folder: Path, *, title: str, organisation: str, by: uuid.UUID | None, now: datetime
) -> tuple[FrameworkDraft, tuple[str, ...]]:
    """A draft from an uploaded file, YAML or a spreadsheet; and the columns that were not used.

    Whatever the browser can put right may be wrong in it. Of a spreadsheet, ``title`` and ``organisation`` are those
    of the framework.

    Raises:
        NotADraft: with everything that has to be put right in the file itself.
    """
    if name.lower().endswith((".yaml", ".yml")):
        return begin(_from_yaml(content, name), folder, by=by, now=now), ()
    found = spreadsheet_layout.read(
        content, framework_id=_free_id(title, folder), title=title, organisation=organisation
    )
    if found.data is None:
        raise NotADraft(found.errors)
    return begin(found.data, folder, by=by, now=now), found.unused


def _from_yaml(content: bytes, name: str) -> Data:
    try:
        parsed = marked.parse(reader.text_of(content))
    except marked.Unreadable as problem:
        raise NotADraft((Finding("error", name, problem.line, gettext("the file"), problem.message),)) from None
    _, remarks = reader.check_data(parsed.data)
    wrong = {(remark.path, remark.message) for remark in remarks if remark.kind == "error" and not _can_wait(remark)}
    findings = [
        one
        for one in reader.check_parsed(parsed, name)[1]
        if one.kind == "error" and (parsed.spoilt or any(one.message == message for _, message in wrong))
    ]
    if findings or not isinstance(parsed.data, dict):
        raise NotADraft(tuple(findings))
    return {"levels": [editing.everybody()], "themes": []} | parsed.data


def _can_wait(remark: Remark) -> bool:
    """Whether an error can be put right in the browser: words that are missing or too long, not ids or the format."""
    last = remark.path[-1] if remark.path else ""
    return last not in ("id", "format", "level") and (
        remark.breach in ALL_RIGHT_IN_A_DRAFT or (not remark.breach and last in ("levels", "only_for"))
    )


def change(
    draft_id: uuid.UUID, alter: Callable[[Data], Data], *, by: uuid.UUID | None, now: datetime
) -> FrameworkDraft:
    """Change a draft, one after the other where several do so at once.

    Args:
        draft_id: which.
        alter: what becomes of its content, as ``editing`` and ``mapping`` say it; what it raises passes through.
        by: who.
        now: when.

    Raises:
        NoSuchPart: there is no such draft any more.
        TooLarge: there is too much of it now.
    """
    found = db.session.scalar(
        select(FrameworkDraft)
        .where(FrameworkDraft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise editing.NoSuchPart
    altered = alter(found.content)
    _fits(altered)
    if altered != found.content:
        found.content, found.changed_on = altered, now.date()
        audit.record("framework.draft_changed", by=by, about=found.id, now=now)
    return found


def drop(draft_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> None:
    """Throw a draft away."""
    found = db.session.get(FrameworkDraft, draft_id)
    if found is not None:
        db.session.delete(found)
        audit.record("framework.draft_dropped", by=by, about=draft_id, now=now)


def before(draft: FrameworkDraft) -> Data | None:
    """The content of the version that a draft goes on from, if it is one of the same framework."""
    if draft.based_on is None:
        return None
    was = service.from_snapshot(draft.based_on)
    return editing.plain(was) if was.id == draft.content.get("id") else None


def own_version(draft: FrameworkDraft) -> str:
    """The name that a draft gives its version itself; nothing if that is still the name of the one before."""
    was = before(draft)
    own = str(draft.content.get("version", ""))
    return "" if was is not None and was.get("version") == own else own


def mapped(draft: FrameworkDraft) -> Mapped | None:
    """How a draft goes together with the version before it, or None where there is none."""
    was = before(draft)
    return None if was is None else mapping.compared(was, draft.content)


def overtaken(draft: FrameworkDraft, folder: Path) -> str:
    """The name of a version that came out since the draft was begun, whose changes are not in it; nothing if none."""
    if draft.based_on is None:
        return ""
    used = next((one for one in service.usable(folder) if one.id == draft.content.get("id")), None)
    return used.version if used is not None and used.hash != draft.based_on else ""


def publish(
    draft_id: uuid.UUID, folder: Path, *, version: str, by: uuid.UUID | None, now: datetime
) -> FrameworkVersion:
    """Publish a draft under the name of a version, and take the draft away. It is never changed again.

    Raises:
        NoSuchPart: somebody else has published it or thrown it away.
        NotInOrder: it has errors.
        IdTaken: there is a framework of this id that it does not go on from.
        VersionTaken: there is such a version of it.
    """
    found = change(draft_id, lambda content: content | {"version": version}, by=by, now=now)
    framework, _ = reader.check_data(mapping.as_published(before(found), found.content))
    if framework is None:
        raise NotInOrder
    known = [one for one in service.usable(folder) if one.id == framework.id]
    if known and before(found) is None:
        raise IdTaken
    if versions.is_taken(framework.id, version) or any(one.version == version for one in known):
        raise VersionTaken
    published = versions.add(framework, now=now)
    db.session.delete(found)
    audit.record("framework.published", by=by, about=draft_id, now=now, framework=framework.id, hash=framework.hash)
    return published


def _free_id(title: str, folder: Path) -> str:
    taken = {framework.id for framework in service.in_files(folder)}
    taken |= set(db.session.scalars(select(FrameworkSnapshot.framework_id)))
    taken |= {str(content.get("id")) for content in db.session.scalars(select(FrameworkDraft.content))}
    return editing.id_from(title, taken, otherwise="framework")


def _fits(data: Data) -> None:
    if len(json.dumps(data)) > LARGEST_DRAFT:
        raise TooLarge
