"""Who may see which raters are waited for? Administrators, but not of feedback that they have a part in."""

import uuid
from typing import Any

from feedback.identity.permissions import administrators_unless
from feedback.invitation import handover


def _has_a_part(reader: uuid.UUID, /, *, subject_id: uuid.UUID, **_path: Any) -> bool:
    return handover.has_a_part(reader, subject_id)


administrators_without_a_part = administrators_unless("without a part in it", _has_a_part)
