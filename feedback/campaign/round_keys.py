"""Which leaders' rounds have a key pair, which still need one, and which are sealed with theirs?"""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import select

from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.extensions import db


def keys_wanted() -> Sequence[uuid.UUID]:
    """The leaders of launched campaigns who have no key yet."""
    return db.session.scalars(
        select(Subject.id)
        .join(Subject.campaign)
        .where(
            Subject.seal_public.is_(None),
            Subject.closed.is_(False),
            Campaign.state.in_([State.NOMINATING, State.COLLECTING]),
        )
        .with_for_update(of=Subject, key_share=True)  # of two workers, one alone makes a leader's key
    ).all()


def open_rounds() -> Sequence[tuple[uuid.UUID, bytes]]:
    """The rounds whose answers are still sealed, each with its public key."""
    rows = db.session.execute(
        select(Subject.id, Subject.seal_public)
        .join(Subject.campaign)
        .where(
            Subject.seal_public.is_not(None),
            Subject.closed.is_(False),
            Campaign.state.in_([State.NOMINATING, State.COLLECTING, State.STOPPED]),
        )
    )
    return [(round_id, public) for round_id, public in rows if public is not None]


def record_keys(make: Callable[[uuid.UUID], bytes]) -> int:
    """Give every leader who needs one a key pair; ``make`` keeps the private half and returns the public one."""
    wanted = keys_wanted()
    for subject_id in wanted:
        db.session.get_one(Subject, subject_id).seal_public = make(subject_id)
    return len(wanted)


def keys_to_destroy() -> Sequence[uuid.UUID]:
    """The rounds that were called off and have a key yet."""
    return db.session.scalars(select(Subject.id).where(Subject.ended, Subject.seal_public.is_not(None))).all()


def key_destroyed(subject_id: uuid.UUID) -> None:
    """Note that the private key of a round that was called off is gone; its public half is of no more use."""
    db.session.get_one(Subject, subject_id).seal_public = None
