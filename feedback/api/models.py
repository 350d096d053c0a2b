"""The other systems that may read, and how often each did in this hour."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model, new_id
from feedback.foundations.database import UtcDateTime


class ApiClient(Model):
    """A system with a token, of which only the digest is kept.

    ``last_used_on`` is a day, never a time. ``hour`` and ``calls`` count what it asked for within the present hour.
    ``made_by`` is the administrator, who must not learn through it what their own pages keep from them.
    """

    __tablename__ = "api_client"
    __table_args__ = (CheckConstraint("length(token_digest) = 32", name="token_digest_is_sha256"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_on: Mapped[date]
    expires_on: Mapped[date]
    revoked: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_used_on: Mapped[date | None]
    hour: Mapped[datetime | None] = mapped_column(UtcDateTime)
    calls: Mapped[int] = mapped_column(default=0, server_default="0")
