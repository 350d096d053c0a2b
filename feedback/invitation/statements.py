"""Which statements find a slot by its link or its code on paper, and fill it, while its campaign takes answers?"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, delete, literal, or_, select, update

from feedback.campaign.lifecycle import State
from feedback.campaign.rounds import ROUND
from feedback.extensions import Base
from feedback.foundations.prepared import Prepared
from feedback.invitation.models import DRAFT, INVITED, Invitation, InvitationToken, PaperCode

TAKES_ANSWERS = (State.NOMINATING, State.COLLECTING)


_INVITATION, _TOKEN, _PAPER = (
    Base.metadata.tables[one.__tablename__] for one in (Invitation, InvitationToken, PaperCode)
)
_SUBJECT, _CAMPAIGN = Base.metadata.tables["subject"], Base.metadata.tables["campaign"]
_COACH_SHARE, _PERSON = Base.metadata.tables["coach_share"], Base.metadata.tables["person"]
_TAKES_NOW = or_(*(_CAMPAIGN.c.state == state for state in TAKES_ANSWERS))  # a list would be written out each time


def _opened_by(table: FromClause, digest: ColumnElement[bytes], place: ColumnElement[int]) -> Select[Any]:
    """The slots to which a digest leads, by a link or by a code on paper, while they take answers."""
    return (
        select(
            _INVITATION.c.id, place, _INVITATION.c.subject_id, _INVITATION.c.grp, _INVITATION.c.state,
            _SUBJECT.c.seal_public, _INVITATION.c.slot, _INVITATION.c.wrap_dev, _INVITATION.c.wrap_phrase,
            _COACH_SHARE.c.public, *ROUND,
        )
        .join_from(table, _INVITATION, _INVITATION.c.id == table.c.invitation_id)
        .join(_SUBJECT, _SUBJECT.c.id == _INVITATION.c.subject_id)
        .join(_CAMPAIGN, _CAMPAIGN.c.id == _SUBJECT.c.campaign_id)
        .join(_PERSON, _PERSON.c.id == _SUBJECT.c.person_id)
        .outerjoin(_COACH_SHARE, _COACH_SHARE.c.subject_id == _SUBJECT.c.id)
        .where(digest == bindparam("digest"), _TAKES_NOW)
        .where(_SUBJECT.c.seal_public.is_not(None))
        .where(or_(_CAMPAIGN.c.coach_key.is_(False), _COACH_SHARE.c.public.is_not(None)))
        .order_by(place)
    )  # fmt: skip


_OPENED = _opened_by(_TOKEN, _TOKEN.c.token_hash, _TOKEN.c.place)
OPENED = Prepared(_OPENED)
# Two tabs saving at once must not lose each other's page (SQLite locks the whole file already). In the order of slots'
# ids: two links may have the same ones in different places, and two who use them must not wait in a circle.
OPENED_TO_WRITE = Prepared(_OPENED.order_by(None).order_by(_INVITATION.c.id).with_for_update(of=_INVITATION))
# What was sent or declined is not touched from paper, even if a code for it should still be there.
ON_PAPER = _opened_by(_PAPER, _PAPER.c.code_digest, literal(1)).where(
    _SUBJECT.c.closed.is_(False), _INVITATION.c.state.in_([INVITED, DRAFT])
)
ON_PAPER_TO_WRITE = ON_PAPER.with_for_update(of=_INVITATION)
WRITTEN = frozenset({"state", "slot", "wrap_dev", "wrap_phrase", "wrap_sub", "decline_reason"})
_MINE = _INVITATION.alias("mine")
# Nothing is written over what somebody else has written since the slot was read: each write locks ``wrap_dev`` anew.
# The slot is locked before its campaign, as by who opened it to write, and by who calls a leader's feedback off: in the
# other order two could wait in a circle. An update locks its own row last, so it is asked for within.
_AS_IT_WAS = (
    select(_MINE.c.subject_id)
    .where(
        _MINE.c.id == bindparam("to"),
        _MINE.c.state == bindparam("was_state"),
        _MINE.c.wrap_dev.is_not_distinct_from(bindparam("was_wrap_dev", type_=_MINE.c.wrap_dev.type)),
    )
    .with_for_update(key_share=True)  # as an update does: whoever writes a letter with a link to it need not wait
    .scalar_subquery()
)
WRITE = Prepared(
    update(_INVITATION)
    .where(
        _INVITATION.c.id == bindparam("to"),
        _INVITATION.c.subject_id.in_(
            select(_SUBJECT.c.id)
            .join(_CAMPAIGN, _CAMPAIGN.c.id == _SUBJECT.c.campaign_id)
            .where(_TAKES_NOW, _SUBJECT.c.closed.is_(False), _SUBJECT.c.id == _AS_IT_WAS)
            # Raters share this lock until their save is safe; only a stop, its undoing and the closing wait for it.
            .with_for_update(read=True, of=_CAMPAIGN)
        ),
    )
    .values({column: bindparam(f"new_{column}") for column in WRITTEN})
    .returning(_INVITATION.c.id)
)
CANCEL_PAPER = Prepared(
    delete(_PAPER).where(_PAPER.c.invitation_id == bindparam("of")).returning(_PAPER.c.invitation_id)
)
# Of everybody invited about a leader.
NAMES = Prepared(
    select(_PERSON.c.name)
    .join_from(_INVITATION, _PERSON, _PERSON.c.id == _INVITATION.c.person_id)
    .where(_INVITATION.c.subject_id == bindparam("about"))
)
