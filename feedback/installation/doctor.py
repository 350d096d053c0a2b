"""What is wrong here, before anybody notices, and what cures it? What ``flask doctor`` tells an operator.

No finding holds a name, an address or a secret.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from feedback import readiness
from feedback.campaign import round_keys
from feedback.config import Settings
from feedback.extensions import db
from feedback.foundations import revisions, signs, waking
from feedback.foundations.audit import AuditEvent
from feedback.foundations.keystore import KeyStore, is_closed_to_us
from feedback.framework import service as frameworks
from feedback.installation import backup

State = Literal["well", "advice", "wrong"]
SILENT_FOR = timedelta(minutes=5)
CLOCK_MAY_DIFFER = timedelta(minutes=1)
LEAST_FREE, LEAST_FREE_SHARE = 1024**3, 0.05  # bytes; of the whole disk
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CURES = {
    "database": "Start the database server, and look at FEEDBACK_DATABASE_URL.",
    "mail": "Look at FEEDBACK_MAIL_HOST, _PORT, _STARTTLS, _USERNAME and _PASSWORD, whether a firewall is between, and "
    "whether SSL_CERT_FILE names the authority of a certificate of the council's own.",
    "queue": "See what the worker's log says of letters, and whether the mail server takes any.",
    "keys": "Put the keys back from FEEDBACK_KEY_STORE_COPY, or mount the key store, before a campaign closes.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, how it is, in a sentence, and what to do if it is not well."""

    name: str
    state: State
    finding: str
    cure: str = ""


