"""How does a campaign end without reports? Called off by an administrator, or by itself when nobody could be asked.

From then on no link opens anything. The worker erases each round unread, tells everybody who was asked, and destroys
the keys (``invitation.ending``).
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.campaign import coach_keys, service
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import Campaign
from feedback.extensions import db
from feedback.foundations import audit
from feedback.foundations.audit import AuditEvent

NOBODY_ASKED = timedelta(days=14)  # after the last day: time to move it, and no longer
WILL_LAPSE = "campaign.will_lapse"
CAN_BE_CANCELLED = (State.NOMINATING, State.COLLECTING, State.STOPPED)


def may_cancel(campaign: Campaign) -> bool:
    """True while the campaign can still be called off: it is launched, and nothing in it has been opened."""
    return campaign.state in CAN_BE_CANCELLED and not service.anything_opened(campaign.id)


def cancel(campaign: Campaign, *, by: uuid.UUID | None, now: datetime) -> None:
    """Call a campaign off, for good; waits until whoever is saving answers in it has saved them.

    Raises:
        NotAllowedNow: it is not launched, it is over, or answers in it have been opened.
    """
    db.session.refresh(campaign, with_for_update={"key_share": True})
    if not may_cancel(campaign):
        raise NotAllowedNow("only a launched campaign of which no answer has been opened can be cancelled")
    coach_keys.take_back(campaign.id)
    service.move(campaign, State.CANCELLED, by=by, now=now)


def lapse_due(*, now: datetime) -> int:
    """Call off a campaign in which nobody had been asked two weeks after its last day; 0 if there is none.

    It holds no answer, and would otherwise wait for its leaders for ever. The two weeks begin when we first see that
    the last day has passed, and it is audited: nothing is lost because nobody looked for months. One in a transaction,
    as for stopping.
    """
    seen = _when_seen(now)
    over = [run for run, since in seen if since.date() <= now.date() - NOBODY_ASKED]
    if not over:
        return 0
    cancel(over[0], by=None, now=now)
    return 1


def _when_seen(now: datetime) -> list[tuple[Campaign, datetime]]:
    """The campaigns whose last day passed before anybody was asked, and when we saw it; what is new is noted now."""
    passed = db.session.scalars(
        select(Campaign)
        .where(Campaign.state == State.NOMINATING, Campaign.closes_on < now.date())
        .order_by(Campaign.id)
    ).all()
    noted = select(AuditEvent.about_id, AuditEvent.at).where(
        AuditEvent.action == WILL_LAPSE, AuditEvent.about_id.in_([run.id for run in passed])
    )
    found: dict[uuid.UUID | None, list[datetime]] = {}
    for about_id, at in db.session.execute(noted.order_by(AuditEvent.at)) if passed else ():
        found.setdefault(about_id, []).append(at)
    seen = []
    for run in passed:
        since = next((at for at in found.get(run.id, ()) if at.date() > run.closes_on), None)  # it may have been moved
        if since is None:
            audit.record(WILL_LAPSE, by=None, about=run.id, now=now)
        seen.append((run, since or now))
    return seen
