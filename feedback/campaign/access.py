"""What is this person to this leader? Decides who may open a page about one leader."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort

from feedback.campaign import service
from feedback.campaign.lifecycle import NotAllowedNow, State
from feedback.campaign.models import CAMPAIGN, Campaign, Subject
from feedback.identity import permissions

View = TypeVar("View", bound=Callable[..., Any])


def roles_towards(person_id: uuid.UUID, leader: Subject) -> set[str]:
    """What the person is to the leader: leader (themself), manager, coach; or nothing."""
    roles = {"leader": leader.person_id, "manager": leader.manager_id, "coach": leader.coach_id}
    return {role for role, holder in roles.items() if holder == person_id}


def only_their(*roles: str, check_ins: bool = False) -> Callable[[View], View]:
    """For pages about one leader (``subject_id`` in the path) that only these roles towards that leader may open.

    The view is given ``leader``, the Subject. Strangers are told that there is no such page; so is everybody of a
    check-in, but where the page is for ``check_ins`` too.
    """

    def decorate(view: View) -> View:
        @permissions.signed_in
        @wraps(view)
        def guarded(*, subject_id: uuid.UUID, **path: Any) -> Any:
            leader = service.subject(subject_id)
            if leader is None or not roles_towards(permissions.me().id, leader).intersection(roles):
                abort(404)
            if leader.campaign.kind != CAMPAIGN and not check_ins:
                abort(404)
            return view(leader=leader, **path)

        guarded.who_may_use_it = f"the leader's own {' or '.join(roles)}"  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def has_a_role(person_id: uuid.UUID, /, *, subject_id: uuid.UUID, **_path: Any) -> bool:
    """True for a leader's own leader, manager and coach."""
    leader = service.subject(subject_id)
    return leader is not None and bool(roles_towards(person_id, leader))


def coaches_in(person_id: uuid.UUID, /, *, campaign_id: uuid.UUID, **_path: Any) -> bool:
    """True for whoever coaches a leader of a campaign."""
    return any(leader.campaign_id == campaign_id for leader in service.subjects_where(person_id, "coach"))


def campaign_or_404(campaign_id: uuid.UUID) -> Campaign:
    """The campaign, or there is no such page; check-ins have none, and are counted on their campaign's."""
    found = service.campaign(campaign_id)
    return found if found is not None and found.kind == CAMPAIGN else abort(404)


def draft_or_409(campaign_id: uuid.UUID) -> Campaign:
    """The campaign while everything in it can still change.

    Raises:
        NotAllowedNow: it has been launched.
    """
    campaign = campaign_or_404(campaign_id)
    if campaign.state != State.DRAFT:
        raise NotAllowedNow("a launched campaign cannot be changed")
    return campaign
