"""The verbs of clients: make one, take its token away, and let it in."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import case, or_, select, update

from feedback.api.models import ApiClient
from feedback.extensions import db
from feedback.foundations import audit
from feedback.foundations.sealing import digest

MARK = "fbk_"  # so that scanners for secrets, and people, see what it is
MOST_AN_HOUR = 1_000


class NotKnown(Exception):
    """The token is unknown, revoked or expired: all look alike."""


class TooManyCalls(Exception):
    """The client has asked as often as it may in this hour; it may ask again in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


def clients() -> Sequence[ApiClient]:
    """All clients, those that still can be used first."""
    return db.session.scalars(select(ApiClient).order_by(ApiClient.revoked, ApiClient.name, ApiClient.id)).all()


def make(name: str, *, scopes: Sequence[str], expires_on: date, by: uuid.UUID, now: datetime) -> tuple[ApiClient, str]:
    """A new client and its token, which is kept nowhere and cannot be shown again."""
    token = MARK + secrets.token_urlsafe(32)
    made = ApiClient(
        name=name, token_digest=digest(token), scopes=list(scopes), made_by=by, made_on=now.date(),
        expires_on=expires_on,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("api_client.made", by=by, about=made.id, now=now, scopes=" ".join(scopes))
    return made, token


def revoke(client_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Let a client in no more, from this moment on."""
    found = db.session.get(ApiClient, client_id)
    if found is not None and not found.revoked:
        found.revoked = True
        audit.record("api_client.revoked", by=by, about=found.id, now=now)


def let_in(token: str, *, now: datetime) -> ApiClient:
    """The client with this token, and one call more of it counted.

    Its first call of a day is audited; others are not, or the audit would hold little else. Commits: the count must
    stand whatever becomes of the call, and nothing has been read before it.

    Raises:
        NotKnown: there is none that may be used today.
        TooManyCalls: it has called too often.
    """
    db.session.rollback()  # SQLite lets nobody write who has read an older state
    hour = now.replace(minute=0, second=0, microsecond=0)
    counted = db.session.execute(
        update(ApiClient)
        .where(ApiClient.token_digest == digest(token), ApiClient.revoked.is_(False))
        .where(ApiClient.expires_on >= now.date())
        .where(or_(ApiClient.hour.is_(None), ApiClient.hour != hour, ApiClient.calls < MOST_AN_HOUR))
        .values(hour=hour, calls=case((ApiClient.hour == hour, ApiClient.calls + 1), else_=1))
        .execution_options(synchronize_session=False)
    )
    found = db.session.scalar(select(ApiClient).where(ApiClient.token_digest == digest(token)))
    if found is None or found.revoked or found.expires_on < now.date():
        db.session.rollback()
        raise NotKnown
    if not counted.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
        db.session.rollback()
        raise TooManyCalls(int((hour + timedelta(hours=1) - now).total_seconds()) + 1)
    if found.last_used_on != now.date():
        found.last_used_on = now.date()
        audit.record("api_client.used", by=None, about=found.id, now=now)
    db.session.commit()
    return found


def looked_at(what: str, client: ApiClient, about: uuid.UUID, *, now: datetime) -> None:
    """Write down, once a day, that a client reads a report. Commits, as every look does."""
    action, name = f"{what}.read_by_system", str(client.id)
    told = select(audit.AuditEvent.facts).where(
        audit.AuditEvent.action == action, audit.AuditEvent.about_id == about,
        audit.AuditEvent.at >= now.replace(hour=0, minute=0, second=0, microsecond=0),
    )  # fmt: skip
    if not any(facts.get("client") == name for facts in db.session.scalars(told)):
        audit.looked(action, by=None, about=about, now=now, client=name)