def examine(settings: Settings, *, now: datetime) -> list[Finding]:
    """Everything that should be well in one council's installation; the worst that can be missing comes first."""
    found = list(_database(settings, now))
    is_there = found[-1].name not in ("database", "migrations")
    found += [*_broker(settings), *_permissions(settings), *_disk(settings), _copy(settings, is_there=is_there)]
    db.session.rollback()
    return [*found, _frameworks(settings, is_there=is_there), *_settings(settings), _backups(settings, now)]


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What the database tells; nothing more of it where it does not answer, or is of another release."""
    try:
        is_at, newest = revisions.revision_now(), revisions.newest()
    except SQLAlchemyError:
        yield Finding("database", "wrong", "does not answer", CURES["database"])
        return
    if is_at != newest:
        found = f"at {is_at}, and the newest is {newest}" if is_at else "there are no tables yet"
        cure = "Back up what is there, then: flask db upgrade"
        if is_at and is_at not in revisions.known():
            cure = "The database is of a newer release: start that, or go back as the operator's guide says."
        yield Finding("migrations", "wrong", found, cure)
        return
    for check in readiness.checks(settings):
        cure = "" if check.well else CURES[check.name]
        yield Finding(check.name, "well" if check.well else "wrong", check.finding, cure)
    yield _worker(now)
    yield _clock(now)


def _worker(now: datetime) -> Finding:
    seen = signs.last(signs.WORKER)
    if seen is not None and now - seen < SILENT_FOR:
        return Finding("worker", "well", "did its work within the last five minutes")
    since = f"has not done its work since {seen:%d %B %Y %H:%M} UTC" if seen else "has never done its work"
    return Finding("worker", "wrong", since, "Start it (systemctl start feedback-worker), and look at its log.")


def _clock(now: datetime) -> Finding:
    """A clock that went back: letters would wait, and links would live too long."""
    newest = [db.session.scalar(select(func.max(AuditEvent.at))), signs.last(signs.WORKER)]
    ahead = max((at for at in newest if at is not None), default=now) - now
    cure = "Set the clock, and keep it by NTP."
    if ahead > CLOCK_MAY_DIFFER:
        return Finding("clock", "wrong", f"{ahead} behind what has been written down", cure)
    if db.engine.dialect.name == "postgresql":
        differs = abs(db.session.scalars(select(func.clock_timestamp())).one() - _machine_time())
        if differs > CLOCK_MAY_DIFFER:
            return Finding("clock", "wrong", f"{differs} apart from the database server's", f"{cure} On both machines.")
    return Finding("clock", "well", "not behind what has been written down")


def _machine_time() -> datetime:
    return datetime.now(UTC)


def _broker(settings: Settings) -> Iterator[Finding]:
    """A broker of its own; otherwise the database is one."""
    broker = waking.broker_of(settings) if settings.broker_url else None
    if broker is None:
        return
    if broker.answers():
        yield Finding("broker", "well", "answers")
    else:
        words = f"does not answer: work waits for the workers' next round, up to {settings.sweep_seconds:g} seconds"
        yield Finding("broker", "wrong", words, "Start it, and look at FEEDBACK_BROKER_URL. Nothing is lost meanwhile.")


def _permissions(settings: Settings) -> Iterator[Finding]:
    store = KeyStore(settings.key_store, settings.key_store_copy)
    if store.is_closed_to_us():
        yield Finding("key store", "well", "closed to this user, as it should be to the web's")
    else:
        places = [path for path in (settings.key_store, settings.key_store_copy) if path.exists()]
        loose = [path for place in places for path in (place, *place.glob("*.key")) if _mode(path) & 0o077]
        if loose:
            cure = f"chmod 700 {settings.key_store} {settings.key_store_copy}; chmod 600 the files in them"
            yield Finding(
                "key store", "wrong", f"{len(loose)} files or folders are open to others than their owner", cure
            )
        else:
            yield Finding("key store", "well", "open to its owner alone")
    file = _sqlite_file(settings)
    if file is not None and file.exists() and _is_readable_by_all(file):
        cure = f"chmod o-rwx {file.parent}"
        yield Finding("files", "wrong", "everybody with an account on this machine can read the database", cure)
    else:
        yield Finding("files", "well", "the database is closed to other users of this machine")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _is_readable_by_all(file: Path) -> bool:
    """Whether every folder on the way may be entered, and the file be read, by anybody."""
    way = all(_mode(folder) & stat.S_IXOTH for folder in file.resolve().parents)
    return bool(way and _mode(file) & stat.S_IROTH)


def _sqlite_file(settings: Settings) -> Path | None:
    url = make_url(settings.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _disk(settings: Settings) -> Iterator[Finding]:
    file = _sqlite_file(settings)
    places = {"database": file.parent if file else None, "key store": settings.key_store, "backups": settings.backups}
    for name, place in places.items():
        if place is not None and is_closed_to_us(place):
            continue
        there = next((path for path in (place, *place.parents) if path.exists()), None) if place else None
        if there is None or not os.access(there, os.X_OK):
            continue
        disk = shutil.disk_usage(there)
        words = f"{disk.free / 1024**3:.1f} GB free on the disk of the {name}"
        if disk.free < max(LEAST_FREE, LEAST_FREE_SHARE * disk.total):
            yield Finding("disk", "wrong", words, "Make room, or move it to a larger disk, before writing fails.")
        else:
            yield Finding("disk", "well", words)


def _copy(settings: Settings, *, is_there: bool) -> Finding:
    """Whether each key is in both places, and one broken disk cannot take both; ``is_there`` is of the database."""
    store = KeyStore(settings.key_store, settings.key_store_copy)
    if is_there and not store.is_closed_to_us():
        wanted = [round_id for round_id, _ in round_keys.open_rounds()]
        alone = sum(store.holds(round_id) and not store.is_kept_twice(round_id) for round_id in wanted)
        if alone:
            cure = "See that FEEDBACK_KEY_STORE and _COPY are mounted; then copy what one has and the other has not."
            return Finding("copy of the keys", "wrong", f"{alone} of {len(wanted)} keys are in one place alone", cure)
    places = (settings.key_store, settings.key_store_copy)
    try:
        disks = {place.stat().st_dev for place in places if place.exists()}
    except OSError:
        return Finding("copy of the keys", "well", "closed to this user; the worker's sees it")
    if len(disks) == 1 and all(place.exists() for place in places):
        cure = "Set FEEDBACK_KEY_STORE_COPY to a folder on another volume."
        return Finding("copy of the keys", "advice", "on the same disk as the keys themselves", cure)
    return Finding("copy of the keys", "well", "not on the disk of the keys, or there are no keys yet")


def _frameworks(settings: Settings, *, is_there: bool) -> Finding:
    in_use = frameworks.usable if is_there else frameworks.in_files
    files = frameworks.files(settings.frameworks) if settings.frameworks.is_dir() else []
    usable = len(in_use(settings.frameworks)) if settings.frameworks.is_dir() else 0
    faulty = {finding.file for finding in frameworks.check(files) if finding.kind == "error"}
    if faulty:
        cure = "flask framework check says what, line by line."
        return Finding("frameworks", "wrong", f"{len(faulty)} of {len(files)} files have faults", cure)
    if not usable:
        cure = "Put a framework into FEEDBACK_FRAMEWORKS, or write one in the browser."
        return Finding("frameworks", "wrong", "there is none", cure)
    return Finding("frameworks", "well", f"{usable} in order")


def _settings(settings: Settings) -> Iterator[Finding]:
    host = urlsplit(settings.base_url).hostname or ""
    found = list(_of_settings(settings, host))
    yield from found or [Finding("settings", "well", "nothing that people would suffer from")]


def _of_settings(settings: Settings, host: str) -> Iterator[Finding]:
    if not settings.https and host not in LOOPBACK:
        yield Finding(
            "settings", "wrong", "people come over http", "Put HTTPS in front, and say so in FEEDBACK_BASE_URL."
        )
    if host in LOOPBACK:
        yield Finding(
            "settings", "wrong", "letters name this machine", "Set FEEDBACK_BASE_URL to what people can open."
        )
    if settings.mail_from.endswith("@localhost"):
        yield Finding(
            "settings", "wrong", "letters come from localhost", "Set FEEDBACK_MAIL_FROM to an address of yours."
        )
    if settings.mail_by == "smtp" and not settings.mail_starttls and settings.mail_host not in LOOPBACK:
        yield Finding(
            "settings", "advice", "links go to the mail server unencrypted", "Set FEEDBACK_MAIL_STARTTLS to true."
        )
    if settings.mail_at_any_hour:
        yield Finding("settings", "advice", "letters go at night too", "Take FEEDBACK_MAIL_AT_ANY_HOUR away.")
    for name, words in (
        ("safeguarding_contact", "whom to tell of harm"),
        ("staff_support", "where staff find support"),
    ):
        if not getattr(settings, name):
            yield Finding("settings", "advice", f"coaches are not told {words}", f"Set FEEDBACK_{name.upper()}.")


def _backups(settings: Settings, now: datetime) -> Finding:
    cure = "Have flask backup create run every night, and take what it makes to another place."
    if is_closed_to_us(settings.backups):
        return Finding("backups", "well", "closed to this user; the worker's sees them")
    there = backup.all_of(settings)
    if not there:
        return Finding("backups", "wrong", "there is none in FEEDBACK_BACKUPS", cure)
    age = now - backup.made_at(there[-1])
    words = f"the newest of {len(there)} is {age.total_seconds() / 3600:.0f} hours old"
    old = age > timedelta(hours=settings.backup_hours)
    return Finding("backups", "wrong" if old else "well", words, cure if old else "")
