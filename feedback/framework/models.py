"""The framework as it stood when a campaign took it."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model


class FrameworkSnapshot(Model):
    """A framework's content, found by its hash and never changed: editing a file changes no campaign."""

    __tablename__ = "framework_snapshot"

    hash: Mapped[str] = mapped_column(primary_key=True)
    framework_id: Mapped[str]
    title: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
