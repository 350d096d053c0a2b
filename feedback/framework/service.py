"""The verbs of frameworks: which there are, and the snapshots campaigns run on."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flask_babel import gettext
from sqlalchemy import select

from feedback.extensions import db
from feedback.framework import editing, reader
from feedback.framework.format import Framework
from feedback.framework.models import FrameworkSnapshot, FrameworkVersion
from feedback.framework.reader import Finding, FrameworkRefused


class NoSuchFramework(Exception):
    """There is no file of this name, or its content breaks the rules."""


def files(folder: Path) -> list[Path]:
    """The framework files, by name."""
    return sorted(folder.glob("*.yaml"))


def usable(folder: Path) -> list[Framework]:
    """Every framework that is in use, by organisation: what was published last, else the file of the same id."""
    found = {framework.id: framework for framework in in_files(folder)} | in_database()
    return sorted(found.values(), key=lambda framework: framework.organisation)


def in_database() -> dict[str, Framework]:
    """Of each framework, by id, the version that was published last in the browser and is not retired."""
    newest = db.session.execute(
        select(FrameworkVersion.framework_id, FrameworkVersion.hash)
        .where(FrameworkVersion.retired.is_(False))
        .order_by(FrameworkVersion.number)
    )
    return {framework_id: from_snapshot(snapshot_hash) for framework_id, snapshot_hash in newest}


def in_files(folder: Path) -> list[Framework]:
    """Every framework whose file is in order, by organisation; faulty files are left out (``check`` says why)."""
    found: dict[str, Framework] = {}
    for file in files(folder):
        framework = _read(file)
        if framework is not None:
            found.setdefault(framework.id, framework)  # of two with one id the first, as ``check`` says of the second
    return sorted(found.values(), key=lambda framework: framework.organisation)


def by_id(framework_id: str, folder: Path) -> Framework:
    """The framework in use with this id.

    Raises:
        NoSuchFramework: none, or its file is not in order.
    """
    for framework in usable(folder):
        if framework.id == framework_id:
            return framework
    raise NoSuchFramework(framework_id)


def check(chosen: Sequence[Path]) -> list[Finding]:
    """All errors and warnings of the files, file by file; a second file with the same framework id is an error too."""
    findings: list[Finding] = []
    taken: dict[str, Path] = {}
    for file in chosen:
        framework, found = reader.read_and_check(file)
        if framework is not None and taken.setdefault(framework.id, file) != file:
            message = gettext(
                'The framework id "%(id)s" is also that of %(file)s. Give each its own.',
                id=framework.id,
                file=taken[framework.id].name,
            )
            found = [Finding("error", file.name, 1, "id", message), *found]
        findings += found
    return findings


def check_published(chosen: Sequence[FrameworkVersion]) -> list[Finding]:
    """All warnings of versions that were published; they have no errors, and no lines."""
    return [
        Finding(remark.kind, f"{one.framework_id}, version {one.version}", 0, remark.place, remark.message)
        for one in chosen
        if not one.retired
        for remark in reader.check_data(editing.plain(from_snapshot(one.hash)))[1]
    ]


def take_snapshot(framework: Framework) -> FrameworkSnapshot:
    """The stored snapshot of exactly this content, added if it is new."""
    snapshot = db.session.get(FrameworkSnapshot, framework.hash)
    if snapshot is None:
        snapshot = FrameworkSnapshot(
            hash=framework.hash, framework_id=framework.id, title=framework.title, content=framework.as_dict()
        )
        db.session.add(snapshot)
        db.session.flush()
    return snapshot


def from_snapshot(snapshot_hash: str) -> Framework:
    """The framework a campaign runs on."""
    if snapshot_hash not in _KEPT:
        snapshot = db.session.get_one(FrameworkSnapshot, snapshot_hash)
        _KEPT[snapshot_hash] = Framework.model_validate(snapshot.content)
    return _KEPT[snapshot_hash]


_KEPT: dict[str, Framework] = {}  # found by the hash of the content, so it can never be stale


def _read(file: Path) -> Framework | None:
    try:
        found = file.stat()
        return _read_unchanged(file, found.st_mtime_ns, found.st_size)
    except (FrameworkRefused, OSError):  # a link that leads nowhere is a faulty file like any other
        return None


@lru_cache(maxsize=64)
def _read_unchanged(file: Path, _changed: int, _size: int) -> Framework:
    return reader.read(file)
