"""Who has a part in whose feedback? Asked of whoever would look something up about it, never of who answered."""

import uuid

from sqlalchemy import Select, or_, select

from feedback.campaign.models import Subject
from feedback.invitation.models import Invitation


def rounds_with_a_part(person_id: uuid.UUID) -> Select[uuid.UUID]:
    """The leaders in whose feedback somebody has a part, as ``handover.has_a_part`` has it."""
    roles = or_(Subject.person_id == person_id, Subject.manager_id == person_id, Subject.coach_id == person_id)
    rates = select(Invitation.subject_id).where(Invitation.person_id == person_id)
    return select(Subject.id).where(or_(roles, Subject.id.in_(rates)))
