"""What has gone so far of a campaign's mail.

Nothing here leads from a letter to a rater: it is kept for each leader's round and day, or for a campaign and day.
"""

import uuid
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.extensions import Model


class RoundMail(Model):
    """The day on which a kind of letter last went about a leader; for reminders and nudges the day it was asked for.

    ``first invitation`` is the day of a leader's first, ``invitation`` of the last.
    """

    __tablename__ = "round_mail"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]


class MailCount(Model):
    """How many letters of a kind the mail server accepted for a campaign on a day."""

    __tablename__ = "mail_count"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    letters: Mapped[int] = mapped_column(default=0)
