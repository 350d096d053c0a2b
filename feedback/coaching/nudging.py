"""Which coaches have been waited for so long that they are reminded, once, to type their passphrase?"""

from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.campaign.models import Campaign, CoachShare, Subject
from feedback.extensions import db
from feedback.foundations import audit, outbox
from feedback.foundations.audit import AuditEvent

AFTER = timedelta(days=3)
NUDGED = "coach_key.nudged"


def nudge_coaches(*, now: datetime, undo: timedelta) -> int:
    """Ask for a reminder to every coach who was asked three days ago and has not come; return for how many leaders.

    One for each stop of a campaign: after an undone stop the coach is asked anew, and may be reminded anew.
    """
    reminded = select(AuditEvent.id).where(
        AuditEvent.about_id == Subject.id, AuditEvent.action == NUDGED, AuditEvent.at >= Campaign.stopped_at
    )
    waited_for = db.session.scalars(
        select(Subject)
        .join(CoachShare, CoachShare.subject_id == Subject.id)
        .join(Campaign, Campaign.id == Subject.campaign_id)
        .where(
            CoachShare.handover_public.is_not(None),
            CoachShare.handed_over.is_(None),
            Campaign.stopped_at <= now - undo - AFTER,
            ~reminded.exists(),
        )
    ).all()
    for leader in waited_for:
        outbox.enqueue("passphrase_again", to=leader.coach_id, about=leader.id)
        audit.record(NUDGED, by=None, about=leader.id, now=now)
    return len(waited_for)
