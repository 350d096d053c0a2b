"""The verbs of inviting: make invitations of approved nominations, write the letters, count replies."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select

from feedback.campaign import service as campaigns
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, CoachShare, Subject
from feedback.extensions import db, new_id
from feedback.foundations import audit, outbox, sealing
from feedback.invitation.models import DECLINED, DRAFT, INVITED, SUBMITTED, Invitation, InvitationToken
from feedback.nomination.models import Nomination

_WAITS = select(outbox.Outgoing.about_id).where(outbox.Outgoing.kind.in_(["invitation", "reminder"]))
WANTS_REMINDING = and_(Invitation.state.in_([INVITED, DRAFT]), Invitation.no_reminders.is_(False))
MOST_AT_ONCE = 500


def invite_approved(*, now: datetime) -> int:
    """Make an invitation, and ask for its letter, for every approved nomination that has none; return how many.

    Waits until the leader's round has its key, and the coach's where the campaign asks for it: without the public
    halves nothing could be sealed. Waits too for a last day that has passed to be moved, and takes so many at a time
    that nobody who saves meanwhile has to wait for long.
    """
    wanting = db.session.execute(
        select(Nomination.subject_id, Nomination.person_id, Nomination.group)
        .join(Subject, Subject.id == Nomination.subject_id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .outerjoin(CoachShare, CoachShare.subject_id == Subject.id)
        .outerjoin(
            Invitation,
            (Invitation.subject_id == Nomination.subject_id) & (Invitation.person_id == Nomination.person_id),
        )
        .where(
            Nomination.state == "approved",
            Invitation.id.is_(None),
            Subject.closed.is_(False),
            Subject.seal_public.is_not(None),
            or_(Campaign.coach_key.is_(False), CoachShare.public.is_not(None)),
            Campaign.state.in_([State.NOMINATING, State.COLLECTING]),
            Campaign.closes_on >= now.date(),
        )
        .order_by(Subject.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Subject, key_share=True)  # nobody is asked about a leader who is just being taken out
    ).all()
    for subject_id, person_id, group in wanting:
        invitation = Invitation(id=new_id(), subject_id=subject_id, person_id=person_id, group=group)
        db.session.add(invitation)
        outbox.enqueue("invitation", to=person_id, about=invitation.id)
    subject_ids = {row.subject_id for row in wanting}
    for run in db.session.scalars(
        select(Campaign).where(
            Campaign.state == State.NOMINATING,
            Campaign.id.in_(select(Subject.campaign_id).where(Subject.id.in_(subject_ids))),
        )
    ).all():
        campaigns.move(run, State.COLLECTING, by=None, now=now)
    for subject_id in subject_ids:
        audit.record("raters.invited", by=None, about=subject_id, now=now)
    return len(wanting)


def open_invitations(invitation_ids: Sequence[uuid.UUID], *, declined_too: bool = False) -> Sequence[Invitation]:
    """Those of the invitations that can still be answered and, unless asked for, have not been declined."""
    return db.session.scalars(
        select(Invitation)
        .join(Subject, Subject.id == Invitation.subject_id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(
            Invitation.id.in_(invitation_ids),
            Invitation.state.in_([INVITED, DRAFT, SUBMITTED, *([DECLINED] if declined_too else [])]),
            Campaign.state.in_([State.NOMINATING, State.COLLECTING]),
        )
        .order_by(Invitation.id)
    ).all()


def mint(invitation_ids: Iterable[uuid.UUID]) -> str:
    """A fresh token that opens these invitations. Only its digest is kept; earlier ones stay valid."""
    token = sealing.new_token()
    for place, invitation_id in enumerate(invitation_ids, start=1):
        db.session.add(InvitationToken(token_hash=sealing.digest(token), place=place, invitation_id=invitation_id))
    return token


def forget(token_hash: bytes) -> None:
    """Make a token useless, because its letter never left."""
    db.session.execute(delete(InvitationToken).where(InvitationToken.token_hash == token_hash))


def remind_about(subject_ids: Collection[uuid.UUID], *, about: uuid.UUID, by: uuid.UUID | None, now: datetime) -> int:
    """Ask for a reminder to the raters of leaders who have not answered or declined; return how many letters.

    Nobody is reminded of a letter that still waits, or that could not be delivered. How often is decided in
    ``mailing``: whoever calls this has looked there. It is audited ``about`` a campaign or a leader, as a number.
    """
    waiting = db.session.execute(
        select(Invitation.id, Invitation.person_id).where(
            Invitation.subject_id.in_(subject_ids), WANTS_REMINDING, Invitation.id.not_in(_WAITS)
        )
    ).all()
    for invitation_id, person_id in waiting:
        outbox.enqueue("reminder", to=person_id, about=invitation_id)
    letters = len({row.person_id for row in waiting})
    audit.record("raters.reminded", by=by, about=about, now=now, letters=letters)
    return letters


def is_to_be_reminded(invitation: Invitation) -> bool:
    """True while a rater has neither answered nor declined, and wants reminders."""
    return invitation.state in (INVITED, DRAFT) and not invitation.no_reminders


def to_remind(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many people a reminder about each leader would go to if it went now; never who."""
    rows = db.session.execute(
        select(Invitation.subject_id, func.count().label("people"))
        .where(Invitation.subject_id.in_(subject_ids), WANTS_REMINDING, Invitation.id.not_in(_WAITS))
        .group_by(Invitation.subject_id)
    )
    return {row.subject_id: row.people for row in rows}


def people_to_remind(subject_ids: Collection[uuid.UUID]) -> int:
    """How many people a reminder about all of these leaders would go to; who rates several counts once."""
    wanted = and_(Invitation.subject_id.in_(subject_ids), WANTS_REMINDING, Invitation.id.not_in(_WAITS))
    return db.session.scalar(select(func.count(Invitation.person_id.distinct())).where(wanted)) or 0


def asked_before(invitation_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the invitations of which a letter with a link has been sent."""
    return set(
        db.session.scalars(
            select(InvitationToken.invitation_id).where(InvitationToken.invitation_id.in_(invitation_ids)).distinct()
        )
    )


def replies(subject_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, tuple[int, int]]]:
    """For each leader and group: how many were invited, and how many have answered. Never who."""
    rows = db.session.execute(
        select(
            Invitation.subject_id,
            Invitation.group,
            func.count(),
            func.count().filter(Invitation.state == SUBMITTED),
        )
        .where(Invitation.subject_id.in_(subject_ids))
        .group_by(Invitation.subject_id, Invitation.group)
    ).all()
    found: dict[uuid.UUID, dict[str, tuple[int, int]]] = {subject_id: {} for subject_id in subject_ids}
    for subject_id, group, invited, answered in rows:
        found[subject_id][group] = (invited, answered)
    return found
