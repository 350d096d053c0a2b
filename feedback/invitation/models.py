"""The permission to answer, its slot, and the links that lead to it.

Nothing here has a time, a counter or an address of a visitor, and there is no table of responses: what a rater saves
lies encrypted in the slot of their own invitation until the closing step opens and erases it.
"""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.campaign.models import Subject
from feedback.extensions import Model, new_id

INVITED, DRAFT, SUBMITTED, DECLINED = range(4)


class Invitation(Model):
    """Permission for one person to answer about one leader; owns the sealed slot.

    ``slot`` is the padded answers under a content key that is fresh at every save. The content key is wrapped for the
    rater's device (``wrap_dev``) and, once sent, for the closing step (``wrap_sub``); ``wrap_phrase`` holds the device
    secret under the rater's resume phrase. ``decline_reason`` is one of ``campaign.rules.DECLINE_REASONS``; it is
    counted and erased at closing. ``no_reminders`` is the rater's wish for no more letters that ask again.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("subject_id", "person_id"),
        CheckConstraint("state BETWEEN 0 AND 3", name="state_is_known"),
        CheckConstraint("grp IN ('self', 'manager', 'peers', 'reports', 'others')", name="group_is_known"),
        CheckConstraint(
            "decline_reason IS NULL OR (state = 3 AND decline_reason BETWEEN 1 AND 4)",
            name="only_who_declines_says_why",
        ),
        CheckConstraint("wrap_sub IS NULL OR (state = 2 AND slot IS NOT NULL)", name="only_sent_answers_open_at_close"),
        # Replies, and whom a reminder would go to, are counted without reading the slots.
        Index("ix_invitation_replies", "subject_id", "grp", "state", "no_reminders", "person_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    group: Mapped[str] = mapped_column("grp")
    state: Mapped[int] = mapped_column(SmallInteger, default=INVITED)
    slot: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrap_dev: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrap_phrase: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrap_sub: Mapped[bytes | None] = mapped_column(LargeBinary)
    decline_reason: Mapped[int | None] = mapped_column(SmallInteger)
    no_reminders: Mapped[bool] = mapped_column(default=False, server_default=false())

    leader: Mapped[Subject] = relationship(lazy="raise")


class InvitationToken(Model):
    """A link's digest and what it opens. One letter may ask for feedback on several leaders: its link opens them all.

    ``place`` numbers them within the link, so that a page's address needs no identifier of the invitation.
    """

    __tablename__ = "invitation_token"
    __table_args__ = ({"sqlite_with_rowid": False},)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)


class PaperCode(Model):
    """The code on a paper copy, as a digest under the installation's secret, and the slot it fills. One an invitation.

    The row is gone as soon as answers were sent, by whichever way: a sheet that was kept then leads to nobody.
    """

    __tablename__ = "paper_code"
    __table_args__ = ({"sqlite_with_rowid": False},)

    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), unique=True)


class NoCheckIns(Model):
    """Somebody who wants no check-in about a leader, now or later. No time: nobody is told, and nothing is counted."""

    __tablename__ = "no_check_ins"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    leader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)


class ReplyStep(Model):
    """How many replies of a group a leader may know of: a multiple of the smallest group, counted once a day."""

    __tablename__ = "reply_step"
    __table_args__ = (
        CheckConstraint("grp IN ('peers', 'reports', 'others')", name="only_of_anonymous_groups"),
        CheckConstraint("answered >= 3", name="never_of_fewer_than_three"),
        {"sqlite_with_rowid": False},
    )

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    group: Mapped[str] = mapped_column("grp", primary_key=True)
    answered: Mapped[int] = mapped_column(SmallInteger)
