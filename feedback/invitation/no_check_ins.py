"""Who wants no more check-ins about a leader? Kept without a time, counted nowhere, and told to nobody."""

import uuid

from sqlalchemy import delete, select

from feedback.campaign.models import Subject
from feedback.extensions import db
from feedback.invitation.models import Invitation, NoCheckIns


def keep(invitation_id: uuid.UUID, *, wanted: bool) -> None:
    """Keep that whoever has this invitation wants no later check-in about its leader; or, unless wanted, forget it."""
    both = select(Invitation.person_id, Subject.person_id.label("leader_id")).join(Invitation.leader)
    found = db.session.execute(both.where(Invitation.id == invitation_id)).mappings().one()
    if wanted:
        db.session.merge(NoCheckIns(**found))
    else:
        db.session.execute(delete(NoCheckIns).filter_by(**found))
