"""The verbs of moderating comments between closing and release."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update

from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.coaching import rules
from feedback.coaching.models import OfficeKey, Redaction
from feedback.disclosure import service as disclosure
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.foundations import audit, erasing, sealing
from feedback.foundations.keystore import KeyStore

PRIVACY_OFFICER = uuid.UUID("f8f2ac0e-5d7b-4c69-9d8c-0c8a6f6bb1aa")  # names the office's file in the key store


def comments_of(leader: Subject) -> Sequence[Comment]:
    """A leader's comments by question; within one, in the order of their random ids."""
    return db.session.scalars(
        select(Comment).where(Comment.subject_id == leader.id).order_by(Comment.question_id, Comment.id)
    ).all()


def comment_of(leader: Subject, comment_id: uuid.UUID) -> Comment | None:
    """One comment of this leader, or None."""
    return db.session.scalar(select(Comment).where(Comment.id == comment_id, Comment.subject_id == leader.id))


def remove_words(leader: Subject, comment: Comment, words: str, *, reason: str, by: uuid.UUID, now: datetime) -> None:
    """Take words out of a comment.

    Raises:
        NotAllowedNow: the report is not open for moderation.
        WordsNotFound: the comment does not hold these words.
    """
    _change(leader, comment, rules.without(comment.text, words), "redacted", reason, by, now)


def withhold(leader: Subject, comment: Comment, *, reason: str, by: uuid.UUID, now: datetime) -> None:
    """Take a whole comment out.

    Raises:
        NotAllowedNow: the report is not open for moderation.
    """
    _change(leader, comment, rules.REMOVED, "withheld", reason, by, now)


def keep_office_key(keys: KeyStore) -> bool:
    """Make the privacy officer's key pair where there is none yet; True if one was made."""
    if db.session.get(OfficeKey, "privacy") is not None:
        return False
    db.session.add(OfficeKey(office="privacy", public=keys.create(PRIVACY_OFFICER)))
    return True


def original(redaction_id: uuid.UUID, *, keys: KeyStore) -> str | None:
    """What a redaction took out, for the privacy officer; None once it has been erased or never was.

    Raises:
        KeyFault: the privacy officer's key cannot be had.
    """
    redaction = db.session.get(Redaction, redaction_id)
    if redaction is None or redaction.original_sealed is None:
        return None
    private = keys.open(PRIVACY_OFFICER, public=db.session.get_one(OfficeKey, "privacy").public)
    return sealing.unseal(private, redaction.original_sealed).decode()


def erase_originals(*, today: date) -> int:
    """Erase the sealed originals whose thirty days are over; return how many."""
    erased = db.session.scalars(
        update(Redaction)
        .where(Redaction.erase_after <= today, Redaction.original_sealed.is_not(None))
        .values(original_sealed=None)
        .returning(Redaction.id)
        .execution_options(synchronize_session=False)
    ).all()
    if erased:
        erasing.wipe("redaction")
    return len(erased)


def _change(
    leader: Subject, comment: Comment, text: str, state: str, reason: str, by: uuid.UUID, now: datetime
) -> None:
    if disclosure.report_of(leader.id).state != "opened" or reason not in rules.REASONS:
        raise NotAllowedNow("comments are moderated after the coach opens the report and before its release")
    office = db.session.get_one(OfficeKey, "privacy")
    db.session.add(
        Redaction(
            comment_id=comment.id,
            by_id=by,
            day=now.date(),
            reason=reason,
            original_sealed=sealing.seal(office.public, comment.text.encode()),
            erase_after=now.date() + rules.KEPT_SEALED,
        )
    )
    comment.text, comment.state = text, state
    erasing.wipe("comment")
    audit.record(f"comment.{state}", by=by, about=leader.id, now=now, reason=reason)
