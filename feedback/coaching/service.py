"""The verbs of moderating comments between closing and release, and of releasing.

What the leader is not to read is on the coach's page alone, and nothing else is made from it. At release the originals
of comments that the coach put in other words, or left out, are sealed like what a moderator takes out; thirty days
later they are erased, and so are the comments that were for the coach only.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.campaign.models import Subject
from feedback.coaching import bundles, rules
from feedback.coaching.models import OfficeKey, Redaction
from feedback.disclosure import service as disclosure
from feedback.disclosure.comments import normalise
from feedback.disclosure.models import Comment, ReleasedReport
from feedback.extensions import db
from feedback.foundations import audit, erasing, sealing
from feedback.foundations.keystore import KeyStore
from feedback.report import service as reports
from feedback.response.rules import COACH_ONLY, PARAPHRASE, VERBATIM

PRIVACY_OFFICER = uuid.UUID("f8f2ac0e-5d7b-4c69-9d8c-0c8a6f6bb1aa")  # names the office's file in the key store


def comments_of(leader: Subject) -> Sequence[Comment]:
    """A leader's comments by question; within one, in the order of their random ids."""
    return db.session.scalars(
        select(Comment).where(Comment.subject_id == leader.id).order_by(Comment.question_id, Comment.id)
    ).all()


def comment_of(leader: Subject, comment_id: uuid.UUID) -> Comment | None:
    """One comment of this leader, or None."""
    return db.session.scalar(select(Comment).where(Comment.id == comment_id, Comment.subject_id == leader.id))


def waiting_in(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many comments of each of these leaders wait for the coach's words; those with none are left out."""
    rows = db.session.execute(
        select(Comment.subject_id, func.count())
        .where(Comment.subject_id.in_(subject_ids), Comment.travels == PARAPHRASE, Comment.paraphrase.is_(None))
        .group_by(Comment.subject_id)
    )
    return {row[0]: row[1] for row in rows}


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


def say_in_own_words(leader: Subject, comment: Comment, words: str, *, by: uuid.UUID, now: datetime) -> None:
    """Let the leader read the coach's words in place of the writer's; they may be changed until release.

    Raises:
        NotAllowedNow: the report is not open for moderation, or the writer did not ask for other words.
        TheirOwnWords: they are the writer's, or hold a long run of them.
        NothingSaid: no words are left of them.
    """
    _check_waits_for_words(leader, comment)
    said = normalise(words)
    rules.check_own_words(comment.text, said)
    comment.paraphrase = said
    bundles.forget([leader.id])
    audit.record("comment.paraphrased", by=by, about=leader.id, now=now)


def leave_out(leader: Subject, comment: Comment, *, by: uuid.UUID, now: datetime) -> None:
    """Let the leader read nothing of a comment whose writer asked for other words; may be changed until release.

    Raises:
        NotAllowedNow: the report is not open for moderation, or the writer did not ask for other words.
    """
    _check_waits_for_words(leader, comment)
    comment.paraphrase = ""
    bundles.forget([leader.id])
    audit.record("comment.left_out", by=by, about=leader.id, now=now)


def release(leader: Subject, *, by: uuid.UUID, now: datetime) -> None:
    """Let the leader read the report; comments that still wait for the coach's words are left out of it for good.

    Raises:
        NotClosed: there is no report yet.
        NotAllowedNow: the coach has not opened it.
    """
    if disclosure.report_of(leader.id).state == "opened":
        for comment in comments_of(leader):
            if comment.travels == PARAPHRASE:
                _seal(comment, rules.PUT_IN_OTHER_WORDS if comment.paraphrase else rules.LEFT_OUT, by, now)
                comment.text, comment.paraphrase = "", comment.paraphrase or ""
                erasing.wipe("comment")
        # All of the leader's reports: a later one may be compared with this as soon as it is released.
        bundles.forget([mine.id for mine in campaigns.subjects_where(leader.person_id, "leader")])
    reports.release_report(leader, by=by, now=now)


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
    """Erase sealed originals, and comments for the coach only, whose thirty days are over; return how many."""
    erased = db.session.scalars(
        update(Redaction)
        .where(Redaction.erase_after <= today, Redaction.original_sealed.is_not(None))
        .values(original_sealed=None)
        .returning(Redaction.id)
        .execution_options(synchronize_session=False)
    ).all()
    long_released = select(ReleasedReport.subject_id).where(ReleasedReport.released_on <= today - rules.KEPT_SEALED)
    told = db.session.scalars(
        delete(Comment)
        .where(Comment.travels == COACH_ONLY, Comment.subject_id.in_(long_released))
        .returning(Comment.id)
        .execution_options(synchronize_session=False)
    ).all()
    if erased or told:
        erasing.wipe("redaction", "comment")
    return len(erased) + len(told)


def _check_open(leader: Subject) -> None:
    if disclosure.report_of(leader.id).state != "opened":
        raise NotAllowedNow("comments are moderated after the coach opens the report and before its release")


def _check_waits_for_words(leader: Subject, comment: Comment) -> None:
    _check_open(leader)
    if comment.travels != PARAPHRASE:
        raise NotAllowedNow("only a comment whose writer asked for it is put in other words")


def _change(
    leader: Subject, comment: Comment, text: str, state: str, reason: str, by: uuid.UUID, now: datetime
) -> None:
    _check_open(leader)
    if reason not in rules.REASONS or comment.travels != VERBATIM:
        raise NotAllowedNow("words are taken out of a comment that the leader reads as written, and for a known reason")
    _seal(comment, reason, by, now)
    comment.text, comment.state = text, state
    bundles.forget([leader.id])
    erasing.wipe("comment")
    audit.record(f"comment.{state}", by=by, about=leader.id, now=now, reason=reason)


def _seal(comment: Comment, reason: str, by: uuid.UUID, now: datetime) -> None:
    """Keep the text for the privacy officer, and nobody else, for thirty days."""
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
